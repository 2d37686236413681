// RUN: %scan %s -- | FileCheck %s
//
// Recursion through a function without a body, which calls what it is given.

#include "../Inputs/libc.h"

struct tree {
  struct tree **children;
  size_t count;
  char *name;
};

int sort_ok(struct tree *t);

static int compare(const void *left, const void *right) {
  struct tree *const *a = left, *const *b = right;
  return sort_ok(*a) - sort_ok(*b);
}

int sort_ok(struct tree *t) {
  char *scratch = malloc(8);
  qsort(t->children, t->count, sizeof *t->children, compare);
  free(scratch);
  return (int)t->count;
}
// CHECK-LABEL: {{^}}sort_ok: contained{{$}}

int name_bad(struct tree *t);

static int name(const void *left, const void *right) {
  struct tree *const *a = left;
  (*a)->name = malloc(8);
  return right && name_bad(*a);
}

int name_bad(struct tree *t) {
  qsort(t->children, t->count, sizeof *t->children, name);
  return 0;
}
// CHECK-LABEL: {{^}}name_bad: {{(escaping|opaque)$}}
