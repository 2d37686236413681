// RUN: %scan %s -- -std=c++17 | FileCheck %s
//
// A handler stops exceptions of its own type and of classes that derive from
// it in public, once. Others leave with what they carry.

struct base {
  int *held = nullptr;
  virtual ~base() {}
};
struct derived : base {};
struct further : derived {};
struct hidden : private base {
  int *held = nullptr;
};
struct left : derived {};
struct right : derived {};
struct both : left, right {
  int *held = nullptr;
};
struct shared_left : virtual base {};
struct shared_right : virtual base {};
struct shared : shared_left, shared_right {};

void raise_new() { throw new int(1); }
template <typename T> void raise_filled(T made = {}) {
  made.held = new int(1);
  throw made;
}
template <typename Thrown, typename Handled> int caught() {
  try {
    raise_filled<Thrown>();
  } catch (Handled &) {
  }
  return 0;
}

int same_ok() { return caught<derived, derived>(); }
// CHECK-LABEL: {{^}}same_ok: contained{{$}}

int public_base_ok() { return caught<further, base>(); }
// CHECK-LABEL: {{^}}public_base_ok: contained{{$}}

int virtual_base_ok() { return caught<shared, base>(); }
// CHECK-LABEL: {{^}}virtual_base_ok: contained{{$}}

int private_base_bad() { return caught<hidden, base>(); }
// CHECK-LABEL: {{^}}private_base_bad: escaping{{$}}
// CHECK: {{^}}  escapes exception "" family new

int twice_a_base_bad() { return caught<both, base>(); }
// CHECK-LABEL: {{^}}twice_a_base_bad: escaping{{$}}
// CHECK: {{^}}  escapes exception "" family new

int derived_handler_bad() { return caught<base, derived>(); }
// CHECK-LABEL: {{^}}derived_handler_bad: escaping{{$}}
// CHECK: {{^}}  escapes exception "" family new

int other_type_bad() { return caught<derived, int>(); }
// CHECK-LABEL: {{^}}other_type_bad: escaping{{$}}
// CHECK: {{^}}  escapes exception "" family new

int second_handler_ok() {
  try {
    raise_new();
  } catch (base &) {
    return 1;
  } catch (int *made) {
    delete made;
  }
  return 0;
}
// CHECK-LABEL: {{^}}second_handler_ok: contained{{$}}

int outer_handler_ok() {
  try {
    try {
      raise_new();
    } catch (base &) {
    }
  } catch (int *made) {
    delete made;
  }
  return 0;
}
// CHECK-LABEL: {{^}}outer_handler_ok: contained{{$}}

void thrown_on_bad() {
  try {
    raise_new();
  } catch (int *made) {
    throw;
  }
}
// CHECK-LABEL: {{^}}thrown_on_bad: escaping{{$}}
// CHECK: {{^}}  escapes exception "" family new
