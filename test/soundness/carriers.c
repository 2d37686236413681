// RUN: %scan %s -- | FileCheck %s
//
// Members of type integer that carry pointers: the program uses them as
// addresses, so what stands there at the entry is followed.

#include "../Inputs/libc.h"

struct node {
  struct node *links[2];
  uintptr_t info; // the parent, and flags in the lowest bits
  char *name;
};

static struct node *parent(struct node *n) {
  return (struct node *)(n->info & ~(uintptr_t)3);
}

void name_parent_bad(struct node *n) { parent(n)->name = malloc(4); }
// CHECK-LABEL: {{^}}name_parent_bad: opaque{{$}}
// CHECK: {{^}}  escapes argument 0 "->info*"

void name_grandparent_bad(struct node *n) {
  struct node *up = parent(parent(n));
  up->name = malloc(4);
}
// CHECK-LABEL: {{^}}name_grandparent_bad: opaque{{$}}

struct counted {
  unsigned long count;
  char *text;
};

void count_ok(struct counted *c) {
  char *p = malloc(c->count);
  c->count = c->count * 2 + 1;
  free(p);
}
// CHECK-LABEL: {{^}}count_ok: contained{{$}}
