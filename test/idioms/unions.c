// RUN: %scan %s -- | FileCheck %s
//
// A pointer that shares its place with a number is one still.

#include "../Inputs/libc.h"

struct value {
  int kind;
  union {
    char *text;
    long number;
  };
};
void value_clear(struct value *v) {
  if (v->kind == 1)
    free(v->text);
  v->kind = 0;
}
// CHECK-LABEL: {{^}}value_clear: none{{$}}
// CHECK: {{^}}  releases argument 0 "->text" maybe

char *value_text(struct value *v) { return v->text; }
// CHECK-LABEL: {{^}}value_text: none{{$}}
// CHECK: {{^}}  borrows argument 0 "->text"

void value_set_bad(struct value *v) { v->text = malloc(8); }
// CHECK-LABEL: {{^}}value_set_bad: opaque{{$}}
// CHECK: {{^}}  escapes argument 0 "->text" char * opaque family malloc
// CHECK-SAME: release value_clear

// A table of which only the first kind of entry calls.
static void *make(void) { return malloc(1); }
static void *none(void) { return 0; }
struct maker { void *(*run)(void); };
struct other { void *(*pick)(void); };
static union {
  struct maker maker;
  struct other other;
} table = {{make}};
void choose(int on) {
  if (!on)
    table.other.pick = none;
}
void *made_bad(void) {
  struct maker *m = &table.maker;
  return m->run();
}
// CHECK-LABEL: {{^}}made_bad: escaping{{$}}
