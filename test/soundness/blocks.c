// RUN: timeout 60 %scan %s -- -fblocks | FileCheck %s
//
// Blocks: Clang makes a record of what a block captures and a function of what
// it does. Copying one to the heap is the block runtime's work.

#include "../Inputs/libc.h"

typedef char * (^maker)(size_t);

char *given_bad(maker make) { return make(4); }
// CHECK-LABEL: {{^}}given_bad: parameterized{{$}}
// CHECK: {{^}}  escapes return ""

char *called_bad(size_t n) {
  maker make = ^(size_t size) {
    return (char *)malloc(size + n);
  };
  return make(4);
}
// CHECK-LABEL: {{^}}called_bad: escaping{{$}}
// CHECK: {{^}}  escapes return "" char * family malloc

int called_ok(int n) {
  return ^(int m) {
    return n + m;
  }(4);
}
// CHECK-LABEL: {{^}}called_ok: none{{$}}

void captured_bad(char **out) {
  __block char *p = NULL;
  ^{
    p = malloc(4);
  }();
  *out = p;
}
// CHECK-LABEL: {{^}}captured_bad: escaping{{$}}
// CHECK: {{^}}  escapes argument 0 "*"

void *_Block_copy(const void *);
static maker kept;
void copied(size_t n) {
  kept = (maker)_Block_copy(^(size_t m) {
    return (char *)malloc(n + m);
  });
}
// CHECK-LABEL: {{^}}copied: unknown, if assumed none{{$}}
// CHECK: {{^}}  assumes callee _Block_copy

maker constant_ok(void) {
  return ^(size_t size) {
    return (char *)malloc(size);
  };
}
// CHECK-LABEL: {{^}}constant_ok: none{{$}}
// CHECK: {{^}}  borrows static
