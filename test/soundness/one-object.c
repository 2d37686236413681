// RUN: %scan %s -- | FileCheck %s
//
// One object under two names in one body: a store by one name hides nothing
// from the other.

#include "../Inputs/libc.h"
#include "../Inputs/shapes.h"

static void *kept;

static void *read_back(struct node *a, struct node *b) {
  a->name = NULL;
  b->name = malloc(1);
  return a->name;
}
void *read_by_another_name_bad(void) {
  struct node n = {0};
  return read_back(&n, &n);
}
// CHECK-LABEL: {{^}}read_by_another_name_bad: escaping{{$}}

void *read_from_another_ok(void) {
  struct node n = {0}, m = {0};
  void *p = read_back(&n, &m);
  free(m.name);
  return p;
}
// CHECK-LABEL: {{^}}read_from_another_ok: contained{{$}}

static void keep(struct node *a, struct node *b) {
  b->name = malloc(1);
  kept = a->name;
  b->name = NULL;
}
void kept_on_the_way_bad(void) {
  struct node n = {0};
  keep(&n, &n);
}
// CHECK-LABEL: {{^}}kept_on_the_way_bad: contained{{$}}
// CHECK: {{^}}  retains fresh in one-object.kept

static void keep_further_down(struct node *a, struct node *b) { keep(a, b); }
void kept_further_down_bad(void) {
  struct node n = {0};
  keep_further_down(&n, &n);
}
// CHECK-LABEL: {{^}}kept_further_down_bad: contained{{$}}
// CHECK: {{^}}  retains fresh in one-object.kept

static void keep_when_counted(struct node *a, struct node *b, int n) {
  if (n)
    keep_when_counted(a, b, n - 1);
  else
    keep(a, b);
}
void kept_in_recursion_bad(int count) {
  struct node n = {0};
  keep_when_counted(&n, &n, count);
}
// CHECK-LABEL: {{^}}kept_in_recursion_bad: contained{{$}}
// CHECK: {{^}}  retains fresh in one-object.kept

static struct node shared;
static void keep_global(struct node *b) {
  shared.name = NULL;
  b->name = malloc(1);
  kept = shared.name;
  b->name = NULL;
}
void kept_by_a_global_bad(void) { keep_global(&shared); }
// CHECK-LABEL: {{^}}kept_by_a_global_bad: contained{{$}}
// CHECK: {{^}}  retains fresh in one-object.kept

static void keep_below(struct node *a, struct node *b) {
  b->name = malloc(1);
  kept = a->next->name;
  b->name = NULL;
}
void kept_by_a_member_bad(void) {
  struct node n = {0}, m = {0};
  m.next = &n;
  keep_below(&m, &n);
}
// CHECK-LABEL: {{^}}kept_by_a_member_bad: contained{{$}}
// CHECK: {{^}}  retains fresh in one-object.kept
