// RUN: %scan %s -- | FileCheck %s
//
// A function that calls its argument, and costs full precision too much for what
// one of its callers passes, costs little for the others.

void *malloc(unsigned long);

struct link;
struct ring {
  struct link *a, *b, *c, *d, *e, *f, *g, *h, *i, *j, *k, *l, *m, *n, *o, *p;
};
struct all {
  struct ring one, two, three, four, five;
  char *made;
  int count;
};

/// Moves what it finds one place further, and the last one to the first.
#define SHIFT(RING, FROM)                                                      \
  (RING).p = (RING).o, (RING).o = (RING).n, (RING).n = (RING).m;               \
  (RING).m = (RING).l, (RING).l = (RING).k, (RING).k = (RING).j;               \
  (RING).j = (RING).i, (RING).i = (RING).h, (RING).h = (RING).g;               \
  (RING).g = (RING).f, (RING).f = (RING).e, (RING).e = (RING).d;               \
  (RING).d = (RING).c, (RING).c = (RING).b, (RING).b = (RING).a;               \
  (RING).a = FROM
static void turn(struct all *at, int n) {
  struct link *last = at->five.p;
  SHIFT(at->five, at->four.p);
  SHIFT(at->four, at->three.p);
  SHIFT(at->three, at->two.p);
  SHIFT(at->two, at->one.p);
  SHIFT(at->one, last);
  at->made = malloc(n);
}
static void count(struct all *at, int n) { at->count += n; }

void each(struct all *at, void (*use)(struct all *, int), int n) {
  for (int i = 0; i < n; i++)
    use(at, i);
}
// CHECK-LABEL: {{^}}each: none{{$}}

void turn_all_bad(struct all *at, int n) { each(at, turn, n); }
// CHECK-LABEL: {{^}}turn_all_bad: opaque{{$}}
// CHECK: {{^}}  escapes argument 0

void count_all_ok(struct all *at, int n) { each(at, count, n); }
// CHECK-LABEL: {{^}}count_all_ok: none{{$}}

// CHECK: {{^}}bound functions of coarse precision
