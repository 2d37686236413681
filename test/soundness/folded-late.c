// RUN: %scan %s -- | FileCheck %s
//
// A node turns out to be several when its own link is followed. Then what hangs
// under it is several, too, though it was met before.

#include "../Inputs/libc.h"

struct held {
  int on;
  char *text;
};
struct node {
  struct node *next;
  struct held *held;
};

char *number_bad(struct node *it) {
  struct node *at = it->next;
  struct held *one = at->held;
  one->on = 1;
  at = at->next;
  struct held *other = at->held;
  other->on = 0;
  return one->on ? malloc(3) : 0;
}
// CHECK-LABEL: {{^}}number_bad: escaping{{$}}

void pointer_bad(struct node *it) {
  struct node *at = it->next;
  struct held *one = at->held;
  one->text = malloc(1);
  at = at->next;
  struct held *other = at->held;
  other->text = 0;
}
// CHECK-LABEL: {{^}}pointer_bad: opaque{{$}}
// CHECK: escapes argument 0 "->next->held->text"

/// One that is not followed is one.
char *single_ok(struct node *it) {
  struct held *one = it->next->held;
  one->on = 1;
  struct held *same = it->next->held;
  same->on = 0;
  return one->on ? malloc(3) : 0;
}
// CHECK-LABEL: {{^}}single_ok: none{{$}}
