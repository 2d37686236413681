// Buffers that a function makes once, keeps in a static and lends.
// RUN: %scan %s -- | FileCheck %s

#include "../Inputs/libc.h"

static char *buffer;
static size_t room;

const char *grown_ok(size_t n) {
  if (n > room) {
    char *more = realloc(buffer, n);
    if (!more)
      return 0;
    buffer = more;
    room = n;
  }
  return buffer;
}
// CHECK-LABEL: {{^}}grown_ok: contained{{$}}
// CHECK: borrows static

struct text {
  char *start;
  size_t length, room;
};

static int append(struct text *to, size_t n) {
  if (to->start && to->length + n <= to->room)
    return 1;
  char *more = realloc(to->start, to->length + n);
  if (!more) {
    free(to->start);
    to->start = 0;
    return 0;
  }
  to->start = more;
  to->room = to->length += n;
  return 1;
}

const char *once_in_struct_ok(void) {
  static struct text all;
  if (!all.start)
    append(&all, 2);
  return all.start;
}
// CHECK-LABEL: {{^}}once_in_struct_ok: contained{{$}}
// CHECK: borrows static

// Where realloc returned a new block the first one is not there any more.
const char *in_steps_ok(void) {
  static struct text all;
  if (!all.start) {
    append(&all, 2);
    append(&all, 2);
  }
  return all.start;
}
// CHECK-LABEL: {{^}}in_steps_ok: contained{{$}}
// CHECK: borrows static
