// RUN: %scan %s -- | FileCheck %s
//
// Freed on some paths, or something else is freed, or freed and made again.

#include "../Inputs/libc.h"
#include "../Inputs/shapes.h"

char *freed_on_one_path_bad(int yes) {
  char *p = malloc(4);
  if (yes)
    free(p);
  return p;
}
// CHECK-LABEL: {{^}}freed_on_one_path_bad: escaping{{$}}

void stored_then_freed_if_bad(struct node *n, int failed) {
  n->name = malloc(4);
  if (failed)
    free(n->name);
}
// CHECK-LABEL: {{^}}stored_then_freed_if_bad: escaping{{$}}
// CHECK: {{^}}  escapes argument 0 "->name"

void freed_and_stored_again_bad(struct node *n) {
  n->name = malloc(4);
  free(n->name);
  n->name = malloc(8);
}
// CHECK-LABEL: {{^}}freed_and_stored_again_bad: escaping{{$}}
// CHECK: {{^}}  escapes argument 0 "->name"

static void maybe_free(char *p, int yes) {
  if (yes)
    free(p);
}
char *helper_may_free_bad(int yes) {
  char *p = malloc(4);
  maybe_free(p, yes);
  return p;
}
// CHECK-LABEL: {{^}}helper_may_free_bad: escaping{{$}}

char *old_freed_bad(char *p) {
  free(p);
  p = malloc(4);
  return p;
}
// CHECK-LABEL: {{^}}old_freed_bad: escaping{{$}}
// CHECK: {{^}}  releases argument 0 "" always{{$}}

char *unequal_freed_bad(char *buffer, int yes) {
  char *p = yes ? buffer : malloc(4);
  if (p == buffer)
    free(p);
  return p;
}
// CHECK-LABEL: {{^}}unequal_freed_bad: escaping{{$}}

void free_in_loop_bad(char **out, int n) {
  *out = malloc(4);
  for (int i = 0; i < n; i++) {
    free(*out);
    *out = malloc(4);
  }
}
// CHECK-LABEL: {{^}}free_in_loop_bad: escaping{{$}}
// CHECK: {{^}}  escapes argument 0 "*"

char *loop_may_not_run_bad(int n) {
  char *p = malloc(4);
  for (int i = 0; i < n; i++) {
    free(p);
    p = NULL;
  }
  return p;
}
// CHECK-LABEL: {{^}}loop_may_not_run_bad: escaping{{$}}

void switch_bad(struct node *n, int kind) {
  n->name = malloc(4);
  switch (kind) {
  case 0:
    free(n->name);
    n->name = NULL;
    break;
  case 1:
    n->value = 1;
    break;
  default:
    free(n->name);
  }
}
// CHECK-LABEL: {{^}}switch_bad: escaping{{$}}
// CHECK: {{^}}  escapes argument 0 "->name"
