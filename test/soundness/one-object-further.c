// RUN: %scan %s -- | FileCheck %s
//
// What is found by one name of an object that was stored by another.

#include "../Inputs/libc.h"
#include "../Inputs/shapes.h"

/// The stored object's own contents are found as well.
static void *read_two(struct node *a, struct node *b, struct node *c) {
  b->next = c;
  return a->next->name;
}
void *old_content_bad(void) {
  struct node n = {0}, m = {0};
  m.name = malloc(1);
  return read_two(&n, &n, &m);
}
// CHECK-LABEL: {{^}}old_content_bad: escaping{{$}}

static void *write_two(struct node *a, struct node *b, struct node *c) {
  b->next = c;
  a->next->name = NULL;
  c->name = malloc(1);
  return a->next->name;
}
void *new_content_bad(void) {
  struct node n = {0}, m = {0};
  return write_two(&n, &n, &m);
}
// CHECK-LABEL: {{^}}new_content_bad: escaping{{$}}

/// The callee's own slot is found by another name.
static void *fill_slot(struct node *a, struct node *b) {
  struct node slot = {0};
  b->next = &slot;
  a->next->name = malloc(1);
  void *p = slot.name;
  b->next = NULL;
  return p;
}
void *through_slot_bad(void) {
  struct node n = {0};
  return fill_slot(&n, &n);
}
// CHECK-LABEL: {{^}}through_slot_bad: escaping{{$}}

/// What is freed is the old block.
static void *replace(struct node *a, struct node *b) {
  free(a->name);
  b->name = malloc(1);
  return a->name;
}
void *freed_before_bad(void) {
  struct node n = {0};
  return replace(&n, &n);
}
// CHECK-LABEL: {{^}}freed_before_bad: escaping{{$}}

/// That the member is null at the call says nothing of later.
static void *test_pointer(struct node *a, struct node *b) {
  b->name = malloc(1);
  if (a->name)
    return b->name;
  free(b->name);
  return NULL;
}
void *null_at_first_bad(void) {
  struct node n = {0};
  return test_pointer(&n, &n);
}
// CHECK-LABEL: {{^}}null_at_first_bad: escaping{{$}}

struct count {
  int n;
};
static void *test_number(struct count *a, struct count *b) {
  void *p = NULL;
  b->n = 1;
  if (a->n)
    p = malloc(1);
  b->n = 0;
  return p;
}
void *zero_at_first_bad(void) {
  struct count c = {0};
  return test_number(&c, &c);
}
// CHECK-LABEL: {{^}}zero_at_first_bad: escaping{{$}}

/// A member that points to some element of another one.
struct ring {
  char *slots[4];
  char **next;
};
static char *put(struct ring *r) {
  r->slots[0] = NULL;
  *r->next = malloc(1);
  return r->slots[0];
}
char *unknown_slot_bad(int i) {
  struct ring r = {0};
  r.next = &r.slots[i];
  return put(&r);
}
// CHECK-LABEL: {{^}}unknown_slot_bad: escaping{{$}}

/// A member that leads to one of two objects, of which one has another name.
struct item {
  char *text;
};
struct box {
  struct item *item;
};
static char *fill(struct box *a, struct item *b) {
  b->text = NULL;
  a->item->text = malloc(1);
  return b->text;
}
char *item_without_name_bad(struct item *b, int which) {
  struct item own = {NULL};
  struct box a = {which ? &own : b};
  fill(&a, b);
  return own.text;
}
// CHECK-LABEL: {{^}}item_without_name_bad: escaping{{$}}
// CHECK: {{^}}  escapes return "" char *
