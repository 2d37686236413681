// RUN: %scan %s -- | FileCheck %s
//
// A pointer that the library has may lead to a variable of its own, if it stores
// that one's address there anywhere: a store by one name is read by the other.

#include "../Inputs/libc.h"

struct text {
  char *data;
  size_t size;
};
static struct text root, *current;
static int failed, *failure;
void begin(void) {
  current = &root;
  failure = &failed;
}
static void put(const char *given) {
  size_t size = strlen(given);
  current->data = realloc(current->data, current->size + size + 1);
  memcpy(current->data + current->size, given, size + 1);
  current->size += size;
}

/// Memory that hangs there.
char *render_bad(const char *given) {
  root.data = 0;
  root.size = 0;
  put(given);
  char *made = root.data;
  root.data = 0;
  return made;
}
// CHECK-LABEL: {{^}}render_bad: escaping{{$}}

/// A number.
static void fail(void) { *failure = 1; }
char *check_bad(const char *given) {
  failed = 0;
  if (*given != 'x')
    fail();
  return failed ? strdup("bad") : 0;
}
// CHECK-LABEL: {{^}}check_bad: escaping{{$}}

/// A member that leads into its own object, to one of several, to an element.
struct slot {
  int used;
  char *name;
};
static struct {
  struct slot one, other, all[8];
  struct slot *now, *top;
} own;
void turn(void) {
  own.now = own.now == &own.one ? &own.other : &own.one;
  own.top = own.all;
}
char *member_bad(void) {
  if (!own.now)
    return 0;
  own.one.used = 0;
  own.now->used = 1;
  return own.one.used ? malloc(3) : 0;
}
// CHECK-LABEL: {{^}}member_bad: escaping{{$}}
char *element_bad(void) {
  if (!own.top)
    return 0;
  own.all[0].used = 0;
  own.top->used = 1;
  return own.all[0].used ? malloc(3) : 0;
}
// CHECK-LABEL: {{^}}element_bad: escaping{{$}}

/// A member of a client's object.
static struct slot slots[8];
struct handle {
  struct slot *slot;
};
void handle_open(struct handle *it, int i) { it->slot = &slots[i & 7]; }
char *handle_bad(struct handle *it) {
  it->slot->used = 0;
  for (int i = 0; i < 8; i++)
    slots[i].used = 1;
  return it->slot->used ? malloc(3) : 0;
}
// CHECK-LABEL: {{^}}handle_bad: escaping{{$}}

/// One whose address is nowhere is another object.
static struct slot apart;
char *apart_ok(struct handle *it) {
  apart.used = 0;
  it->slot->used = 1;
  return apart.used ? malloc(3) : 0;
}
// CHECK-LABEL: {{^}}apart_ok: none{{$}}
