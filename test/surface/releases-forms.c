// RUN: %scan %s -- | FileCheck %s
//
// Counted releases, one function that picks among two, a pointer to the handle.

#include "../Inputs/libc.h"

// Counted: the one that counts, not the one that it calls at the end.
struct counted {
  int count;
  char *text;
};
struct counted *counted_new(void) {
  struct counted *c = calloc(1, sizeof *c);
  c->count = 1;
  return c;
}
// CHECK-LABEL: {{^}}counted_new: opaque{{$}}
// CHECK: escapes return "" struct counted * opaque family malloc release counted_drop{{$}}
void counted_end(struct counted *c) {
  free(c->text);
  free(c);
}
void counted_drop(struct counted *c) {
  if (c && --c->count == 0)
    counted_end(c);
}
void counted_dropped(struct counted **c) { counted_drop(*c); }

// One function that picks among two.
struct file {
  int writing;
};
struct file *file_open(int writing) {
  struct file *f = calloc(1, sizeof *f);
  f->writing = writing;
  return f;
}
// CHECK-LABEL: {{^}}file_open: opaque{{$}}
// CHECK: escapes return "" struct file * opaque family malloc release file_close{{$}}
int file_close_read(struct file *f) {
  if (f->writing)
    return -1;
  free(f);
  return 0;
}
int file_close_write(struct file *f) {
  if (!f->writing)
    return -1;
  puts("flushed");
  free(f);
  return 0;
}
int file_close(struct file *f) {
  if (!f)
    return -1;
  return f->writing ? file_close_write(f) : file_close_read(f);
}

// By the address of the pointer only.
struct frame {
  int n;
};
struct frame *frame_new(void) { return malloc(sizeof(struct frame)); }
// CHECK-LABEL: {{^}}frame_new: opaque{{$}}
// CHECK: escapes return "" struct frame * opaque family malloc release frame_end{{$}}
void frame_end(struct frame **f) {
  if (!f || !*f)
    return;
  free(*f);
  *f = 0;
}

// The usual release, where nothing of the library is one.
int *numbers_new(void) { return malloc(8); }
// CHECK-LABEL: {{^}}numbers_new: escaping{{$}}
// CHECK: escapes return "" int * family malloc release free{{$}}

// What is put in the place of the old memory is not released.
struct text {
  char *bytes;
};
void text_take(struct text *t, char *bytes) {
  free(t->bytes);
  t->bytes = bytes;
}
// CHECK-LABEL: {{^}}text_take: none{{$}}
// CHECK: stores argument 1 "" into argument 0 "->bytes" released by text_clear{{$}}
void text_move(struct text *from, struct text *to) {
  free(to->bytes);
  to->bytes = from->bytes;
  from->bytes = NULL;
}
void text_clear(struct text *t) {
  free(t->bytes);
  t->bytes = NULL;
}
