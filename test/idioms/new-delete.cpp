// RUN: %scan %s -- -std=c++17 | FileCheck %s
//
// new and delete, in their forms.

#include "../Inputs/classes.h"
#include "../Inputs/shapes.h"
typedef __SIZE_TYPE__ size_t;

int straight_ok(int n) {
  int *p = new int(n);
  int v = *p;
  delete p;
  return v;
}
// CHECK-LABEL: {{^}}straight_ok: contained{{$}}
// CHECK: {{^}}  allocates new heap{{$}}
// CHECK-NOT: {{^}}  escapes

int array_ok(size_t n) {
  int *p = new int[n];
  int v = p[0];
  delete[] p;
  return v;
}
// CHECK-LABEL: {{^}}array_ok: contained{{$}}
// CHECK-NOT: {{^}}  escapes

node *single_bad() { return new node{nullptr, nullptr, 1}; }
// CHECK-LABEL: {{^}}single_bad: escaping{{$}}
// CHECK: {{^}}  escapes return "" {{(struct )?}}node * family new

char *array_bad(size_t n) { return new char[n]; }
// CHECK-LABEL: {{^}}array_bad: escaping{{$}}
// CHECK: {{^}}  escapes return "" char * family new

shape *base_bad() { return new square; }
// CHECK-LABEL: {{^}}base_bad: escaping{{$}}
// CHECK: {{^}}  escapes return "" {{(struct )?}}shape * family new

int virtual_ok() {
  square s;
  shape &r = s;
  return r.area();
}
// CHECK-LABEL: {{^}}virtual_ok: none{{$}}

void reference_bad(int *&out) { out = new int; }
// CHECK-LABEL: {{^}}reference_bad: escaping{{$}}
// CHECK: {{^}}  escapes argument 0 "*" int * family new

void holder::set_bad(int n) { held = new int(n); }
int *holder::get_ok() { return held; }
void holder_uses_bad(holder &h) {
  h.set_bad(1);
  h.get_ok();
}
// CHECK-LABEL: {{^}}holder::set_bad: escaping{{$}}
// CHECK: {{^}}  escapes argument this "->held" int * family new
// CHECK-LABEL: {{^}}holder::get_ok: none{{$}}
// CHECK: {{^}}  borrows argument this "->held"{{$}}
// CHECK-LABEL: {{^}}holder_uses_bad: escaping{{$}}
// CHECK: {{^}}  escapes argument 0 "->held" int * family new

namespace inner {
int *make_bad() { return new int; }
} // namespace inner
// CHECK-LABEL: {{^}}inner::make_bad: escaping{{$}}

void drop_ok(node *n) { delete n; }
// CHECK-LABEL: {{^}}drop_ok: none{{$}}
// CHECK: {{^}}  releases argument 0 "" always{{$}}

alignas(node) static char storage[sizeof(node)];
inline void *operator new(size_t, void *where) noexcept { return where; }
node *placed_ok() { return new (storage) node{}; }
// CHECK-LABEL: {{^}}placed_ok: none{{$}}
// CHECK-NOT: {{^}}  {{escapes|allocates}}
