// RUN: %scan %s -- | FileCheck %s
//
// A pointer that is compared once, and control that goes by that twice, as the
// macros do that warn and give what was asked.

#include "../Inputs/libc.h"

int puts(const char *);

#define WARN_ON(Condition)                                                     \
  __extension__({                                                              \
    _Bool Met = !!(Condition);                                                 \
    if (__builtin_expect(Met, 0))                                              \
      puts(#Condition);                                                        \
    Met;                                                                       \
  })

struct list {
  void *last;
};
static void push(struct list *to, void *what) { to->last = what; }

int warned_ok(struct list *to) {
  char *made = malloc(8);
  if (WARN_ON(!made))
    return 0;
  push(to, made);
  return 1;
}
// CHECK-LABEL: {{^}}warned_ok: opaque{{$}}
// CHECK-NOT: {{^}}  leaks

size_t freed_ok(size_t n) {
  char *made = malloc(n);
  _Bool failed = made == NULL;
  if (failed)
    n = 0;
  if (!failed)
    free(made);
  return n;
}
// CHECK-LABEL: {{^}}freed_ok: contained{{$}}
// CHECK-NOT: {{^}}  leaks

/// What was null in the round before says nothing of this one's.
void round_bad(struct list *to, int n) {
  void *before = NULL;
  for (int i = 0; i < n; i++) {
    _Bool first = before == NULL;
    void *made;
    if (n > 3)
      made = malloc(8);
    else
      made = malloc(9);
    if (first)
      to->last = made;
    else
      free(made);
    before = made;
  }
}
// CHECK-LABEL: {{^}}round_bad: opaque{{$}}
// CHECK: {{^}}  escapes argument 0 "->last"

void lost_bad(int n) {
  void *before = NULL, *made = NULL;
  for (int i = 0; i < n; i++) {
    _Bool first = !before;
    if (n > 3)
      made = malloc(8);
    if (first)
      return;
    free(made);
    before = made;
  }
}
// CHECK-LABEL: {{^}}lost_bad: contained{{$}}
// CHECK: {{^}}  leaks malloc
