// RUN: %scan %s -- | FileCheck %s
//
// realloc: as malloc, as free, into the same place, into another.

#include "../Inputs/libc.h"
#include "../Inputs/shapes.h"

char *as_malloc_bad(size_t n) { return realloc(NULL, n); }
// CHECK-LABEL: {{^}}as_malloc_bad: escaping{{$}}
// CHECK: {{^}}  escapes return "" char * family malloc
// CHECK-NOT: {{^}}  releases

void in_place_bad(char **p, size_t n) { *p = realloc(*p, n); }
// CHECK-LABEL: {{^}}in_place_bad: escaping{{$}}
// CHECK: {{^}}  escapes argument 0 "*"

void in_field_bad(struct text *t, size_t n) {
  t->data = realloc(t->data, n);
  t->length = n;
}
// CHECK-LABEL: {{^}}in_field_bad: escaping{{$}}
// CHECK: {{^}}  escapes argument 0 "->data"

/// When realloc fails the old block is still there.
char *failure_keeps_bad(size_t n) {
  char *p = malloc(1);
  char *q = realloc(p, n);
  return q ? q : p;
}
// CHECK-LABEL: {{^}}failure_keeps_bad: escaping{{$}}

/// The old contents are in the new block.
char *contents_move_bad(void) {
  char **table = malloc(sizeof *table);
  table[0] = malloc(4);
  table = realloc(table, 2 * sizeof *table);
  char *p = table[0];
  free(table);
  return p;
}
// CHECK-LABEL: {{^}}contents_move_bad: escaping{{$}}

char **appended_bad(char **table, int n) {
  table = realloc(table, (n + 1) * sizeof *table);
  table[n] = malloc(4);
  return table;
}
// CHECK-LABEL: {{^}}appended_bad: escaping{{$}}
// CHECK-DAG: {{^}}  escapes return "" char ** family malloc
// CHECK-DAG: {{^}}  escapes return "{{\[\]|\*}}" char * family malloc

int grown_in_loop_ok(int n) {
  char *p = NULL;
  for (int i = 1; i < n; i++) {
    char *q = realloc(p, i);
    if (!q)
      break;
    p = q;
  }
  free(p);
  return 0;
}
// CHECK-LABEL: {{^}}grown_in_loop_ok: contained{{$}}
// CHECK-NOT: {{^}}  escapes

struct flexible {
  int n;
  char *items[];
};
struct flexible *flexible_bad(struct flexible *f, int n) {
  f = realloc(f, sizeof *f + n * sizeof f->items[0]);
  f->items[n - 1] = malloc(4);
  return f;
}
// CHECK-LABEL: {{^}}flexible_bad: {{opaque|escaping}}{{$}}
// CHECK: {{^}}  escapes return ""
