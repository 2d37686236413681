// RUN: timeout 60 %scan %s -- | FileCheck %s
//
// The record behind a va_list is declared by the compiler: no type of the
// library's that hides what is behind it.

#include "../Inputs/libc.h"

void filled_bad(__builtin_va_list list) {
  *__builtin_va_arg(list, char **) = malloc(4);
}
// CHECK-LABEL: {{^}}filled_bad: escaping{{$}}
// CHECK: {{^}}  escapes argument 0
