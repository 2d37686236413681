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

/// The default stands in for an allocator that the caller left out.
char *with_custom_bad(size_t n, struct custom by) {
  if (by.get)
    return by.get(by.state, n);
  return malloc(n);
}
// CHECK-LABEL: {{^}}with_custom_bad: parameterized{{$}}
// CHECK: {{^}}  allocates argument 1 .get heap argument 1 ".get" default malloc{{$}}

/// Nobody's function is called.
char *standard_bad(size_t n) { return with_custom_bad(n, standard); }
// CHECK-LABEL: {{^}}standard_bad: escaping{{$}}
// CHECK-NOT: assumes
// CHECK: {{^}}  escapes return {{.*}} family malloc
// CHECK-NOT: assumes

char *one_of_bad(size_t n, int i) { return with_custom_bad(n, halves[i]); }
// CHECK-LABEL: {{^}}one_of_bad: escaping

/// The object keeps the allocator that was left out, and uses it later.
struct keeper {
  struct custom by;
  char *text;
};
struct keeper *keeper_with(size_t n, struct custom by) {
  struct keeper *k = (struct keeper *)with_custom_bad(sizeof *k, by);
  if (!k)
    return NULL;
  k->by = by;
  k->text = with_custom_bad(n, k->by);
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

/// The same of an object that holds the allocator, through a helper.
static void *take(size_t n, const struct custom *by) {
  return by ? by->get(by->state, n) : malloc(n);
}
char *with_object_bad(size_t n, const struct custom *by) { return take(n, by); }
// CHECK-LABEL: {{^}}with_object_bad: parameterized{{$}}
// CHECK: {{^}}  allocates argument 1 ->get heap argument 1 "->get" default malloc{{$}}
// CHECK: {{^}}  escapes return "" char * family argument 1 ->get{{$}}

/// Left out by the function itself.
char *without_object_bad(size_t n, const struct custom *by) {
  return take(n, by && by->state ? by : NULL);
}
// CHECK-LABEL: {{^}}without_object_bad: escaping{{$}}
char *sometimes_bad(size_t n, const struct custom *by, int plain) {
  if (by && !plain)
    return by->get(by->state, n);
  return malloc(n);
}
// CHECK-LABEL: {{^}}sometimes_bad: escaping{{$}}

/// Null stands for no object, not for no allocator.
struct keeper *keeper_or_text_bad(size_t n, struct keeper *old) {
  if (!old)
    return malloc(sizeof *old);
  old->text = old->by.get(old->by.state, n);
  return old;
}
// CHECK-LABEL: {{^}}keeper_or_text_bad: opaque{{$}}

/// Where a list ends, nobody has left it out.
struct listed {
  void *(*get)(size_t n);
  struct listed *next;
  int fits;
};
char *first_that_fits_bad(size_t n, const struct listed *all) {
  for (; all; all = all->next)
    if (all->fits)
      return all->get(n);
  return malloc(n);
}
// CHECK-LABEL: {{^}}first_that_fits_bad: escaping{{$}}
