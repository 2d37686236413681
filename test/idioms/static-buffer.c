// RUN: %scan %s -- | FileCheck %s
//
// A text that stands in the object as long as it is short: bytes that are
// written to it leave the pointer to it alone.

#include "../Inputs/libc.h"

struct text {
  char *start;
  size_t size;
  char own[16];
};

static void set(struct text *it, const char *given) {
  size_t size = strlen(given);
  if (size >= sizeof it->own) {
    char *made = malloc(size + 1);
    if (!made)
      abort();
    if (it->start != it->own)
      free(it->start);
    it->start = made;
  }
  memcpy(it->start, given, size);
  it->size = size;
}

static struct text last;
static int began;
const char *lent_ok(const char *given) {
  if (!began) {
    began = 1;
    last.start = last.own;
  }
  set(&last, given);
  return last.start;
}
// CHECK-LABEL: {{^}}lent_ok: contained{{$}}

char *given_bad(const char *given) {
  struct text it = {it.own, 0, ""};
  set(&it, given);
  return it.start == it.own ? 0 : it.start;
}
// CHECK-LABEL: {{^}}given_bad: escaping{{$}}
