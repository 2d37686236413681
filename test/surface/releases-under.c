// RUN: %scan %s -- | FileCheck %s
//
// Releases of what hangs under a struct of the caller, and of an object that is
// reached from another of its kind.

#include "../Inputs/libc.h"

// Hidden state under a public struct, of two kinds; one borrows its window.
struct stream {
  void *state;
};
struct packer {
  char *table;
};
struct unpacker {
  int mode;
  char *window;
};
int pack_init(struct stream *s) {
  struct packer *p = calloc(1, sizeof *p);
  s->state = p;
  p->table = malloc(16);
  return 0;
}
// CHECK-LABEL: {{^}}pack_init: opaque{{$}}
// CHECK: escapes argument 0 "->state" void * opaque family malloc release pack_end{{$}}
int unpack_init(struct stream *s) {
  struct unpacker *u = calloc(1, sizeof *u);
  u->mode = 1;
  s->state = u;
  return 0;
}
// CHECK-LABEL: {{^}}unpack_init: opaque{{$}}
// CHECK: escapes argument 0 "->state" void * opaque family malloc release unpack_end{{$}}
int unpack_with_init(struct stream *s, char *window) {
  struct unpacker *u = calloc(1, sizeof *u);
  u->mode = 2;
  u->window = window;
  s->state = u;
  return 0;
}
// CHECK-LABEL: {{^}}unpack_with_init: opaque{{$}}
// CHECK: escapes argument 0 "->state" void * opaque family malloc release unpack_with_end{{$}}
int pack_end(struct stream *s) {
  struct packer *p = s->state;
  if (!p)
    return -1;
  free(p->table);
  free(p);
  s->state = 0;
  return 0;
}
int unpack_end(struct stream *s) {
  struct unpacker *u = s->state;
  if (!u)
    return -1;
  if (u->window)
    free(u->window);
  free(u);
  return 0;
}
int unpack_with_end(struct stream *s) {
  if (!s->state)
    return -1;
  free(s->state);
  s->state = 0;
  return 0;
}

// The object is reached from the one that is given.
struct shared {
  void *(*get)(void *, size_t);
  struct worker *main;
};
struct worker {
  struct shared *shared;
};
static void *change(void *p, size_t n) {
  if (n == 0) {
    free(p);
    return 0;
  }
  return realloc(p, n);
}
struct worker *worker_new(void) {
  struct worker *w = change(0, sizeof *w);
  struct shared *s = change(0, sizeof *s);
  w->shared = s;
  s->get = change;
  s->main = w;
  return w;
}
void worker_close(struct worker *w) {
  struct worker *first = w->shared->main;
  struct shared *s = w->shared;
  s->get(first, 0);
  free(s);
}
// CHECK-LABEL: {{^}}worker_new: {{.*$}}
// CHECK: escapes return "" struct worker * opaque family malloc release worker_close{{$}}

// Where it hangs depends on a number; what empties the object frees it.
struct slots {
  char *first, *second;
};
void slots_set(struct slots *s, int i) { (&s->first)[i] = strdup(""); }
void slots_clear(struct slots *s) {
  free(s->first);
  free(s->second);
}
// CHECK-LABEL: {{^}}slots_set: {{.*$}}
// CHECK: escapes argument 0 {{.*}} family malloc release slots_clear{{$}}
