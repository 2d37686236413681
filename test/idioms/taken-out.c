// RUN: rm -rf %t && split-file %s %t
// RUN: %scan --root %t --public 'include/*.h' %t/lib.c -- -I%t/include \
// RUN:   | FileCheck %s
// RUN: membrane scan --root %t --public 'include/*.h' %t/lib.c \
// RUN:   --checks='-*,leaky-handle' -- -I%t/include 2>&1 \
// RUN:   | FileCheck %s --check-prefix=FOUND
//
// What an opaque handle gives up is the caller's: it holds it no more, or is
// freed without it. Nothing dangles when the handle is released.

// FOUND-NOT: _ok' gives out
// FOUND: 'shift_bad' gives out {{.*}} [leaky-handle]
// FOUND: 'maybe_bad' gives out {{.*}} [leaky-handle]
// FOUND-NOT: _ok' gives out

//--- include/buffer.h
struct buffer;
struct buffer *buffer_new(void);
void buffer_free(struct buffer *);
char *take_ok(struct buffer *);
char *end_ok(struct buffer *);
void take_out_ok(struct buffer *, char **);
char *shift_bad(struct buffer *);
char *maybe_bad(struct buffer *, int);
char *both_bad(struct buffer *);

//--- lib.c
#include "buffer.h"

typedef __SIZE_TYPE__ size_t;
void *malloc(size_t);
void free(void *);
struct buffer {
  char *text;
  char *spare;
};

struct buffer *buffer_new(void) {
  struct buffer *b = malloc(sizeof *b);
  b->text = malloc(8);
  b->spare = 0;
  return b;
}
void buffer_free(struct buffer *b) {
  free(b->text);
  free(b->spare);
  free(b);
}

// CHECK-LABEL: {{^}}take_ok: none{{$}}
// CHECK: {{^}}  result owned
char *take_ok(struct buffer *b) {
  char *text = b->text;
  b->text = 0;
  return text;
}

// CHECK-LABEL: {{^}}end_ok: none{{$}}
// CHECK: {{^}}  result owned
char *end_ok(struct buffer *b) {
  char *text = b->text;
  free(b->spare);
  free(b);
  return text;
}

// CHECK-LABEL: {{^}}take_out_ok: none{{$}}
void take_out_ok(struct buffer *b, char **text) {
  *text = b->text;
  b->text = 0;
}

// CHECK-LABEL: {{^}}shift_bad: none{{$}}
// CHECK: {{^}}  result borrowed
char *shift_bad(struct buffer *b) {
  char *text = b->text;
  b->spare = text;
  b->text = 0;
  return text;
}

// CHECK-LABEL: {{^}}maybe_bad: none{{$}}
// CHECK: {{^}}  result borrowed
char *maybe_bad(struct buffer *b, int end) {
  char *text = b->text;
  if (end)
    free(b);
  return text;
}

// CHECK-LABEL: {{^}}both_bad: none{{$}}
// CHECK: {{^}}  result borrowed
char *both_bad(struct buffer *b) {
  char *text = b->text;
  free(text);
  free(b);
  return text;
}
