// RUN: %scan --public=call-once.h %s -- -std=c++17 | FileCheck %s
//
// std::call_once: what it is given stands in a variable of the C++ library,
// which calls it by a function of its own.

#include <mutex>

static std::once_flag once, twice;
static int *table, *other;

int *table_ok() {
  std::call_once(once, [] { table = new int[4]; });
  return table;
}
// CHECK-LABEL: {{^}}table_ok: contained{{$}}
// CHECK: {{^}}  allocates new[] heap
// CHECK-NEXT: {{^}}  retains fresh in call-once.table{{$}}
// CHECK-NOT: {{^}}  {{escapes|assumes}}

static void nothing() {}
/// Should be none: the pointer that is kept for the call may be any of those that
/// are given to others.
void fp_nothing() { std::call_once(twice, nothing); }
// CHECK-LABEL: {{^}}fp_nothing: contained{{$}}

static void fill(int **out, unsigned long size) { *out = new int[size]; }
void filled_ok() { std::call_once(twice, fill, &other, 8); }
// CHECK-LABEL: {{^}}filled_ok: contained{{$}}
// CHECK: {{^}}  retains fresh in call-once.other{{$}}

class handle {
public:
  void prepare_bad();
  const char *name_bad() const;
  ~handle() { delete[] name; }

private:
  mutable std::once_flag flag, named;
  char *block = nullptr;
  mutable char *name = nullptr;
};

/// The object owns it.
void handle::prepare_bad() {
  std::call_once(flag, [this] { block = new char[64]; });
}
// CHECK-LABEL: {{^}}handle::prepare_bad: {{opaque|escaping}}{{$}}
// CHECK: {{^}}  escapes argument this "->block" char * {{.*}}family new[]
// CHECK-NOT: {{^}}  assumes

const char *handle::name_bad() const {
  std::call_once(named, [](const handle *of) { of->name = new char[8]; }, this);
  return name;
}
// CHECK-LABEL: {{^}}handle::name_bad: {{opaque|escaping}}{{$}}
// CHECK: {{^}}  escapes argument this "->name" char * {{.*}}family new[]
// CHECK-NOT: {{^}}  assumes

/// Any other use of the library's function is one of code that was not seen.
extern "C" void __once_proxy();
void directly_ok() { __once_proxy(); }
// CHECK-LABEL: {{^}}directly_ok: unknown
// CHECK: {{^}}  assumes callee __once_proxy
