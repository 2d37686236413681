// RUN: %scan %s -- | FileCheck %s
//
// An argument that is kept in another one: who releases it then.

#include "../Inputs/libc.h"

struct item {
  struct item *next;
  char *text;
};
struct box {
  struct item *items;
  void *user;
  char *name;
};
struct box *box_new(void) { return calloc(1, sizeof(struct box)); }
void item_free(struct item *i) {
  free(i->text);
  free(i);
}
void box_free(struct box *b) {
  for (struct item *i = b->items, *next; i; i = next) {
    next = i->next;
    item_free(i);
  }
  if (b->name)
    free(b->name);
  free(b);
}

void box_add(struct box *b, struct item *i) {
  i->next = b->items;
  b->items = i;
}
// CHECK-LABEL: {{^}}box_add:
// CHECK: {{^}}  stores argument 1 "" into argument 0 "->items" released by box_free{{$}}

void box_give_name(struct box *b, char *name) { b->name = name; }
// CHECK-LABEL: {{^}}box_give_name:
// CHECK: {{^}}  stores argument 1 "" into argument 0 "->name" released by box_free{{$}}

/// The caller's own.
void box_set_user(struct box *b, void *user) { b->user = user; }
// CHECK-LABEL: {{^}}box_set_user:
// CHECK: {{^}}  stores argument 1 "" into argument 0 "->user"{{$}}
