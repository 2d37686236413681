// RUN: timeout 60 %scan %s -- | FileCheck %s
//
// Jumps to an address that is computed, the builtin setjmp, addresses of
// labels.

#include "../Inputs/libc.h"

char *chosen_bad(int n) {
  static void *const to[] = {&&make, &&give, &&drop};
  char *p = NULL;
  goto *to[n];
make:
  p = malloc(4);
give:
  return p;
drop:
  free(p);
  return NULL;
}
// CHECK-LABEL: {{^}}chosen_bad: escaping{{$}}
// CHECK: {{^}}  escapes return ""

int interpreter_ok(const unsigned char *code, int n) {
  static const void *const to[] = {&&add, &&sub, &&stop};
  goto *to[*code++];
add:
  n++;
  goto *to[*code++];
sub:
  n--;
  goto *to[*code++];
stop:
  return n;
}
// CHECK-LABEL: {{^}}interpreter_ok: none{{$}}

/// What one step makes, a later one stores.
void interpreter_bad(const unsigned char *code, char **out) {
  static const void *const to[] = {&&make, &&store, &&stop};
  char *p = NULL;
  goto *to[*code++];
store:
  *out = p;
  goto *to[*code++];
make:
  p = malloc(4);
  goto *to[*code++];
stop:
  return;
}
// CHECK-LABEL: {{^}}interpreter_bad: escaping{{$}}
// CHECK: {{^}}  escapes argument 1 "*"

char *builtin_jump_bad(void) {
  static void *buffer[5];
  char *volatile p = malloc(4);
  if (__builtin_setjmp(buffer))
    return p;
  __builtin_longjmp(buffer, 1);
}
// CHECK-LABEL: {{^}}builtin_jump_bad: escaping{{$}}
// CHECK: {{^}}  assumes construct llvm.eh.sjlj.setjmp

int builtin_jump(int n) {
  static void *buffer[5];
  if (__builtin_setjmp(buffer))
    return n;
  __builtin_longjmp(buffer, 1);
}
// CHECK-LABEL: {{^}}builtin_jump: unknown, if assumed none{{$}}
// CHECK: {{^}}  assumes construct llvm.eh.sjlj.setjmp
// CHECK: {{^}}  assumes construct llvm.eh.sjlj.longjmp

const void *label_ok(void) {
  static const void *const at = &&here;
here:
  return at;
}
// CHECK-LABEL: {{^}}label_ok: none{{$}}
