// RUN: %scan %s -- | FileCheck %s
//
// What was stored in a block that was all zeros when it was made.

#include "../Inputs/libc.h"

struct link {
  int state;
  char *name;
  struct link *peer;
};
static struct link *made(void) { return calloc(1, sizeof(struct link)); }
static char *text(int wanted) { return wanted ? malloc(8) : 0; }

/// What is gone by then is no null pointer.
static struct link *ended(void) {
  char here[4];
  struct link *l = made();
  if (l) {
    l->name = here;
    l->peer = malloc(sizeof *l);
    free(l->peer);
  }
  return l;
}
char *local_bad(struct link *l) {
  l = ended();
  return l ? text(l->name != 0) : 0;
}
// CHECK-LABEL: {{^}}local_bad: escaping{{$}}
char *freed_bad(struct link *l) {
  l = ended();
  return l ? text(l->peer != 0) : 0;
}
// CHECK-LABEL: {{^}}freed_bad: escaping{{$}}

/// Several blocks that are made in one place.
char *earlier_bad(int n, struct link *peer) {
  struct link *last = 0;
  char *found = 0;
  for (int i = 0; i < n; ++i) {
    struct link *l = made();
    if (!l)
      break;
    if (last) {
      last->peer = peer;
      found = text(last->peer != 0);
    }
    last = l;
  }
  return found;
}
// CHECK-LABEL: {{^}}earlier_bad: escaping{{$}}
static void list(struct link **first, int n) {
  struct link *l = made();
  if (!l)
    return;
  l->peer = *first;
  *first = l;
  if (n)
    list(first, n - 1);
}
char *list_bad(int n) {
  struct link *first = 0;
  list(&first, n);
  return first ? text(first->peer != 0) : 0;
}
// CHECK-LABEL: {{^}}list_bad: escaping{{$}}

/// Bytes of it.
static struct link *filled(int value, size_t bytes) {
  struct link *l = made();
  if (l)
    memset(l, value, bytes);
  return l;
}
char *filled_bad(void) {
  struct link *l = filled(1, 8);
  return l ? text(l->state) : 0;
}
// CHECK-LABEL: {{^}}filled_bad: escaping{{$}}
static struct link *marked(int at) {
  struct link *l = made();
  if (l)
    ((char *)l)[at] = 1;
  return l;
}
char *marked_bad(void) {
  struct link *l = marked(2);
  return l ? text(l->state) : 0;
}
// CHECK-LABEL: {{^}}marked_bad: escaping{{$}}
