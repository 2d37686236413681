// RUN: %scan %s -- | FileCheck %s
//
// As members-nobody-sets.c, beside functions of the same kind that are where no
// place has a name: what no table fills is null, unless one of them is stored
// just so far behind the start of an object.

#include "../Inputs/libc.h"

struct operations {
  int (*name)(void *, void *);
  int (*update)(void *, void *);
  int (*late)(void *, void *);
  int (*anywhere)(void *, void *, int);
};
static int name_of(void *it, void *to) { return to && it; }
static const struct operations latin = {name_of}, greek = {name_of};
static const struct operations *const all[] = {&latin, &greek};

int update_ok(int i, void *a, void *b) {
  return all[i]->update ? all[i]->update(a, b) : -1;
}
// CHECK-LABEL: {{^}}update_ok: none{{$}}
// CHECK-NOT: {{^}}  {{escapes|allocates|assumes}}

// CHECK-LABEL: {{^}}keep: contained{{$}}
static void *last;
static int keep(void *it, void *by) {
  last = malloc(8), free(by);
  return it != 0;
}

// Another record has one where the third member is, and shows it.
struct longer {
  long first, second;
  int (*late)(void *, void *);
};
void longer_set(struct longer *by) { by->late = keep; }
static void *place;
void longer_show(struct longer *by) { place = &by->late; }
int late_bad(const struct operations *by, void *a, void *b) {
  return by->late ? by->late(a, b) : -1;
}
// CHECK-LABEL: {{^}}late_bad: contained{{$}}
// CHECK: {{^}}  allocates malloc

// One is stored so far behind an address that nobody knows.
static int grow(void *it, void *by, int n) {
  last = malloc(n), free(by);
  return it != 0;
}
void somewhere_set(char *at, int n) { ((void **)at)[n] = (void *)grow; }
int anywhere_bad(const struct operations *by, void *a, void *b) {
  return by->anywhere ? by->anywhere(a, b, 1) : -1;
}
// CHECK-LABEL: {{^}}anywhere_bad: contained{{$}}
// CHECK: {{^}}  allocates malloc
