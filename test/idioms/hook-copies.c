// RUN: %scan %s -- | FileCheck %s
//
// A hook that makes a copy, as its default does, is an allocator of the set: what
// it made goes back through the hook that frees, and to nobody else.

#include "../Inputs/libc.h"

static char *(*copy)(const char *) = strdup;
static void (*release)(void *) = free;
void set_hooks_ok(char *(*c)(const char *), void (*r)(void *)) {
  copy = c;
  release = r;
}


char *copy_bad(const char *from) { return copy(from); }
// CHECK-LABEL: {{^}}copy_bad: escaping{{$}}
// CHECK: {{^}}  escapes return "" char * family hook {{.*}}copy
// CHECK-NOT: {{^}}  escapes

int inside_ok(const char *from) {
  char *made = copy(from);
  int any = made && *made;
  release(made);
  return any;
}
// CHECK-LABEL: {{^}}inside_ok: contained{{$}}
// CHECK: {{^}}  allocates hook {{.*}}copy heap
// CHECK-NOT: {{^}}  escapes

/// A function of the program's as default says nothing of what another one does
/// with what it is given.
static char *seen(const char *text) { return strdup(text); }
// CHECK-LABEL: {{^}}seen: escaping{{$}}
static char *(*show)(const char *) = seen;
void set_show_ok(char *(*s)(const char *)) { show = s; }
void show_bad(void) {
  char *made = malloc(4);
  release(show(made));
}
// CHECK-LABEL: {{^}}show_bad: escaping{{$}}
// CHECK: {{^}}  escapes callback {{.*}}family malloc

/// What another caller passes says nothing of this one's.
static void with_ok(char *(*make)(const char *)) { make(strdup("")); }
void own_ok(void) { with_ok(strdup); }
void given_bad(char *(*make)(const char *)) { with_ok(make); }
// CHECK-LABEL: {{^}}given_bad: escaping{{$}}
// CHECK: {{^}}  escapes callback
