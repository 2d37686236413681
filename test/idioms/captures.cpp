// RUN: %scan %s -- -std=c++17 | FileCheck %s
//
// Lambdas that capture pointers, called here, kept, and handed out.

#include <functional>

int called_ok(int n) {
  int *p = new int(n);
  auto add = [p](int m) { return *p + m; };
  int v = add(1);
  delete p;
  return v;
}
// CHECK-LABEL: {{^}}called_ok: contained{{$}}
// CHECK-NOT: {{^}}  {{escapes|leaks|assumes}}

int freed_in_lambda_ok(int n) {
  int *p = new int(n);
  auto drop = [p] { delete p; };
  drop();
  return n;
}
// CHECK-LABEL: {{^}}freed_in_lambda_ok: contained{{$}}
// CHECK-NOT: {{^}}  {{escapes|leaks|assumes}}

int *made_by_lambda_bad() {
  int *made = nullptr;
  [&made] { made = new int; }();
  return made;
}
// CHECK-LABEL: {{^}}made_by_lambda_bad: escaping{{$}}
// CHECK: {{^}}  escapes return "" int * family new

auto returned_lambda_bad(int n) {
  int *p = new int(n);
  return [p] { return *p; };
}
// CHECK-LABEL: {{^}}returned_lambda_bad: escaping{{$}}
// CHECK: {{^}}  escapes return {{.*}} family new

static int apply(int (*f)(int), int n) { return f(n); }
int captureless_ok(int n) {
  return apply(
      [](int m) {
        int *p = new int(m);
        int v = *p;
        delete p;
        return v;
      },
      n);
}
// CHECK-LABEL: {{^}}captureless_ok: contained{{$}}
// CHECK-NOT: {{^}}  {{escapes|leaks|assumes}}

/// Too large for the place in the object: on the heap.
int function_inside_ok(int n) {
  long big[8] = {n};
  std::function<int()> f = [big] { return static_cast<int>(big[0]); };
  return f();
}
// CHECK-LABEL: {{^}}function_inside_ok: contained{{$}}
// CHECK-NOT: {{^}}  escapes

std::function<int()> function_bad(int n) {
  int *p = new int(n);
  return [p] { return *p; };
}
// CHECK-LABEL: {{^}}function_bad: escaping{{$}}
// CHECK: {{^}}  escapes return {{.*}} family new

std::function<int()> kept;
void keep_function(int n) {
  int *p = new int(n);
  kept = [p] { return *p; };
}
// CHECK-LABEL: {{^}}keep_function: contained{{$}}
// CHECK: {{^}}  retains fresh in kept{{$}}
