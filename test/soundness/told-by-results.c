// RUN: %scan %s -- | FileCheck %s
//
// Results that do not tell whether a function has made a block: it is there on
// a way on which the result may be what the caller takes for a failure.

#include "../Inputs/libc.h"

typedef int look(void *bytes, size_t size);
struct number {
  int used, room;
  unsigned *digits;
};

static int init(struct number *it) {
  it->digits = calloc(4, 8);
  if (!it->digits)
    return -1;
  it->room = 4;
  return 0;
}

static int init_or_warn(struct number *it) {
  it->digits = calloc(4, 8);
  if (!it->digits)
    return -1;
  if (getenv("warn"))
    return 1;
  return 0;
}

int warned_bad(look *at) {
  struct number it;
  int error = init_or_warn(&it);
  at(it.digits, 3);
  if (error)
    return -1;
  free(it.digits);
  return 0;
}
// CHECK-LABEL: {{^}}warned_bad: escaping{{$}}
// CHECK: {{^}}  escapes callback 0

int other_way_bad(look *at) {
  struct number it;
  int error = init(&it);
  at(it.digits, 3);
  if (!error)
    return -1;
  free(it.digits);
  return error;
}
// CHECK-LABEL: {{^}}other_way_bad: escaping{{$}}
// CHECK: {{^}}  escapes callback 0

unsigned *kept_bad(void) {
  struct number it;
  int error = init_or_warn(&it);
  if (error == 1)
    return it.digits;
  if (!error)
    free(it.digits);
  return 0;
}
// CHECK-LABEL: {{^}}kept_bad: escaping{{$}}
// CHECK: {{^}}  escapes return ""

// A number that is cut may be 0 where the number is not.
static int make_sized(struct number *it, int size) {
  it->digits = malloc(size);
  if (!it->digits)
    return 0;
  return 256;
}

static int make_of(struct number *it, int size) {
  if (size <= 0)
    return 0;
  it->digits = calloc(size, 8);
  return size;
}

unsigned *cut_bad(int size) {
  struct number it = {0, 0, 0};
  unsigned char made = make_of(&it, size);
  if (!made)
    return it.digits;
  free(it.digits);
  return 0;
}
// CHECK-LABEL: {{^}}cut_bad: escaping{{$}}
// CHECK: {{^}}  escapes return ""

unsigned *cut_constant_bad(int size) {
  struct number it = {0, 0, 0};
  char made = (char)make_sized(&it, size);
  if (!made)
    return it.digits;
  free(it.digits);
  return 0;
}
// CHECK-LABEL: {{^}}cut_constant_bad: escaping{{$}}
// CHECK: {{^}}  escapes return ""

// What a recursion tells is not final while it is solved.
static int init_again(struct number *it, int depth) {
  if (depth)
    return init_again(it, depth - 1);
  it->digits = calloc(4, 8);
  return it->digits ? depth : 1;
}

unsigned *again_bad(int depth) {
  struct number it;
  it.digits = 0;
  if (init_again(&it, depth))
    return it.digits;
  free(it.digits);
  return 0;
}
// CHECK-LABEL: {{^}}again_bad: escaping{{$}}
