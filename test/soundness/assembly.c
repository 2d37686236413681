// RUN: %scan %s -- --target=x86_64-unknown-linux-gnu | FileCheck %s
//
// Inline assembly: harmless, and not.

#include "../Inputs/libc.h"
#include "../Inputs/shapes.h"

unsigned rotate_ok(unsigned n) {
  __asm__("rorl $3, %0" : "+r"(n));
  return n;
}
// CHECK-LABEL: {{^}}rotate_ok: none{{$}}

unsigned long clock_ok(void) {
  unsigned lo, hi;
  __asm__ volatile("rdtsc" : "=a"(lo), "=d"(hi));
  return ((unsigned long)hi << 32) | lo;
}
// CHECK-LABEL: {{^}}clock_ok: none{{$}}

void pause_ok(void) { __asm__ volatile("pause"); }
// CHECK-LABEL: {{^}}pause_ok: none{{$}}

void *calls(unsigned long n) {
  void *p;
  __asm__ volatile("call malloc" : "=a"(p) : "D"(n) : "rcx", "rdx", "memory");
  return p;
}
// CHECK-LABEL: {{^}}calls: unknown, if assumed none{{$}}
// CHECK: {{^}}  assumes assembly

long system_call(long number) {
  long result;
  __asm__ volatile("syscall" : "=a"(result) : "a"(number) : "rcx", "r11");
  return result;
}
// CHECK-LABEL: {{^}}system_call: unknown, if assumed none{{$}}
// CHECK: {{^}}  assumes assembly

void jumps(void) { __asm__ volatile("jmp elsewhere"); }
// CHECK-LABEL: {{^}}jumps: unknown, if assumed none{{$}}

void writes_memory(char **out, char *p) {
  __asm__ volatile("movq %1, (%0)" : : "r"(out), "r"(p) : "memory");
}
// CHECK-LABEL: {{^}}writes_memory: unknown, if assumed none{{$}}

/// The clobber is only a barrier.
int exchanges_ok(int *at, int old, int new) {
  __asm__ volatile("lock; cmpxchg %2, %1"
                   : "+a"(old), "+m"(*at)
                   : "r"(new)
                   : "memory");
  return old;
}
// CHECK-LABEL: {{^}}exchanges_ok: none{{$}}

/// The block is stored through an operand that is listed as an input.
int exchanges_block_bad(char **at, size_t n) {
  char *p = malloc(n);
  __asm__ volatile("xchgq %0, %1" : "=r"(p) : "m"(*at), "0"(p) : "memory");
  return 0;
}
// CHECK-LABEL: {{^}}exchanges_block_bad: escaping{{$}}

/// A block that goes through a register comes out again.
char *passes_through_bad(size_t n) {
  char *p = malloc(n);
  __asm__("" : "+r"(p));
  return p;
}
// CHECK-LABEL: {{^}}passes_through_bad: escaping{{$}}

/// The assembly may keep the block anywhere.
int block_in_memory_clobber(size_t n) {
  char *p = malloc(n);
  __asm__ volatile("call keep" : : "D"(p) : "memory");
  return 0;
}
// CHECK-LABEL: {{^}}block_in_memory_clobber: unknown, if assumed contained{{$}}

int calls_calls(void) {
  void *p = calls(1);
  free(p);
  return 0;
}
// CHECK-LABEL: {{^}}calls_calls: unknown, if assumed none{{$}}
