// RUN: %scan %s -- | FileCheck %s
//
// Bytes that a function copies as text, or as numbers, and that are a record for
// its caller. The declared type is believed, such a copy moves no pointers,
// unless the caller says in the context that it gives no text.

#include "../Inputs/libc.h"

struct box {
  char *text;
  size_t size;
};

static void copy_loop(char *to, const char *from, size_t n) {
  while (n--)
    *to++ = *from++;
}
static void copy_call(char *to, const char *from, size_t n) {
  memcpy(to, from, n);
}
static void copy_words(long *to, const long *from, size_t n) {
  for (size_t i = 0; i < n; ++i)
    to[i] = from[i];
}
static void copy_untyped(void *to, const void *from, size_t n) {
  char *into = to;
  const char *source = from;
  while (n--)
    *into++ = *source++;
}

char *loop_bad(size_t n) {
  struct box a = {malloc(n), n}, b;
  copy_loop((char *)&b, (char *)&a, sizeof a);
  return b.text;
}
// CHECK-LABEL: {{^}}loop_bad: escaping{{$}}

char *call_bad(size_t n) {
  struct box a = {malloc(n), n}, b;
  copy_call((char *)&b, (char *)&a, sizeof a);
  return b.text;
}
// CHECK-LABEL: {{^}}call_bad: escaping{{$}}

char *words_bad(size_t n) {
  struct box a = {malloc(n), n}, b;
  copy_words((long *)&b, (long *)&a, sizeof a / sizeof(long));
  return b.text;
}
// CHECK-LABEL: {{^}}words_bad: escaping{{$}}

char *untyped_bad(size_t n) {
  struct box a = {malloc(n), n}, b;
  copy_untyped(&b, &a, sizeof a);
  return b.text;
}
// CHECK-LABEL: {{^}}untyped_bad: escaping{{$}}

/// A table of bytes, as databases in memory have it.
struct datum {
  struct datum *next;
  char bytes[];
};
struct table {
  struct datum *first;
};
static void put(struct table *into, const char *value, int n) {
  struct datum *made = malloc(sizeof *made + n);
  memcpy(made->bytes, value, n);
  made->next = into->first;
  into->first = made;
}
static void pass_on(struct table *into, const void *value, int n) {
  put(into, value, n);
}
struct table *put_bad(size_t n) {
  struct table *made = calloc(1, sizeof *made);
  struct box a = {malloc(n), n};
  put(made, (const char *)&a, sizeof a);
  return made;
}
// CHECK-LABEL: {{^}}put_bad: opaque{{$}}
// CHECK-NOT: leaks
struct table *passed_on_bad(size_t n) {
  struct table *made = calloc(1, sizeof *made);
  struct box a = {malloc(n), n};
  pass_on(made, &a, sizeof a);
  return made;
}
// CHECK-LABEL: {{^}}passed_on_bad: opaque{{$}}
// CHECK-NOT: leaks
struct slot {
  char *bytes;
};
static void fill(struct slot *into, const char *value, int n) {
  memcpy(into->bytes, value, n);
}
void fill_bad(struct slot *into) {
  struct box a = {malloc(8), 8};
  fill(into, (const char *)&a, sizeof a);
}
// CHECK-LABEL: {{^}}fill_bad: opaque{{$}}

/// Text stays text.
void fill_ok(struct slot *into) {
  char *made = malloc(8);
  if (made)
    fill(into, made, 8);
  free(made);
}
// CHECK-LABEL: {{^}}fill_ok: contained{{$}}

/// Text that hangs under an argument is what the caller has put there.
struct view {
  const char *at;
};
static void fill_from(struct slot *into, struct view *value, int n) {
  memcpy(into->bytes, value->at, n);
}
void under_argument_bad(struct slot *into) {
  struct box a = {malloc(8), 8};
  struct view v = {(const char *)&a};
  fill_from(into, &v, sizeof a);
}
// CHECK-LABEL: {{^}}under_argument_bad: opaque{{$}}
// CHECK: {{^}}  escapes argument 0 "->bytes*"

/// A buffer in a record is no record, nor is what a client passes without a type.
struct state {
  char *name;
  char window[64];
};
void buffer_ok(struct slot *into, struct state *from) {
  fill(into, from->window, sizeof from->window);
}
// CHECK-LABEL: {{^}}buffer_ok: none{{$}}
// CHECK-NOT: {{^}}  stores
void untyped_ok(struct slot *into, const void *from, int n) {
  fill(into, from, n);
}
// CHECK-LABEL: {{^}}untyped_ok: none{{$}}
// CHECK-NOT: {{^}}  stores
