// RUN: %scan %s -- | FileCheck %s
//
// System calls by number: harmless ones, those that make memory, and unknown
// ones.

#include "../Inputs/libc.h"
#include "../Inputs/shapes.h"

long syscall(long number, ...);

int tid_ok(void) { return (int)syscall(186); }
// CHECK-LABEL: {{^}}tid_ok: none{{$}}
// CHECK-NOT: assumes

static long call_with(long number, void *buffer, long length) {
  return syscall(number, buffer, length, 0);
}
// CHECK-LABEL: {{^}}call_with: unknown

long random_ok(void *buffer, long length) {
  return syscall(318, buffer, length, 0);
}
// CHECK-LABEL: {{^}}random_ok: none{{$}}
// CHECK-NOT: assumes

long through_helper_ok(void *buffer) { return call_with(79, buffer, 1); }
// CHECK-LABEL: {{^}}through_helper_ok: none{{$}}
// CHECK-NOT: assumes

/// A large number is not followed into a callee.
long fp_through_helper(void *buffer) { return call_with(318, buffer, 1); }
// CHECK-LABEL: {{^}}fp_through_helper: unknown, if assumed none{{$}}

void *maps(long length) {
  return (void *)syscall(9, 0L, length, 3, 34, -1, 0L);
}
// CHECK-LABEL: {{^}}maps: unknown, if assumed none{{$}}
// CHECK: {{^}}  assumes callee syscall at [[#@LINE-3]]

long any_number(long number) { return syscall(number); }
// CHECK-LABEL: {{^}}any_number: unknown, if assumed none{{$}}
// CHECK: {{^}}  assumes callee syscall

long one_of_two(int i) { return syscall(i ? 186 : 9, 0L, 1L, 3, 34, -1, 0L); }
// CHECK-LABEL: {{^}}one_of_two: unknown, if assumed none{{$}}
