// RUN: %scan %s -- | FileCheck %s
//
// What is taken out of an object is the caller's; a pointer that moves on in
// the same object, or is put elsewhere, is not.

#include "../Inputs/libc.h"

struct scanner {
  char *text, *at;
};
/// As strsep: a piece of the text.
char *piece_ok(char **rest) {
  char *start = *rest, *end = start;
  while (*end && *end != ' ')
    ++end;
  *rest = end + 1;
  return start;
}
// CHECK-LABEL: {{^}}piece_ok: none{{$}}
// CHECK: {{^}}  borrows argument 0 "*"
// CHECK: {{^}}  result borrowed{{$}}

char *next_ok(struct scanner *s) { return s->at++; }
// CHECK-LABEL: {{^}}next_ok: none{{$}}
// CHECK: {{^}}  result borrowed{{$}}

struct item {
  struct item *next, *self;
};
struct list {
  struct item *head, *tail, *used;
};
struct item *swap_ok(struct list *l) {
  struct item *i = l->head;
  l->head = l->tail;
  l->tail = i;
  return i;
}
// CHECK-LABEL: {{^}}swap_ok: none{{$}}
// CHECK: {{^}}  result borrowed{{$}}

static struct item *last;
struct item *kept_ok(struct list *l) {
  struct item *i = l->head;
  l->head = NULL;
  last = i;
  return i;
}
// CHECK-LABEL: {{^}}kept_ok: none{{$}}
// CHECK: {{^}}  result borrowed{{$}}

/// Taken out, though it leads to itself.
struct item *take_ok(struct list *l) {
  struct item *i = l->head;
  l->head = NULL;
  i->self = i;
  return i;
}
// CHECK-LABEL: {{^}}take_ok: none{{$}}
// CHECK: {{^}}  result owned{{$}}

/// Should be owned: the links of a chain are one node.
struct item *fn_pop(struct list *l) {
  struct item *i = l->head;
  l->head = i->next;
  return i;
}
// CHECK-LABEL: {{^}}fn_pop: none{{$}}
// CHECK: {{^}}  result borrowed{{$}}
