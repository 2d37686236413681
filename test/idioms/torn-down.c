// RUN: %scan %s -- | FileCheck %s
//
// Structures that are built, used and torn down in one call; and some that are
// only nearly torn down.

#include "../Inputs/libc.h"
#include "../Inputs/shapes.h"

static struct node *push(struct node *head, int value) {
  struct node *n = malloc(sizeof *n);
  n->next = head;
  n->value = value;
  n->name = NULL;
  return n;
}
static void free_all(struct node *n) {
  while (n) {
    struct node *next = n->next;
    free(n);
    n = next;
  }
}

int sum_ok(int count) {
  struct node *head = NULL;
  int sum = 0;
  for (int i = 0; i < count; i++)
    head = push(head, i);
  for (struct node *n = head; n; n = n->next)
    sum += n->value;
  free_all(head);
  return sum;
}
// CHECK-LABEL: {{^}}sum_ok: contained{{$}}
// CHECK: {{^}}  allocates malloc heap{{$}}
// CHECK-NOT: {{^}}  escapes

int table_ok(int rows) {
  char **table = malloc(rows * sizeof *table);
  for (int i = 0; i < rows; i++)
    table[i] = malloc(10);
  int first = table[0][0];
  for (int i = 0; i < rows; i++)
    free(table[i]);
  free(table);
  return first;
}
// CHECK-LABEL: {{^}}table_ok: contained{{$}}
// CHECK-NOT: {{^}}  escapes

static struct tree *grow(int depth) {
  if (depth == 0)
    return NULL;
  struct tree *t = calloc(1, sizeof *t);
  t->left = grow(depth - 1);
  t->right = grow(depth - 1);
  return t;
}
// CHECK-LABEL: {{^}}grow:
static void fell(struct tree *t) {
  if (!t)
    return;
  fell(t->left);
  fell(t->right);
  free(t);
}
void tree_ok(int depth) { fell(grow(depth)); }
// CHECK-LABEL: {{^}}tree_ok: contained{{$}}
// CHECK-NOT: {{^}}  escapes

/// The last node survives in the caller's list.
void one_kept_bad(struct list *l, int count) {
  struct node *head = NULL;
  for (int i = 0; i < count; i++)
    head = push(head, i);
  l->head = head;
  free_all(head->next);
}
// CHECK-LABEL: {{^}}one_kept_bad: escaping{{$}}
// CHECK: {{^}}  escapes argument 0 "->head" struct node * family malloc

/// The table goes, a row stays.
char *row_kept_bad(int rows) {
  char **table = malloc(rows * sizeof *table);
  for (int i = 0; i < rows; i++)
    table[i] = malloc(10);
  char *first = table[0];
  free(table);
  return first;
}
// CHECK-LABEL: {{^}}row_kept_bad: escaping{{$}}
// CHECK: {{^}}  escapes return "" char * family malloc
