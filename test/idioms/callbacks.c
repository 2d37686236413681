// RUN: %scan %s -- | FileCheck %s
//
// The caller's own function is called during the call.

#include "../Inputs/libc.h"
#include "../Inputs/shapes.h"

void hand_over_bad(void (*take)(char *)) { take(malloc(8)); }
// CHECK-LABEL: {{^}}hand_over_bad: escaping{{$}}
// CHECK: {{^}}  escapes callback 0 "" {{.*}}family malloc
// CHECK: {{^}}  assumes callback

void with_user_bad(void *user, int (*take)(void *, struct node *)) {
  struct node *n = malloc(sizeof *n);
  if (n)
    take(user, n);
}
// CHECK-LABEL: {{^}}with_user_bad: escaping{{$}}
// CHECK: {{^}}  escapes callback 1 "" {{.*}}family malloc

void through_helper_bad(int n, void (*take)(char *)) {
  if (n)
    hand_over_bad(take);
}
// CHECK-LABEL: {{^}}through_helper_bad: escaping{{$}}
// CHECK: {{^}}  escapes callback 1 "" {{.*}}family malloc

/// The helper only passes on what it was given.
static void pass_on(void (*take)(char *), char *given) { take(given); }
void through_passing_bad(void (*take)(char *)) {
  char *p = malloc(8);
  pass_on(take, p);
}
// CHECK-LABEL: {{^}}through_passing_bad: escaping{{$}}
// CHECK: {{^}}  escapes callback 0 "" {{.*}}family malloc

struct sink {
  void (*take)(void *user, char *line);
  void *user;
};
void to_sink_bad(struct sink *s) { s->take(s->user, strdup("line")); }
// CHECK-LABEL: {{^}}to_sink_bad: escaping{{$}}
// CHECK: {{^}}  escapes callback 0 "" {{.*}}family malloc

/// Freed after the callback: not live after the return.
void lend_ok(void (*look)(const char *)) {
  char *p = strdup("line");
  look(p);
  free(p);
}
// CHECK-LABEL: {{^}}lend_ok: contained{{$}}
// CHECK-NOT: {{^}}  escapes
// CHECK: {{^}}  assumes callback

/// Allocates nothing itself; what the caller's function does is the caller's.
int walk_ok(struct list *l, int (*visit)(struct node *)) {
  for (struct node *n = l->head; n; n = n->next)
    if (visit(n))
      return 1;
  return 0;
}
// CHECK-LABEL: {{^}}walk_ok: none{{$}}
// CHECK: {{^}}  assumes callback

static int by_value(const void *a, const void *b) {
  return *(const int *)a - *(const int *)b;
}
void sort_ok(int *values, size_t n) {
  qsort(values, n, sizeof *values, by_value);
}
// CHECK-LABEL: {{^}}sort_ok: none{{$}}

static char *kept;
static int keep(const void *a, const void *b) {
  if (!kept)
    kept = malloc(4);
  return by_value(a, b);
}
void sort_allocates_ok(int *values, size_t n) {
  qsort(values, n, sizeof *values, keep);
}
// CHECK-LABEL: {{^}}sort_allocates_ok: contained{{$}}
// CHECK: {{^}}  allocates malloc heap{{$}}
// CHECK: {{^}}  retains fresh in {{([^ ]*[.:])?}}kept{{$}}

static void take_it(char *p) { free(p); }
void own_callback_ok(void) { hand_over_bad(take_it); }
// CHECK-LABEL: {{^}}own_callback_ok: contained{{$}}
// CHECK-NOT: {{^}}  escapes
