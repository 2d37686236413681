// RUN: %scan %s -- | FileCheck %s --implicit-check-not='escapes callback'
//
// What a client gave together with a function of its own goes back to it when
// that is called: it is nothing that the library made, though objects with a
// function and data of the library's own are in the same table.

#include "../Inputs/libc.h"

typedef void release(void *data);

struct note {
  char *text;
  release *release;
  void *data;
};
struct table {
  struct note *slots[16];
};
static void drop(void *data) { free(data); }

/// Of no function, the library's own and a copy.
struct note *note_new(void *data, release *by) {
  struct note *made = calloc(1, sizeof *made);
  if (!made)
    return NULL;
  if (!by) {
    data = strdup(data);
    by = drop;
  }
  made->data = data;
  made->release = by;
  return made;
}
void note_assign(struct note *n, const struct note *from) {
  n->release = from->release;
  n->data = from->data;
}
void replace_ok(struct table *t, unsigned at, unsigned other,
                const char *text) {
  t->slots[at % 16] = note_new(strdup(text), drop);
  struct note *old = t->slots[other % 16];
  if (old && old->release)
    old->release(old->data);
}
// CHECK-LABEL: {{^}}replace_ok: opaque{{$}}
// CHECK: {{^}}  assumes callback

/// Either is one from its allocation on.
struct link {
  int is_text;
  union {
    char *text;
    struct {
      void *data;
      release *release;
    } made;
  } u;
};
struct links {
  struct link *slots[16];
};
struct link *link_to_text(const char *text) {
  struct link *made = malloc(sizeof *made);
  if (!made)
    return NULL;
  made->is_text = 1;
  made->u.text = strdup(text);
  return made;
}
struct link *link_to_data(void *data, release *by) {
  struct link *made = malloc(sizeof *made);
  if (!made)
    return NULL;
  made->is_text = 0;
  made->u.made.data = data;
  made->u.made.release = by;
  return made;
}
void relink_ok(struct links *l, unsigned at, unsigned other, const char *text) {
  l->slots[at % 16] = link_to_text(text);
  struct link *old = l->slots[other % 16];
  if (old && !old->is_text && old->u.made.release)
    old->u.made.release(old->u.made.data);
}
// CHECK-LABEL: {{^}}relink_ok: opaque{{$}}
// CHECK: {{^}}  assumes callback

/// Functions of two types are stored in one slot; clients give only the first.
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
static void peel(void *data, struct source *under) {
  free(data);
  free(under);
}
struct source *source_new(void *data, release *by) {
  struct source *made = calloc(1, sizeof *made);
  if (made) {
    made->call.plain = by;
    made->data = data;
  }
  return made;
}
static struct source *source_on(struct source *under, void *data) {
  struct source *made = calloc(1, sizeof *made);
  if (made) {
    made->under = under;
    made->call.layered = peel;
    made->data = data;
  }
  return made;
}
void source_replace_ok(struct sources *s, unsigned at, unsigned other,
                       const char *text) {
  s->slots[at % 16] = source_on(source_new(strdup(text), drop), malloc(8));
  struct source *old = s->slots[other % 16];
  if (old && old->under)
    old->call.layered(old->data, old->under);
  else if (old && old->call.plain)
    old->call.plain(old->data);
}
// CHECK-LABEL: {{^}}source_replace_ok: opaque{{$}}
// CHECK: {{^}}  assumes callback
