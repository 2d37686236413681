// RUN: %scan %s -- -std=c++17 -fexceptions | FileCheck %s
//
// Constructors, destructors, exceptions, lambdas and virtual release.

#include "../Inputs/classes.h"

extern "C" char *strdup(const char *);
extern "C" void free(void *);

name::name(const char *s) : text(strdup(s)) {}
name::~name() { free(text); }
int scoped_ok(const char *s) {
  name n(s);
  return n.first();
}
// CHECK-LABEL: {{^}}name::name: escaping{{$}}
// CHECK: {{^}}  escapes argument this "->text" char * family malloc
// CHECK-LABEL: {{^}}name::~name: none{{$}}
// CHECK: {{^}}  releases argument this "->text" always{{$}}
// CHECK-LABEL: {{^}}scoped_ok: contained{{$}}
// CHECK-NOT: {{^}}  escapes

name *heap_bad(const char *s) { return new name(s); }
// CHECK-LABEL: {{^}}heap_bad: escaping{{$}}
// CHECK: {{^}}  escapes return "" {{.*}}name * family new

void throws_ok(int n) {
  if (n)
    throw 1;
}
// CHECK-LABEL: {{^}}throws_ok: none{{$}}

int catches_ok(const char *s) {
  try {
    name n(s);
    throws_ok(n.first());
    return 0;
  } catch (int code) {
    return code;
  }
}
// CHECK-LABEL: {{^}}catches_ok: contained{{$}}
// CHECK-NOT: {{^}}  escapes

char *lambda_bad(const char *s) {
  auto copy = [s] { return strdup(s); };
  return copy();
}
// CHECK-LABEL: {{^}}lambda_bad: escaping{{$}}
// CHECK: {{^}}  escapes return "" char * family malloc

int lambda_ok(int n) {
  auto twice = [&n] { return 2 * n; };
  return twice();
}
// CHECK-LABEL: {{^}}lambda_ok: none{{$}}

template <typename T> T *clone_bad(const T &from) { return new T(from); }
int *uses_template_bad(int n) { return clone_bad(n); }
// CHECK-LABEL: {{^}}uses_template_bad: escaping{{$}}
// CHECK: {{^}}  escapes return "" int * family new

const name &singleton_ok() {
  static name only("only");
  return only;
}
// CHECK-LABEL: {{^}}singleton_ok: contained{{$}}
// CHECK: {{^}}  retains fresh in {{.*}}only
// CHECK: {{^}}  result borrowed

/// A public base: its overriders are the caller's own.
void visit_bad(visitor &v) { v.take(strdup("x")); }
// CHECK-LABEL: {{^}}visit_bad: escaping{{$}}
// CHECK: {{^}}  escapes callback 0 "" {{.*}}family malloc
