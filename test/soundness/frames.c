// RUN: %scan %s -- | FileCheck %s
//
// Large and variable frames: how much stack, and whether that is bounded.

#include "../Inputs/libc.h"

int large_ok(int i) {
  char big[1 << 20];
  big[i] = 1;
  return big[0];
}
// CHECK-LABEL: {{^}}large_ok: none{{$}}
// CHECK: {{^}}  stack 10{{[0-9]+}} bytes{{$}}

int two_deep_ok(int i) {
  char more[1 << 20];
  more[i] = large_ok(i);
  return more[0];
}
// CHECK-LABEL: {{^}}two_deep_ok: none{{$}}
// CHECK: {{^}}  stack 20{{[0-9]+}} bytes{{$}}

int variable_ok(int n) {
  int a[n], b[n][4];
  a[0] = b[0][0] = n;
  return a[0] + b[0][0];
}
// CHECK-LABEL: {{^}}variable_ok: none{{$}}
// CHECK: {{^}}  stack {{[0-9]+}} bytes, unbounded{{$}}

int clamped_ok(unsigned n) {
  if (n > 64)
    return -1;
  char a[n + 1];
  a[0] = 1;
  return a[0];
}
// CHECK-LABEL: {{^}}clamped_ok: none{{$}}

int alloca_in_loop_ok(int n) {
  int sum = 0;
  while (n--) {
    char *p = __builtin_alloca(16);
    p[0] = 1;
    sum += p[0];
  }
  return sum;
}
// CHECK-LABEL: {{^}}alloca_in_loop_ok: none{{$}}
// CHECK: {{^}}  stack {{[0-9]+}} bytes, unbounded{{$}}

/// Heap blocks that a variable array holds.
char *held_by_vla_bad(int n) {
  char *a[n];
  for (int i = 0; i < n; i++)
    a[i] = malloc(1);
  return a[n - 1];
}
// CHECK-LABEL: {{^}}held_by_vla_bad: escaping{{$}}
// CHECK: {{^}}  escapes return ""

int held_by_alloca_ok(int n) {
  char **a = __builtin_alloca(n * sizeof *a);
  for (int i = 0; i < n; i++)
    a[i] = malloc(1);
  for (int i = 0; i < n; i++)
    free(a[i]);
  return n;
}
// CHECK-LABEL: {{^}}held_by_alloca_ok: contained{{$}}
// CHECK-NOT: {{^}}  escapes
