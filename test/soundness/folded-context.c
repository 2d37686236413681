// RUN: %scan %s -- | FileCheck %s
//
// A caller tells that a list is empty. In the callee, the place where that
// stands is also that of what it reaches further on, of which nothing is told.

void *malloc(__SIZE_TYPE__);

struct way;
struct node {
  void *made;
  long first, second;
  struct way *out;
  long third;
  struct node *next;
};
struct way {
  struct node *to;
};
struct head {
  long size;
  struct node *top;
};

static void put(struct node *from) {
  struct node *last = from->out->to->next;
  while (last->next)
    last = last->next;
  last->made = malloc(4);
}
static void put_last(struct node *from) {
  while (from->next)
    from = from->next;
  put(from);
}
static void put_under(struct head *h) { put_last(h->top); }

void put_bad(struct node *last) {
  struct node one = {0}, two = {0}, three = {0};
  struct way between = {&two};
  struct head h = {0, &one};
  one.out = &between;
  two.next = &three;
  three.next = last;
  put_under(&h);
}
// CHECK-LABEL: {{^}}put_bad: opaque{{$}}
// CHECK: {{^}}  escapes argument 0 "{{.*}}->made" void * opaque family malloc
