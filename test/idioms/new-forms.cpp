// RUN: %scan %s -- -std=c++17 | FileCheck %s
//
// new and delete with an alignment, without exceptions, and of arrays that
// keep their length in front (a cookie).

#include <new>

struct alignas(64) wide {
  int n[16];
};
int aligned_ok() {
  wide *w = new wide;
  int v = w->n[0];
  delete w;
  return v;
}
// CHECK-LABEL: {{^}}aligned_ok: contained{{$}}
// CHECK: {{^}}  allocates new heap{{$}}
// CHECK-NOT: {{^}}  {{escapes|leaks|assumes}}

wide *aligned_bad() { return new wide; }
// CHECK-LABEL: {{^}}aligned_bad: {{opaque|escaping}}{{$}}
// CHECK: {{^}}  escapes return "" wide * {{(opaque )?}}family new

wide *aligned_array_bad(int n) { return new wide[n]; }
// CHECK-LABEL: {{^}}aligned_array_bad: {{opaque|escaping}}{{$}}
// CHECK: {{^}}  escapes return "" wide * {{(opaque )?}}family new[]

int nothrow_ok() {
  int *p = new (std::nothrow) int;
  if (!p)
    return -1;
  *p = 1;
  delete p;
  return 0;
}
// CHECK-LABEL: {{^}}nothrow_ok: contained{{$}}
// CHECK-NOT: {{^}}  {{escapes|leaks|assumes}}

int *nothrow_bad() { return new (std::nothrow) int(1); }
// CHECK-LABEL: {{^}}nothrow_bad: escaping{{$}}
// CHECK: {{^}}  escapes return "" int * family new
// CHECK: {{^}}  result owned, nullable

struct counted {
  int n = 0;
  ~counted();
};
int live;
counted::~counted() { live -= n; }

int cookie_ok(int n) {
  counted *all = new counted[n];
  int v = all[0].n;
  delete[] all;
  return v;
}
// CHECK-LABEL: {{^}}cookie_ok: contained{{$}}
// CHECK: {{^}}  allocates new[] heap{{$}}
// CHECK-NOT: {{^}}  {{escapes|leaks|assumes}}

counted *cookie_bad(int n) { return new counted[n]; }
// CHECK-LABEL: {{^}}cookie_bad: {{opaque|escaping}}{{$}}
// CHECK: {{^}}  escapes return "" counted * {{(opaque )?}}family new[]

void cookie_freed(counted *all) { delete[] all; }
// CHECK-LABEL: {{^}}cookie_freed: none{{$}}
// CHECK: {{^}}  releases argument 0 ""

/// An array whose elements own memory.
struct owner {
  int *held = new int;
  owner() = default;
  owner(const owner &) = delete;
  ~owner() { delete held; }
};
void owners_ok(int n) {
  owner *all = new owner[n];
  delete[] all;
}
// CHECK-LABEL: {{^}}owners_ok: contained{{$}}
// CHECK-NOT: {{^}}  {{escapes|assumes}}
