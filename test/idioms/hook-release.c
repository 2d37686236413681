// RUN: %scan %s -- | FileCheck %s
//
// A hook that gives back what another hook made: the library's own function
// says what it is there for. What came from elsewhere it may keep.

#include "../Inputs/libc.h"

static void *(*allocate)(size_t) = malloc;
static void (*release)(void *) = free;
static void ignore(void *p) {}
static void (*watch)(void *) = ignore;
void set_hooks_ok(void *(*a)(size_t), void (*r)(void *), void (*w)(void *)) {
  allocate = a;
  release = r;
  watch = w;
}

struct item {
  struct item *next;
  char *text;
};
void items_delete_ok(struct item *i) {
  while (i) {
    struct item *next = i->next;
    if (i->text)
      release(i->text);
    release(i);
    i = next;
  }
}
// CHECK-LABEL: {{^}}items_delete_ok: none{{$}}
// CHECK: {{^}}  releases argument 0 ""

struct item *items_copy_bad(const struct item *from) {
  struct item *to = NULL;
  for (; from; from = from->next) {
    struct item *i = allocate(sizeof *i);
    if (!i) {
      items_delete_ok(to);
      return NULL;
    }
    i->next = to;
    i->text = NULL;
    if (from->text && !(i->text = allocate(strlen(from->text) + 1))) {
      items_delete_ok(i);
      return NULL;
    }
    to = i;
  }
  return to;
}
// CHECK-LABEL: {{^}}items_copy_bad: opaque{{$}}
// CHECK-NOT: {{^}}  escapes callback
// CHECK: {{^}}  escapes return "" {{.*}} release items_delete_ok
// CHECK-NOT: {{^}}  escapes callback

int sometimes_ok(int n) {
  char *p = allocate(8);
  if (n)
    release(p);
  return n;
}
// CHECK-LABEL: {{^}}sometimes_ok: contained{{$}}
// CHECK-NOT: {{^}}  escapes

int elsewhere_bad(int n) {
  char *p = malloc(8);
  if (n)
    release(p);
  return n;
}
// CHECK-LABEL: {{^}}elsewhere_bad: escaping{{$}}
// CHECK: {{^}}  escapes callback ""

int watched_ok(int n) {
  char *p = allocate(8);
  watch(p);
  release(p);
  return n;
}
// CHECK-LABEL: {{^}}watched_ok: contained{{$}}
