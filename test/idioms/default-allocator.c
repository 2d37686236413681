// RUN: %scan %s -- | FileCheck %s
//
// Allocators that the caller may leave out, given by value, and found in front
// of the block.

#include "../Inputs/libc.h"
#include "../Inputs/shapes.h"

struct custom {
  void *(*get)(void *state, size_t n);
  void (*put)(void *state, void *p);
  void *state;
};
static const struct custom standard = {NULL, NULL, NULL};
static const struct custom halves[2] = {{NULL, NULL, NULL}, {NULL, NULL, NULL}};

/// Should be parameterized: the default stands in for an allocator that the
/// caller left out.
char *fp_with_custom(size_t n, struct custom by) {
  if (by.get)
    return by.get(by.state, n);
  return malloc(n);
}
// CHECK-LABEL: {{^}}fp_with_custom: escaping{{$}}

/// Nobody's function is called.
char *standard_bad(size_t n) { return fp_with_custom(n, standard); }
// CHECK-LABEL: {{^}}standard_bad: escaping{{$}}
// CHECK-NOT: assumes
// CHECK: {{^}}  escapes return {{.*}} family malloc
// CHECK-NOT: assumes

char *one_of_bad(size_t n, int i) { return fp_with_custom(n, halves[i]); }
// CHECK-LABEL: {{^}}one_of_bad: escaping

/// The object keeps the allocator that was left out, and uses it later.
struct keeper {
  struct custom by;
  char *text;
};
struct keeper *keeper_with(size_t n, struct custom by) {
  struct keeper *k = (struct keeper *)fp_with_custom(sizeof *k, by);
  if (!k)
    return NULL;
  k->by = by;
  k->text = fp_with_custom(n, k->by);
  return k;
}
struct keeper *keeper_bad(size_t n) { return keeper_with(n, standard); }
// CHECK-LABEL: {{^}}keeper_bad: opaque{{$}}
// CHECK-NOT: assumes

struct header {
  void (*put)(void *state, void *p);
  void *state;
};

/// The block knows its release, which is the caller's function.
void put_text_ok(char *text) {
  struct header *before = (struct header *)(text - sizeof(struct header));
  before->put(before->state, before);
}
// CHECK-LABEL: {{^}}put_text_ok: none{{$}}
// CHECK: {{^}}  assumes callback
