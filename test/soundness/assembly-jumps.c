// RUN: timeout 60 %scan %s -- --target=x86_64-unknown-linux-gnu | FileCheck %s
//
// Inline assembly with outputs, with memory that it may write, and with jumps
// to labels of C.

#include "../Inputs/libc.h"
#include "../Inputs/shapes.h"

int tested_ok(int n) {
  __asm__ goto("testl %0, %0; jz %l1" : : "r"(n) : "cc" : zero);
  return 1;
zero:
  return 0;
}
// CHECK-LABEL: {{^}}tested_ok: none{{$}}

char *behind_label_bad(int n) {
  __asm__ goto("testl %0, %0; jz %l1" : : "r"(n) : "cc" : zero);
  return NULL;
zero:
  return malloc(4);
}
// CHECK-LABEL: {{^}}behind_label_bad: escaping{{$}}
// CHECK: {{^}}  escapes return ""

char *output_and_label_bad(int n) {
  char *p = malloc(4);
  __asm__ goto("testl %1, %1; jz %l2" : "+r"(p) : "r"(n) : "cc" : zero);
  free(p);
  return NULL;
zero:
  return p;
}
// CHECK-LABEL: {{^}}output_and_label_bad: escaping{{$}}
// CHECK: {{^}}  escapes return ""

int behind_label_freed_ok(int n) {
  char *p = malloc(4);
  __asm__ goto("testl %0, %0; jz %l1" : : "r"(n) : "cc" : zero);
  free(p);
  return 1;
zero:
  free(p);
  return 0;
}
// CHECK-LABEL: {{^}}behind_label_freed_ok: contained{{$}}

/// Memory is written where the output says, and nowhere else.
void output_bad(char **out) {
  char *p = malloc(4);
  __asm__("movq %1, %0" : "=m"(*out) : "r"(p));
}
// CHECK-LABEL: {{^}}output_bad: escaping{{$}}
// CHECK: {{^}}  escapes argument 0 "*"

void output_ok(unsigned long *out) { __asm__("movq $7, %0" : "=m"(*out)); }
// CHECK-LABEL: {{^}}output_ok: none{{$}}

char *output_register_bad(void) {
  char *p = malloc(4), *q;
  __asm__("leaq 1(%1), %0" : "=r"(q) : "r"(p));
  return q;
}
// CHECK-LABEL: {{^}}output_register_bad: escaping{{$}}
// CHECK: {{^}}  escapes return ""

/// What is in memory may be written: whatever the address can reach.
char *memory_clobber(struct node *n) {
  char *p = malloc(4);
  n->name = NULL;
  __asm__ volatile("movq %0, (%1)" : : "r"(p), "r"(n) : "memory");
  return n->name;
}
// CHECK-LABEL: {{^}}memory_clobber: unknown, if assumed contained{{$}}
// CHECK: {{^}}  assumes assembly movq $0, ($1) at [[#@LINE-4]]

void barrier_ok(struct node *n) {
  __asm__ volatile("" : : : "memory");
  n->next = NULL;
}
// CHECK-LABEL: {{^}}barrier_ok: none{{$}}

__asm__(".globl elsewhere\nelsewhere: jmp malloc\n");
char *elsewhere(size_t);
char *file_scope(void) { return elsewhere(4); }
// CHECK-LABEL: {{^}}file_scope: unknown, if assumed none{{$}}
// CHECK: {{^}}  assumes callee elsewhere

__attribute__((naked)) char *naked(size_t n) { __asm__("jmp malloc"); }
// CHECK-LABEL: {{^}}naked: unknown, if assumed none{{$}}
// CHECK: {{^}}  assumes assembly jmp malloc at
char *calls_naked(void) { return naked(4); }
// CHECK-LABEL: {{^}}calls_naked: unknown, if assumed none{{$}}
// CHECK: {{^}}  assumes assembly jmp malloc at
