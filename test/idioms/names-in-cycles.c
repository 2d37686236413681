// RUN: %scan %s -- | FileCheck %s --implicit-check-not='assumes bound'
//
// No contexts are made in a cycle of more functions than a few. Who gives it
// one object by two names takes what constraints say of it.

#include "../Inputs/libc.h"

struct box {
  char *text, *kept;
};
#define STEP(FROM, TO)                                                         \
  static void TO(struct box *, struct box *, int);                             \
  static void FROM(struct box *to, struct box *from, int rest) {               \
    if (rest > 0)                                                              \
      TO(to, from, rest - 1);                                                  \
  }
STEP(a, b)
STEP(b, c)
STEP(c, d)
STEP(d, e)
STEP(e, f)
STEP(f, g)
STEP(g, h)
STEP(h, i)
STEP(i, j)
STEP(j, k)
STEP(k, l)
STEP(l, m)
STEP(m, n)
static void n(struct box *to, struct box *from, int rest) {
  to->text = malloc(8);
  from->kept = to->text;
  free(from->text);
  from->text = NULL;
  if (rest > 0)
    a(to, from, rest - 1);
}
void box_fill(struct box *b, int count) { a(b, b, count); }
// CHECK-LABEL: {{^}}box_fill: opaque{{$}}
