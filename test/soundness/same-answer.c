// RUN: membrane scan --dump=escape %s -- > %t.first
// RUN: env MALLOC_PERTURB_=170 GLIBC_TUNABLES=glibc.malloc.tcache_count=0 \
// RUN:   membrane scan --dump=escape %s -- > %t.second
// RUN: diff %t.first %t.second
// RUN: FileCheck %s < %t.first
//
// The answer does not rest on what memory held before it was taken: not where
// the exit of a function is looked at and more is found than had been met.

struct node {
  void *a, *b, *c, *d, *e, *f, *g, *h;
};

void fill_ok(struct node *into, void *value) {
  into->a = value;
  into->b = value;
  into->c = value;
  into->d = value;
  into->e = value;
  into->f = value;
  into->g = value;
  into->h = value;
}
// CHECK-LABEL: function fill_ok
// CHECK-NEXT: arg0 = &arg1
// CHECK-NEXT: arg0[8] = &arg1
// CHECK-NEXT: arg0[16] = &arg1
// CHECK-NEXT: arg0[24] = &arg1
// CHECK-NEXT: arg0[32] = &arg1
// CHECK-NEXT: arg0[40] = &arg1
// CHECK-NEXT: arg0[48] = &arg1
// CHECK-NEXT: arg0[56] = &arg1
