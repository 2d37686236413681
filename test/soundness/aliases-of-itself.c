// RUN: %scan %s -- | FileCheck %s
//
// One object under two names in one call, and objects that point to themselves.

#include "../Inputs/libc.h"
#include "../Inputs/shapes.h"

static void move(struct node *to, struct node *from) {
  to->name = from->name;
  from->name = NULL;
}
/// Moved onto itself: the name is cleared at last, the block is lost.
void moved_to_itself_ok(struct node *n) {
  n->name = malloc(4);
  move(n, n);
}
// CHECK-LABEL: {{^}}moved_to_itself_ok: {{contained|escaping}}{{$}}

void free_the_other_bad(char **out, char *other) {
  *out = malloc(4);
  free(other);
}
// CHECK-LABEL: {{^}}free_the_other_bad: escaping{{$}}
// CHECK: {{^}}  escapes argument 0 "*"

void self_reference_bad(struct node **out) {
  struct node *n = malloc(sizeof *n);
  n->next = n;
  *out = n->next->next->next;
}
// CHECK-LABEL: {{^}}self_reference_bad: escaping{{$}}
// CHECK: {{^}}  escapes argument 0 "*"

void in_circle_bad(struct node **out) {
  struct node *a = calloc(1, sizeof *a), *b = calloc(1, sizeof *b);
  a->next = b;
  b->next = a;
  *out = a->next->next;
  free(b);
}
// CHECK-LABEL: {{^}}in_circle_bad: escaping{{$}}
// CHECK: {{^}}  escapes argument 0 "*"

/// Swapping with itself changes nothing.
static void swap(char **a, char **b) {
  char *p = *a;
  *a = *b;
  *b = p;
}
char *swapped_with_itself_bad(void) {
  char *p = malloc(4);
  swap(&p, &p);
  return p;
}
// CHECK-LABEL: {{^}}swapped_with_itself_bad: escaping{{$}}

char *swapped_away_ok(void) {
  char *p = malloc(4), *q = NULL;
  swap(&p, &q);
  free(q);
  return p;
}
// CHECK-LABEL: {{^}}swapped_away_ok: {{contained|escaping}}{{$}}
