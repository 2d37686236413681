// RUN: %scan %s -- | FileCheck %s
//
// Structs that are copied as a whole: what a member held before is gone, what
// it gets afterwards or on another way round is not.

#include "../Inputs/libc.h"
#include "../Inputs/shapes.h"

struct pair {
  char *a, *b;
};

char *set_after_copy_bad(void) {
  struct pair none = {NULL, NULL}, copy;
  copy = none;
  copy.a = malloc(1);
  return copy.a;
}
// CHECK-LABEL: {{^}}set_after_copy_bad: escaping{{$}}

char *next_round_bad(int n) {
  struct pair from = {NULL, NULL}, copy = from;
  for (int i = 0; i < n; ++i) {
    copy = from;
    from.b = malloc(1);
  }
  return copy.b;
}
// CHECK-LABEL: {{^}}next_round_bad: escaping{{$}}

/// Half of the struct is copied.
char *half_copied_bad(void) {
  struct pair none = {NULL, NULL}, copy = {NULL, malloc(1)};
  memcpy(&copy, &none, sizeof(char *));
  return copy.b;
}
// CHECK-LABEL: {{^}}half_copied_bad: escaping{{$}}

/// Either of two is overwritten.
char *one_of_two_bad(int i) {
  struct pair none = {NULL, NULL}, two[2] = {{NULL, malloc(1)}, none};
  two[i] = none;
  return two[0].b;
}
// CHECK-LABEL: {{^}}one_of_two_bad: escaping{{$}}

/// The copy may go to either.
char *copied_to_either_bad(int i) {
  struct pair none = {NULL, NULL}, x = {NULL, malloc(1)}, y = none;
  *(i ? &x : &y) = none;
  return x.b;
}
// CHECK-LABEL: {{^}}copied_to_either_bad: escaping{{$}}

/// Through a union of pointer and number.
union word {
  char *pointer;
  long number;
};
char *through_number_bad(void) {
  union word from = {malloc(1)}, to;
  to = from;
  return (char *)to.number;
}
// CHECK-LABEL: {{^}}through_number_bad: escaping{{$}}

/// A member of null is no object, but a number that can come back.
char *member_of_null_ok(struct pair *p) { return p ? p->a : (char *)&p->b; }
// CHECK-LABEL: {{^}}member_of_null_ok: none{{$}}

struct pair *back_from_member_bad(size_t n) {
  struct pair *p = malloc(n);
  char **member = &p->b;
  return (struct pair *)(member - 1);
}
// CHECK-LABEL: {{^}}back_from_member_bad: opaque{{$}}

/// Elements change places.
char *sorted_bad(int (*less)(const void *, const void *)) {
  char *all[4] = {malloc(4), NULL, NULL, NULL};
  qsort(all, 4, sizeof *all, less);
  return all[2];
}
// CHECK-LABEL: {{^}}sorted_bad: escaping{{$}}
// CHECK: {{^}}  escapes return
