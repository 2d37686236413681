// RUN: %scan %s -- | FileCheck %s
//
// The result is now fresh memory, now something else.

#include "../Inputs/libc.h"
#include "../Inputs/shapes.h"

const char *fresh_or_literal_bad(const char *s) {
  if (!s)
    return "";
  return strdup(s);
}
// CHECK-LABEL: {{^}}fresh_or_literal_bad: escaping{{$}}
// CHECK: {{^}}  escapes return "" {{.*}}char * family malloc
// CHECK: {{^}}  borrows static{{$}}
// CHECK: {{^}}  result sometimes

char *fresh_or_argument_bad(char *buffer, size_t n) {
  return buffer ? buffer : malloc(n);
}
// CHECK-LABEL: {{^}}fresh_or_argument_bad: escaping{{$}}
// CHECK: {{^}}  escapes return "" char * family malloc
// CHECK: {{^}}  borrows argument 0 ""{{$}}
// CHECK: {{^}}  result sometimes

static char *cached;
const char *fresh_or_cached_bad(int yes) {
  if (yes && cached)
    return cached;
  return strdup("new");
}
// CHECK-LABEL: {{^}}fresh_or_cached_bad: escaping{{$}}
// CHECK: {{^}}  escapes return "" {{.*}}char * family malloc

char *replace_bad(char *s, char from, char to) {
  char *at = strchr(s, from);
  if (!at)
    return s;
  char *copy = strdup(s);
  copy[at - s] = to;
  return copy;
}
// CHECK-LABEL: {{^}}replace_bad: escaping{{$}}
// CHECK: {{^}}  borrows argument 0 ""{{$}}
// CHECK: {{^}}  result sometimes

/// NULL is neither owned nor borrowed.
char *fresh_or_null_bad(const char *s) { return s ? strdup(s) : NULL; }
// CHECK-LABEL: {{^}}fresh_or_null_bad: escaping{{$}}
// CHECK: {{^}}  result owned, nullable

/// Two ways to the same kind of owner.
char *fresh_or_fresh_bad(int yes) { return yes ? malloc(1) : calloc(1, 2); }
// CHECK-LABEL: {{^}}fresh_or_fresh_bad: escaping{{$}}
// CHECK: {{^}}  result owned

/// Detached from an object: owned though nothing was allocated.
char *detach_ok(struct node *n) {
  char *name = n->name;
  n->name = NULL;
  return name;
}
// CHECK-LABEL: {{^}}detach_ok: none{{$}}
// CHECK: {{^}}  result owned

/// Where it is not taken out, the result is null.
char *detach_if_ok(struct node *n) {
  char *name = NULL;
  if (n) {
    name = n->name;
    n->name = NULL;
  }
  return name;
}
// CHECK-LABEL: {{^}}detach_if_ok: none{{$}}
// CHECK: {{^}}  result owned, nullable

/// Borrowed twice is borrowed.
char *either_ok(char *a, char *b) { return a ? a : b; }
// CHECK-LABEL: {{^}}either_ok: none{{$}}
// CHECK-DAG: {{^}}  borrows argument 0 ""{{$}}
// CHECK-DAG: {{^}}  borrows argument 1 ""{{$}}
// CHECK: {{^}}  result borrowed

/// Fresh and also kept under an argument: the argument owns.
char *kept_in_argument_bad(struct node *n) {
  n->name = malloc(4);
  return n->name;
}
// CHECK-LABEL: {{^}}kept_in_argument_bad: escaping{{$}}
// CHECK: {{^}}  escapes argument 0 "->name" char * family malloc
// CHECK: {{^}}  result borrowed
