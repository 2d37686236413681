// RUN: timeout 60 %scan %s -- | FileCheck %s
//
// What Clang does without a call that one sees: builtins, arrays of run-time
// size, statement expressions.

#include "../Inputs/libc.h"

char *made_bad(size_t n) { return __builtin_malloc(n); }
// CHECK-LABEL: {{^}}made_bad: escaping{{$}}
// CHECK: {{^}}  escapes return ""

char *aligned_bad(size_t n) { return __builtin_assume_aligned(malloc(n), 16); }
// CHECK-LABEL: {{^}}aligned_bad: escaping{{$}}
// CHECK: {{^}}  escapes return ""

char *rounded_bad(size_t n) {
  return __builtin_align_up((char *)malloc(n), 16);
}
// CHECK-LABEL: {{^}}rounded_bad: escaping{{$}}
// CHECK: {{^}}  escapes return ""

char *chosen_bad(size_t n) { return __builtin_choose_expr(1, malloc(n), 0); }
// CHECK-LABEL: {{^}}chosen_bad: escaping{{$}}

void streamed_bad(unsigned long *out) {
  __builtin_nontemporal_store((unsigned long)malloc(4), out);
}
// CHECK-LABEL: {{^}}streamed_bad: escaping{{$}}
// CHECK: {{^}}  escapes argument 0 "*"

void overflowing_bad(unsigned long *out) {
  __builtin_add_overflow((unsigned long)malloc(4), 16ul, out);
}
// CHECK-LABEL: {{^}}overflowing_bad: escaping{{$}}
// CHECK: {{^}}  escapes argument 0 "*"

unsigned long turned_bad(void) {
  return __builtin_bswap64((unsigned long)malloc(4));
}
// CHECK-LABEL: {{^}}turned_bad: escaping{{$}}

unsigned long rotated_bad(void) {
  return __builtin_rotateleft64((unsigned long)malloc(4), 3);
}
// CHECK-LABEL: {{^}}rotated_bad: escaping{{$}}

void copied_bad(char **out) {
  char *p = malloc(4);
  __builtin_memcpy_inline(out, &p, sizeof p);
}
// CHECK-LABEL: {{^}}copied_bad: escaping{{$}}
// CHECK: {{^}}  escapes argument 0 "*"

void *expression_bad(size_t n) {
  struct {
    size_t size;
    char *p;
  } s = {n, malloc(n)}, t = s;
  return ({
    __typeof__(t) u = t;
    u.p;
  });
}
// CHECK-LABEL: {{^}}expression_bad: escaping{{$}}
// CHECK: {{^}}  escapes return ""

void row_bad(int n, char *(*rows)[n]) { rows[1][n - 1] = malloc(4); }
// CHECK-LABEL: {{^}}row_bad: escaping{{$}}
// CHECK: {{^}}  escapes argument 1

int array_ok(int n) {
  char *held[n];
  held[n - 1] = malloc(4);
  int made = held[n - 1] != NULL;
  free(held[n - 1]);
  return made;
}
// CHECK-LABEL: {{^}}array_ok: contained{{$}}
// CHECK: {{^}}  allocates alloca stack
// CHECK: {{^}}  stack 0 bytes, unbounded

int harmless_ok(char *p) {
  __builtin_prefetch(p);
  __builtin___clear_cache(p, p + 4);
  if (__builtin_frame_address(0) == __builtin_return_address(0))
    __builtin_trap();
  return (int)__builtin_dynamic_object_size(p, 0);
}
// CHECK-LABEL: {{^}}harmless_ok: none{{$}}
