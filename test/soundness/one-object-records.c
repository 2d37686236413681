// RUN: %scan %s -- | FileCheck %s
//
// The record of a function that the program gives one object as two arguments
// says what it does then, too.

#include "../Inputs/libc.h"

struct pair {
  char *first, *second;
};

static void overwritten_bad(struct pair *a, struct pair *b) {
  b->first = malloc(1);
  b->first = a->first;
}
// CHECK-LABEL: {{^}}overwritten_bad: {{opaque|escaping}}{{$}}
// CHECK: {{^}}  escapes argument 0 "->first"

static char *read_back_bad(struct pair *a, struct pair *b) {
  a->first = NULL;
  b->first = malloc(1);
  return a->first;
}
// CHECK-LABEL: {{^}}read_back_bad: {{opaque|escaping}}{{$}}
// CHECK: {{^}}  escapes return ""

static char *swapped_ok(struct pair *a, struct pair *b) {
  char *made = malloc(1);
  b->second = made;
  free(made);
  b->second = NULL;
  return a->second;
}
// CHECK-LABEL: {{^}}swapped_ok: contained{{$}}

/// Nobody gives it one object twice.
static char *apart_ok(struct pair *a, struct pair *b) {
  a->first = NULL;
  b->first = malloc(1);
  free(b->first);
  return a->first;
}
// CHECK-LABEL: {{^}}apart_ok: contained{{$}}

static struct pair shared;
char *everything_bad(struct pair *other) {
  overwritten_bad(&shared, &shared);
  free(read_back_bad(other, other));
  swapped_ok(other, other);
  return apart_ok(other, &shared);
}
// CHECK-LABEL: {{^}}everything_bad:
