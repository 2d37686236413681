// RUN: %scan %s -- | FileCheck %s
//
// Pointers through variadic arguments and argument lists.

#include "../Inputs/libc.h"
#include "../Inputs/shapes.h"

typedef __builtin_va_list va_list;
#define va_start __builtin_va_start
#define va_arg __builtin_va_arg
#define va_end __builtin_va_end
#define va_copy __builtin_va_copy

static char *pick(int index, ...) {
  va_list list;
  va_start(list, index);
  char *p = NULL;
  for (int i = 0; i <= index; i++)
    p = va_arg(list, char *);
  va_end(list);
  return p;
}
char *through_variadic_bad(char *mine) { return pick(1, mine, malloc(4)); }
// CHECK-LABEL: {{^}}through_variadic_bad: escaping{{$}}

char *many_bad(char *m) {
  return pick(7, m, m, m, m, m, m, m, malloc(4));
}
// CHECK-LABEL: {{^}}many_bad: escaping{{$}}

static void vfill(int n, va_list list) {
  while (n--)
    *va_arg(list, char **) = malloc(4);
}
void list_passed_bad(int n, ...) {
  va_list list;
  va_start(list, n);
  vfill(n, list);
  va_end(list);
}
// CHECK-LABEL: {{^}}list_passed_bad: escaping{{$}}
// CHECK: {{^}}  escapes argument ...

void list_copied_bad(int n, ...) {
  va_list list, again;
  va_start(list, n);
  va_copy(again, list);
  *va_arg(again, char **) = malloc(4);
  va_end(again);
  va_end(list);
}
// CHECK-LABEL: {{^}}list_copied_bad: escaping{{$}}
// CHECK: {{^}}  escapes argument ...

void fills_callers_bad(char **out) { list_passed_bad(1, out); }
// CHECK-LABEL: {{^}}fills_callers_bad: escaping{{$}}
// CHECK: {{^}}  escapes argument 0 "*"

void list_argument_bad(va_list list) { *va_arg(list, char **) = malloc(4); }
// CHECK-LABEL: {{^}}list_argument_bad: {{escaping|opaque}}{{$}}
// CHECK: {{^}}  escapes argument 0

void struct_by_variadic_bad(int n, ...) {
  va_list list;
  va_start(list, n);
  struct node *node = va_arg(list, struct node *);
  node->name = malloc(4);
  va_end(list);
}
// CHECK-LABEL: {{^}}struct_by_variadic_bad: escaping{{$}}
// CHECK: {{^}}  escapes argument ...

int sum_ok(int n, ...) {
  va_list list;
  int sum = 0;
  va_start(list, n);
  while (n--)
    sum += va_arg(list, int);
  va_end(list);
  return sum;
}
// CHECK-LABEL: {{^}}sum_ok: none{{$}}

int caller_ok(void) { return sum_ok(3, 1, 2, 3); }
// CHECK-LABEL: {{^}}caller_ok: none{{$}}
