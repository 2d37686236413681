// RUN: timeout 60 %scan %s -- | FileCheck %s
//
// Pointers in vectors, in integers wider than they are, in floating point, and
// in other address spaces.

#include "../Inputs/libc.h"

typedef unsigned long pair __attribute__((vector_size(16)));

void stored_bad(pair *out, size_t n) {
  pair both = {(unsigned long)malloc(n), 0};
  *out = both;
}
// CHECK-LABEL: {{^}}stored_bad: escaping{{$}}
// CHECK: {{^}}  escapes argument 0 "*"

unsigned long element_bad(int i) {
  pair both = {(unsigned long)malloc(4), 0};
  return both[i & 1];
}
// CHECK-LABEL: {{^}}element_bad: escaping{{$}}
// CHECK: {{^}}  escapes return ""

pair shuffled_bad(pair given) {
  pair made = {0, (unsigned long)malloc(4)};
  return __builtin_shufflevector(given, made, 0, 3);
}
// CHECK-LABEL: {{^}}shuffled_bad: escaping{{$}}
// CHECK: {{^}}  escapes return ""

pair given_bad(pair given) {
  *(char **)given[1] = malloc(4);
  return given;
}
// CHECK-LABEL: {{^}}given_bad: escaping{{$}}

int freed_ok(int i) {
  pair both = {(unsigned long)malloc(4), 7};
  free((void *)both[0]);
  return i;
}
// CHECK-LABEL: {{^}}freed_ok: contained{{$}}

unsigned long sum_ok(pair given) { return given[0] + given[1]; }
// CHECK-LABEL: {{^}}sum_ok: none{{$}}

__int128 wide_bad(void) { return (__int128)(unsigned long)malloc(4) << 64; }
// CHECK-LABEL: {{^}}wide_bad: escaping{{$}}

unsigned _BitInt(200) wider_bad(void) {
  return (unsigned _BitInt(200))(unsigned long)malloc(4) << 100;
}
// CHECK-LABEL: {{^}}wider_bad: escaping{{$}}

double number_bad(void) {
  union {
    char *p;
    double number;
  } both = {malloc(4)};
  return both.number;
}
// CHECK-LABEL: {{^}}number_bad: escaping{{$}}

_Complex double complex_ok(_Complex double c) { return c * c; }
// CHECK-LABEL: {{^}}complex_ok: none{{$}}

#define FAR __attribute__((address_space(1)))
void far_store_bad(char *FAR *out) { *out = malloc(4); }
// CHECK-LABEL: {{^}}far_store_bad: escaping{{$}}
// CHECK: {{^}}  escapes argument 0 "*"

FAR char *far_cast_bad(void) { return (FAR char *)malloc(4); }
// CHECK-LABEL: {{^}}far_cast_bad: escaping{{$}}
// CHECK: {{^}}  escapes return ""

char *far_load_ok(char *FAR *from) { return *from; }
// CHECK-LABEL: {{^}}far_load_ok: none{{$}}
// CHECK: {{^}}  borrows argument 0 "*"
