// RUN: %scan %s -- | FileCheck %s
//
// Members far behind the start of an object whose address may be null: an
// access to a member of null is no way on.

#include "../Inputs/libc.h"

struct context {
  char name[300];
  char *text, *copy;
};

/// Gone from the place where it stood.
int cleared_ok(struct context *c) {
  struct context *whole = c->name[0] ? c : NULL;
  whole->text = malloc(8);
  free(whole->text);
  whole->text = NULL;
  return whole->copy != NULL;
}
// CHECK-LABEL: {{^}}cleared_ok: contained{{$}}
// CHECK-NOT: {{^}}  escapes

/// The same behind an array in the object, and for a whole member.
struct outer {
  struct context parts[2];
};
int nested_ok(struct outer *o, struct outer *other) {
  struct outer *whole = o->parts[0].name[0] ? o : NULL;
  whole->parts[1].copy = malloc(8);
  free(whole->parts[1].copy);
  whole->parts[1] = other->parts[0];
  return 0;
}
// CHECK-LABEL: {{^}}nested_ok: contained{{$}}
// CHECK-NOT: {{^}}  escapes

/// All of it is replaced.
int filled_ok(struct context *c) {
  struct context *whole = c->name[0] ? c : NULL;
  whole->text = malloc(8);
  free(whole->text);
  memset(whole, 0, sizeof *whole);
  return 0;
}
// CHECK-LABEL: {{^}}filled_ok: contained{{$}}
// CHECK-NOT: {{^}}  escapes

/// What is no access may compute with null.
char *number_bad(struct context *c, char **last) {
  char *place = c ? (char *)&c->text : (char *)300;
  if (place != (char *)300)
    return NULL;
  *last = malloc(8);
  return *last;
}
// CHECK-LABEL: {{^}}number_bad: escaping{{$}}
// CHECK: {{^}}  escapes argument 1 "*"

/// One of two objects: which one is not known.
void either_bad(struct context *c, struct context *d, int n) {
  struct context *one = n ? c : d;
  c->text = malloc(8);
  one->text = NULL;
}
// CHECK-LABEL: {{^}}either_bad: opaque{{$}}
// CHECK: {{^}}  escapes argument 0 "->text"
