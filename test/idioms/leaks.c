// RUN: %scan %s -- | FileCheck %s
//
// Allocated, not freed, and out of everybody's reach.

#include "../Inputs/libc.h"
#include "../Inputs/shapes.h"

int forgotten_bad(size_t n) {
  char *p = malloc(n);
  return p != NULL;
}
// CHECK-LABEL: {{^}}forgotten_bad: contained{{$}}
// CHECK-NOT: {{^}}  escapes
// CHECK: {{^}}  leaks malloc at {{[0-9]+}}{{$}}

int early_return_bad(const char *s) {
  char *copy = strdup(s);
  if (copy[0] == 0)
    return -1;
  int first = copy[0];
  free(copy);
  return first;
}
// CHECK-LABEL: {{^}}early_return_bad: contained{{$}}
// CHECK: {{^}}  leaks malloc at {{[0-9]+}}{{$}}

void inner_lost_bad(void) {
  struct node *n = malloc(sizeof *n);
  n->name = malloc(4);
  free(n);
}
// CHECK-LABEL: {{^}}inner_lost_bad: contained{{$}}
// CHECK: {{^}}  leaks malloc at {{[0-9]+}}{{$}}

void overwritten_bad(void) {
  char *p = malloc(1);
  p = malloc(2);
  free(p);
}
// CHECK-LABEL: {{^}}overwritten_bad: contained{{$}}
// CHECK: {{^}}  leaks malloc at {{[0-9]+}}{{$}}

/// No test for failure can be a leak: there is nothing to free.
int checked_ok(size_t n) {
  char *p = malloc(n);
  if (!p)
    return -1;
  free(p);
  return 0;
}
// CHECK-LABEL: {{^}}checked_ok: contained{{$}}
// CHECK-NOT: {{^}}  leaks

/// The constant stands where a misspelt '=' would not compile.
int constant_first_ok(size_t n) {
  char *p = malloc(n);
  if (NULL == p)
    return -1;
  free(p);
  return 0;
}
// CHECK-LABEL: {{^}}constant_first_ok: contained{{$}}
// CHECK-NOT: {{^}}  leaks

/// A process that ends takes its memory along.
void dies_ok(size_t n) {
  char *p = malloc(n);
  if (p[0])
    exit(1);
  free(p);
}
// CHECK-LABEL: {{^}}dies_ok: contained{{$}}
// CHECK-NOT: {{^}}  leaks

/// The error path leaks, the good one escapes.
char *half_bad(const char *s, int bad) {
  char *copy = strdup(s);
  if (bad)
    return NULL;
  return copy;
}
// CHECK-LABEL: {{^}}half_bad: escaping{{$}}
// CHECK: {{^}}  escapes return "" char * family malloc
// CHECK: {{^}}  leaks malloc at {{[0-9]+}}{{$}}
