// RUN: %scan %s -- | FileCheck %s
//
// Short-circuits, conditionals, comma and statement expressions, fall-through.

#include "../Inputs/libc.h"
#include "../Inputs/shapes.h"

char *and_bad(int a) {
  char *p = NULL;
  a && (p = malloc(1));
  return p;
}
// CHECK-LABEL: {{^}}and_bad: escaping{{$}}

char *statement_bad(int n) {
  return ({
    char *p = malloc(n);
    p;
  });
}
// CHECK-LABEL: {{^}}statement_bad: escaping{{$}}

char *conditional_lvalue_bad(char **a, char **b, int yes) {
  *(yes ? a : b) = malloc(1);
  return *a;
}
// CHECK-LABEL: {{^}}conditional_lvalue_bad: escaping{{$}}
// CHECK-DAG: {{^}}  escapes argument 0 "*"
// CHECK-DAG: {{^}}  escapes argument 1 "*"

char *fall_through_bad(int kind) {
  char *p = NULL;
  switch (kind) {
  case 1:
    p = malloc(1);
    __attribute__((fallthrough));
  case 2:
    kind = 3;
    break;
  case 4:
    p = malloc(4);
    free(p);
    p = NULL;
  }
  return p;
}
// CHECK-LABEL: {{^}}fall_through_bad: escaping{{$}}

char *late_flag_bad(int n) {
  char *p = NULL;
  int owned = 0;
  if (n > 4) {
    p = malloc(n);
    owned = 1;
  }
  if (!owned)
    free(p);
  return p;
}
// CHECK-LABEL: {{^}}late_flag_bad: escaping{{$}}

int flag_ok(int n) {
  char *p = NULL;
  if (n > 4)
    p = malloc(n);
  if (p)
    free(p);
  return n;
}
// CHECK-LABEL: {{^}}flag_ok: contained{{$}}
// CHECK-NOT: {{^}}  leaks

char *constant_condition_ok(void) {
  if (sizeof(void *) < 4)
    return malloc(1);
  return NULL;
}
// CHECK-LABEL: {{^}}constant_condition_ok: none{{$}}
// CHECK-NOT: {{^}}  escapes

/// Duff's device.
void duff_bad(char **to, int n) {
  switch (n % 4) {
  case 0:
    do {
      *to++ = NULL;
    case 3:
      *to++ = malloc(1);
    case 2:
      *to++ = NULL;
    case 1:
      *to++ = NULL;
    } while ((n -= 4) > 0);
  }
}
// CHECK-LABEL: {{^}}duff_bad: escaping{{$}}
// CHECK: {{^}}  escapes argument 0
