// RUN: rm -rf %t && split-file %s %t
// RUN: %scan --root %t --public 'include/*.h' %t/lib.c -- -I%t/include \
// RUN:   | FileCheck %s
//
// Accessors that give out a pointer into an opaque handle, and some that only
// give out a copy, a number or the caller's own.

//--- include/box.h
struct box;
struct sealed;
struct box *box_new_ok(const char *name, void *user);
void box_free_ok(struct box *);
const char *box_name_ok(const struct box *);
int *box_counter_ok(struct box *);
void box_inside_ok(struct box *, const char **out);
int box_count_ok(const struct box *);
void box_copy_ok(const struct box *, char *to);
struct sealed *sealed_new_ok(void);
void sealed_free_ok(struct sealed *);
int sealed_count_ok(struct sealed *);

//--- lib.c
#include "box.h"
void *malloc(__SIZE_TYPE__);
char *strdup(const char *);
char *strcpy(char *, const char *);
void free(void *);

struct box {
  char *name;
  int counter;
  void *user;
};
struct sealed {
  int count;
  char *inside;
};

struct box *box_new_ok(const char *name, void *user) {
  struct box *b = malloc(sizeof *b);
  b->name = strdup(name);
  b->counter = 0;
  b->user = user;
  return b;
}
// CHECK-LABEL: {{^}}box_new_ok: opaque{{$}}

void box_free_ok(struct box *b) {
  free(b->name);
  free(b);
}
// CHECK-LABEL: {{^}}box_free_ok: none{{$}}

const char *box_name_ok(const struct box *b) { return b->name; }
// CHECK-LABEL: {{^}}box_name_ok: none{{$}}
// CHECK: {{^}}  borrows argument 0 "->name"{{$}}

int *box_counter_ok(struct box *b) { return &b->counter; }
// CHECK-LABEL: {{^}}box_counter_ok: none{{$}}
// CHECK: {{^}}  borrows argument 0 ""{{$}}

void box_inside_ok(struct box *b, const char **out) { *out = b->name; }
// CHECK-LABEL: {{^}}box_inside_ok: none{{$}}

int box_count_ok(const struct box *b) { return b->counter; }
// CHECK-LABEL: {{^}}box_count_ok: none{{$}}

void box_copy_ok(const struct box *b, char *to) { strcpy(to, b->name); }
// CHECK-LABEL: {{^}}box_copy_ok: none{{$}}

struct sealed *sealed_new_ok(void) {
  struct sealed *s = malloc(sizeof *s);
  s->inside = malloc(4);
  return s;
}
// CHECK-LABEL: {{^}}sealed_new_ok: opaque{{$}}

void sealed_free_ok(struct sealed *s) {
  free(s->inside);
  free(s);
}
int sealed_count_ok(struct sealed *s) { return s->count; }

// CHECK-LABEL: {{^}}type struct box: opaque{{$}}
// CHECK: {{^}}  leaks {{.*}}box_counter_ok
// CHECK: {{^}}  release box_free_ok
// CHECK-LABEL: {{^}}type struct sealed: opaque{{$}}
// CHECK-NOT: {{^}}  leaks
// CHECK: {{^}}  release sealed_free_ok
