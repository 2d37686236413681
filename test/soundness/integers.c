// RUN: %scan %s -- | FileCheck %s
//
// Arguments that are declared as integers, and what an address that is given
// there comes to.

#include "../Inputs/libc.h"

typedef unsigned long word;
struct box {
  word size, number;
  void *data;
};

/// A size.
int resize_ok(struct box *b, word size) { return (b->size = size) != 0; }
// CHECK-LABEL: {{^}}resize_ok: none{{$}}

/// An address that is given as one.
static word same(word x) { return x; }
void *through_bad(void) { return (void *)same((word)malloc(8)); }
// CHECK-LABEL: {{^}}through_bad: escaping{{$}}
// CHECK: {{^}}  escapes return ""

static void keep(struct box *b, word number) { b->number = number; }
void kept_bad(struct box *b) { keep(b, (word)malloc(8)); }
// CHECK-LABEL: {{^}}kept_bad: {{escaping|opaque}}{{$}}
// CHECK: {{^}}  escapes argument 0 "->number"

/// Given by way of another argument, a member, a result and a local.
static void further(struct box *b, word number) { keep(b, number + 1); }
void further_bad(struct box *b) { further(b, (word)malloc(8)); }
// CHECK-LABEL: {{^}}further_bad: {{escaping|opaque}}{{$}}
// CHECK: {{^}}  escapes argument 0 "->number"

static word make(int n) { return n ? (word)malloc(n) : 0; }
void result_bad(struct box *b, int n) { keep(b, make(n)); }
// CHECK-LABEL: {{^}}result_bad: {{escaping|opaque}}{{$}}
// CHECK: {{^}}  escapes argument 0 "->number"

struct holder {
  word held, other;
};
static void hold(struct holder *h) { h->held = (word)malloc(8); }
void member_bad(struct box *b) {
  struct holder h = {0, 0};
  hold(&h);
  keep(b, h.held);
}
// CHECK-LABEL: {{^}}member_bad: {{escaping|opaque}}{{$}}
// CHECK: {{^}}  escapes argument 0 "->number"

static void fill(word *out) { *out = (word)malloc(8); }
void filled_bad(struct box *b) {
  struct holder h = {0, 0};
  fill(&h.other);
  keep(b, h.other);
}
// CHECK-LABEL: {{^}}filled_bad: {{escaping|opaque}}{{$}}
// CHECK: {{^}}  escapes argument 0 "->number"

/// Called through a pointer.
static void note(struct box *b, word number) { b->number = number; }
struct way {
  void (*put)(struct box *, word);
};
static struct way ways[] = {{note}, {keep}};
void table_bad(struct box *b, int i) { ways[i].put(b, (word)malloc(8)); }
// CHECK-LABEL: {{^}}table_bad: {{escaping|opaque}}{{$}}
// CHECK: {{^}}  escapes argument 0 "->number"

/// Used as an address, by the function or by one that it is passed to.
static void drop(word number) { free((void *)number); }
void dropped(word number) { drop(number); }
// CHECK-LABEL: {{^}}dropped: none{{$}}
// CHECK: {{^}}  releases argument 0

/// What a client gives.
void tell(struct box *b, uintptr_t user) { b->number = user; }
// CHECK-LABEL: {{^}}tell: none{{$}}
// CHECK: {{^}}  stores argument 1 "" into argument 0 "->number"
