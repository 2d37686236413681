// RUN: %scan %s -- | FileCheck %s
//
// Addresses that come to members of type integer by references, pointers to
// members, methods, captures and exceptions.

#include "../Inputs/libc.h"

typedef unsigned long word;
struct box {
  word size, number;
  void *data;
};
static void keep(box *b, word number) { b->number = number; }
extern "C" {

struct Referred {
  word held;
  word &get() { return held; }
};
void reference_bad(box *b) {
  Referred made{0};
  made.get() = word(malloc(8));
  keep(b, made.held);
}
// CHECK-DAG: {{^}}reference_bad: {{escaping|opaque}}{{$}}

struct Chosen {
  word first, second;
};
static void set(Chosen *to, word Chosen::*member) {
  to->*member = word(malloc(8));
}
static void keep_chosen(box *b, word number) { b->number = number; }
void chosen_bad(box *b) {
  Chosen made{0, 0};
  set(&made, &Chosen::second);
  keep_chosen(b, made.second);
}
// CHECK-DAG: {{^}}chosen_bad: {{escaping|opaque}}{{$}}

/// Should be opaque, as fn_asked in integer-members.c; and what a lambda has.
struct Asked {
  word held;
  word get() const { return held; }
  void set(word given) { held = given; }
};
static void keep_asked(box *b, word number) { b->number = number; }
void fn_asked(box *b) {
  Asked made;
  made.set(word(malloc(8)));
  keep_asked(b, made.get());
}
// CHECK-DAG: {{^}}fn_asked: contained{{$}}

static void keep_captured(box *b, word number) { b->number = number; }
void fn_captured(box *b) {
  word made = word(malloc(8));
  auto late = [made, b] { keep_captured(b, made); };
  late();
}
// CHECK-DAG: {{^}}fn_captured: contained{{$}}

struct Thrown {
  word held;
};
static void keep_thrown(box *b, word number) { b->number = number; }
void thrown_bad(box *b) {
  try {
    throw Thrown{word(malloc(8))};
  } catch (Thrown &caught) {
    keep_thrown(b, caught.held);
  }
}
// CHECK-DAG: {{^}}thrown_bad: {{escaping|opaque}}{{$}}
}
