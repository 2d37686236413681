// RUN: %scan %s -- | FileCheck %s
//
// A further link of a chain leads to what the function has stored in by another
// name.

void *malloc(__SIZE_TYPE__);

struct node {
  struct node *next, *other;
  void *made;
};

static void put(struct node *a, struct node *b) {
  a->next = b;
  a->next->next->next->made = malloc(4);
}
/// What b leads to is a, and so leads to b again.
void *put_bad(void) {
  struct node one = {0}, two = {0};
  two.next = &one;
  put(&one, &two);
  return two.made;
}
// CHECK-LABEL: {{^}}put_bad: escaping{{$}}

static void turn(struct node *a, struct node *b) {
  b->other->next = b;
  a = a->other;
  a->next->made = malloc(4);
}
void *turn_bad(void) {
  struct node one = {0}, two = {0};
  one.other = &two;
  turn(&one, &one);
  return one.made;
}
// CHECK-LABEL: {{^}}turn_bad: escaping{{$}}

/// Different objects are not mixed.
int put_ok(void) {
  struct node one = {0}, two = {0}, three = {0}, four = {0};
  two.next = &three;
  three.next = &four;
  put(&one, &two);
  return one.made || four.made;
}
// CHECK-LABEL: {{^}}put_ok: contained{{$}}
