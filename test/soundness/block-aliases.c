// RUN: %scan %s -- | FileCheck %s
//
// As in number-aliases.c: a new block that is stored through one name is found
// through the other.

#include "../Inputs/libc.h"

struct node {
  struct node *next;
  char *text;
};
struct queue {
  struct node *head, *tail;
};

/// The two ends of a queue.
char *ends_bad(struct queue *it) {
  it->tail->text = malloc(3);
  char *taken = it->head->text;
  it->head->text = 0;
  return taken;
}
// CHECK-LABEL: {{^}}ends_bad: escaping{{$}}
// CHECK: {{^}}  escapes return "" char *

/// In functions of their own.
static void put(struct node *at, char *text) { at->text = text; }
static char *take(struct node *at) {
  char *taken = at->text;
  at->text = 0;
  return taken;
}
char *helpers_bad(struct queue *it) {
  put(it->tail, malloc(3));
  return take(it->head);
}
// CHECK-LABEL: {{^}}helpers_bad: escaping{{$}}
// CHECK: {{^}}  escapes return "" char *

/// Of the library.
static struct node *first, *last;
void node_add(struct node *it) {
  if (last)
    last->next = it;
  else
    first = it;
  last = it;
}
char *globals_bad(void) {
  if (!first)
    return 0;
  last->text = malloc(3);
  return take(first);
}
// CHECK-LABEL: {{^}}globals_bad: escaping{{$}}
// CHECK: {{^}}  escapes return "" char *

/// What is stored later is not.
char *later_ok(struct node *a, struct node *b, char *text) {
  a->text = malloc(3);
  free(a->text);
  a->text = 0;
  b->text = text;
  return b->text;
}
// CHECK-LABEL: {{^}}later_ok: contained{{$}}

/// An object of another kind, and another member.
struct other {
  int size;
  char *text;
};
char *kinds_ok(struct node *a, struct other *b) {
  a->next = malloc(sizeof *a);
  char *text = b->text;
  a->text = 0;
  free(a->next);
  a->next = 0;
  return text;
}
// CHECK-LABEL: {{^}}kinds_ok: contained{{$}}

/// Taken and cleared by one name: what is freed by the other may be another.
char *freed_bad(struct node *a, struct node *b) {
  a->text = malloc(3);
  char *taken = take(b);
  free(a->text);
  a->text = 0;
  return taken;
}
// CHECK-LABEL: {{^}}freed_bad: escaping{{$}}
