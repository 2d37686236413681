// RUN: rm -rf %t && split-file %s %t
// RUN: %scan --public '*.h' %t/lib.c -- | FileCheck %s
//
// A context that keeps its allocator beside other things: what is copied into
// these, and tests of the place where it was put, leave the allocator known.

//--- lib.h
struct settings {
  int level, flags;
  unsigned long size;
};
struct context;
struct file;
int context_begin_bad(struct context *c, const struct settings *wanted);
int context_new_bad(struct context **out, const struct settings *wanted);
int file_open_bad(struct file **out, const struct settings *wanted);
int replaced_bad(struct context **out, const struct settings *wanted);
void context_free(struct context *old);
void file_close(struct file *old);

//--- lib.c
#include "lib.h"
#include <stdlib.h>
#include <string.h>

struct allocator {
  void *(*get)(void *, size_t);
  void *user;
};
struct context {
  struct allocator with;
  struct settings now;
  char *buffer;
};
struct file {
  struct context *inside;
};

static const struct allocator standard = {NULL, NULL};

static void *get(size_t size, struct allocator with) {
  return with.get ? with.get(with.user, size) : calloc(1, size);
}

static int make(struct context **out, struct allocator with) {
  if (!out)
    return 2;
  *out = get(sizeof **out, with);
  if (!*out)
    return 1;
  (*out)->with = with;
  return 0;
}

int context_begin_bad(struct context *c, const struct settings *wanted) {
  c->now = *wanted;
  c->buffer = get(16, c->with);
  return c->buffer ? 0 : 1;
}
// CHECK-LABEL: {{^}}context_begin_bad: parameterized{{$}}

int context_new_bad(struct context **out, const struct settings *wanted) {
  struct context *c;
  if (make(&c, standard))
    return 1;
  context_begin_bad(c, wanted);
  *out = c;
  return 0;
}
// CHECK-LABEL: {{^}}context_new_bad: opaque{{$}}
// CHECK-NOT: {{^}}  allocates {{.*}}argument
// CHECK-NOT: {{^}}  assumes

int file_open_bad(struct file **out, const struct settings *wanted) {
  *out = malloc(sizeof **out);
  if (!*out)
    return 1;
  if (make(&(*out)->inside, standard)) {
    free(*out);
    return 1;
  }
  context_begin_bad((*out)->inside, wanted);
  return 0;
}
// CHECK-LABEL: {{^}}file_open_bad: opaque{{$}}
// CHECK-NOT: {{^}}  assumes

void context_free(struct context *old) {
  free(old->buffer);
  free(old);
}
void file_close(struct file *old) {
  context_free(old->inside);
  free(old);
}

/// What is copied over the allocator is called.
int replaced_bad(struct context **out, const struct settings *wanted) {
  struct context *c;
  if (make(&c, standard))
    return 1;
  memcpy((char *)c + sizeof(void *), wanted, sizeof *wanted);
  memcpy(&c->with, wanted, sizeof c->with);
  context_begin_bad(c, wanted);
  *out = c;
  return 0;
}
// CHECK-LABEL: {{^}}replaced_bad:
// CHECK: {{^}}  allocates argument 1
