// RUN: %scan %s -- -std=c++17 | FileCheck %s
//
// Exception objects that somebody else holds: std::exception_ptr keeps what is
// in them, and a function can fill one that its caller has caught.

#include <exception>

int *kept;

std::exception_ptr made_bad() { return std::make_exception_ptr(new int); }
// CHECK-LABEL: {{^}}made_bad: escaping{{$}}
// CHECK: {{^}}  escapes return {{.*}} family new

std::exception_ptr caught_bad() {
  try {
    throw new int;
  } catch (...) {
    return std::current_exception();
  }
}
// CHECK-LABEL: {{^}}caught_bad: escaping{{$}}
// CHECK: {{^}}  escapes return {{.*}} family new

int *thrown_again(std::exception_ptr again) {
  try {
    std::rethrow_exception(again);
  } catch (int *p) {
    return p;
  }
}
// CHECK-LABEL: {{^}}thrown_again: none{{$}}
// CHECK: {{^}}  borrows argument 0

int *taken_bad() { return thrown_again(made_bad()); }
// CHECK-LABEL: {{^}}taken_bad: escaping{{$}}
// CHECK: {{^}}  escapes return {{.*}} family new

/// It is called by handlers.
void fill_caught_bad() {
  try {
    throw;
  } catch (int **p) {
    *p = new int;
  } catch (...) {
  }
}
// CHECK-LABEL: {{^}}fill_caught_bad: escaping{{$}}
// CHECK: {{^}}  escapes exception "" family new

int *filled_meanwhile_bad() {
  int *slot = nullptr;
  try {
    throw &slot;
  } catch (...) {
    fill_caught_bad();
  }
  return slot;
}
// CHECK-LABEL: {{^}}filled_meanwhile_bad: escaping{{$}}
// CHECK: {{^}}  escapes return "" int * family new
