// RUN: %scan %s -- | FileCheck %s
//
// Pointers to pointers, lists built in loops, and places that several names
// reach.

#include "../Inputs/libc.h"
#include "../Inputs/shapes.h"

void triple_bad(char ***out) {
  *out = malloc(sizeof **out);
  **out = malloc(4);
}
// CHECK-LABEL: {{^}}triple_bad: escaping{{$}}
// CHECK-DAG: {{^}}  escapes argument 0 "*" char ** family malloc
// CHECK-DAG: {{^}}  escapes argument 0 "**" char * family malloc

void through_alias_bad(struct node *n) {
  char **name = &n->name;
  char ***again = &name;
  **again = malloc(4);
}
// CHECK-LABEL: {{^}}through_alias_bad: escaping{{$}}
// CHECK: {{^}}  escapes argument 0 "->name"

void tail_pointer_bad(struct list *l, int n) {
  struct node **tail = &l->head;
  while (*tail)
    tail = &(*tail)->next;
  while (n--) {
    *tail = malloc(sizeof **tail);
    (*tail)->name = malloc(4);
    tail = &(*tail)->next;
  }
  *tail = NULL;
}
// CHECK-LABEL: {{^}}tail_pointer_bad: escaping{{$}}
// CHECK: {{^}}  escapes argument 0 "->head

struct node *reversed_bad(int n) {
  struct node *list = NULL, *reversed = NULL;
  while (n--) {
    struct node *made = malloc(sizeof *made);
    made->next = list;
    list = made;
  }
  while (list) {
    struct node *next = list->next;
    list->next = reversed;
    reversed = list;
    list = next;
  }
  return reversed;
}
// CHECK-LABEL: {{^}}reversed_bad: escaping{{$}}

/// The block is handed through two frames before it is stored.
static void put(char **where, char *what) { *where = what; }
static void put_name(struct node *n, char *what) { put(&n->name, what); }
void two_frames_bad(struct list *l) { put_name(l->head, malloc(4)); }
// CHECK-LABEL: {{^}}two_frames_bad: escaping{{$}}
// CHECK: {{^}}  escapes argument 0 "->head->name"

static char **which(struct node *n) { return &n->name; }
void place_from_callee_bad(struct node *n) { *which(n) = malloc(4); }
// CHECK-LABEL: {{^}}place_from_callee_bad: escaping{{$}}
// CHECK: {{^}}  escapes argument 0 "->name"

/// Published first, filled afterwards.
void filled_later_bad(struct list *l) {
  struct node *n = calloc(1, sizeof *n);
  l->head = n;
  n->name = malloc(4);
}
// CHECK-LABEL: {{^}}filled_later_bad: escaping{{$}}
// CHECK-DAG: {{^}}  escapes argument 0 "->head" struct node *
// CHECK-DAG: {{^}}  escapes argument 0 "->head->name" char *

/// Cleared in a copy only.
void cleared_copy_bad(struct node *n) {
  n->name = malloc(4);
  struct node copy = *n;
  copy.name = NULL;
}
// CHECK-LABEL: {{^}}cleared_copy_bad: escaping{{$}}
// CHECK: {{^}}  escapes argument 0 "->name"

void caller_list_walk_bad(struct node *n, int i) {
  while (i--)
    n = n->next;
  n->name = malloc(4);
}
// CHECK-LABEL: {{^}}caller_list_walk_bad: escaping{{$}}
// CHECK: {{^}}  escapes argument 0 "->{{.*}}name"
