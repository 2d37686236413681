// RUN: %scan %s -- | FileCheck %s
//
// An object of the library's own is lent, with what hangs under it. It gets out
// if a public function releases that through the pointer.

#include "../Inputs/libc.h"

struct loop {
  char *watchers;
  char *name;
};

int loop_open_bad(struct loop *l) {
  l->watchers = malloc(64);
  return l->watchers != NULL;
}

void loop_close(struct loop *l) {
  free(l->watchers);
  l->watchers = NULL;
}

struct loop *default_loop_bad(void) {
  static struct loop all;
  if (!all.watchers)
    loop_open_bad(&all);
  return &all;
}
// CHECK-LABEL: {{^}}default_loop_bad: opaque{{$}}
// CHECK: {{^}}  escapes return "->watchers" {{.*}}loop_close
// CHECK: borrows static

static struct {
  int count;
  struct loop inner, many[4];
} group;

struct loop *inner_loop_bad(void) {
  loop_open_bad(&group.inner);
  return &group.inner;
}
// CHECK-LABEL: {{^}}inner_loop_bad: opaque{{$}}
// CHECK: {{^}}  escapes return "->watchers" {{.*}}loop_close

struct loop *one_of_many_bad(int which) {
  loop_open_bad(&group.many[which & 3]);
  return &group.many[which & 3];
}
// CHECK-LABEL: {{^}}one_of_many_bad: {{opaque|escaping}}{{$}}
// CHECK: {{^}}  escapes return

int give_loop_bad(struct loop **to) {
  *to = &group.inner;
  return loop_open_bad(&group.inner);
}
// CHECK-LABEL: {{^}}give_loop_bad: opaque{{$}}
// CHECK: {{^}}  escapes argument 0 "*->watchers" {{.*}}loop_close

struct item {
  struct item *next;
};
struct list {
  struct item *first, *last;
};

void list_clear(struct list *l) {
  while (l->first) {
    struct item *next = l->first->next;
    free(l->first);
    l->first = next;
  }
}

static struct item none;
static struct list all = {&none, &none};
struct list *append_bad(void) {
  struct item *made = malloc(sizeof *made);
  if (made) {
    made->next = NULL;
    all.last->next = made;
  }
  return &all;
}
// CHECK-LABEL: {{^}}append_bad: opaque{{$}}
// CHECK: {{^}}  escapes return "->last->next"

// Nothing releases a name.
struct loop *named_loop_ok(void) {
  static struct loop named;
  if (!named.name)
    named.name = malloc(4);
  return &named;
}
// CHECK-LABEL: {{^}}named_loop_ok: contained{{$}}
// CHECK: borrows static
