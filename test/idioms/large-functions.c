// RUN: %scan %s -- | FileCheck %s
//
// Functions that cost full precision too much keep the members of an object
// apart: what is made is where it was stored, by the allocator that was called.

void *malloc(unsigned long);

struct link;
struct ring {
  struct link *a, *b, *c, *d, *e, *f, *g, *h, *i, *j, *k, *l, *m, *n, *o, *p;
};
struct handle {
  char *name, *own;
  void *(*make)(unsigned long);
  char *made, *table[4];
  struct ring ring;
};

/// A recursion that finds one more pointer in each place with every round: it is
/// solved by constraints.
#define TURN(AGAIN)                                                            \
  if (n > 0) {                                                                 \
    struct ring *r = &h->ring;                                                 \
    struct link *first = r->a;                                                 \
    AGAIN;                                                                     \
    r->a = r->b, r->b = r->c, r->c = r->d, r->d = r->e, r->e = r->f;           \
    r->f = r->g, r->g = r->h, r->h = r->i, r->i = r->j, r->j = r->k;           \
    r->k = r->l, r->l = r->m, r->m = r->n, r->n = r->o, r->o = r->p;           \
    r->p = first;                                                              \
  }

char *stored_beside_ok(struct handle *h, int n) {
  TURN(stored_beside_ok(h, n - 1))
  h->own = malloc(n);
  return h->name;
}
// CHECK-LABEL: {{^}}stored_beside_ok: opaque{{$}}
// CHECK-NOT: escapes return
// CHECK: {{^}}  escapes argument 0 "->own" {{.*}}family malloc
// CHECK: {{^}}  result borrowed{{$}}

char *returned_bad(struct handle *h, int n) {
  TURN(returned_bad(h, n - 1))
  h->own = malloc(n);
  return h->own;
}
// CHECK-LABEL: {{^}}returned_bad: escaping{{$}}
// CHECK: {{^}}  escapes return "" {{.*}}family malloc

void by_hook_ok(struct handle *h, int n) {
  TURN(by_hook_ok(h, n - 1))
  h->made = h->make(n);
}
// CHECK-LABEL: {{^}}by_hook_ok: parameterized{{$}}
// CHECK: {{^}}  escapes argument 0 "->made" {{.*}}family argument 0 ->make

static void *make(struct handle *h, unsigned long n) {
  return h->make ? h->make(n) : malloc(n);
}
void by_hook_or_else_ok(struct handle *h, int n) {
  TURN(by_hook_or_else_ok(h, n - 1))
  h->made = make(h, n);
}
// CHECK-LABEL: {{^}}by_hook_or_else_ok: parameterized{{$}}
// CHECK: {{^}}  allocates argument 0 ->make {{.*}}default malloc
// CHECK: {{^}}  escapes argument 0 "->made" {{.*}}family argument 0 ->make

/// The hook is left out by the function itself: this is not its caller's.
void hook_cleared_bad(struct handle *h, int n) {
  TURN(hook_cleared_bad(h, n - 1))
  h->make = 0;
  h->made = make(h, n);
}
// CHECK-LABEL: {{^}}hook_cleared_bad: opaque{{$}}
// CHECK: {{^}}  escapes argument 0 "->made" {{.*}}family malloc

/// The same by a number that is as wide as a pointer.
void hook_overwritten_bad(struct handle *h, unsigned long bits, int n) {
  TURN(hook_overwritten_bad(h, bits, n - 1))
  *(unsigned long *)&h->make = bits;
  h->made = make(h, n);
}
// CHECK-LABEL: {{^}}hook_overwritten_bad: {{opaque|escaping|unknown}}{{$}}

void swap(struct handle *h, int n) {
  TURN(swap(h, n - 1))
  char *name = h->name;
  h->name = h->own;
  h->own = name;
}
char *swapped_bad(int n) {
  struct handle h = {0};
  h.name = malloc(n);
  swap(&h, n);
  return h.own;
}
// CHECK-LABEL: {{^}}swapped_bad: escaping{{$}}
char *swapped_ok(int n) {
  struct handle h = {0};
  h.name = malloc(n);
  swap(&h, n);
  return h.made;
}
// CHECK-LABEL: {{^}}swapped_ok: contained{{$}}

void copied_bad(struct handle *h, int n) {
  struct handle x = {0};
  TURN(copied_bad(h, n - 1))
  x.name = malloc(n);
  __builtin_memcpy(h, &x, sizeof x);
}
// CHECK-LABEL: {{^}}copied_bad: opaque{{$}}
// CHECK: {{^}}  escapes argument 0 "->name" {{.*}}family malloc

char *copied_part_bad(struct handle *h, int n) {
  TURN(copied_part_bad(h, n - 1))
  struct handle x = {0};
  x.own = malloc(n);
  __builtin_memcpy(&h->name, &x.own, sizeof x.own);
  return h->name;
}
// CHECK-LABEL: {{^}}copied_part_bad: escaping{{$}}
// CHECK: {{^}}  escapes argument 0 "->name" {{.*}}family malloc

char *element_bad(struct handle *h, int at, int n) {
  TURN(element_bad(h, at, n - 1))
  h->table[at] = malloc(n);
  return h->table[2];
}
// CHECK-LABEL: {{^}}element_bad: escaping{{$}}

/// An array inside of an object is taken for all of it.
char *fp_element_beside(struct handle *h, int at, int n) {
  TURN(fp_element_beside(h, at, n - 1))
  h->table[at & 3] = malloc(n);
  return h->name;
}
// CHECK-LABEL: {{^}}fp_element_beside: escaping{{$}}

char *walked_bad(struct handle *h, int n) {
  TURN(walked_bad(h, n - 1))
  char **to = &h->name;
  for (int i = 0; i < n; ++i)
    ++to;
  *to = malloc(n);
  return h->own;
}
// CHECK-LABEL: {{^}}walked_bad: escaping{{$}}

/// One object that is read by an exact and by an unknown place.
char *two_ways_bad(struct handle *h, int at, int n) {
  TURN(two_ways_bad(h, at, n - 1))
  struct handle **first = (struct handle **)&h->table[0];
  struct handle **some = (struct handle **)&h->table[at];
  (*first)->own = malloc(n);
  return (*some)->own;
}
// CHECK-LABEL: {{^}}two_ways_bad: escaping{{$}}
// CHECK: {{^}}  escapes return

char *container_bad(struct ring *ring, int n) {
  struct handle *h =
      (struct handle *)((char *)ring - __builtin_offsetof(struct handle, ring));
  TURN(container_bad(ring, n - 1))
  h->own = malloc(n);
  return *(char **)((char *)&h->name + 8);
}
// CHECK-LABEL: {{^}}container_bad: escaping{{$}}
// CHECK: {{^}}  escapes return

/// Text of the caller's that gets a pointer, in one of several members.
void text_bad(struct handle *h, char *to, int n) {
  TURN(text_bad(h, to, n - 1))
  struct ring x = {0};
  x.b = malloc(n);
  __builtin_memcpy(to, &x, sizeof x);
}
// CHECK-LABEL: {{^}}text_bad: escaping{{$}}
// CHECK: {{^}}  escapes argument 1

void released_ok(struct handle *h, int n) {
  void free(void *);
  TURN(released_ok(h, n - 1))
  free(h->own);
  h->own = 0;
}
// CHECK-LABEL: {{^}}released_ok: none{{$}}
// CHECK: {{^}}  releases argument 0 "->own"

static char *held;
static struct ring *kept;
char *cleared_bad(struct handle *h, int n) {
  TURN(cleared_bad(h, n - 1))
  char *made = malloc(n);
  held = made;
  held = 0;
  return made;
}
// CHECK-LABEL: {{^}}cleared_bad: escaping{{$}}
// CHECK: {{^}}  result owned, nullable{{$}}

struct link *under_cleared_bad(struct handle *h, int n) {
  TURN(under_cleared_bad(h, n - 1))
  struct ring x = {0};
  kept = &x;
  kept->a = malloc(n);
  kept = 0;
  return x.a;
}
// CHECK-LABEL: {{^}}under_cleared_bad: opaque{{$}}
// CHECK: {{^}}  result owned, nullable{{$}}

/// What is read at an exact place first, and then at any.
struct deep { struct deep *first, *second; char *text; };
char *any_after_exact_bad(struct handle *h, struct deep *d, int at, int n) {
  TURN(any_after_exact_bad(h, d, at, n - 1))
  struct deep *first = d->first;
  struct deep *some = (&d->first)[at];
  if (first)
    d->second->text = malloc(n);
  return some->text;
}
// CHECK-LABEL: {{^}}any_after_exact_bad: escaping{{$}}
// CHECK: {{^}}  escapes return

/// A member of a variable.
static struct handle shared;
static char *read_member(struct handle *from) { return from->own; }
char *member_of_variable_bad(struct handle *h, int n) {
  TURN(member_of_variable_bad(h, n - 1))
  shared.own = malloc(n);
  char *made = read_member(&shared);
  shared.own = 0;
  return made;
}
// CHECK-LABEL: {{^}}member_of_variable_bad: escaping{{$}}
// CHECK: {{^}}  escapes return

char *beside_in_variable_ok(struct handle *h, int n) {
  TURN(beside_in_variable_ok(h, n - 1))
  shared.made = malloc(n);
  return shared.name;
}
// CHECK-LABEL: {{^}}beside_in_variable_ok: contained{{$}}
// CHECK: {{^}}  retains fresh in large-functions.shared

// What a format asks for is looked at all the same.
int sscanf(const char *, const char *, ...);
int parsed_ok(struct handle *h, const char *text, int n) {
  int got;
  TURN(parsed_ok(h, text, n - 1))
  return sscanf(text, "%d", &got);
}
// CHECK-LABEL: {{^}}parsed_ok: none{{$}}
