// RUN: %scan %s -- -std=c++17 | FileCheck %s
//
// Memory that travels with an exception, to a handler or out of the function.

void throw_pointer_bad() { throw new int(1); }
// CHECK-LABEL: {{^}}throw_pointer_bad: escaping{{$}}
// CHECK: {{^}}  escapes exception "" family new release operator delete{{$}}

int *caught_pointer_bad() {
  try {
    throw_pointer_bad();
  } catch (int *p) {
    return p;
  }
  return nullptr;
}
// CHECK-LABEL: {{^}}caught_pointer_bad: escaping{{$}}
// CHECK: {{^}}  escapes return "" int * family new

int *caught_at_once_bad() {
  try {
    throw new int(1);
  } catch (int *p) {
    return p;
  }
}
// CHECK-LABEL: {{^}}caught_at_once_bad: escaping{{$}}
// CHECK: {{^}}  escapes return "" int * family new

/// Nobody has the pointer any more.
int dropped_ok() {
  try {
    throw new int(1);
  } catch (...) {
    return 1;
  }
}
// CHECK-LABEL: {{^}}dropped_ok: contained{{$}}

int deleted_by_handler_ok() {
  try {
    throw_pointer_bad();
  } catch (int *p) {
    delete p;
  }
  return 0;
}
// CHECK-LABEL: {{^}}deleted_by_handler_ok: contained{{$}}
// CHECK-NOT: {{^}}  leaks

struct failure {
  int *detail;
  failure() : detail(new int) {}
  failure(const failure &) = delete;
  ~failure() { delete detail; }
};
/// The object goes with the memory that it owns.
void throw_object_bad() { throw failure(); }
// CHECK-LABEL: {{^}}throw_object_bad: escaping{{$}}
// CHECK: {{^}}  escapes exception "" family new

/// The last handler destroys it.
int object_caught_ok() {
  try {
    throw_object_bad();
  } catch (...) {
    return 1;
  }
  return 0;
}
// CHECK-LABEL: {{^}}object_caught_ok: contained{{$}}
// CHECK-NOT: {{^}}  leaks

int *out_of_object_bad() {
  try {
    throw_object_bad();
  } catch (failure &f) {
    int *taken = f.detail;
    f.detail = nullptr;
    return taken;
  }
  return nullptr;
}
// CHECK-LABEL: {{^}}out_of_object_bad: escaping{{$}}
// CHECK: {{^}}  escapes return "" int * family new
