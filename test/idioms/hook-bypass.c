// RUN: %scan %s -- | FileCheck %s
//
// A library that has a hook, and allocations that go past it.

#include "../Inputs/libc.h"
#include "../Inputs/shapes.h"

static void *(*allocate)(size_t) = malloc;
void set_hook_ok(void *(*a)(size_t)) { allocate = a; }
// CHECK-LABEL: {{^}}set_hook_ok: none{{$}}

char *through_hook_bad(size_t n) { return allocate(n); }
// CHECK-LABEL: {{^}}through_hook_bad: escaping{{$}}
// CHECK: {{^}}  escapes return "" char * family hook

char *past_hook_bad(const char *s) { return strdup(s); }
// CHECK-LABEL: {{^}}past_hook_bad: escaping{{$}}
// CHECK: {{^}}  escapes return "" char * family malloc

int past_hook_inside_ok(size_t n) {
  char *p = malloc(n);
  int there = p != NULL;
  free(p);
  return there;
}
// CHECK-LABEL: {{^}}past_hook_inside_ok: contained{{$}}
// CHECK: {{^}}  allocates malloc heap{{$}}

struct node *half_bad(const char *s) {
  struct node *n = allocate(sizeof *n);
  n->name = strdup(s);
  n->next = NULL;
  return n;
}
// CHECK-LABEL: {{^}}half_bad: escaping{{$}}
// CHECK-DAG: {{^}}  escapes return "" struct node * family hook
// CHECK-DAG: {{^}}  escapes return "->name" char * family malloc
