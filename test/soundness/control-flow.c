// RUN: %scan %s -- | FileCheck %s
//
// Control flow without structure.

#include "../Inputs/libc.h"
#include "../Inputs/shapes.h"

char *goto_loop_bad(int n) {
  char *p = NULL;
again:
  if (n == 3)
    goto out;
  if (n > 10)
    goto make;
  n++;
  goto again;
make:
  p = malloc(4);
  n = 3;
  goto again;
out:
  return p;
}
// CHECK-LABEL: {{^}}goto_loop_bad: escaping{{$}}

char *into_loop_bad(int n) {
  char *p = NULL;
  if (n & 1)
    goto inside;
  while (n > 0) {
    p = NULL;
  inside:
    p = malloc(1);
    if (n-- & 2)
      break;
    free(p);
  }
  return p;
}
// CHECK-LABEL: {{^}}into_loop_bad: escaping{{$}}

char *computed_bad(const unsigned char *code) {
  static void *const labels[] = {&&op_make, &&op_free, &&op_stop};
  char *p = NULL;
  goto *labels[*code++ % 3];
op_make:
  p = malloc(1);
  goto *labels[*code++ % 3];
op_free:
  free(p);
  p = NULL;
  goto *labels[*code++ % 3];
op_stop:
  return p;
}
// CHECK-LABEL: {{^}}computed_bad: escaping{{$}}

int computed_ok(const unsigned char *code) {
  static void *const labels[] = {&&op_add, &&op_stop};
  int sum = 0;
  goto *labels[*code++ % 2];
op_add:
  sum++;
  goto *labels[*code++ % 2];
op_stop:
  return sum;
}
// CHECK-LABEL: {{^}}computed_ok: none{{$}}

char *switch_in_loop_bad(const char *s) {
  char *p = NULL;
  for (int state = 0; *s; s++)
    switch (state) {
    case 0:
      if (*s == 'm')
        p = malloc(1);
      state = 1;
      break;
    case 1:
      if (*s == 'f') {
        free(p);
        p = NULL;
      }
      state = 0;
    }
  return p;
}
// CHECK-LABEL: {{^}}switch_in_loop_bad: escaping{{$}}
