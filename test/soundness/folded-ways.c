// RUN: %scan %s -- | FileCheck %s
//
// A way that leads back to a record of the same kind goes through others: what
// hangs at its end is no shorter way's.

void *malloc(__SIZE_TYPE__);
void free(void *);

struct link;
struct node {
  long pad;
  struct link *links;
  void *made;
};
struct link {
  long first, second, third;
  struct node *to;
  struct link *next;
};
struct head {
  struct node *top;
};

static void put(struct head *h) { h->top->links->to->made = malloc(4); }
void put_bad(struct node *last) {
  struct node one = {0, 0, 0};
  struct link way = {0, 0, 0, last, 0};
  struct head h = {&one};
  one.links = &way;
  put(&h);
}
// CHECK-LABEL: {{^}}put_bad: opaque{{$}}
// CHECK: {{^}}  escapes argument 0 "->made"

void *get_bad(void) {
  struct node last = {0, 0, 0}, one = {0, 0, 0};
  struct link way = {0, 0, 0, &last, 0};
  struct head h = {&one};
  one.links = &way;
  put(&h);
  return last.made;
}
// CHECK-LABEL: {{^}}get_bad: escaping{{$}}

/// The links between are a chain of their own.
static void put_far(struct head *h) {
  struct link *way = h->top->links;
  while (way->next)
    way = way->next;
  way->to->made = malloc(4);
}
void *get_far_bad(void) {
  struct node last = {0, 0, 0}, one = {0, 0, 0};
  struct link end = {0, 0, 0, &last, 0}, middle = {0, 0, 0, 0, &end},
              way = {0, 0, 0, 0, &middle};
  struct head h = {&one};
  one.links = &way;
  put_far(&h);
  return last.made;
}
// CHECK-LABEL: {{^}}get_far_bad: escaping{{$}}

static void drop(struct head *h) { free(h->top->links->to->made); }
void drop_bad(struct node *last) {
  struct node one = {0, 0, 0};
  struct link way = {0, 0, 0, last, 0};
  struct head h = {&one};
  one.links = &way;
  drop(&h);
}
// CHECK-LABEL: {{^}}drop_bad: none{{$}}
// CHECK: {{^}}  releases argument 0 "->made"

/// The same from a variable whose kind nobody declares.
static void *held;
struct closure {
  int *first;
  struct node **second;
};
static void work(struct closure *of) {
  struct node *to = *of->second;
  to->made = malloc(4);
}
static void run(void) { work(held); }
void by_variable_bad(struct node *last) {
  int unused;
  struct closure of = {&unused, &last};
  held = &of;
  run();
  held = 0;
}
// CHECK-LABEL: {{^}}by_variable_bad: opaque{{$}}
// CHECK: {{^}}  escapes argument 0 "->made"
