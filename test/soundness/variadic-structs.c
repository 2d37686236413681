// RUN: %scan %s -- | FileCheck %s
//
// Variadic arguments that hold pointers, or are filled as a text says.

#include "../Inputs/libc.h"
#include "../Inputs/shapes.h"

typedef __builtin_va_list va_list;
#define va_start __builtin_va_start
#define va_arg __builtin_va_arg
#define va_end __builtin_va_end

static struct person pick_struct(int n, ...) {
  va_list list;
  va_start(list, n);
  struct person p = va_arg(list, struct person);
  va_end(list);
  return p;
}
char *struct_bad(void) {
  struct person p = {malloc(4), NULL, 0, {NULL, 0}};
  return pick_struct(1, p).first;
}
// CHECK-LABEL: {{^}}struct_bad: escaping{{$}}
