// RUN: %scan %s -- -std=c++17 | FileCheck %s
//
// Virtual calls reach what the class hierarchy shows. Where only this file can
// derive from the class that is all; a public base can have other classes.

#include "../Inputs/classes.h"

namespace {
struct source {
  virtual ~source() = default;
  virtual int *make() = 0;
};
struct empty : source {
  int *make() override { return nullptr; }
};
struct heap : source {
  int *make() override { return new int; }
};
struct quiet {
  virtual int *make() { return nullptr; }
};
} // namespace

static source *current;
static quiet *silent;
void choose_ok(int n) {
  static empty none;
  static heap some;
  static quiet still;
  silent = &still;
  if (n)
    current = &none;
  else
    current = &some;
}

int *closed_bad(source &s) { return s.make(); }
// CHECK-LABEL: {{^}}closed_bad: escaping{{$}}
// CHECK: {{^}}  escapes return "" int * family new
// CHECK-NOT: {{^}}  assumes

int *closed_ok() { return silent->make(); }
// CHECK-LABEL: {{^}}closed_ok: none{{$}}
// CHECK-NOT: {{^}}  assumes

/// The library's own overrider counts, the caller's are a callback.
struct taker : visitor {
  char *taken = nullptr;
  void take(char *p) override { taken = new char(*p); }
};
static taker only;
visitor &make_taker_ok() { return only; }
void open_bad(visitor &v, char *p) { v.take(p); }
// CHECK-LABEL: {{^}}open_bad: escaping{{$}}
// CHECK: {{^}}  escapes argument 0 "*" family new
// CHECK: {{^}}  assumes callback

struct sealed final : shape {
  int area() const override { return 1; }
};
int final_ok(const sealed &s) { return s.area(); }
// CHECK-LABEL: {{^}}final_ok: none{{$}}
// CHECK-NOT: {{^}}  assumes

struct left {
  virtual int *one() { return nullptr; }
};
struct right {
  virtual int *two() { return nullptr; }
};
struct both : left, right {
  int *two() override { return new int; }
};
int *second_base_bad(right &r) { return r.two(); }
both *make_both_bad() { return new both; }
// CHECK-LABEL: {{^}}second_base_bad: escaping{{$}}
// CHECK: {{^}}  escapes return "" int * family new

int *first_base_ok(left &l) { return l.one(); }
// CHECK-LABEL: {{^}}first_base_ok: none{{$}}
