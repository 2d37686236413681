// RUN: %scan %s -- | FileCheck %s
//
// A caller leaves its allocator out by no object, or by no function in it: the
// plain allocation that both ways lead to is the default.

#include "../Inputs/libc.h"
#include "../Inputs/shapes.h"

struct custom {
  void *(*get)(void *state, size_t n);
  void (*put)(void *state, void *p);
  void *state;
};

static void *take(size_t n, const struct custom *by) {
  if (by != NULL && by->get != NULL)
    return by->get(by->state, n);
  return malloc(n);
}
static void give(void *p, const struct custom *by) {
  if (by != NULL && by->put != NULL)
    by->put(by->state, p);
  else
    free(p);
}

char *text_new(size_t n, const struct custom *by) { return take(n, by); }
// CHECK-LABEL: {{^}}text_new: parameterized{{$}}
// CHECK: {{^}}  allocates argument 1 ->get heap argument 1 "->get" default malloc{{$}}

/// What is freed again is handed to the caller's function, where it came from.
int text_used_ok(size_t n, const struct custom *by) {
  char *text = take(n, by);
  int some = text != NULL;
  give(text, by);
  return some;
}
// CHECK-LABEL: {{^}}text_used_ok: contained{{$}}
// CHECK: {{^}}  allocates argument 1 ->get heap argument 1 "->get" default malloc{{$}}

/// Kept in the object that holds the allocator.
struct reader {
  const struct custom *by;
  struct node *first;
};
int reader_start(struct reader *of) {
  if (of->first == NULL)
    of->first = take(sizeof *of->first, of->by);
  return of->first != NULL;
}
// CHECK-LABEL: {{^}}reader_start: parameterized{{$}}
// CHECK: {{^}}  allocates argument 0 ->by->get heap argument 0 "->by->get" default malloc{{$}}

/// Nobody gave one.
char *plain_bad(size_t n) { return take(n, NULL); }
// CHECK-LABEL: {{^}}plain_bad: escaping{{$}}
// CHECK-NOT: argument
// CHECK: {{^}}  escapes return {{.*}} family malloc

/// One of the ways has nothing to do with the allocator.
char *small_bad(size_t n, const struct custom *by) {
  if (by != NULL && n > 8)
    return by->get(by->state, n);
  return malloc(n);
}
// CHECK-LABEL: {{^}}small_bad: escaping{{$}}

/// Two that have nothing to do with each other.
char *other_bad(size_t n, const struct custom *by, const struct custom *or) {
  if (by != NULL && or != NULL)
    return by->get(or->state, n);
  return malloc(n);
}
// CHECK-LABEL: {{^}}other_bad: escaping{{$}}
