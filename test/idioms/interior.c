// RUN: %scan %s -- | FileCheck %s
//
// The result points into the block, or holds its address in disguise.

#include "../Inputs/libc.h"
#include "../Inputs/shapes.h"

int *member_bad(int v) {
  struct node *n = malloc(sizeof *n);
  n->value = v;
  return &n->value;
}
// CHECK-LABEL: {{^}}member_bad: escaping{{$}}
// CHECK: {{^}}  escapes return "" int * family malloc

char *header_bad(size_t n) {
  char *p = malloc(n + 16);
  *(size_t *)p = n;
  return (char *)p + 16;
}
// CHECK-LABEL: {{^}}header_bad: escaping{{$}}
// CHECK: {{^}}  escapes return "" char * family malloc

#define container_of(p, type, member)                                          \
  ((type *)((char *)(p) - __builtin_offsetof(type, member)))
struct node *container_bad(void) {
  int *inside = member_bad(1);
  return container_of(inside, struct node, value);
}
// CHECK-LABEL: {{^}}container_bad: escaping{{$}}
// CHECK: {{^}}  escapes return "" struct node * family malloc

void container_free_ok(int *inside) {
  free(container_of(inside, struct node, value));
}
// CHECK-LABEL: {{^}}container_free_ok: none{{$}}
// CHECK: {{^}}  releases argument 0 "" always{{$}}

struct node *tagged_bad(void) {
  uintptr_t bits = (uintptr_t)malloc(sizeof(struct node));
  return (struct node *)(bits | 1);
}
// CHECK-LABEL: {{^}}tagged_bad: escaping{{$}}
// CHECK: {{^}}  escapes return "" struct node * family malloc

struct node *untagged_ok(struct node *n) {
  return (struct node *)((uintptr_t)n & ~(uintptr_t)7);
}
// CHECK-LABEL: {{^}}untagged_ok: none{{$}}
// CHECK: {{^}}  borrows argument 0 ""{{$}}

uintptr_t as_number_bad(size_t n) { return (uintptr_t)malloc(n); }
// CHECK-LABEL: {{^}}as_number_bad: escaping{{$}}
// CHECK: {{^}}  escapes return "" {{.*}} family malloc

uintptr_t xor_bad(struct node *a) {
  return (uintptr_t)a ^ (uintptr_t)malloc(sizeof *a);
}
// CHECK-LABEL: {{^}}xor_bad: escaping{{$}}
// CHECK: {{^}}  escapes return "" {{.*}} family malloc

union word {
  char *pointer;
  uintptr_t bits;
  char bytes[sizeof(char *)];
};
uintptr_t union_bad(size_t n) {
  union word w;
  w.pointer = malloc(n);
  return w.bits;
}
// CHECK-LABEL: {{^}}union_bad: escaping{{$}}
// CHECK: {{^}}  escapes return "" {{.*}} family malloc

union word union_value_bad(size_t n) {
  union word w;
  w.pointer = malloc(n);
  return w;
}
// CHECK-LABEL: {{^}}union_value_bad: escaping{{$}}
// CHECK: {{^}}  escapes return "{{.*}}" {{.*}} family malloc

void *aligned_bad(size_t n) {
  char *raw = malloc(n + 64 + sizeof(void *));
  char *p = (char *)(((uintptr_t)raw + 64 + sizeof(void *)) & ~(uintptr_t)63);
  ((void **)p)[-1] = raw;
  return p;
}
// CHECK-LABEL: {{^}}aligned_bad: escaping{{$}}
// CHECK: {{^}}  escapes return "" void * family malloc
