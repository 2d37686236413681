// RUN: %scan %s -- | FileCheck %s
// RUN: %python %S/../soundness/Inputs/cycle.py %s > %t-cycle.c
// RUN: %scan %t-cycle.c -- -DLARGE | FileCheck %s --check-prefixes=CHECK,LARGE
//
// Of a struct that is passed by value, a number that is narrower than a pointer
// leads nowhere, and a text has no pointers in it.

#include <stdlib.h>
#include <string.h>

#ifndef LARGE
#define spin(n) n
#endif

struct datum {
  char *text;
  int size;
};

struct base {
  struct base *next;
  char *buffer;
  int size;
};

void put_ok(struct base *b, struct datum d) {
  struct base *fresh = malloc(sizeof *fresh);
  fresh->buffer = malloc(spin(d.size));
  memcpy(fresh->buffer, d.text, d.size);
  fresh->size = d.size;
  fresh->next = b->next;
  b->next = fresh;
}
// CHECK-LABEL: {{^}}put_ok: opaque{{$}}
// CHECK-NOT: {{^}}  {{(escapes|stores)}} argument 1
// CHECK: {{^}}  escapes argument 0
// CHECK-NOT: {{^}}  {{(escapes|stores)}} argument 1
// CHECK-LABEL: {{^}}put_twice_ok: opaque{{$}}
// CHECK-NOT: {{^}}  {{(escapes|stores)}} argument 1

void put_twice_ok(struct base *b, struct datum d) {
  put_ok(b, d);
  put_ok(b->next, d);
}

/// Two pointers may be anywhere.
struct span {
  struct base *first, *last;
};

void put_span_bad(struct span s) {
  struct base *fresh = malloc(sizeof *fresh);
  fresh->size = spin(1);
  s.last->next = fresh;
}
// CHECK-LABEL: {{^}}put_span_bad: opaque{{$}}
// CHECK: {{^}}  escapes argument 0

/// Eight bytes may be those of a pointer.
struct bytes {
  long kind;
  unsigned char of[8];
};

void put_bytes_bad(struct bytes b) {
  struct base *to;
  memcpy(&to, b.of, sizeof to);
  to->next = malloc(spin(8));
}
// CHECK-LABEL: {{^}}put_bytes_bad: {{opaque|escaping}}{{$}}
// CHECK: {{^}}  escapes argument 0

struct wide {
  long kind, of;
};

void put_wide_bad(struct wide w) {
  struct base *to = (struct base *)w.of;
  to->next = malloc(spin(8));
}
// CHECK-LABEL: {{^}}put_wide_bad: {{opaque|escaping}}{{$}}
// CHECK: {{^}}  escapes argument 0

#ifdef LARGE
void around(int n) {
  struct base b = {0};
  struct datum d = {0, n};
  struct span s = {&b, &b};
  struct bytes y = {0};
  struct wide w = {0, (long)&b};
  put_ok(&b, d);
  put_twice_ok(&b, d);
  put_span_bad(s);
  put_bytes_bad(y);
  put_wide_bad(w);
}
// LARGE: {{^}}bound large cycles of calls 1{{$}}
#endif
