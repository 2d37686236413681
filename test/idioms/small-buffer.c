// RUN: %scan %s -- | FileCheck %s
//
// A buffer on the stack for small sizes and on the heap for large ones.

#include "../Inputs/libc.h"

int compare_address_ok(const char *s, size_t n) {
  char buf[128];
  char *p = buf;
  if (n > sizeof buf) {
    p = malloc(n);
    if (!p)
      return -1;
  }
  memcpy(p, s, n);
  int first = p[0];
  if (p != buf)
    free(p);
  return first;
}
// CHECK-LABEL: {{^}}compare_address_ok: contained{{$}}
// CHECK: {{^}}  allocates malloc heap{{$}}
// CHECK-NOT: {{^}}  {{escapes|leaks}}

int heap_pointer_ok(const char *s, size_t n) {
  char small[64], *large = NULL, *p = small;
  if (n > sizeof small)
    p = large = malloc(n);
  memcpy(p, s, n);
  int first = p[0];
  free(large);
  return first;
}
// CHECK-LABEL: {{^}}heap_pointer_ok: contained{{$}}
// CHECK-NOT: {{^}}  {{escapes|leaks}}

static char *reserve(char *buf, size_t have, size_t need) {
  return need <= have ? buf : malloc(need);
}
// CHECK-LABEL: {{^}}reserve:
int helper_ok(size_t n) {
  char buf[32];
  char *p = reserve(buf, sizeof buf, n);
  p[0] = 1;
  int first = p[0];
  if (p != buf)
    free(p);
  return first;
}
// CHECK-LABEL: {{^}}helper_ok: contained{{$}}
// CHECK-NOT: {{^}}  escapes

struct buffer {
  char *at;
  char inside[16];
};
int struct_ok(size_t n) {
  struct buffer b;
  b.at = n > 16 ? malloc(n) : b.inside;
  b.at[0] = 1;
  int first = b.at[0];
  if (b.at != b.inside)
    free(b.at);
  return first;
}
// CHECK-LABEL: {{^}}struct_ok: contained{{$}}
// CHECK-NOT: {{^}}  escapes

/// The look-alike: the large one goes out.
char *kept_bad(char *buf, size_t have, size_t need) {
  char *p = buf;
  if (need > have)
    p = malloc(need);
  return p;
}
// CHECK-LABEL: {{^}}kept_bad: escaping{{$}}
// CHECK: {{^}}  escapes return "" char * family malloc
