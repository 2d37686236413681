// RUN: %scan %s -- | FileCheck %s
//
// That two names are one object is told through many calls.

#include "../Inputs/libc.h"

struct object {
  const char *flag;
};
static char *f0(struct object *a, struct object *b) {
  a->flag = 0;
  b->flag = "set";
  return a->flag ? malloc(3) : 0;
}
#define STEP(n, next)                                                          \
  static char *f##n(struct object *a, struct object *b) {                      \
    return f##next(a, b);                                                      \
  }
// clang-format off
STEP(1, 0) STEP(2, 1) STEP(3, 2) STEP(4, 3) STEP(5, 4) STEP(6, 5) STEP(7, 6)
STEP(8, 7) STEP(9, 8) STEP(10, 9) STEP(11, 10) STEP(12, 11) STEP(13, 12)
STEP(14, 13) STEP(15, 14) STEP(16, 15) STEP(17, 16) STEP(18, 17) STEP(19, 18)
STEP(20, 19) STEP(21, 20) STEP(22, 21) STEP(23, 22) STEP(24, 23) STEP(25, 24)
STEP(26, 25) STEP(27, 26) STEP(28, 27) STEP(29, 28) STEP(30, 29) STEP(31, 30)
STEP(32, 31) STEP(33, 32) STEP(34, 33) STEP(35, 34) STEP(36, 35) STEP(37, 36)
STEP(38, 37) STEP(39, 38) STEP(40, 39) STEP(41, 40) STEP(42, 41) STEP(43, 42)
STEP(44, 43) STEP(45, 44) STEP(46, 45) STEP(47, 46) STEP(48, 47) STEP(49, 48)
STEP(50, 49) STEP(51, 50) STEP(52, 51) STEP(53, 52) STEP(54, 53) STEP(55, 54)
STEP(56, 55) STEP(57, 56) STEP(58, 57) STEP(59, 58) STEP(60, 59)
// clang-format on

char *deep_bad(void) {
  struct object one = {0};
  return f60(&one, &one);
}
// CHECK-LABEL: {{^}}deep_bad: escaping{{$}}

char *deep_ok(void) {
  struct object one = {0}, other = {0};
  return f60(&one, &other);
}
// CHECK-LABEL: {{^}}deep_ok: none{{$}}
