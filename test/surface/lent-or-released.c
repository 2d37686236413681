// RUN: %scan %s -- | FileCheck %s
//
// What a global keeps is lent, unless clients release it: whatever the way in
// which the release gets at it.

#include "../Inputs/libc.h"

// By the address of the client's pointer.
struct conn {
  struct conn *next;
  int number;
};
static struct conn *conns;
struct conn *conn_open_bad(int number) {
  struct conn *made = malloc(sizeof *made);
  made->number = number;
  made->next = conns;
  return conns = made;
}
void conn_close(struct conn **it) {
  struct conn **at = &conns;
  while (*at != *it)
    at = &(*at)->next;
  *at = (*it)->next;
  free(*it);
  *it = 0;
}
// CHECK-LABEL: {{^}}conn_open_bad: opaque{{$}}
// CHECK: escapes return {{.*}} release conn_close

// As a `void *`.
struct window {
  struct window *next;
  int number;
};
static struct window *windows;
struct window *window_open_bad(int number) {
  struct window *made = malloc(sizeof *made);
  made->number = number;
  made->next = windows;
  return windows = made;
}
void window_close(void *it) {
  struct window *own = it, **at = &windows;
  while (*at != own)
    at = &(*at)->next;
  *at = own->next;
  free(own);
}
// CHECK-LABEL: {{^}}window_open_bad: opaque{{$}}
// CHECK: escapes return {{.*}} release window_close

// Found among those that the library holds.
struct timer {
  struct timer *next;
  int number;
};
static struct timer *timers;
struct timer *timer_open_bad(int number) {
  struct timer *made = malloc(sizeof *made);
  made->number = number;
  made->next = timers;
  return timers = made;
}
void timer_close(struct timer *it) {
  for (struct timer **at = &timers, *found; (found = *at); at = &found->next)
    if (found == it) {
      *at = found->next;
      free(found);
      return;
    }
}
// CHECK-LABEL: {{^}}timer_open_bad: opaque{{$}}
// CHECK: escapes return

// A block of any kind, noted in a table.
static void *table[64];
static int used;
void *noted_bad(size_t size) {
  void *made = malloc(size);
  if (made && used < 64)
    table[used++] = made;
  return made;
}
void noted_free(void *it) {
  for (int i = 0; i < used; i++)
    if (table[i] == it)
      table[i] = table[--used];
  free(it);
}
// CHECK-LABEL: {{^}}noted_bad: escaping{{$}}
// CHECK: escapes return {{.*}} release noted_free

// Behind a header by which it is in a list.
struct head {
  struct head *next, *back;
  size_t size;
};
static struct head all = {&all, &all, 0};
void *tracked_bad(size_t size) {
  struct head *made = malloc(sizeof *made + size);
  if (!made)
    return 0;
  made->size = size;
  made->next = all.next;
  made->back = &all;
  all.next->back = made;
  all.next = made;
  return made + 1;
}
void tracked_free(void *it) {
  if (!it)
    return;
  struct head *own = (struct head *)it - 1;
  own->next->back = own->back;
  own->back->next = own->next;
  free(own);
}
// CHECK-LABEL: {{^}}tracked_bad: escaping{{$}}
// CHECK: escapes return {{.*}} release {{.*}}tracked_free

// Text.
static char *last;
char *text_bad(int size) {
  char *made = malloc(size);
  last = made;
  return made;
}
void text_free(char *it) {
  if (it == last)
    last = 0;
  free(it);
}
// CHECK-LABEL: {{^}}text_bad: escaping{{$}}
// CHECK: escapes return {{.*}} release {{.*}}text_free

// Text that a client cannot give there is lent.
static char *message;
const char *message_ok(int size) {
  if (!message)
    message = malloc(size);
  return message;
}
// CHECK-LABEL: {{^}}message_ok: contained{{$}}

// So is an object of which none is released.
struct options {
  int level;
};
static struct options *options;
struct options *options_ok(void) {
  if (!options)
    options = calloc(1, sizeof *options);
  return options;
}
// CHECK-LABEL: {{^}}options_ok: contained{{$}}

// Taken back by a pool.
struct buffer {
  char data[64];
};
static struct buffer *pool[64];
static unsigned pooled;
struct buffer *buffer_get_bad(void) {
  while (pooled < 8)
    pool[pooled++] = malloc(sizeof(struct buffer));
  return pool[--pooled];
}
void buffer_put(struct buffer *it) { pool[pooled++ & 63] = it; }
// CHECK-LABEL: {{^}}buffer_get_bad: opaque{{$}}
// CHECK: escapes return

// What clients put elsewhere says nothing.
static struct buffer *spare, *owned[8];
struct buffer *buffer_nth_ok(unsigned i) {
  if (!owned[i & 7])
    owned[i & 7] = malloc(sizeof(struct buffer));
  return owned[i & 7];
}
void buffer_spare(struct buffer *it) { spare = it; }
// CHECK-LABEL: {{^}}buffer_nth_ok: contained{{$}}
// CHECK: result borrowed
