// RUN: %scan %s -- | FileCheck %s
//
// The members of a large struct are told apart.

#include "../Inputs/libc.h"

#define EACH(OF)                                                               \
  OF(a) OF(b) OF(c) OF(d) OF(e) OF(f) OF(g) OF(h) OF(i) OF(j) OF(k) OF(l) OF(m)
#define MEMBERS(n) long n##0, n##1, n##2, n##3, n##4, n##5, n##6, n##7;
#define SET(n)                                                                 \
  made->n##0 = made->n##1 = made->n##2 = made->n##3 = made->n##4 = made->n##5 =            \
      made->n##6 = made->n##7 = count;

struct part {
  struct part *next;
};
struct state {
  EACH(MEMBERS)
  struct part *first;
  void *user;
};

/// What hangs under one member is not stored under another one.
struct state *state_new_ok(void *user, int count) {
  struct state *made = malloc(sizeof *made);
  if (!made)
    return NULL;
  made->user = user;
  EACH(SET)
  made->first = malloc(sizeof *made->first);
  if (made->first)
    made->first->next = malloc(sizeof *made->first);
  return made;
}
// CHECK-LABEL: {{^}}state_new_ok: opaque{{$}}
// CHECK-NOT: escapes argument
