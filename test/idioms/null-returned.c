// RUN: %scan %s -- | FileCheck %s
//
// A null pointer that was given is returned as it is.

#include "../Inputs/libc.h"
#include "../Inputs/shapes.h"

static void *gone(const void *old) {
  if (old)
    free((void *)old);
  return NULL;
}

struct node *make(void) { return malloc(sizeof(struct node)); }
// CHECK-LABEL: {{^}}make: escaping{{$}}
// CHECK: {{^}}  escapes return "" struct node * family malloc release release_ok{{$}}

struct node *release_ok(struct node *old) {
  if (!old)
    return old;
  return gone(old);
}
// CHECK-LABEL: {{^}}release_ok: none{{$}}
// CHECK-NOT: {{^}}  borrows
// CHECK: {{^}}  releases argument 0 "" always{{$}}
// CHECK-NOT: {{^}}  borrows
// CHECK: {{^}}  result none, nullable{{$}}

/// The other one is there.
struct node *either_bad(struct node *a, struct node *b) {
  if (!a)
    return b;
  return a;
}
// CHECK-LABEL: {{^}}either_bad: none{{$}}
// CHECK-DAG: {{^}}  borrows argument 0 ""{{$}}
// CHECK-DAG: {{^}}  borrows argument 1 ""{{$}}

/// It is there again after the loop.
struct node *last_bad(struct node *n) {
  struct node *found = n;
  for (int i = 0; i < 3; i++) {
    if (!found)
      found = n;
    else
      found = found->next;
  }
  return found;
}
// CHECK-LABEL: {{^}}last_bad: none{{$}}
// CHECK: {{^}}  borrows argument 0
