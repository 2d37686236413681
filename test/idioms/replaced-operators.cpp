// RUN: %scan %s -- -std=c++17 | FileCheck %s
//
// The program's own operator new, for everything and for one class.

typedef __SIZE_TYPE__ size_t;
extern "C" void *malloc(size_t);
extern "C" void free(void *);
extern "C" void abort(void) __attribute__((noreturn));

void *operator new(size_t n) {
  void *p = malloc(n);
  if (!p)
    abort();
  return p;
}
// CHECK-LABEL: {{^}}operator new: escaping{{$}}
void operator delete(void *p) noexcept { free(p); }
void operator delete(void *p, size_t) noexcept { free(p); }

int *make_bad() { return new int(1); }
// CHECK-LABEL: {{^}}make_bad: escaping{{$}}
// CHECK: {{^}}  escapes return "" int * family

int inside_ok() {
  int *p = new int(1);
  int v = *p;
  delete p;
  return v;
}
// CHECK-LABEL: {{^}}inside_ok: contained{{$}}
// CHECK-NOT: {{^}}  escapes

struct slot {
  int n;
  static void *operator new(size_t);
  static void operator delete(void *) noexcept {}
};
static char slots[16 * sizeof(slot)];
static int used;
void *slot::operator new(size_t n) { return slots + n * used++; }

/// new, but out of a static array.
slot *slot_ok() { return new slot{1}; }
// CHECK-LABEL: {{^}}slot_ok: none{{$}}
// CHECK-NOT: {{^}}  {{escapes|allocates}}
