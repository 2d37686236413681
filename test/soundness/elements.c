// RUN: %scan %s -- | FileCheck %s
//
// What hangs under elements of one array, where one index is known and another
// one is not.

#include "../Inputs/libc.h"

struct text {
  char *bytes;
};
struct entry {
  int used;
  struct text *extra;
};
struct text *unknown_first_bad(struct entry **all, int i) {
  all[i]->extra = malloc(8);
  return all[0]->extra;
}
// CHECK-LABEL: {{^}}unknown_first_bad: {{escaping|opaque}}{{$}}
// CHECK: {{^}}  escapes return ""

struct text *known_first_bad(struct entry **all, int i) {
  all[0]->extra = malloc(8);
  return all[i]->extra;
}
// CHECK-LABEL: {{^}}known_first_bad: {{escaping|opaque}}{{$}}
// CHECK: {{^}}  escapes return ""

struct text *held_bad(struct entry **all, int i) {
  struct entry *first = all[0];
  all[i]->extra = malloc(8);
  return first->extra;
}
// CHECK-LABEL: {{^}}held_bad: {{escaping|opaque}}{{$}}
// CHECK: {{^}}  escapes return ""

static void put(struct entry **all, int i) { all[i]->extra = malloc(8); }
struct text *by_callee_bad(struct entry **all, int i) {
  put(all, i);
  return all[0]->extra;
}
// CHECK-LABEL: {{^}}by_callee_bad: {{escaping|opaque}}{{$}}
// CHECK: {{^}}  escapes return ""

char *deeper_bad(struct entry **all, int i) {
  all[i]->extra->bytes = malloc(8);
  return all[1]->extra->bytes;
}
// CHECK-LABEL: {{^}}deeper_bad: escaping{{$}}
// CHECK: {{^}}  escapes return ""

struct table {
  int used;
  struct entry *slots[8];
};
struct text *member_array_bad(struct table *t, int i) {
  t->slots[i]->extra = malloc(8);
  return t->slots[2]->extra;
}
// CHECK-LABEL: {{^}}member_array_bad: {{escaping|opaque}}{{$}}
// CHECK: {{^}}  escapes return ""
