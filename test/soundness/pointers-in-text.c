// RUN: %scan %s -- | FileCheck %s
//
// Pointers that stand in memory which a function declares to be text.

#include "../Inputs/libc.h"

/// Memory behind `char *` is text as long as the function does not use it as a
/// record: what was there at the entry is no pointer.
static char *from_text(char *at) { return *(char **)at; }
char *fn_read_by_callee(void) {
  char bytes[8];
  *(char **)bytes = malloc(8);
  return from_text(bytes);
}
// CHECK-LABEL: {{^}}fn_read_by_callee: contained{{$}}

static char *from_anything(void *at) { return *(char **)at; }
char *read_by_callee_bad(void) {
  char bytes[8];
  *(char **)bytes = malloc(8);
  return from_anything(bytes);
}
// CHECK-LABEL: {{^}}read_by_callee_bad: escaping{{$}}

static void into_text(char *at, char *what) { *(char **)at = what; }
char *stored_by_callee_bad(void) {
  char bytes[8];
  into_text(bytes, malloc(8));
  return *(char **)bytes;
}
// CHECK-LABEL: {{^}}stored_by_callee_bad: escaping{{$}}
