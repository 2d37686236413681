// RUN: %scan %s -- | FileCheck %s
//
// The result is a block that an allocator has just made.

#include "../Inputs/libc.h"
#include "../Inputs/shapes.h"

char *malloc_bad(size_t n) { return malloc(n); }
// CHECK-LABEL: {{^}}malloc_bad: escaping{{$}}
// CHECK: {{^}}  allocates malloc heap{{$}}
// CHECK: {{^}}  escapes return "" char * family malloc release free{{$}}
// CHECK: {{^}}  result owned, nullable

int *calloc_bad(size_t n) { return calloc(n, sizeof(int)); }
// CHECK-LABEL: {{^}}calloc_bad: escaping{{$}}
// CHECK: {{^}}  escapes return "" int * family malloc release free{{$}}

char *strdup_bad(const char *s) { return strdup(s); }
// CHECK-LABEL: {{^}}strdup_bad: escaping{{$}}
// CHECK: {{^}}  escapes return "" char * family malloc release free{{$}}

char *realloc_bad(char *p, size_t n) { return realloc(p, n); }
// CHECK-LABEL: {{^}}realloc_bad: escaping{{$}}
// CHECK: {{^}}  escapes return "" char * family malloc release free{{$}}
// CHECK: {{^}}  releases argument 0 "" maybe{{$}}

struct node *node_bad(int value) {
  struct node *n = malloc(sizeof *n);
  if (!n)
    return NULL;
  n->next = NULL;
  n->name = NULL;
  n->value = value;
  return n;
}
// CHECK-LABEL: {{^}}node_bad: escaping{{$}}
// CHECK: {{^}}  escapes return "" struct node * family malloc
// CHECK: {{^}}  result owned, nullable

FILE *open_bad(const char *path) { return fopen(path, "r"); }
// CHECK-LABEL: {{^}}open_bad: {{opaque|escaping}}{{$}}
// CHECK: {{^}}  escapes return "" FILE * opaque family {{.+}} release fclose{{$}}

char *through_local_bad(size_t n) {
  char *a = malloc(n), *b = a, **c = &b;
  return *c;
}
// CHECK-LABEL: {{^}}through_local_bad: escaping{{$}}
// CHECK: {{^}}  escapes return "" char * family malloc

char *one_path_bad(int yes) {
  if (yes)
    return malloc(1);
  return NULL;
}
// CHECK-LABEL: {{^}}one_path_bad: escaping{{$}}
// CHECK: {{^}}  escapes return "" char * family malloc
// CHECK: {{^}}  result owned, nullable

/// The number is not the block.
size_t length_ok(const char *s) {
  char *p = strdup(s);
  size_t n = strlen(p);
  free(p);
  return n;
}
// CHECK-LABEL: {{^}}length_ok: contained{{$}}
// CHECK-NOT: {{^}}  escapes

/// The result is the argument; the block is freed.
char *other_result_ok(char *s) {
  char *p = strdup(s);
  free(p);
  return s;
}
// CHECK-LABEL: {{^}}other_result_ok: contained{{$}}
// CHECK-NOT: {{^}}  escapes
// CHECK: {{^}}  borrows argument 0 ""{{$}}
