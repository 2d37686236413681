// RUN: %scan %s -- | FileCheck %s
//
// Stored into the caller's object, but not there any more at the return.

#include "../Inputs/libc.h"
#include "../Inputs/shapes.h"

void set_and_cleared_ok(struct node *n) {
  n->name = malloc(4);
  free(n->name);
  n->name = NULL;
}
// CHECK-LABEL: {{^}}set_and_cleared_ok: contained{{$}}
// CHECK-NOT: {{^}}  {{escapes|leaks}}

/// Freed is freed, also when the field is not cleared.
void set_and_freed_ok(struct node *n) {
  n->name = malloc(4);
  free(n->name);
}
// CHECK-LABEL: {{^}}set_and_freed_ok: contained{{$}}
// CHECK-NOT: {{^}}  {{escapes|leaks}}

static void use(struct list *l) { l->count++; }
void lent_to_helper_ok(struct list *l) {
  struct node *old = l->head;
  struct node *n = malloc(sizeof *n);
  l->head = n;
  use(l);
  l->head = old;
  free(n);
}
// CHECK-LABEL: {{^}}lent_to_helper_ok: contained{{$}}
// CHECK-NOT: {{^}}  {{escapes|leaks}}

void out_cleared_ok(char **out) {
  *out = malloc(8);
  char *p = *out;
  *out = NULL;
  free(p);
}
// CHECK-LABEL: {{^}}out_cleared_ok: contained{{$}}
// CHECK-NOT: {{^}}  {{escapes|leaks}}

void overwritten_ok(char **out, char *mine) {
  char *p = malloc(8);
  *out = p;
  *out = mine;
  free(p);
}
// CHECK-LABEL: {{^}}overwritten_ok: contained{{$}}
// CHECK-NOT: {{^}}  {{escapes|leaks}}

/// Cleared on one path only, and not freed there either.
void cleared_sometimes_bad(struct node *n, int yes) {
  n->name = malloc(4);
  if (yes) {
    free(n->name);
    n->name = NULL;
  }
}
// CHECK-LABEL: {{^}}cleared_sometimes_bad: escaping{{$}}
// CHECK: {{^}}  escapes argument 0 "->name" char * family malloc

/// Another field is cleared.
void other_cleared_bad(struct person *p) {
  p->first = malloc(4);
  p->last = NULL;
}
// CHECK-LABEL: {{^}}other_cleared_bad: escaping{{$}}
// CHECK: {{^}}  escapes argument 0 "->first" char * family malloc

/// Another object is cleared, which may be the same but need not.
void other_object_bad(struct node *a, struct node *b) {
  a->name = malloc(4);
  b->name = NULL;
}
// CHECK-LABEL: {{^}}other_object_bad: escaping{{$}}
// CHECK: {{^}}  escapes argument 0 "->name" char * family malloc
