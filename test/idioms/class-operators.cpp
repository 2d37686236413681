// RUN: %scan %s -- -std=c++17 | FileCheck %s
//
// Operators new and delete of one class, and ones that are replaced for all
// arrays.

#include "../Inputs/libc.h"

void *operator new[](size_t n) {
  if (void *p = malloc(n))
    return p;
  abort();
}
void operator delete[](void *p) noexcept { free(p); }
void operator delete[](void *p, size_t) noexcept { free(p); }

int array_inside_ok(int n) {
  int *all = new int[n];
  int v = all[0];
  delete[] all;
  return v;
}
// CHECK-LABEL: {{^}}array_inside_ok: contained{{$}}
// CHECK: {{^}}  allocates malloc heap{{$}}
// CHECK-NOT: {{^}}  {{escapes|leaks|assumes}}

int *array_bad(int n) { return new int[n]; }
// CHECK-LABEL: {{^}}array_bad: escaping{{$}}
// CHECK: {{^}}  escapes return "" int * family malloc

struct pooled {
  int n;
  static void *operator new(size_t);
  static void operator delete(void *);
  static pooled *unused;
  pooled *next;
};
pooled *pooled::unused;
void *pooled::operator new(size_t n) {
  pooled *first = unused;
  if (!first)
    return malloc(n);
  unused = first->next;
  return first;
}
void pooled::operator delete(void *p) {
  pooled *first = static_cast<pooled *>(p);
  first->next = unused;
  unused = first;
}

pooled *pooled_bad() { return new pooled{1, nullptr}; }
// CHECK-LABEL: {{^}}pooled_bad: {{opaque|escaping}}{{$}}
// CHECK: {{^}}  escapes return "" pooled * {{(opaque )?}}family malloc

/// The free list keeps it.
int pooled_ok() {
  pooled *p = new pooled{1, nullptr};
  int v = p->n;
  delete p;
  return v;
}
// CHECK-LABEL: {{^}}pooled_ok: contained{{$}}
// CHECK-NEXT: {{^}}  allocates malloc heap{{$}}
// CHECK-NEXT: {{^}}  retains fresh in pooled::unused{{$}}

struct virtual_base {
  virtual ~virtual_base();
};
struct own_memory : virtual_base {
  static void *operator new(size_t n) { return malloc(n); }
  static void operator delete(void *p) { free(p); }
};
virtual_base::~virtual_base() = default;

/// The virtual destructor finds the class's own operator.
void own_memory_ok() {
  virtual_base *b = new own_memory;
  delete b;
}
// CHECK-LABEL: {{^}}own_memory_ok: contained{{$}}
// CHECK: {{^}}  allocates malloc heap{{$}}
// CHECK-NOT: {{^}}  {{escapes|leaks|assumes}}
