// RUN: %scan %s -- | FileCheck %s
//
// What is merged in one place with what was merged in another before: where it
// is null on the first way, a block that exists there is not freed by it.

#include "../Inputs/libc.h"

struct pair {
  char *first, *second;
};

char *merged_twice_bad(int n) {
  char *made = malloc(n), *freed = 0;
  if (!made) {
    if (n > 3)
      freed = made;
  }
  free(freed);
  return made;
}
// CHECK-LABEL: {{^}}merged_twice_bad: escaping{{$}}
// CHECK: {{^}}  escapes return "" char *

char *out_of_struct_bad(int n) {
  char *made = malloc(n), *freed;
  struct pair held = {0, 0};
  if (n > 7)
    held.first = made;
  freed = held.second;
  if (made == held.second) {
    if (n > 3)
      freed = made;
  }
  free(freed);
  return made;
}
// CHECK-LABEL: {{^}}out_of_struct_bad: escaping{{$}}
// CHECK: {{^}}  escapes return "" char *

char *in_loop_bad(int n) {
  char *made = 0;
  for (int i = 0; i < n; i++) {
    char *freed = 0;
    made = malloc(n);
    if (!made) {
      if (n > 3)
        freed = made;
    }
    free(freed);
    if (i == 7)
      return made;
    free(made);
  }
  return 0;
}
// CHECK-LABEL: {{^}}in_loop_bad: escaping{{$}}
// CHECK: {{^}}  escapes return "" char *

/// All that there is, is freed.
int freed_ok(int n) {
  char *made = 0;
  if (n > 3) {
    made = malloc(n);
    if (n > 7 && made)
      made[0] = 1;
  }
  free(made);
  return n;
}
// CHECK-LABEL: {{^}}freed_ok: contained{{$}}
// CHECK-NOT: {{^}}  leaks
