// RUN: %scan %s -- | FileCheck %s
//
// A struct that is copied brings all elements of its arrays, not the first ones
// alone: pointers, and the numbers beside them.

#include "../Inputs/libc.h"

struct entry { int kind; void *held; };
struct table { int count; struct entry row[4]; void *last; };
struct nest { struct table in; int grid[2][2]; };
struct many { void *slot[400]; };

static void copy(struct table *into, struct table *from) { *into = *from; }

void *element_bad(void) {
  struct table t = {0}, other = {0};
  other.row[2].held = malloc(8);
  copy(&t, &other);
  return t.row[2].held;
}
// CHECK-LABEL: {{^}}element_bad: escaping{{$}}
// CHECK: {{^}}  escapes return ""

void *some_element_bad(int n) {
  struct table t = {0}, other = {0};
  other.row[n].held = malloc(8);
  copy(&t, &other);
  return t.row[2].held;
}
// CHECK-LABEL: {{^}}some_element_bad: escaping{{$}}
// CHECK: {{^}}  escapes return ""

void *number_bad(void) {
  struct table t = {0}, other = {0};
  other.row[2].kind = 3;
  copy(&t, &other);
  return t.row[2].kind ? malloc(8) : 0;
}
// CHECK-LABEL: {{^}}number_bad: escaping{{$}}
// CHECK: {{^}}  escapes return ""

static void copy_nest(struct nest *into, struct nest *from) { *into = *from; }

void *nested_bad(void) {
  struct nest t = {0}, other = {0};
  other.in.row[3].held = malloc(8);
  copy_nest(&t, &other);
  return t.in.row[3].held;
}
// CHECK-LABEL: {{^}}nested_bad: escaping{{$}}
// CHECK: {{^}}  escapes return ""

void *grid_bad(void) {
  struct nest t = {0}, other = {0};
  other.grid[1][1] = 3;
  copy_nest(&t, &other);
  return t.grid[1][1] ? malloc(8) : 0;
}
// CHECK-LABEL: {{^}}grid_bad: escaping{{$}}
// CHECK: {{^}}  escapes return ""

static void copy_many(struct many *into, struct many *from) { *into = *from; }

void *many_bad(void) {
  struct many t = {0}, other = {0};
  other.slot[300] = malloc(8);
  copy_many(&t, &other);
  return t.slot[300];
}
// CHECK-LABEL: {{^}}many_bad: escaping{{$}}
// CHECK: {{^}}  escapes return ""

static void copy_row(struct entry *into, struct table *from, int n) {
  *into = from->row[n];
}

void *row_bad(int n) {
  struct entry e = {0};
  struct table other = {0};
  other.row[3].held = malloc(8);
  copy_row(&e, &other, n);
  return e.held;
}
// CHECK-LABEL: {{^}}row_bad: escaping{{$}}
// CHECK: {{^}}  escapes return ""

/// What stands beside the array stays there.
void *beside_ok(void) {
  struct table t = {0}, other = {0};
  other.row[2].held = malloc(8);
  copy(&t, &other);
  return t.last;
}
// CHECK-LABEL: {{^}}beside_ok: contained{{$}}
