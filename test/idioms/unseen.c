// RUN: %scan %s -- | FileCheck %s
//
// Code that is not there to be read: what is missing is named, and what the
// answer would be without it.

#include "../Inputs/libc.h"
#include "../Inputs/shapes.h"

int ext(int);
char *ext_make(int);
void ext_take(char *);

int calls(int n) { return ext(n) + 1; }
// CHECK-LABEL: {{^}}calls: unknown, if assumed none{{$}}
// CHECK: {{^}}  assumes callee ext at [[#@LINE-2]]{{$}}

int calls_deeper(int n) { return calls(n); }
// CHECK-LABEL: {{^}}calls_deeper: unknown, if assumed none{{$}}
// CHECK: {{^}}  assumes callee ext at

char *returns(int n) { return ext_make(n); }
// CHECK-LABEL: {{^}}returns: unknown, if assumed none{{$}}
// CHECK: {{^}}  assumes callee ext_make at

void hands_over(void) {
  char *p = malloc(4);
  ext_take(p);
}
// CHECK-LABEL: {{^}}hands_over: unknown, if assumed contained{{$}}
// CHECK: {{^}}  assumes callee ext_take at

/// It is escaping for sure: unseen code cannot make it worse.
char *sure_bad(int n) {
  ext(n);
  return malloc(n);
}
// CHECK-LABEL: {{^}}sure_bad: escaping{{$}}
// CHECK: {{^}}  escapes return "" char * family malloc
// CHECK: {{^}}  assumes callee ext at

int before_ok(int n) { return n; }
// CHECK-LABEL: {{^}}before_ok: none{{$}}
// CHECK-NOT: {{^}}  assumes

int only_on_error(int n) {
  if (n < 0)
    return ext(n);
  return n;
}
// CHECK-LABEL: {{^}}only_on_error: unknown, if assumed none{{$}}

/// A branch that no input can take does not count.
int never_ok(int n) {
  if (sizeof(int) == 1)
    return ext(n);
  return n;
}
// CHECK-LABEL: {{^}}never_ok: none{{$}}
