// RUN: rm -rf %t && split-file %s %t
// RUN: %scan --root %t --public 'include/*.h' %t/lib.c -- -I%t/include \
// RUN:   | FileCheck %s
//
// A public struct whose hidden state hangs on an incomplete type.

//--- include/stream.h
struct state;
typedef struct stream {
  const unsigned char *next;
  unsigned available;
  char *message;
  struct state *state;
} stream;
int stream_init_ok(stream *s, int window);
int stream_reset_ok(stream *s);
int stream_window_ok(stream *s, int window);
int stream_end_ok(stream *s);
int stream_message_bad(stream *s);
int stream_copy_ok(stream *to, const stream *from);
stream *stream_new_bad(void);

//--- lib.c
#include "stream.h"
void *malloc(__SIZE_TYPE__);
void *memcpy(void *, const void *, __SIZE_TYPE__);
char *strdup(const char *);
void free(void *);

struct state {
  int bits;
  unsigned char *window;
};

int stream_init_ok(stream *s, int window) {
  struct state *st = malloc(sizeof *st);
  if (!st)
    return -1;
  st->bits = 0;
  st->window = malloc(window);
  s->message = 0;
  s->state = st;
  return 0;
}
// CHECK-LABEL: {{^}}stream_init_ok: opaque{{$}}
// CHECK-NOT: {{^}}  escapes argument 0 "->message"
// CHECK: {{^}}  escapes argument 0 "->state" struct state * opaque family malloc

int stream_reset_ok(stream *s) {
  s->state->bits = 0;
  s->available = 0;
  return 0;
}
// CHECK-LABEL: {{^}}stream_reset_ok: none{{$}}

int stream_window_ok(stream *s, int window) {
  free(s->state->window);
  s->state->window = malloc(window);
  return 0;
}
// CHECK-LABEL: {{^}}stream_window_ok: opaque{{$}}
// CHECK: {{^}}  escapes argument 0 "->state->window" unsigned char * opaque family malloc

int stream_end_ok(stream *s) {
  if (!s->state)
    return -1;
  free(s->state->window);
  free(s->state);
  s->state = 0;
  return 0;
}
// CHECK-LABEL: {{^}}stream_end_ok: none{{$}}
// CHECK: {{^}}  releases argument 0 "->state" always{{$}}

/// The member beside it is in plain sight.
int stream_message_bad(stream *s) {
  s->message = strdup("broken");
  return -1;
}
// CHECK-LABEL: {{^}}stream_message_bad: escaping{{$}}
// CHECK: {{^}}  escapes argument 0 "->message" char * family malloc

int stream_copy_ok(stream *to, const stream *from) {
  memcpy(to, from, sizeof *to);
  to->state = malloc(sizeof *to->state);
  memcpy(to->state, from->state, sizeof *to->state);
  return 0;
}
// CHECK-LABEL: {{^}}stream_copy_ok: opaque{{$}}
// CHECK: {{^}}  escapes argument 0 "->state" struct state * opaque family malloc

/// The struct itself is public: fresh, it is visible.
stream *stream_new_bad(void) {
  stream *s = malloc(sizeof *s);
  s->state = 0;
  return s;
}
// CHECK-LABEL: {{^}}stream_new_bad: escaping{{$}}
// CHECK: {{^}}  escapes return "" stream * family malloc
