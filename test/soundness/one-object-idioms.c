// RUN: %scan %s -- | FileCheck %s
//
// The ways in which one object gets into a function twice.

#include "../Inputs/libc.h"
#include "../Inputs/shapes.h"

static char *read_back(char **a, char **b) {
  *a = NULL;
  *b = malloc(1);
  return *a;
}

/// A member, and the struct that it is in.
static char *read_member(struct person *a, struct text *b) {
  a->address.data = NULL;
  b->data = malloc(1);
  return a->address.data;
}
char *inside_another_bad(void) {
  struct person p = {0};
  return read_member(&p, &p.address);
}
// CHECK-LABEL: {{^}}inside_another_bad: escaping{{$}}

/// Members that are beside each other are two objects.
char *beside_another_ok(void) {
  struct person p = {0};
  char *got = read_back(&p.first, &p.last);
  free(p.last);
  return got;
}
// CHECK-LABEL: {{^}}beside_another_ok: contained{{$}}

/// Elements that may be the same one.
char *elements_bad(int i, int j) {
  char *slots[8] = {0};
  return read_back(&slots[i], &slots[j]);
}
// CHECK-LABEL: {{^}}elements_bad: escaping{{$}}

/// One of two, on some path.
char *either_bad(int second) {
  char *p = NULL, *q = NULL;
  return read_back(&p, second ? &p : &q);
}
// CHECK-LABEL: {{^}}either_bad: escaping{{$}}

/// A block that was made larger.
static char *grow(struct text *a, struct text *b) {
  a->data = NULL;
  b->data = realloc(b->data, 8);
  return a->data;
}
char *grown_bad(void) {
  struct text t = {0};
  return grow(&t, &t);
}
// CHECK-LABEL: {{^}}grown_bad: escaping{{$}}

/// A swap with itself.
static void swap(char **a, char **b) {
  char *old = *a;
  *a = *b;
  *b = old;
}
char *swapped_bad(void) {
  char *p = malloc(1);
  swap(&p, &p);
  return p;
}
// CHECK-LABEL: {{^}}swapped_bad: escaping{{$}}

/// A copy onto itself.
static char *copy_over(struct text *a, const struct text *b) {
  a->data = malloc(1);
  memcpy(a, b, sizeof *a);
  return b->data;
}
char *copied_bad(void) {
  struct text t = {0};
  return copy_over(&t, &t);
}
// CHECK-LABEL: {{^}}copied_bad: escaping{{$}}

/// A list that is spliced into itself: a node that is met by two ways.
static char *splice(struct list *to, struct list *from) {
  to->head = NULL;
  from->head = malloc(sizeof *from->head);
  if (!from->head)
    return NULL;
  from->head->next = NULL;
  from->head->name = malloc(1);
  return to->head ? to->head->name : NULL;
}
char *spliced_bad(void) {
  struct list l = {0};
  return splice(&l, &l);
}
// CHECK-LABEL: {{^}}spliced_bad: escaping{{$}}

/// Through a table of functions.
static char *read_none(char **a, char **b) { return a == b ? "" : NULL; }
static char *(*const readers[])(char **, char **) = {read_none, read_back};
char *through_table_bad(int n) {
  char *p = NULL;
  return readers[n & 1](&p, &p);
}
// CHECK-LABEL: {{^}}through_table_bad: escaping{{$}}

/// Two levels down, and by way of a struct.
struct pair {
  char **one, **other;
};
static char *read_pair(struct pair *p) { return read_back(p->one, p->other); }
char *through_pair_bad(void) {
  char *s = NULL;
  struct pair p = {&s, &s};
  return read_pair(&p);
}
// CHECK-LABEL: {{^}}through_pair_bad: escaping{{$}}

/// The object points to itself.
struct self {
  struct self *me;
  char *text;
};
static char *read_self(struct self *s) {
  s->text = NULL;
  s->me->text = malloc(1);
  return s->text;
}
char *points_to_itself_bad(void) {
  struct self s = {&s, NULL};
  return read_self(&s);
}
// CHECK-LABEL: {{^}}points_to_itself_bad: escaping{{$}}

/// A global that keeps what the argument is.
static struct text *current;
static char *read_current(struct text *t) {
  t->data = NULL;
  current->data = malloc(1);
  return t->data;
}
char *current_bad(void) {
  struct text t = {0};
  current = &t;
  char *got = read_current(&t);
  current = NULL;
  return got;
}
// CHECK-LABEL: {{^}}current_bad: escaping{{$}}

/// Cleared by the one name, freed by the other: the block is lost or kept.
static char *clear_and_free(char **a, char **b) {
  char *old = *a;
  *b = NULL;
  free(*a);
  return old;
}
char *not_freed_bad(void) {
  char *p = malloc(1);
  return clear_and_free(&p, &p);
}
// CHECK-LABEL: {{^}}not_freed_bad: escaping{{$}}

/// The caller knows the number; the function changes it by the other name.
static void *count_and_make(struct list *a, struct list *b) {
  a->count = 1;
  return b->count ? malloc(1) : NULL;
}
void *counted_bad(void) {
  struct list l = {0};
  return count_and_make(&l, &l);
}
// CHECK-LABEL: {{^}}counted_bad: escaping{{$}}

/// A pointer that leads into the struct that it is in, as long as that is large
/// enough.
struct slots {
  void **items;
  void *first[2];
};
static void *use_slots(struct slots *s) {
  s->first[0] = NULL;
  s->items[0] = malloc(1);
  return s->first[0];
}
void *own_slots_bad(unsigned long n) {
  struct slots s = {0};
  s.items = n > 2 ? calloc(n, sizeof *s.items) : s.first;
  void *got = use_slots(&s);
  if (s.items != s.first)
    free(s.items);
  return got;
}
// CHECK-LABEL: {{^}}own_slots_bad: escaping{{$}}

/// A client that has one object by two names passes a function of its own.
void with_each_ok(struct node *a, struct node *b, void (*f)(struct node *)) {
  b->next = a;
  f(a->next);
}
// CHECK-LABEL: {{^}}with_each_ok: none{{$}}

static void name_it(struct node *of) {
  if (of)
    of->name = malloc(4);
}
struct node *with_own_bad(void) {
  struct node *n = calloc(1, sizeof *n);
  with_each_ok(n, n, name_it);
  return n;
}
// CHECK-LABEL: {{^}}with_own_bad: escaping{{$}}
