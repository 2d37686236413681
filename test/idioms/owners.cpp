// RUN: %scan %s -- -std=c++17 | FileCheck %s
//
// Owners: smart pointers, strings and vectors, inside and returned.

#include "../Inputs/classes.h"
#include <memory>
#include <string>
#include <vector>

int unique_inside_ok() {
  auto p = std::make_unique<point>();
  return p->x;
}
// CHECK-LABEL: {{^}}unique_inside_ok: contained{{$}}
// CHECK-NOT: {{^}}  escapes

std::unique_ptr<point> unique_bad() { return std::make_unique<point>(); }
// CHECK-LABEL: {{^}}unique_bad: escaping{{$}}
// CHECK: {{^}}  escapes return

point *released_bad() {
  auto p = std::make_unique<point>();
  return p.release();
}
// CHECK-LABEL: {{^}}released_bad: escaping{{$}}
// CHECK: {{^}}  escapes return "" {{(struct )?}}point * family new

int string_inside_ok(const char *s) {
  std::string copy(s);
  return static_cast<int>(copy.size());
}
// CHECK-LABEL: {{^}}string_inside_ok: contained{{$}}

std::string string_bad(const char *s) { return std::string(s) + "!"; }
// CHECK-LABEL: {{^}}string_bad: escaping{{$}}
// CHECK: {{^}}  escapes return

int vector_inside_ok(int n) {
  std::vector<int> v(n);
  return v[0];
}
// CHECK-LABEL: {{^}}vector_inside_ok: contained{{$}}

void vector_argument_bad(std::vector<int> &v) { v.push_back(1); }
// CHECK-LABEL: {{^}}vector_argument_bad: escaping{{$}}
// CHECK: {{^}}  escapes argument 0

std::size_t vector_size_ok(const std::vector<int> &v) { return v.size(); }
// CHECK-LABEL: {{^}}vector_size_ok: none{{$}}
