// RUN: %scan %s -- | FileCheck %s
//
// More than one level of fresh memory.

#include "../Inputs/libc.h"
#include "../Inputs/shapes.h"

char **strings_bad(int n) {
  char **table = malloc(n * sizeof *table);
  for (int i = 0; i < n; i++)
    table[i] = malloc(8);
  return table;
}
// CHECK-LABEL: {{^}}strings_bad: escaping{{$}}
// CHECK-DAG: {{^}}  escapes return "" char ** family malloc
// CHECK-DAG: {{^}}  escapes return "{{\[\]|\*}}" char * family malloc

struct node *named_bad(const char *name) {
  struct node *n = malloc(sizeof *n);
  n->name = strdup(name);
  n->next = NULL;
  return n;
}
// CHECK-LABEL: {{^}}named_bad: escaping{{$}}
// CHECK-DAG: {{^}}  escapes return "" struct node * family malloc
// CHECK-DAG: {{^}}  escapes return "->name" char * family malloc

struct tree *tree_bad(int depth) {
  if (depth == 0)
    return NULL;
  struct tree *t = calloc(1, sizeof *t);
  t->left = tree_bad(depth - 1);
  t->right = tree_bad(depth - 1);
  t->key = malloc(2);
  return t;
}
// CHECK-LABEL: {{^}}tree_bad: escaping{{$}}
// CHECK-DAG: {{^}}  escapes return "" struct tree * family malloc
// CHECK-DAG: {{^}}  escapes return "{{.*}}->key" char * family malloc

struct node *copy_bad(const struct node *from) {
  if (!from)
    return NULL;
  struct node *n = malloc(sizeof *n);
  n->value = from->value;
  n->name = from->name ? strdup(from->name) : NULL;
  n->next = copy_bad(from->next);
  return n;
}
// CHECK-LABEL: {{^}}copy_bad: escaping{{$}}
// CHECK-DAG: {{^}}  escapes return "" struct node * family malloc
// CHECK-DAG: {{^}}  escapes return "->{{.*}}name" char * family malloc

void list_of_names_bad(struct list *l, char **names, int n) {
  struct node **tail = &l->head;
  for (int i = 0; i < n; i++) {
    *tail = named_bad(names[i]);
    tail = &(*tail)->next;
  }
}
// CHECK-LABEL: {{^}}list_of_names_bad: escaping{{$}}
// CHECK: {{^}}  escapes argument 0 "->head" struct node * family malloc

void tree_free_ok(struct tree *t) {
  if (!t)
    return;
  tree_free_ok(t->left);
  tree_free_ok(t->right);
  free(t->key);
  free(t);
}
// CHECK-LABEL: {{^}}tree_free_ok: none{{$}}
// CHECK-DAG: {{^}}  releases argument 0 ""
// CHECK-DAG: {{^}}  releases argument 0 "->{{.*}}key"

void whole_ok(int depth) { tree_free_ok(tree_bad(depth)); }
// CHECK-LABEL: {{^}}whole_ok: contained{{$}}
// CHECK-NOT: {{^}}  escapes

/// Shallow: only the outer level is fresh.
struct node *shallow_bad(char *name) {
  struct node *n = malloc(sizeof *n);
  n->name = name;
  n->next = NULL;
  return n;
}
// CHECK-LABEL: {{^}}shallow_bad: escaping{{$}}
// CHECK: {{^}}  escapes return "" struct node * family malloc
// CHECK-NOT: {{^}}  escapes return "->name"
