// RUN: %scan %s -- | FileCheck %s
//
// Bytes that a function copies as text, or as numbers, and that are a record for
// its caller. The declared type is believed: such a copy moves no pointers.
// Replaying it on what the caller knows was tried; what then flows between
// records by way of their names cost many callers their precision.

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

char *fn_loop(size_t n) {
  struct box a = {malloc(n), n}, b;
  copy_loop((char *)&b, (char *)&a, sizeof a);
  return b.text;
}
// CHECK-LABEL: {{^}}fn_loop: contained{{$}}

char *fn_call(size_t n) {
  struct box a = {malloc(n), n}, b;
  copy_call((char *)&b, (char *)&a, sizeof a);
  return b.text;
}
// CHECK-LABEL: {{^}}fn_call: contained{{$}}

char *fn_words(size_t n) {
  struct box a = {malloc(n), n}, b;
  copy_words((long *)&b, (long *)&a, sizeof a / sizeof(long));
  return b.text;
}
// CHECK-LABEL: {{^}}fn_words: contained{{$}}

char *untyped_bad(size_t n) {
  struct box a = {malloc(n), n}, b;
  copy_untyped(&b, &a, sizeof a);
  return b.text;
}
// CHECK-LABEL: {{^}}untyped_bad: escaping{{$}}
