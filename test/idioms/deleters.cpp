// RUN: %scan %s -- -std=c++17 | FileCheck %s
//
// Smart pointers that release with something else than delete.

#include "../Inputs/libc.h"
#include <memory>

struct freeing {
  void operator()(void *p) const { free(p); }
};
int stateless_ok() {
  std::unique_ptr<char, freeing> p(static_cast<char *>(malloc(10)));
  return p ? *p : 0;
}
// CHECK-LABEL: {{^}}stateless_ok: contained{{$}}
// CHECK: {{^}}  allocates malloc heap{{$}}
// CHECK-NOT: {{^}}  {{escapes|leaks|assumes}}

int function_ok() {
  std::unique_ptr<char, void (*)(void *)> p(static_cast<char *>(malloc(10)),
                                            free);
  return p ? *p : 0;
}
// CHECK-LABEL: {{^}}function_ok: contained{{$}}
// CHECK: {{^}}  allocates malloc heap{{$}}
// CHECK-NOT: {{^}}  {{escapes|leaks|assumes}}

struct counting {
  int *calls;
  void operator()(char *p) const {
    ++*calls;
    delete[] p;
  }
};
int stateful_ok() {
  int calls = 0;
  {
    std::unique_ptr<char[], counting> p(new char[4], counting{&calls});
    p[0] = 1;
  }
  return calls;
}
// CHECK-LABEL: {{^}}stateful_ok: contained{{$}}
// CHECK: {{^}}  allocates new[] heap{{$}}
// CHECK-NOT: {{^}}  {{escapes|leaks|assumes}}

int lambda_ok() {
  auto drop = [](char *p) { free(p); };
  std::unique_ptr<char, decltype(drop)> p(static_cast<char *>(malloc(10)),
                                          drop);
  return p ? *p : 0;
}
// CHECK-LABEL: {{^}}lambda_ok: contained{{$}}
// CHECK-NOT: {{^}}  {{escapes|leaks|assumes}}

std::unique_ptr<char, freeing> returned_bad() {
  return std::unique_ptr<char, freeing>(static_cast<char *>(malloc(10)));
}
// CHECK-LABEL: {{^}}returned_bad: escaping{{$}}
// CHECK: {{^}}  escapes return {{.*}} family malloc

int shared_ok() {
  std::shared_ptr<char> p(static_cast<char *>(malloc(10)), free);
  return p ? *p : 0;
}
// CHECK-LABEL: {{^}}shared_ok: contained{{$}}
// CHECK: {{^}}  allocates malloc heap{{$}}
// CHECK-NOT: {{^}}  escapes

std::shared_ptr<char> shared_bad() {
  return {static_cast<char *>(malloc(10)), free};
}
// CHECK-LABEL: {{^}}shared_bad: escaping{{$}}
// CHECK: {{^}}  escapes return {{.*}} family malloc
