// RUN: %scan %s -- | FileCheck %s
//
// Addresses that come to members of type integer by other ways than their
// name, and then to arguments of type integer.

#include "../Inputs/libc.h"

typedef unsigned long word;
struct box {
  word size, number;
  void *data;
};
struct pair {
  word first, second;
};

/// Of each case its own record and function: what one holds says nothing.
#define CASE(N)                                                                \
  struct pair##N {                                                             \
    word first, second;                                                        \
  };                                                                           \
  static void keep##N(struct box *b, word number) { b->number = number; }

CASE(1)
void merged_bad(struct box *b, int c) {
  struct pair1 h = {0, 0};
  word *p = c ? &h.first : &h.second;
  *p = (word)malloc(8);
  keep1(b, h.first);
}
// CHECK-LABEL: {{^}}merged_bad: {{escaping|opaque}}{{$}}

CASE(2)
static word *slot(struct pair2 *h) { return &h->first; }
void slot_bad(struct box *b) {
  struct pair2 h = {0, 0};
  *slot(&h) = (word)malloc(8);
  keep2(b, h.first);
}
// CHECK-LABEL: {{^}}slot_bad: {{escaping|opaque}}{{$}}

CASE(3)
void element_bad(struct box *b, int i) {
  struct pair3 h = {0, 0};
  ((word *)&h)[i] = (word)malloc(8);
  keep3(b, h.second);
}
// CHECK-LABEL: {{^}}element_bad: {{escaping|opaque}}{{$}}

CASE(4)
static void fill(word *to, int i) { to[i] = (word)malloc(8); }
void beside_bad(struct box *b) {
  struct pair4 h = {0, 0};
  fill(&h.first, 1);
  keep4(b, h.second);
}
// CHECK-LABEL: {{^}}beside_bad: {{escaping|opaque}}{{$}}

CASE(5)
void outside_bad(struct box *b) {
  struct pair5 h = {0, 0};
  asprintf((char **)&h.second, "x");
  keep5(b, h.second);
}
// CHECK-LABEL: {{^}}outside_bad: {{escaping|opaque}}{{$}}

CASE(6)
struct place {
  word *where;
};
static void set(struct place *p) { *p->where = (word)malloc(8); }
void by_member_bad(struct box *b) {
  struct pair6 h = {0, 0};
  struct place p = {&h.second};
  set(&p);
  keep6(b, h.second);
}
// CHECK-LABEL: {{^}}by_member_bad: {{escaping|opaque}}{{$}}

CASE(7)
struct pointers {
  void *first, *second;
};
static void start(struct pointers *p) { p->second = malloc(8); }
void other_record_bad(struct box *b) {
  struct pair7 h = {0, 0};
  start((struct pointers *)&h);
  keep7(b, h.second);
}
// CHECK-LABEL: {{^}}other_record_bad: {{escaping|opaque}}{{$}}

CASE(8)
static void from(struct pair8 *to, void **bytes) {
  memcpy(to, bytes, sizeof *to);
}
void copied_bad(struct box *b) {
  void *made[2] = {0, malloc(8)};
  struct pair8 h;
  from(&h, made);
  keep8(b, h.second);
}
// CHECK-LABEL: {{^}}copied_bad: {{escaping|opaque}}{{$}}

/// Elements of a member, of which one is read by name.
struct many {
  word held[2];
};
static void keep_one(struct box *b, word number) { b->number = number; }
void array_bad(struct box *b, int i) {
  struct many h = {{0, 0}};
  h.held[i] = (word)malloc(8);
  keep_one(b, h.held[0]);
}
// CHECK-LABEL: {{^}}array_bad: {{escaping|opaque}}{{$}}

/// Read behind the store, in the same function.
static struct pair same(struct pair v) { return v; }
static void keep_late(struct box *b, word number) { b->number = number; }
void late_bad(struct box *b) {
  struct pair h = {0, (word)malloc(8)}, *p = &h;
  struct pair copy = same(*p);
  keep_late(b, copy.second);
}
// CHECK-LABEL: {{^}}late_bad: {{escaping|opaque}}{{$}}

/// Should be opaque: what a callee reads in a member that the program uses as an
/// address nowhere is taken for a number.
CASE(9)
static word get(const struct pair9 *h) { return h->second; }
static void put(struct pair9 *h, word second) { h->second = second; }
void fn_asked(struct box *b) {
  struct pair9 h = {0, 0};
  put(&h, (word)malloc(8));
  keep9(b, get(&h));
}
// CHECK-LABEL: {{^}}fn_asked: contained{{$}}

/// Taken for another record by who gets it as void *.
struct pair10 {
  word first, second;
};
static void start_any(void *any) {
  struct pointers *p = any;
  p->second = malloc(8);
}
static void pass_any(void *any) { start_any(any); }
static void keep10(struct box *b, word number) { b->number = number; }
void any_bad(struct box *b) {
  struct pair10 h = {0, 0};
  pass_any(&h);
  keep10(b, h.second);
}
// CHECK-LABEL: {{^}}any_bad: {{escaping|opaque}}{{$}}

/// What a client gives is used as an address, by way of a member.
struct pair11 {
  word first, second;
};
static void use_other(struct pointers *p) { *(void **)p->first = malloc(8); }
void used_other_bad(word given) {
  struct pair11 h = {given, 0};
  use_other((struct pointers *)&h);
}
// CHECK-LABEL: {{^}}used_other_bad: escaping{{$}}
// CHECK: {{^}}  escapes argument 0 "*"

struct some {
  word held[2];
};
static void use_element(struct some *s, int i) {
  *(void **)s->held[i] = malloc(8);
}
void used_element_bad(word given, int i) {
  struct some s = {{given, 0}};
  use_element(&s, i);
}
// CHECK-LABEL: {{^}}used_element_bad: escaping{{$}}
// CHECK: {{^}}  escapes argument 0 "*"

/// No address comes to these, also if one is filled through a pointer.
struct counts {
  word first, second;
};
static void count(word *to) { *to += 1; }
static void keep_count(struct box *b, word number) { b->number = number; }
void count_ok(struct box *b, struct counts *c, word n) {
  count(n ? &c->first : &c->second);
  c->second = n;
  keep_count(b, c->first + n);
}
// CHECK-LABEL: {{^}}count_ok: none{{$}}
