// RUN: %scan %s -- | FileCheck %s
//
// A hook that returns a pointer and takes a number has the shape of an allocator,
// but its default gives nothing new: it is a client's function, and may keep what
// it is given.

#include "../Inputs/libc.h"

static char *kept;

static void *same(void *data, int n) { return data; }
static void *(*change)(void *, int) = same;
void set_change_ok(void *(*use)(void *, int)) { change = use; }
void change_bad(void) {
  char *made = malloc(10);
  kept = change(made, 10);
}
// CHECK-LABEL: {{^}}change_bad: escaping{{$}}
// CHECK: {{^}}  escapes callback "" family malloc
// CHECK: assumes callback

static const char *plain(const char *key, int n) { return *key == n ? "a" : ""; }
static const char *(*find)(const char *, int) = plain;
void set_find_ok(const char *(*use)(const char *, int)) { find = use; }
int find_bad(int n) {
  char *made = calloc(10, 1);
  kept = made;
  return find(made, n) != 0;
}
// CHECK-LABEL: {{^}}find_bad: escaping{{$}}
// CHECK: {{^}}  escapes callback "" const char * family malloc

/// It allocates: what it is given is its own, or goes back to it.
static void *grow(void *old, int n) {
  void *made = malloc(n);
  free(old);
  return made;
}
static void *(*resize)(void *, int) = grow;
void set_resize_ok(void *(*use)(void *, int)) { resize = use; }
void resize_ok(void) { kept = resize(resize(0, 10), 20); }
// CHECK-LABEL: {{^}}resize_ok: contained{{$}}
// CHECK: {{^}}  allocates hook {{.*}}resize heap default grow
// CHECK-NOT: {{^}}  escapes

/// What makes a copy may keep what it copies, though the default does not.
static char *plain_copy(const char *from, int n) {
  char *made = malloc(n);
  if (made)
    made[0] = from[0];
  return made;
}
// CHECK-LABEL: {{^}}plain_copy: escaping{{$}}
static char *(*copy)(const char *, int) = plain_copy;
void set_copy_ok(char *(*use)(const char *, int)) { copy = use; }
void copy_bad(void) {
  char *made = calloc(9, 1);
  kept = made;
  free(copy(made, 9));
}
// CHECK-LABEL: {{^}}copy_bad: escaping{{$}}
// CHECK: {{^}}  escapes callback "" const char * family malloc
void copy_inside_ok(void) {
  char *made = calloc(9, 1);
  free(copy(made, 9));
  free(made);
}
// CHECK-LABEL: {{^}}copy_inside_ok: contained{{$}}
