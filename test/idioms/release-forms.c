// RUN: rm -rf %t && split-file %s %t
// RUN: %scan --root %t --public 'include/*.h' %t/lib.c -- -I%t/include \
// RUN:   | FileCheck %s
//
// Releases that are not a plain free of the only argument.

//--- include/forms.h
struct counted;
struct counted *counted_new_ok(void);
struct counted *counted_ref_ok(struct counted *);
void counted_unref_ok(struct counted *);
struct ctx;
struct part;
struct part *part_new_ok(struct ctx *, int);
int part_free_ok(struct ctx *, struct part *, int flags);
struct object;
struct object *object_new_ok(void);
void object_release_ok(struct object *);
struct lone;
struct lone *lone_new_ok(void);

//--- lib.c
#include "forms.h"
void *malloc(__SIZE_TYPE__);
void free(void *);

struct counted {
  int references;
};
struct counted *counted_new_ok(void) {
  struct counted *c = malloc(sizeof *c);
  c->references = 1;
  return c;
}
// CHECK-LABEL: {{^}}counted_new_ok: opaque{{$}}
// CHECK: {{^}}  escapes return "" struct counted * opaque family malloc release counted_unref_ok{{$}}

struct counted *counted_ref_ok(struct counted *c) {
  __atomic_add_fetch(&c->references, 1, 5);
  return c;
}
// CHECK-LABEL: {{^}}counted_ref_ok: none{{$}}

void counted_unref_ok(struct counted *c) {
  if (__atomic_sub_fetch(&c->references, 1, 5) == 0)
    free(c);
}
// CHECK-LABEL: {{^}}counted_unref_ok: none{{$}}
// CHECK: {{^}}  releases argument 0 "" maybe

struct ctx {
  int live;
};
struct part {
  int n;
};
struct part *part_new_ok(struct ctx *c, int n) {
  struct part *p = malloc(sizeof *p);
  c->live++;
  p->n = n;
  return p;
}
// CHECK-LABEL: {{^}}part_new_ok: opaque{{$}}
// CHECK: {{^}}  escapes return "" struct part * opaque family malloc release part_free_ok{{$}}

int part_free_ok(struct ctx *c, struct part *p, int flags) {
  c->live--;
  free(p);
  return flags;
}
// CHECK-LABEL: {{^}}part_free_ok: none{{$}}
// CHECK: {{^}}  releases argument 1 "" always{{$}}

struct methods {
  void (*destroy)(struct object *);
};
struct object {
  const struct methods *methods;
};
static void destroy(struct object *o) { free(o); }
static const struct methods plain = {destroy};
struct object *object_new_ok(void) {
  struct object *o = malloc(sizeof *o);
  o->methods = &plain;
  return o;
}
// CHECK-LABEL: {{^}}object_new_ok: opaque{{$}}
// CHECK: {{^}}  escapes return "" struct object * opaque family malloc release object_release_ok{{$}}

void object_release_ok(struct object *o) { o->methods->destroy(o); }
// CHECK-LABEL: {{^}}object_release_ok: none{{$}}
// CHECK: {{^}}  releases argument 0 ""

/// Nothing public frees this one.
struct lone { int n; };
struct lone *lone_new_ok(void) { return malloc(sizeof(struct lone)); }
// CHECK-LABEL: {{^}}lone_new_ok: opaque{{$}}
// CHECK: {{^}}  escapes return "" struct lone * opaque family malloc
