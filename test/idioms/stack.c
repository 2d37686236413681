// RUN: %scan %s -- | FileCheck %s
//
// Memory on the stack: no allocation, but its kind and its size are told.

#include "../Inputs/libc.h"

int local_array_ok(int n) {
  int digits[100];
  digits[n % 100] = n;
  return digits[0];
}
// CHECK-LABEL: {{^}}local_array_ok: none{{$}}
// CHECK: {{^}}  stack {{[4-9][0-9][0-9]}} bytes{{$}}

int alloca_constant_ok(void) {
  char *p = __builtin_alloca(64);
  p[0] = 1;
  return p[0];
}
// CHECK-LABEL: {{^}}alloca_constant_ok: none{{$}}
// CHECK: {{^}}  stack {{[0-9]+}} bytes{{$}}

int alloca_ok(size_t n) {
  char *p = __builtin_alloca(n);
  p[0] = 1;
  return p[0];
}
// CHECK-LABEL: {{^}}alloca_ok: none{{$}}
// CHECK: {{^}}  allocates {{.+}} stack{{$}}
// CHECK: {{^}}  stack {{[0-9]+}} bytes, unbounded{{$}}

int vla_ok(int n) {
  int a[n];
  a[0] = n;
  return a[0];
}
// CHECK-LABEL: {{^}}vla_ok: none{{$}}
// CHECK: {{^}}  allocates {{.+}} stack{{$}}
// CHECK: {{^}}  stack {{[0-9]+}} bytes, unbounded{{$}}

int calls_vla_ok(int n) { return vla_ok(n) + 1; }
// CHECK-LABEL: {{^}}calls_vla_ok: none{{$}}
// CHECK: {{^}}  stack {{[0-9]+}} bytes, unbounded{{$}}

int calls_array_ok(int n) { return local_array_ok(n) + 1; }
// CHECK-LABEL: {{^}}calls_array_ok: none{{$}}
// CHECK: {{^}}  stack {{[4-9][0-9][0-9]}} bytes{{$}}

int depth_ok(int n) { return n <= 1 ? 1 : depth_ok(n - 1) + 1; }
// CHECK-LABEL: {{^}}depth_ok: none{{$}}
// CHECK: {{^}}  stack {{[0-9]+}} bytes, unbounded, recursive{{$}}

/// A pointer into the own frame is a bug, but no allocation.
int *dangling_ok(int n) {
  int slot = n;
  int *p = &slot;
  return p;
}
// CHECK-LABEL: {{^}}dangling_ok: none{{$}}
// CHECK-NOT: {{^}}  escapes

void stack_in_argument_ok(char **out) {
  char local[4];
  *out = local;
}
// CHECK-LABEL: {{^}}stack_in_argument_ok: none{{$}}
// CHECK-NOT: {{^}}  escapes
