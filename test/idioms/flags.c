// RUN: %scan %s -- | FileCheck %s
//
// Flags and counters in structs that decide what callees do, and numbers that
// move no pointers.

#include "../Inputs/libc.h"

struct hooks {
  void *(*take)(size_t);
  void (*give)(void *);
};
struct output {
  char *text;
  size_t used, depth;
  int fixed;
  struct hooks hooks;
};
static struct hooks defaults = {malloc, free};

static char *room(struct output *out, size_t size) {
  if (out->fixed)
    return NULL;
  char *text = out->hooks.take(out->used + size);
  if (text)
    out->text = text;
  return text;
}

static int nested(struct output *out, int levels) {
  if (levels == 0)
    return room(out, 1) != NULL;
  out->depth++;
  out->used++;
  return nested(out, levels - 1) && room(out, 2) != NULL;
}

int flag_ok(char *buffer, int levels) {
  struct output out = {0};
  out.text = buffer;
  out.fixed = 1;
  out.hooks = defaults;
  return nested(&out, levels);
}
// CHECK-LABEL: {{^}}flag_ok: none{{$}}

int no_flag_bad(struct output *out, int levels) {
  out->fixed = 0;
  return nested(out, levels);
}
// CHECK-LABEL: {{^}}no_flag_bad: opaque{{$}}
// CHECK: {{^}}  escapes argument 0 "->text"

int flag_changes_bad(char *buffer, struct hooks *with, int levels) {
  struct output out = {0};
  out.text = buffer;
  out.fixed = 1;
  memcpy(&out.fixed, with, sizeof(int));
  out.hooks = defaults;
  return nested(&out, levels);
}
// CHECK-LABEL: {{^}}flag_changes_bad: {{(contained|escaping)$}}

struct tree {
  char *name;
  unsigned short counts[16];
  char *leaf;
};

void sort_ok(struct tree *t, struct tree *from) {
  t->leaf = malloc(4);
  for (int i = 0; i + 1 < 16; i++)
    from->counts[i] = t->counts[i + 1];
  free(t->leaf);
  t->leaf = NULL;
}
// CHECK-LABEL: {{^}}sort_ok: contained{{$}}

void bytes_bad(unsigned char *into) {
  struct tree t;
  t.leaf = malloc(4);
  for (size_t i = 0; i < sizeof t; i++)
    into[i] = ((unsigned char *)&t)[i];
}
// CHECK-LABEL: {{^}}bytes_bad: escaping{{$}}

struct word {
  int length;
  int kind;
  char *text;
};

void length_ok(struct word *w, int n) {
  char *made = malloc(4);
  if (n)
    w->length = n;
  free(made);
}
// CHECK-LABEL: {{^}}length_ok: contained{{$}}

char *pointer_beside_number_bad(struct word *w, int n) {
  w->text = malloc(4);
  w->kind = n;
  return w->text;
}
// CHECK-LABEL: {{^}}pointer_beside_number_bad: escaping{{$}}
