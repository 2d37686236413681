// RUN: %scan %s -- | FileCheck %s
//
// Pointers that travel as bytes, integers and members of unions.

#include "../Inputs/libc.h"
#include "../Inputs/shapes.h"

void memcpy_struct_bad(struct node *to) {
  struct node n = {NULL, malloc(4), 0};
  memcpy(to, &n, sizeof n);
}
// CHECK-LABEL: {{^}}memcpy_struct_bad: escaping{{$}}
// CHECK: {{^}}  escapes argument 0 "->name"

void memmove_unknown_size_bad(char *to, size_t n) {
  struct node from = {NULL, malloc(4), 0};
  memmove(to, &from, n);
}
// CHECK-LABEL: {{^}}memmove_unknown_size_bad: escaping{{$}}
// CHECK: {{^}}  escapes argument 0

void assign_struct_bad(struct person *to) {
  struct person p = {NULL, malloc(4), 0, {NULL, 0}};
  *to = p;
}
// CHECK-LABEL: {{^}}assign_struct_bad: escaping{{$}}
// CHECK: {{^}}  escapes argument 0 "->last"

void byte_by_byte_bad(unsigned char *to) {
  char *p = malloc(4);
  const unsigned char *from = (const unsigned char *)&p;
  for (size_t i = 0; i < sizeof p; i++)
    to[i] = from[i];
}
// CHECK-LABEL: {{^}}byte_by_byte_bad: escaping{{$}}
// CHECK: {{^}}  escapes argument 0

void two_halves_bad(unsigned *to) {
  uintptr_t bits = (uintptr_t)malloc(4);
  to[0] = (unsigned)bits;
  to[1] = (unsigned)(bits >> 32);
}
// CHECK-LABEL: {{^}}two_halves_bad: escaping{{$}}
// CHECK: {{^}}  escapes argument 0

char *glued_bad(void) {
  uintptr_t bits = (uintptr_t)malloc(4);
  unsigned halves[2] = {(unsigned)bits, (unsigned)(bits >> 32)};
  return (char *)((uintptr_t)halves[1] << 32 | halves[0]);
}
// CHECK-LABEL: {{^}}glued_bad: escaping{{$}}

char *xor_list_bad(void) {
  uintptr_t key = 0x5555, hidden = (uintptr_t)malloc(4) ^ key;
  return (char *)(hidden ^ key);
}
// CHECK-LABEL: {{^}}xor_list_bad: escaping{{$}}

char *scaled_bad(void) {
  uintptr_t compressed = (uintptr_t)malloc(16) >> 4;
  return (char *)(compressed << 4);
}
// CHECK-LABEL: {{^}}scaled_bad: escaping{{$}}

char *difference_bad(char *base) {
  char *p = malloc(4);
  long apart = p - base;
  return base + apart;
}
// CHECK-LABEL: {{^}}difference_bad: escaping{{$}}

void union_argument_bad(union cell *c) { c->text = malloc(4); }
// CHECK-LABEL: {{^}}union_argument_bad: escaping{{$}}
// CHECK: {{^}}  escapes argument 0

long union_number_bad(void) {
  union cell c;
  c.text = malloc(4);
  return c.number;
}
// CHECK-LABEL: {{^}}union_number_bad: escaping{{$}}
