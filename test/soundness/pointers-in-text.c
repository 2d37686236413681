// RUN: %scan %s -- | FileCheck %s
//
// Pointers that stand in memory which a function declares to be text.

#include "../Inputs/libc.h"

/// Memory behind `char *` is text as long as nobody reads or stores a pointer
/// there or uses it as a record.
static char *from_text(char *at) { return *(char **)at; }
char *read_as_text_by_callee_bad(void) {
  char bytes[8];
  *(char **)bytes = malloc(8);
  return from_text(bytes);
}
// CHECK-LABEL: {{^}}read_as_text_by_callee_bad: escaping{{$}}

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

static int *from_numbers(int *at) { return *(int **)(at + 2); }
int *read_behind_numbers_bad(void) {
  int words[4];
  *(int **)(words + 2) = malloc(8);
  return from_numbers(words);
}
// CHECK-LABEL: {{^}}read_behind_numbers_bad: escaping{{$}}

static char *last_of(char *at, int n) {
  return n ? last_of(*(char **)at, n - 1) : at;
}
char *read_in_recursion_bad(void) {
  char bytes[8];
  *(char **)bytes = malloc(8);
  return last_of(bytes, 1);
}
// CHECK-LABEL: {{^}}read_in_recursion_bad: escaping{{$}}
