// RUN: %scan %s -- | FileCheck %s
//
// What a callee does to an object only if the pointer to it is not null.

#include "../Inputs/libc.h"
#include "../Inputs/shapes.h"

void clear(struct node *n) {
  if (n) {
    free(n->name);
    n->name = NULL;
  }
}

void cleared_ok(struct node *n) {
  n->name = malloc(4);
  clear(n);
}
// CHECK-LABEL: {{^}}cleared_ok: contained{{$}}

/// cleared_ok frees what it stored itself: only clear is a release.
void named_bad(struct node *n) { n->name = malloc(4); }
// CHECK-LABEL: {{^}}named_bad: escaping{{$}}
// CHECK: {{^}}  escapes argument 0 "->name" char * family malloc release clear{{$}}

void perhaps_cleared_bad(struct node *n, int all) {
  struct node *some = NULL;
  n->name = malloc(4);
  if (all)
    some = n;
  clear(some);
}
// CHECK-LABEL: {{^}}perhaps_cleared_bad: escaping{{$}}
// CHECK: {{^}}  escapes argument 0 "->name"

char *local_perhaps_cleared_bad(int all) {
  struct node one, *some = NULL;
  one.name = malloc(4);
  if (all)
    some = &one;
  clear(some);
  return one.name;
}
// CHECK-LABEL: {{^}}local_perhaps_cleared_bad: escaping{{$}}

void next_cleared_bad(struct node *n) {
  n->name = malloc(4);
  clear(n->next);
}
// CHECK-LABEL: {{^}}next_cleared_bad: escaping{{$}}
// CHECK: {{^}}  escapes argument 0 "->name"

/// The other argument is not there.
void other_bad(struct node *n, struct node *m) {
  if (m)
    n->name = NULL;
  else
    n->name = malloc(4);
  clear(m);
}
// CHECK-LABEL: {{^}}other_bad: escaping{{$}}
// CHECK: {{^}}  escapes argument 0 "->name"
