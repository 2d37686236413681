// RUN: %scan %s -- | FileCheck %s
//
// What a client's function gives back is the client's: memory that is hung
// under it is handed out.

#include "../Inputs/libc.h"

struct value {
  int kind;
  char *text;
};

int returned_bad(struct value *(*slot)(const char *), const char *key) {
  struct value *it = slot(key);
  if (!it)
    return -1;
  it->text = malloc(4);
  return 0;
}
// CHECK-LABEL: {{^}}returned_bad: escaping{{$}}
// CHECK: {{^}}  escapes callback

int filled_bad(int (*find)(const char *, struct value **), const char *key) {
  struct value *it;
  if (find(key, &it))
    return -1;
  it->text = malloc(4);
  return 0;
}
// CHECK-LABEL: {{^}}filled_bad: escaping{{$}}
// CHECK: {{^}}  escapes callback

static struct value *(*lookup)(const char *);
void set_lookup(struct value *(*other)(const char *)) { lookup = other; }
int by_hook_bad(const char *key) {
  struct value *it = lookup ? lookup(key) : 0;
  if (!it)
    return -1;
  it->text = malloc(4);
  return 0;
}
// CHECK-LABEL: {{^}}by_hook_bad: escaping{{$}}
// CHECK: {{^}}  escapes callback

int appended_bad(struct value **(*tail)(void *), void *user) {
  struct value **end = tail(user);
  *end = calloc(1, sizeof **end);
  return *end ? 0 : -1;
}
// CHECK-LABEL: {{^}}appended_bad: escaping{{$}}
// CHECK: {{^}}  escapes callback

// Numbers are no memory.
void number_ok(struct value *(*slot)(const char *), const char *key) {
  slot(key)->kind = 3;
}
// CHECK-LABEL: {{^}}number_ok: none{{$}}
