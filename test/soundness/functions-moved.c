// RUN: %scan %s -- | FileCheck %s
//
// Functions that get to a member by none of its stores: a record is used as
// another one, or bytes are copied into it. They are called there too, beside
// those that the program stores there.

#include "../Inputs/libc.h"

typedef void operation(char **);
static void quiet(char **p) { *p = 0; }
static void leak(char **p) { *p = malloc(3); }

// A kind of table each, so that none has the functions of another.
#define TABLE(KIND)                                                            \
  struct KIND {                                                                \
    int x;                                                                     \
    operation *call;                                                           \
  };                                                                           \
  static const struct KIND KIND##_usual = {1, quiet};
TABLE(first)
TABLE(second)
TABLE(third)
TABLE(fourth)

struct alike {
  int y;
  operation *other;
};
void used_as_another_bad(const struct first *given, int n, char **out) {
  struct alike own = {n, leak};
  const struct first *use = n ? (const struct first *)&own : given;
  use = n > 9 ? &first_usual : use;
  use->call(out);
}
// CHECK-LABEL: {{^}}used_as_another_bad: escaping{{$}}
// CHECK: {{^}}  escapes argument 2 "*" char * family malloc

struct longer {
  long before;
  struct alike inner;
};
void part_of_another_bad(const struct second *given, int n, char **out) {
  struct longer own = {1, {n, leak}};
  const struct second *use = n ? (const struct second *)&own.inner : given;
  use->call(out);
}
// CHECK-LABEL: {{^}}part_of_another_bad: escaping{{$}}
// CHECK: {{^}}  escapes argument 2 "*" char * family malloc

struct apart {
  long a, b, c;
  int d;
  operation *far;
};
void copied_from_elsewhere_bad(const struct third *given, int n, char **out) {
  struct apart own = {1, 2, 3, n, leak};
  struct third mine = *given;
  if (n)
    memcpy(&mine, (char *)&own + 24, sizeof mine);
  mine.call(out);
}
// CHECK-LABEL: {{^}}copied_from_elsewhere_bad: escaping{{$}}
// CHECK: {{^}}  escapes argument 2 "*" char * family malloc

struct coded {
  unsigned long word;
};
void decoded_bad(const struct fourth *given, int n, char **out) {
  struct coded hidden = {(unsigned long)leak + 16};
  operation *f = n ? (operation *)(hidden.word - 16) : given->call;
  f(out);
}
// CHECK-LABEL: {{^}}decoded_bad: escaping{{$}}
// CHECK: {{^}}  escapes argument 2 "*" char * family malloc

TABLE(fifth)
void stored_without_type_bad(struct fifth *given, int n, char **out) {
  struct fifth own = {n, quiet};
  void **words = (void **)&own;
  words[1] = (void *)leak;
  const struct fifth *use = n ? &own : given;
  use->call(out);
}
// CHECK-LABEL: {{^}}stored_without_type_bad: escaping{{$}}
// CHECK: {{^}}  escapes argument 2 "*" char * family malloc

TABLE(sixth)
void stored_somewhere_bad(struct sixth *given, int n, int at, char **out) {
  struct sixth own = {n, quiet};
  *(void **)((char *)&own + at) = (void *)leak;
  const struct sixth *use = n ? &own : given;
  use->call(out);
}
// CHECK-LABEL: {{^}}stored_somewhere_bad: escaping{{$}}
// CHECK: {{^}}  escapes argument 3 "*" char * family malloc

TABLE(seventh)
void stored_in_a_loop_bad(struct seventh *given, int n, char **out) {
  struct seventh own[2] = {{n, quiet}, {n, quiet}};
  void **at = (void **)own;
  for (int i = 0; i < n; i++)
    *at++ = (void *)leak;
  struct seventh *use = n ? own : given;
  use->call(out);
}
// CHECK-LABEL: {{^}}stored_in_a_loop_bad: escaping{{$}}
// CHECK: {{^}}  escapes argument 2 "*" char * family malloc
