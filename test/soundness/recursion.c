// RUN: %scan %s -- | FileCheck %s
//
// Recursion: alone, mutual, through pointers, with memory at the bottom or at
// the top.

#include "../Inputs/libc.h"
#include "../Inputs/shapes.h"

char *bottom_bad(int n) {
  if (n == 0)
    return malloc(1);
  return bottom_bad(n - 1);
}
// CHECK-LABEL: {{^}}bottom_bad: escaping{{$}}

int counts_ok(int n) { return n ? counts_ok(n - 1) + 1 : 0; }
// CHECK-LABEL: {{^}}counts_ok: none{{$}}

char *odd_bad(int n);
char *even_bad(int n) { return n == 0 ? malloc(2) : odd_bad(n - 1); }
// CHECK-LABEL: {{^}}even_bad: escaping{{$}}
char *odd_bad(int n) { return n == 0 ? NULL : even_bad(n - 1); }
// CHECK-LABEL: {{^}}odd_bad: escaping{{$}}

int is_odd_ok(int n);
int is_even_ok(int n) { return n == 0 ? 1 : is_odd_ok(n - 1); }
// CHECK-LABEL: {{^}}is_even_ok: none{{$}}
int is_odd_ok(int n) { return n == 0 ? 0 : is_even_ok(n - 1); }
// CHECK-LABEL: {{^}}is_odd_ok: none{{$}}

/// Each round passes the block one place on.
void rotates_bad(char **a, char **b, char **c, int n) {
  if (n == 0) {
    *a = malloc(1);
    return;
  }
  rotates_bad(b, c, a, n - 1);
}
// CHECK-LABEL: {{^}}rotates_bad: escaping{{$}}
// CHECK-DAG: {{^}}  escapes argument 0 "*"
// CHECK-DAG: {{^}}  escapes argument 1 "*"
// CHECK-DAG: {{^}}  escapes argument 2 "*"

struct node *build_bad(int n) {
  if (n == 0)
    return NULL;
  struct node *node = malloc(sizeof *node);
  node->next = build_bad(n - 1);
  node->name = NULL;
  return node;
}
// CHECK-LABEL: {{^}}build_bad: escaping{{$}}

void deep_store_bad(struct node *n, int depth) {
  if (depth == 0)
    n->name = malloc(4);
  else
    deep_store_bad(n->next, depth - 1);
}
// CHECK-LABEL: {{^}}deep_store_bad: escaping{{$}}
// CHECK: {{^}}  escapes argument 0 "->{{.*}}name"

int scratch_each_ok(int n) {
  char *p = malloc(n);
  int sum = n ? scratch_each_ok(n - 1) : 0;
  free(p);
  return sum + n;
}
// CHECK-LABEL: {{^}}scratch_each_ok: contained{{$}}

static char *late(int n, char *(*f)(int)) {
  return n ? late(n - 1, f) : f(n);
}
static char *make(int n) { return malloc(n + 1); }
char *through_pointer_bad(int n) { return late(n, make); }
// CHECK-LABEL: {{^}}through_pointer_bad: {{escaping|unknown.*}}{{$}}

/// Unwinding returns the block of an outer round.
char *outer_bad(char *mine, int n) {
  char *p = malloc(4);
  if (n == 0) {
    free(p);
    return mine;
  }
  return outer_bad(p, n - 1);
}
// CHECK-LABEL: {{^}}outer_bad: escaping{{$}}
