// RUN: %scan %s -- | FileCheck %s
//
// Functions that only give memory back, or only take a reference.

#include "../Inputs/libc.h"
#include "../Inputs/shapes.h"

void drop_ok(char *p) { free(p); }
// CHECK-LABEL: {{^}}drop_ok: none{{$}}
// CHECK: {{^}}  releases argument 0 "" always{{$}}

void drop_tested_ok(int n, char *p) {
  if (p)
    free(p);
}
// CHECK-LABEL: {{^}}drop_tested_ok: none{{$}}
// CHECK: {{^}}  releases argument 1 "" always{{$}}

void drop_if_ok(int yes, char *p) {
  if (yes)
    free(p);
}
// CHECK-LABEL: {{^}}drop_if_ok: none{{$}}
// CHECK: {{^}}  releases argument 1 "" maybe{{$}}

void node_free_ok(struct node *n) {
  free(n->name);
  free(n);
}
// CHECK-LABEL: {{^}}node_free_ok: none{{$}}
// CHECK-DAG: {{^}}  releases argument 0 "" always{{$}}
// CHECK-DAG: {{^}}  releases argument 0 "->name" always{{$}}

void node_clear_ok(struct node *n) {
  free(n->name);
  n->name = NULL;
}
// CHECK-LABEL: {{^}}node_clear_ok: none{{$}}
// CHECK: {{^}}  releases argument 0 "->name" always{{$}}
// CHECK-NOT: {{^}}  releases argument 0 ""

void list_free_ok(struct node *n) {
  while (n) {
    struct node *next = n->next;
    node_free_ok(n);
    n = next;
  }
}
// CHECK-LABEL: {{^}}list_free_ok: none{{$}}
// CHECK: {{^}}  releases argument 0 ""

void free_through_ok(char **p) {
  free(*p);
  *p = NULL;
}
// CHECK-LABEL: {{^}}free_through_ok: none{{$}}
// CHECK: {{^}}  releases argument 0 "*" always{{$}}

static void *resize(void *p, size_t n) {
  if (n == 0) {
    free(p);
    return NULL;
  }
  return realloc(p, n);
}

void resize_to_nothing_ok(char *p) { resize(p, 0); }
// CHECK-LABEL: {{^}}resize_to_nothing_ok: none{{$}}
// CHECK: {{^}}  releases argument 0 "" always{{$}}

struct node *take_ok(struct node *n) {
  n->value++;
  return n;
}
// CHECK-LABEL: {{^}}take_ok: none{{$}}
// CHECK-NOT: {{^}}  releases
// CHECK: {{^}}  borrows argument 0 ""{{$}}

void unref_ok(struct node *n) {
  if (--n->value == 0)
    free(n);
}
// CHECK-LABEL: {{^}}unref_ok: none{{$}}
// CHECK: {{^}}  releases argument 0 "" maybe{{$}}
