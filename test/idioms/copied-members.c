// RUN: %scan %s -- | FileCheck %s
//
// A copy of a struct, or of bytes of one, says of each member what it was.

#include "../Inputs/libc.h"

struct item {
  struct item *next;
};
struct options {
  unsigned mask;
  unsigned char kinds[32];
};
struct session {
  struct item *current;
  unsigned char kinds[32];
  struct item *queue;
};

/// No byte of the options gets into the pointers before and behind the map.
struct session *map_copied_ok(const struct options *with) {
  struct session *made = calloc(1, sizeof *made);
  if (!made)
    return NULL;
  memcpy(made->kinds, with->kinds, sizeof made->kinds);
  made->queue = malloc(sizeof *made->queue);
  if (made->queue)
    made->queue->next = malloc(sizeof *made->queue);
  return made;
}
// CHECK-LABEL: {{^}}map_copied_ok: opaque{{$}}
// CHECK-NOT: escapes argument

/// Bytes of a pointer are copied, too.
void pointer_in_map_ok(const struct options *with) {
  struct session made = {NULL, {0}, NULL};
  memcpy(made.kinds, with->kinds, sizeof made.kinds);
  free(*(char **)&made.kinds[24]);
}
// CHECK-LABEL: {{^}}pointer_in_map_ok: none{{$}}
// CHECK: releases argument 0

struct io {
  void *(*open)(const char *name);
  int (*read)(void *from, char *to, int n);
  void *(*open_old)(const char *name, int mode);
};
struct old_io {
  void *(*open)(const char *name, int mode);
  int (*read)(void *from, char *to, int n);
};
struct stream {
  struct io with;
  void *from;
};

static void *memory_open(const char *name) { return strdup(name); }
static int memory_read(void *from, char *to, int n) {
  memcpy(to, from, n);
  return n;
}

static void *open_by(const struct io *with, const char *name) {
  return with->open ? with->open(name) : with->open_old(name, 1);
}

static struct stream *start(const char *name, const struct io *given) {
  struct stream s = {{NULL, NULL, NULL}, NULL};
  char magic[4];
  if (given)
    s.with = *given;
  else
    s.with = (struct io){memory_open, memory_read, NULL};
  s.from = open_by(&s.with, name);
  if (!s.from)
    return NULL;
  s.with.read(s.from, magic, 4);
  struct stream *made = malloc(sizeof *made);
  if (made)
    *made = s;
  return made;
}

/// The default opens only where the default reads.
struct stream *start_old_ok(const char *name, const struct old_io *given) {
  if (!given)
    return start(name, NULL);
  struct io all = {NULL, given->read, given->open};
  return start(name, &all);
}
// CHECK-LABEL: {{^}}start_old_ok: opaque{{$}}
// CHECK-NOT: escapes callback

/// Here it opens and the caller's function reads.
struct stream *start_mixed_bad(const char *name,
                               int (*read)(void *, char *, int)) {
  struct io all = {memory_open, read, NULL};
  return start(name, &all);
}
// CHECK-LABEL: {{^}}start_mixed_bad: escaping{{$}}
// CHECK: escapes callback 1
