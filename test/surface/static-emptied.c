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

/// Clients see a base of it, or a member.
struct shown {
  int kind;
};
struct hidden {
  struct shown begin;
  struct loop part;
  char *text;
};
void shown_clear(struct shown *s) {
  free(((struct hidden *)s)->text);
  ((struct hidden *)s)->text = NULL;
}
static struct hidden with_base, with_member;
struct hidden *by_base_bad(void) {
  if (!with_base.text)
    with_base.text = malloc(8);
  return &with_base;
}
// CHECK-LABEL: {{^}}by_base_bad: opaque{{$}}
// CHECK: {{^}}  escapes return "->text"
struct hidden *by_member_bad(void) {
  loop_open_bad(&with_member.part);
  return &with_member;
}
// CHECK-LABEL: {{^}}by_member_bad: opaque{{$}}
// CHECK: {{^}}  escapes return "->part.watchers"

/// What hangs under it leads back to it.
struct ring {
  struct ring *next, *previous;
};
void ring_clear(struct ring *r) {
  while (r->next != r) {
    struct ring *next = r->next->next;
    free(r->next);
    r->next = next;
  }
}
static struct ring ends = {&ends, &ends};
struct ring *ring_add_bad(void) {
  struct ring *made = malloc(sizeof *made);
  if (made) {
    made->next = ends.next;
    made->previous = &ends;
    ends.next->previous = made;
    ends.next = made;
  }
  return &ends;
}
// CHECK-LABEL: {{^}}ring_add_bad: {{opaque|escaping}}{{$}}
