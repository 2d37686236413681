// RUN: %scan %s -- | FileCheck %s
//
// As in user-data.c, but a function of a client's may meet data that the
// library made.

#include "../Inputs/libc.h"

typedef void release(void *data);
static void drop(void *data) { free(data); }

#define KIND(KIND)                                                             \
  struct KIND {                                                                \
    release *release;                                                          \
    void *data;                                                                \
  };                                                                           \
  struct KIND##_table {                                                        \
    struct KIND *slots[16];                                                    \
  };                                                                           \
  struct KIND *KIND##_new(void *data, release *by) {                           \
    struct KIND *made = calloc(1, sizeof *made);                               \
    if (made) {                                                                \
      made->data = data;                                                       \
      made->release = by;                                                      \
    }                                                                          \
    return made;                                                               \
  }                                                                            \
  void KIND##_bad(struct KIND##_table *t, unsigned at, unsigned other) {       \
    t->slots[at % 16] = KIND##_new(malloc(8), drop);                           \
    struct KIND *old = t->slots[other % 16];                                   \
    if (old && old->release)                                                   \
      old->release(old->data);                                                 \
  }

KIND(data_alone)
void data_alone_fill(struct data_alone *l) { l->data = malloc(8); }
// CHECK-LABEL: {{^}}data_alone_bad: escaping{{$}}
// CHECK: {{^}}  escapes callback 0

KIND(hook_alone)
void hook_alone_set(struct hook_alone *l, release *by) { l->release = by; }
// CHECK-LABEL: {{^}}hook_alone_bad: escaping{{$}}
// CHECK: {{^}}  escapes callback 0

KIND(by_caller)
struct by_caller *by_caller_make(release *by) {
  return by_caller_new(malloc(8), by);
}
// CHECK-LABEL: {{^}}by_caller_bad: escaping{{$}}
// CHECK: {{^}}  escapes callback 0

KIND(by_address)
static void fill(void **place) { *place = malloc(8); }
void by_address_fill(struct by_address *l) { fill(&l->data); }
// CHECK-LABEL: {{^}}by_address_bad: escaping{{$}}
// CHECK: {{^}}  escapes callback 0

KIND(variable)
static struct variable shared;
struct variable *variable_get(release *by) {
  shared.release = by;
  shared.data = malloc(8);
  return &shared;
}
// CHECK-LABEL: {{^}}variable_bad: escaping{{$}}
// CHECK: {{^}}  escapes callback 0

KIND(in_between)
void in_between_set(struct in_between *l, void *data, release *by) {
  l->release = by;
  drop(NULL);
  l->data = data;
}
// CHECK-LABEL: {{^}}in_between_bad: escaping{{$}}
// CHECK: {{^}}  escapes callback 0

KIND(bytes)
void bytes_fill(struct bytes *l) {
  void *made = malloc(8);
  memcpy(&l->data, &made, sizeof made);
}
// CHECK-LABEL: {{^}}bytes_bad: escaping{{$}}
// CHECK: {{^}}  escapes callback 0

KIND(two_objects)
void two_objects_set(struct two_objects *a, struct two_objects *b,
                     release *by) {
  a->release = by;
  b->data = malloc(8);
}
// CHECK-LABEL: {{^}}two_objects_bad: escaping{{$}}
// CHECK: {{^}}  escapes callback 0

/// What clients give may be called as either.
typedef void layer(void *data, struct source *under);
struct source {
  struct source *under;
  union {
    release *plain;
    layer *layered;
  } call;
  void *data;
};
struct sources {
  struct source *slots[16];
};
struct source *source_new(void *data, release *by) {
  struct source *made = calloc(1, sizeof *made);
  if (made) {
    made->call.plain = by;
    made->data = data;
  }
  return made;
}
struct source *source_on(struct source *under, layer *by, void *data) {
  struct source *made = calloc(1, sizeof *made);
  if (made) {
    made->under = under;
    made->call.layered = by;
    made->data = data;
  }
  return made;
}
void source_bad(struct sources *s, unsigned at, unsigned other) {
  s->slots[at % 16] = source_on(source_new(malloc(8), drop), 0, 0);
  struct source *old = s->slots[other % 16];
  if (old && old->under)
    old->call.layered(old->data, old->under);
}
// CHECK-LABEL: {{^}}source_bad: escaping{{$}}
// CHECK: {{^}}  escapes callback 0
