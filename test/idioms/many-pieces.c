// RUN: %scan %s -- | FileCheck %s
//
// A writer that appends in very many places: what each call makes is told apart
// as long as there are few such calls, then they are blocks of one allocation.

#include "../Inputs/libc.h"

struct memory {
  void *(*resize)(void *old, size_t size);
  void (*release)(void *old);
};
struct text {
  struct memory *memory;
  char *bytes;
  size_t size, room;
};
struct node {
  struct memory *memory;
  int kind;
  const char *name, *text;
};

static void grow(struct text *to, size_t room) {
  if (room < to->room)
    return;
  to->bytes = to->memory->resize(to->bytes, 2 * room);
  to->room = 2 * room;
}

static void put(struct text *to, const char *bytes, size_t size) {
  grow(to, to->size + size);
  memcpy(to->bytes + to->size, bytes, size);
  to->size += size;
}

#define PUT(N)                                                                 \
  case N:                                                                      \
    put(&to, of->name, strlen(of->name));                                      \
    put(&to, of->text, strlen(of->text));                                      \
    put(&to, "/", 1);                                                          \
    break;
#define PUTS(N) PUT(N##0) PUT(N##1) PUT(N##2) PUT(N##3) PUT(N##4) PUT(N##5)

char *rendered(const struct node *of) {
  struct text to = {of->memory, NULL, 0, 0};
  switch (of->kind) {
    PUTS(1)
    PUTS(2)
    PUTS(3)
    PUTS(4)
    PUTS(5)
  }
  return to.bytes;
}
// CHECK-LABEL: {{^}}rendered: parameterized{{$}}
// CHECK: {{^}}  escapes return "" char * family argument 0
// CHECK-NOT: escapes argument

int counted_bad(const struct node *of, char **last) {
  struct text to = {of->memory, NULL, 0, 0};
  switch (of->kind) {
    PUTS(1)
    PUTS(2)
    PUTS(3)
    PUTS(4)
    PUTS(5)
  }
  if (of->kind > 17)
    *last = to.bytes;
  else
    of->memory->release(to.bytes);
  return 0;
}
// CHECK-LABEL: {{^}}counted_bad: parameterized{{$}}
// CHECK: {{^}}  escapes argument 1 "*"

// Those before there were too many are found by their new names, too.
static char *piece(size_t size) {
  char *made = malloc(size);
  if (made)
    made[0] = 0;
  return made;
}

#define DROP free(piece(size));
#define DROPS DROP DROP DROP DROP DROP DROP DROP DROP

char *first_bad(size_t size) {
  char *first = piece(size);
  if (first)
    first[0] = 1;
  DROPS DROPS DROPS DROPS DROPS
  return first;
}
// CHECK-LABEL: {{^}}first_bad: escaping{{$}}
// CHECK: {{^}}  escapes return "" char *

// CHECK-NOT: bound functions of coarse precision
