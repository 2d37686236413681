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

/// What the program itself passes is not what a client does.
int each_ok(int (*visit)(void *, int), void *user, const struct node *n) {
  for (; n; n = n->next)
    if (!visit(user, n->value))
      return 0;
  return 1;
}
// CHECK-LABEL: {{^}}each_ok: none{{$}}
// CHECK: {{^}}  assumes callback

/// Passes the function on.
int each_of_ok(struct list *l, int (*visit)(void *, int), void *user) {
  return l ? each_ok(visit, user, l->head) : 0;
}
// CHECK-LABEL: {{^}}each_of_ok: none{{$}}

static int keep_last(void *user, int value) {
  int **kept = user;
  if (!*kept)
    *kept = malloc(sizeof **kept);
  if (*kept)
    **kept = value;
  return *kept != NULL;
}
int *last_bad(struct list *l) {
  int *kept = NULL;
  each_of_ok(l, keep_last, &kept);
  return kept;
}
// CHECK-LABEL: {{^}}last_bad: escaping{{$}}
// CHECK: {{^}}  escapes return "" {{.*}}family malloc

static int count_in_block(void *user, int value) {
  int *copy = malloc(sizeof *copy);
  if (copy)
    *(int *)user += *copy = value;
  free(copy);
  return 1;
}
int sum_ok(struct list *l) {
  int sum = 0;
  each_of_ok(l, count_in_block, &sum);
  return sum;
}
// CHECK-LABEL: {{^}}sum_ok: contained{{$}}

/// Nobody else can pass a function to this one.
static int each_here(int (*visit)(void *, int), void *user, int n) {
  while (n-- > 0)
    if (!visit(user, n))
      return 0;
  return 1;
}
// CHECK-LABEL: {{^}}each_here: escaping{{$}}
int *first_bad(int n) {
  int *kept = NULL;
  each_here(keep_last, &kept, n);
  return kept;
}
// CHECK-LABEL: {{^}}first_bad: escaping{{$}}

/// A client's function beside one of its own.
int each_or_keep_bad(int (*visit)(void *, int), void *user, int n) {
  if (!visit)
    visit = keep_last;
  return visit(user, n);
}
// CHECK-LABEL: {{^}}each_or_keep_bad: escaping{{$}}
// CHECK: {{^}}  escapes argument 1 "*" {{.*}}family malloc
