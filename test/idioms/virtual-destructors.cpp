// RUN: %scan %s -- -std=c++17 | FileCheck %s
//
// A virtual destructor has two bodies, one of which also gives the object
// back; the source has one.

#include "../Inputs/classes.h"

struct base {
  int *first = new int;
  virtual ~base();
};
struct derived final : base {
  int *second = new int;
  ~derived() override;
};
base::~base() { delete first; }
derived::~derived() { delete second; }
// CHECK-LABEL: {{^}}base::~base: none{{$}}
// CHECK-NOT: {{^}}  releases argument this "" always
// CHECK: {{^}}  releases argument this "->first" always{{$}}
// CHECK-LABEL: {{^}}derived::~derived: none{{$}}
// CHECK-NOT: {{^}}  releases argument this "" always
// CHECK: {{^}}  releases argument this "->first" always{{$}}
// CHECK: {{^}}  releases argument this "->second" always{{$}}

int through_base_ok() {
  base *b = new derived;
  int v = *b->first;
  delete b;
  return v;
}
// CHECK-LABEL: {{^}}through_base_ok: contained{{$}}
// CHECK-NOT: {{^}}  {{escapes|leaks}}

base *as_base_bad() { return new derived; }
// CHECK-LABEL: {{^}}as_base_bad: {{opaque|escaping}}{{$}}
// CHECK: {{^}}  escapes return "" base *
// CHECK-NOT: {{^}}  leaks

/// The caller's own class may hang below a base that is not final.
void dropped_ok(shape *s) { delete s; }
// CHECK-LABEL: {{^}}dropped_ok: none{{$}}
// CHECK: {{^}}  assumes callback
