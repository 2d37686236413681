// RUN: timeout 60 %scan %s -- | FileCheck %s
//
// Pointers that are read and written atomically.

#include "../Inputs/libc.h"
#include "../Inputs/shapes.h"

void if_empty_bad(struct node *n) {
  char *empty = NULL, *made = malloc(4);
  if (!__atomic_compare_exchange_n(&n->name, &empty, made, 0, 5, 5))
    free(made);
}
// CHECK-LABEL: {{^}}if_empty_bad: escaping{{$}}
// CHECK: {{^}}  escapes argument 0 "->name"

/// What was there is the caller's, the new one stays.
char *exchanged_bad(char **at) { return __atomic_exchange_n(at, malloc(4), 5); }
// CHECK-LABEL: {{^}}exchanged_bad: escaping{{$}}
// CHECK: {{^}}  escapes argument 0 "*"
// CHECK: {{^}}  borrows argument 0 "*"

char *swapped_bad(char **at) {
  return __sync_val_compare_and_swap(at, 0, malloc(4));
}
// CHECK-LABEL: {{^}}swapped_bad: escaping{{$}}
// CHECK: {{^}}  escapes argument 0 "*"
// CHECK: {{^}}  borrows argument 0 "*"

/// The failed comparison writes what it has read.
void expected_bad(char **at, char **seen) {
  *at = malloc(4);
  __atomic_compare_exchange_n(at, seen, (char *)0, 0, 5, 5);
}
// CHECK-LABEL: {{^}}expected_bad: escaping{{$}}
// CHECK: {{^}}  escapes argument 1 "*"

unsigned long added_bad(unsigned long *at) {
  return __atomic_fetch_add(at, (unsigned long)malloc(4), 5);
}
// CHECK-LABEL: {{^}}added_bad: escaping{{$}}
// CHECK: {{^}}  escapes argument 0 "*"

static _Atomic(char *) kept;
void kept_ok(void) { kept = malloc(4); }
// CHECK-LABEL: {{^}}kept_ok: contained{{$}}
// CHECK: {{^}}  retains fresh in atomics.kept

void loaded_ok(char **out) { *out = kept; }
// CHECK-LABEL: {{^}}loaded_ok: none{{$}}

/// Too wide for an instruction: a call of the atomic library.
struct three {
  void *a, *b, *c;
};
void record_bad(_Atomic struct three *into) {
  struct three made = {malloc(4), 0, 0};
  *into = made;
}
// CHECK-LABEL: {{^}}record_bad: opaque{{$}}
// CHECK: {{^}}  escapes argument 0 "->a"
