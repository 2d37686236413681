// RUN: %scan %s -- | FileCheck %s --implicit-check-not='a function pointer'
//
// Functions that stand in a member, and that a function without a body is given
// to call.

#include "../Inputs/libc.h"

typedef int compare(const void *, const void *);

/// Who filled the member, the link knows: clients, as they set the order.
struct heap {
  char *base;
  size_t count;
  compare *order;
};
struct heap *heap_new(compare *order) {
  struct heap *made = calloc(1, sizeof *made);
  if (made)
    made->order = order;
  return made;
}
// CHECK-LABEL: {{^}}heap_new: opaque{{$}}
void sort_ok(struct heap *self) {
  qsort(self->base, self->count, 8, self->order);
}
// CHECK-LABEL: {{^}}sort_ok: none{{$}}
// CHECK: {{^}}  assumes callback

/// Or only the library.
struct index {
  char *base;
  size_t count;
  compare *order;
};
static int by_copy(const void *a, const void *b) {
  char *copy = strdup(a);
  int order = copy ? strcmp(copy, b) : 0;
  free(copy);
  return order;
}
struct index *index_new(void) {
  struct index *made = calloc(1, sizeof *made);
  if (made)
    made->order = by_copy;
  return made;
}
void index_sort_bad(struct index *self) {
  qsort(self->base, self->count, 8, self->order);
}
// CHECK-LABEL: {{^}}index_sort_bad: contained{{$}}
