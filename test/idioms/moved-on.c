// RUN: %scan %s -- | FileCheck %s
//
// What is taken out of an object is the caller's, unless the object still has
// it, or a pointer into it.

struct text {
  char *at, *old;
  struct text *next;
};

char *take(struct text *t) {
  char *taken = t->at;
  t->at = 0;
  return taken;
}
// CHECK-LABEL: {{^}}take: none{{$}}
// CHECK: {{^}}  result owned

char *advance(struct text *t) {
  t->at = t->at + 1;
  return t->at;
}
// CHECK-LABEL: {{^}}advance: none{{$}}
// CHECK: {{^}}  result borrowed

char *step(struct text *t) {
  char *here = t->at;
  t->at = here + 1;
  return here;
}
// CHECK-LABEL: {{^}}step: none{{$}}
// CHECK: {{^}}  result borrowed

/// It stands in another place now.
char *retire(struct text *t) {
  char *here = t->at;
  t->old = here;
  t->at = 0;
  return here;
}
// CHECK-LABEL: {{^}}retire: none{{$}}
// CHECK: {{^}}  result borrowed

struct queue {
  struct link *first;
};
struct link {
  struct link *next;
};

/// The queue has the next one now, which is not told apart from this one.
struct link *fn_pop(struct queue *q) {
  struct link *first = q->first;
  if (first)
    q->first = first->next;
  return first;
}
// CHECK-LABEL: {{^}}fn_pop: none{{$}}
// CHECK: {{^}}  result borrowed

/// What leads back to itself is in nobody's hands.
struct link *pop_only(struct queue *q) {
  struct link *only = q->first;
  only->next = only;
  q->first = 0;
  return only;
}
// CHECK-LABEL: {{^}}pop_only: none{{$}}
// CHECK: {{^}}  result owned
