// RUN: %scan %s -- | FileCheck %s
//
// What was made in an earlier round of a loop, in a variable of its own: where
// it is null there, what is made in this round is not freed by it.

#include "../Inputs/libc.h"

struct pair {
  char *first, *second;
};

char *last_but_one_bad(int n) {
  char *p = 0, *q = 0;
  for (int i = 0; i < n; i++) {
    free(q);
    q = p;
    p = malloc(i);
  }
  free(p);
  return q;
}
// CHECK-LABEL: {{^}}last_but_one_bad: escaping{{$}}
// CHECK: {{^}}  escapes return "" char *

char *last_but_two_bad(int n) {
  char *p = 0, *q = 0, *r = 0;
  while (n--) {
    free(r);
    r = q;
    q = p;
    p = malloc(3);
  }
  free(p);
  free(q);
  return r;
}
// CHECK-LABEL: {{^}}last_but_two_bad: escaping{{$}}
// CHECK: {{^}}  escapes return "" char *

struct pair in_struct_bad(int n) {
  struct pair made = {0, 0};
  for (; n > 0; n--) {
    free(made.second);
    made.second = made.first;
    made.first = malloc(n);
  }
  free(made.first);
  made.first = 0;
  return made;
}
// CHECK-LABEL: {{^}}in_struct_bad: escaping{{$}}
// CHECK: {{^}}  escapes return ".second" char *

static char *make(int n) { return n > 3 ? malloc(n) : 0; }
char *by_helper_bad(int n) {
  char *p = 0, *q = 0;
  while (n--) {
    free(q);
    q = n > 7 ? p + 1 - 1 : p;
    p = make(n);
  }
  free(p);
  return q;
}
// CHECK-LABEL: {{^}}by_helper_bad: escaping{{$}}
// CHECK: {{^}}  escapes return "" char *

/// The last one is freed before the next one is made.
int only_last_ok(int n) {
  char *p = 0;
  for (int i = 0; i < n; i++) {
    free(p);
    p = malloc(i);
  }
  free(p);
  return 0;
}
// CHECK-LABEL: {{^}}only_last_ok: contained{{$}}
// CHECK-NOT: {{^}}  leaks

/// A link to the one before says where the next one hangs.
struct pair *chain_bad(int n) {
  struct pair *first = 0, *before = 0;
  while (n--) {
    struct pair *made = malloc(sizeof *made);
    if (before)
      before->first = (char *)made;
    else
      first = made;
    before = made;
  }
  return first;
}
// CHECK-LABEL: {{^}}chain_bad: opaque{{$}}
// CHECK: {{^}}  escapes return "" struct pair *
