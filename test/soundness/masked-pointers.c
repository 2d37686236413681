// RUN: %scan %s -- | FileCheck %s
//
// Arithmetic leaves an address what it was: where it is null although the block
// exists, releasing what was computed of it does not free that block. A mask or
// a factor can make it null, too.

#include "../Inputs/libc.h"

void untagged_bad(int which, void **out) {
  char *made = malloc(4);
  char *held = which ? made : 0;
  *out = made;
  free((void *)((unsigned long)held & ~7ul));
}
// CHECK-LABEL: {{^}}untagged_bad: escaping{{$}}
// CHECK: {{^}}  escapes argument 1 "*"

void xored_bad(int which, void **out) {
  char *made = malloc(4);
  unsigned long held = which ? (unsigned long)made ^ 5 : 5;
  *out = made;
  free((void *)(held ^ 5));
}
// CHECK-LABEL: {{^}}xored_bad: escaping{{$}}
// CHECK: {{^}}  escapes argument 1 "*"

void masked_bad(unsigned long which, void **out) {
  char *made = malloc(4);
  unsigned long mask = -(unsigned long)(which != 0);
  *out = made;
  free((void *)((unsigned long)made & mask));
}
// CHECK-LABEL: {{^}}masked_bad: escaping{{$}}
// CHECK: {{^}}  escapes argument 1 "*"

void multiplied_bad(int which, void **out) {
  char *made = malloc(4);
  *out = made;
  free((void *)((unsigned long)made * (which != 0)));
}
// CHECK-LABEL: {{^}}multiplied_bad: escaping{{$}}
// CHECK: {{^}}  escapes argument 1 "*"

int tagged_ok(int tag) {
  char *made = malloc(4);
  unsigned long held = (unsigned long)made | (tag & 7);
  int last = held & 7;
  free((void *)(held & ~7ul));
  return last;
}
// CHECK-LABEL: {{^}}tagged_ok: contained{{$}}
// CHECK-NOT: leaks
