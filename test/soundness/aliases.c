// RUN: %scan %s -- | FileCheck %s
//
// Arguments that may or must be the same object.

#include "../Inputs/libc.h"
#include "../Inputs/shapes.h"

static void move(struct node *to, struct node *from) {
  to->name = from->name;
  from->name = NULL;
}
void moved_bad(struct node *a, struct node *b) {
  a->name = malloc(4);
  move(b, a);
}
// CHECK-LABEL: {{^}}moved_bad: escaping{{$}}
// CHECK: {{^}}  escapes argument 1 "->name"

static void set_two(char **a, char **b) {
  *a = NULL;
  *b = malloc(4);
}
char *same_twice_bad(void) {
  char *p;
  set_two(&p, &p);
  return p;
}
// CHECK-LABEL: {{^}}same_twice_bad: escaping{{$}}
// CHECK: {{^}}  escapes return ""

static void set_and_clear(char **a, char **b) {
  *a = malloc(4);
  *b = NULL;
}
char *not_cleared_bad(void) {
  char *p, *q;
  set_and_clear(&p, &q);
  return p;
}
// CHECK-LABEL: {{^}}not_cleared_bad: escaping{{$}}
// CHECK: {{^}}  escapes return ""

/// Whoever calls this with b inside *a sees the block there.
static void store_through(struct node *a, struct node *b) {
  a->next = b;
  a->next->name = malloc(4);
}
void through_next_bad(struct node *a, struct node *b) { store_through(a, b); }
// CHECK-LABEL: {{^}}through_next_bad: escaping{{$}}
// CHECK: {{^}}  escapes argument {{0 "->next->name"|1 "->name"}}

static char *read_after(struct node *a, struct node *b) {
  a->name = malloc(4);
  return b->name;
}
char *same_object_bad(void) {
  struct node n = {NULL, NULL, 0};
  return read_after(&n, &n);
}
// CHECK-LABEL: {{^}}same_object_bad: escaping{{$}}
// CHECK: {{^}}  escapes return ""

char *different_objects_ok(void) {
  struct node n = {NULL, NULL, 0}, m = {NULL, NULL, 0};
  char *p = read_after(&n, &m);
  free(n.name);
  return p;
}
// CHECK-LABEL: {{^}}different_objects_ok: {{contained|escaping}}{{$}}

/// The callee's two arguments are one list, entered at two places.
static void append(struct node *tail, struct node *head) {
  tail->next = malloc(sizeof *tail);
  head->next->next = NULL;
}
struct node *entered_twice_bad(struct node *n) {
  append(n, n);
  return n;
}
// CHECK-LABEL: {{^}}entered_twice_bad: escaping{{$}}
// CHECK: {{^}}  escapes argument 0 "->next"

/// The callee writes one member under two names; the block is written last.
static void move_and_make(struct node *a, struct node *b) {
  b->name = a->name;
  a->name = malloc(4);
}
void written_twice_bad(struct node *n) { move_and_make(n, n); }
// CHECK-LABEL: {{^}}written_twice_bad: escaping{{$}}
// CHECK: {{^}}  escapes argument 0 "->name"

/// If both are one, the block stays: what is read is what was just written.
static void overwrite(struct node *a, struct node *b) {
  b->name = malloc(4);
  b->name = a->name;
}
void overwritten_by_another_ok(void) {
  struct node n = {0}, m = {0};
  overwrite(&n, &m);
}
// CHECK-LABEL: {{^}}overwritten_by_another_ok: contained{{$}}
void overwritten_by_itself_bad(struct node *a) { overwrite(a, a); }
// CHECK-LABEL: {{^}}overwritten_by_itself_bad: escaping{{$}}
// CHECK: {{^}}  escapes argument 0 "->name"

/// The same, of a client: nothing in the program gives it one object twice.
void given_twice_by_client_bad(struct node *a, struct node *b) {
  overwrite(a, b);
}
// CHECK-LABEL: {{^}}given_twice_by_client_bad: escaping{{$}}
