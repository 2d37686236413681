// RUN: %scan %s -- | FileCheck %s
//
// A switch over one of a few numbers that the function has chosen goes to
// their cases, and to no other.

#include "../Inputs/libc.h"

char *every_case_ok(int symbols, size_t size) {
  char *out = malloc(size);
  if (!out)
    return NULL;
  int each = symbols > 4 ? 2 : symbols > 2 ? 4 : symbols > 1 ? 8 : 0;
  switch (each) {
  case 2:
    out[0] = 'a';
    return out;
  case 4:
    out[0] = 'b';
    return out;
  case 8:
  case 0:
    return out;
  }
  return NULL;
}
// CHECK-LABEL: {{^}}every_case_ok: escaping{{$}}
// CHECK-NOT: leaks

/// No case allocates.
char *other_cases_ok(int large) {
  switch (large ? 2 : 1) {
  case 0:
    return malloc(8);
  case 1:
  case 2:
    return NULL;
  default:
    return malloc(16);
  }
}
// CHECK-LABEL: {{^}}other_cases_ok: none{{$}}

char *one_has_no_case_bad(int large, size_t size) {
  char *out = malloc(size);
  switch (large ? 2 : 1) {
  case 2:
    return out;
  }
  return NULL;
}
// CHECK-LABEL: {{^}}one_has_no_case_bad: escaping{{$}}
// CHECK: {{^}}  leaks malloc

char *too_many_bad(int n, size_t size) {
  char *out = malloc(size);
  int kind = 0;
  while (kind < n)
    ++kind;
  switch (kind) {
  case 0:
  case 1:
    return out;
  }
  return NULL;
}
// CHECK-LABEL: {{^}}too_many_bad: escaping{{$}}
// CHECK: {{^}}  leaks malloc
