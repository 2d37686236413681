// RUN: %scan %s -- -std=c++17 | FileCheck %s
//
// A thread runs what it is given: it may allocate, and keep its arguments.

#include <thread>

int *kept;

int nothing_ok(int n) {
  std::thread t([&n] { ++n; });
  t.join();
  return n;
}
// CHECK-LABEL: {{^}}nothing_ok: contained{{$}}
// CHECK-NOT: {{^}}  retains
// CHECK-NOT: {{^}}  assumes

void keeps_in_thread() {
  std::thread t([] { kept = new int(2); });
  t.join();
}
// CHECK-LABEL: {{^}}keeps_in_thread: contained{{$}}
// CHECK: {{^}}  retains fresh in kept{{$}}

void keep(int *p) { kept = p; }
void argument_kept() {
  std::thread t(keep, new int(3));
  t.join();
}
// CHECK-LABEL: {{^}}argument_kept: contained{{$}}
// CHECK: {{^}}  retains fresh in kept{{$}}

/// (The exception of a thread that did not start is taken for one that comes
/// after what it has done: a leak is told.)
int *made_in_thread_bad() {
  int *made = nullptr;
  std::thread t([&made] { made = new int(2); });
  t.join();
  return made;
}
// CHECK-LABEL: {{^}}made_in_thread_bad: escaping{{$}}
// CHECK: {{^}}  escapes return "" int * family new

void fill(int **out) { *out = new int(1); }
int *filled_in_thread_bad() {
  int *made = nullptr;
  std::thread t(fill, &made);
  t.join();
  return made;
}
// CHECK-LABEL: {{^}}filled_in_thread_bad: escaping{{$}}
// CHECK: {{^}}  escapes return "" int * family new
