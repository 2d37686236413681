// RUN: %scan %s -- | FileCheck %s
//
// A function of the program's tells by its result whether it has made a block:
// where it says no, there is none, and nothing that was given out is left.

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

static int init_used(struct number *it, int used) {
  int error;
  if ((error = init(it)) != 0)
    return error;
  it->used = used;
  return 0;
}

static int init_as_told(struct number *it) {
  int error = init_used(it, 1);
  return error;
}

static _Bool make(struct number *it) {
  it->digits = calloc(4, 8);
  if (!it->digits)
    return 0;
  it->room = 4;
  return 1;
}

static int init_or_free(struct number *it) {
  it->digits = calloc(4, 8);
  if (!it->digits)
    return 1;
  if (getenv("none")) {
    free(it->digits);
    return 2;
  }
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

int zero_ok(look *at) {
  struct number it;
  if (init(&it))
    return -1;
  int seen = at(it.digits, 3);
  free(it.digits);
  return seen;
}
// CHECK-LABEL: {{^}}zero_ok: contained{{$}}

int passed_on_ok(look *at) {
  struct number it;
  if (init_used(&it, 2) < 0)
    return -1;
  int seen = at(it.digits, 3);
  free(it.digits);
  return seen;
}
// CHECK-LABEL: {{^}}passed_on_ok: contained{{$}}

int as_told_ok(look *at) {
  struct number it;
  int error = init_as_told(&it);
  if (error != 0)
    return error;
  error = at(it.digits, 3);
  free(it.digits);
  return error;
}
// CHECK-LABEL: {{^}}as_told_ok: contained{{$}}

int true_ok(look *at) {
  struct number it;
  if (!make(&it))
    return -1;
  int seen = at(it.digits, 3);
  free(it.digits);
  return seen;
}
// CHECK-LABEL: {{^}}true_ok: contained{{$}}

int freed_ok(look *at) {
  struct number it;
  if (init_or_free(&it))
    return -1;
  int seen = at(it.digits, 3);
  free(it.digits);
  return seen;
}
// CHECK-LABEL: {{^}}freed_ok: contained{{$}}

int not_negative_ok(look *at) {
  struct number it;
  if (init_or_warn(&it) < 0)
    return -1;
  int seen = at(it.digits, 3);
  free(it.digits);
  return seen;
}
// CHECK-LABEL: {{^}}not_negative_ok: contained{{$}}

// What the callee has stored is not there where it says that it failed.
struct buffer {
  char *text;
  unsigned long used, size;
};
static int grow(struct buffer *of, unsigned long more) {
  if (of->size - of->used >= more)
    return 0;
  char *moved = realloc(of->text, of->used + more);
  if (!moved)
    return -1;
  of->text = moved;
  of->size = of->used + more;
  return 0;
}

char *detach(struct buffer *of) {
  if (grow(of, 1))
    return 0;
  char *text = of->text;
  text[of->used] = 0;
  of->text = 0;
  of->used = of->size = 0;
  return text;
}
// CHECK-LABEL: {{^}}detach: escaping{{$}}
// CHECK-NOT: {{^}}  escapes argument
// CHECK: {{^}}  escapes return "" char * family malloc release free
// CHECK-NOT: {{^}}  escapes argument

int grow_ok(struct buffer *of) { return grow(of, 1); }
// CHECK-LABEL: {{^}}grow_ok: opaque{{$}}
// CHECK: {{^}}  escapes argument 0 "->text"
