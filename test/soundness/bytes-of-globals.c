// RUN: %scan %s -- | FileCheck %s
//
// Partial overwrites, and memory that is hidden in buffers of characters.

#include "../Inputs/libc.h"
#include "../Inputs/shapes.h"

/// One byte is overwritten: most of the pointer is still there.
void partly_overwritten_bad(struct node *n) {
  n->name = malloc(4);
  *(char *)&n->name = 0;
}
// CHECK-LABEL: {{^}}partly_overwritten_bad: escaping{{$}}
// CHECK: {{^}}  escapes argument 0 "->name"

void cleared_to_size_bad(struct node *n, size_t size) {
  n->name = malloc(4);
  memset(n, 0, size);
}
// CHECK-LABEL: {{^}}cleared_to_size_bad: escaping{{$}}
// CHECK: {{^}}  escapes argument 0 "->name"

void cleared_in_part_bad(struct node *n) {
  n->name = malloc(4);
  memset(n, 0, sizeof n->next);
}
// CHECK-LABEL: {{^}}cleared_in_part_bad: escaping{{$}}
// CHECK: {{^}}  escapes argument 0 "->name"

void cleared_whole_ok(struct node *n) {
  char *p = n->name = malloc(4);
  memset(n, 0, sizeof *n);
  free(p);
}
// CHECK-LABEL: {{^}}cleared_whole_ok: contained{{$}}
// CHECK-NOT: {{^}}  escapes

void in_char_buffer_bad(char *buffer) {
  char **slot = (char **)(buffer + 8);
  *slot = malloc(4);
}
// CHECK-LABEL: {{^}}in_char_buffer_bad: escaping{{$}}
// CHECK: {{^}}  escapes argument 0

char *out_of_char_buffer_bad(void) {
  char buffer[32];
  *(char **)(buffer + 8) = malloc(4);
  char *p;
  memcpy(&p, buffer + 8, sizeof p);
  return p;
}
// CHECK-LABEL: {{^}}out_of_char_buffer_bad: escaping{{$}}

char *negative_offset_bad(void) {
  struct node n = {NULL, NULL, 0};
  int *value = &n.value;
  *(char **)((char *)value - sizeof(char *)) = malloc(4);
  return n.name;
}
// CHECK-LABEL: {{^}}negative_offset_bad: escaping{{$}}

void packed_bad(struct packed *p) { p->text = malloc(4); }
// CHECK-LABEL: {{^}}packed_bad: escaping{{$}}
// CHECK: {{^}}  escapes argument 0 "->text"

struct bits {
  uintptr_t address : 48, tag : 16;
};
struct bits bitfield_bad(void) {
  return (struct bits){(uintptr_t)malloc(4), 1};
}
// CHECK-LABEL: {{^}}bitfield_bad: escaping{{$}}

_Atomic(char *) shared;
char *exchanged_bad(_Atomic(char *) *slot) {
  char *p = malloc(4);
  return __c11_atomic_exchange(slot, p, 5);
}
// CHECK-LABEL: {{^}}exchanged_bad: escaping{{$}}
// CHECK: {{^}}  escapes argument 0 "*"

void compare_exchange_bad(char **slot) {
  char *none = NULL, *p = malloc(4);
  if (!__atomic_compare_exchange_n(slot, &none, p, 0, 5, 5))
    free(p);
}
// CHECK-LABEL: {{^}}compare_exchange_bad: escaping{{$}}
// CHECK: {{^}}  escapes argument 0 "*"
