// RUN: %scan %s -- | FileCheck %s
//
// A member was compared with a number on the way to a call: that decides what
// the callee does.

#include "../Inputs/libc.h"

enum kind { NUMBER, TEXT, LIST };
struct node {
  enum kind kind;
  char *text;
};

char *value(struct node *n) {
  switch (n->kind) {
  case TEXT:
    return strdup(n->text);
  default:
    return 0;
  }
}

char *tested_ok(struct node *n) { return n->kind == LIST ? value(n) : 0; }
// CHECK-LABEL: {{^}}tested_ok: none{{$}}
char *tested_bad(struct node *n) { return n->kind == TEXT ? value(n) : 0; }
// CHECK-LABEL: {{^}}tested_bad: escaping{{$}}
char *other_way_bad(struct node *n) { return n->kind != LIST ? value(n) : 0; }
// CHECK-LABEL: {{^}}other_way_bad: escaping{{$}}

/// Further up, and in a switch.
char *early_ok(struct node *n, int twice) {
  if (n->kind != NUMBER)
    return 0;
  if (twice > 1)
    return value(n);
  return 0;
}
// CHECK-LABEL: {{^}}early_ok: none{{$}}
char *switched_ok(struct node *n) {
  switch (n->kind) {
  case LIST:
    return value(n);
  default:
    return 0;
  }
}
// CHECK-LABEL: {{^}}switched_ok: none{{$}}
char *shared_bad(struct node *n) {
  switch (n->kind) {
  case TEXT:
  case LIST:
    return value(n);
  default:
    return 0;
  }
}
// CHECK-LABEL: {{^}}shared_bad: escaping{{$}}

/// It is another number by then, or may be; or another node's.
char *written_bad(struct node *n) {
  if (n->kind != LIST)
    return 0;
  n->kind = TEXT;
  return value(n);
}
// CHECK-LABEL: {{^}}written_bad: escaping{{$}}
void change(struct node *n) { n->kind = n->text ? TEXT : NUMBER; }
char *changed_bad(struct node *n) {
  if (n->kind != LIST)
    return 0;
  change(n);
  return value(n);
}
// CHECK-LABEL: {{^}}changed_bad: escaping{{$}}
char *stored_bad(struct node *n, enum kind *out, enum kind wanted) {
  if (n->kind != LIST)
    return 0;
  *out = wanted;
  return value(n);
}
// CHECK-LABEL: {{^}}stored_bad: escaping{{$}}
char *others_bad(struct node *a, struct node *b) {
  return a->kind == LIST ? value(b) : 0;
}
// CHECK-LABEL: {{^}}others_bad: escaping{{$}}
char *looped_bad(struct node **all, int n) {
  char *last = 0;
  for (int i = 0; i < n; ++i)
    if (all[0]->kind == LIST)
      last = value(all[i]);
  return last;
}
// CHECK-LABEL: {{^}}looped_bad: escaping{{$}}

/// What was tested is found to be another node only when the loop is run again.
char *later_bad(struct node *a, struct node *b, int n) {
  struct node *p = a;
  char *last = 0;
  for (int i = 0; i < n; ++i) {
    if (p->kind == LIST)
      last = value(a);
    p = b;
  }
  return last;
}
// CHECK-LABEL: {{^}}later_bad: escaping{{$}}
