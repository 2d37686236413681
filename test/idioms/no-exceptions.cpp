// Where no exception can leave a function, none leaks what it holds.
// RUN: %scan %s -- -fno-exceptions | FileCheck %s --check-prefixes=CHECK,QUIET
// RUN: %scan %s -- | FileCheck %s --check-prefixes=CHECK,THROWS

struct part {
  int *value;
  part() noexcept(false);
};
part::part() noexcept(false) : value(new int) {}

void interrupted(int n) {
  int *first = new int[n];
  part *second = new part;
  delete second->value;
  delete second;
  delete[] first;
}
// CHECK-LABEL: {{^}}interrupted: contained{{$}}
// THROWS: leaks
// QUIET-NOT: leaks

void caught_by_the_end_ok(int n) noexcept {
  int *first = new int[n];
  part *second = new part;
  delete second->value;
  delete second;
  delete[] first;
}
// CHECK-LABEL: {{^}}caught_by_the_end_ok: contained{{$}}
// CHECK-NOT: leaks
