// RUN: %scan %s -- | FileCheck %s
//
// A member for a function that no table fills and no code sets is null: what
// is called through it is never called. Where one that the program does not
// show may set it, that is not so.

#include "../Inputs/libc.h"

struct operations {
  char *(*name)(int);
  void (*done)(void *metrics);
  void (*late)(void *metrics, int);
  void (*moved)(void *metrics, long);
};
static char *name_of(int i) { return i ? "a" : ""; }
static const struct operations latin = {name_of}, greek = {name_of};
static const struct operations *const all[] = {&latin, &greek};

char *done_ok(int i, int *metrics) {
  if (all[i]->done)
    all[i]->done(metrics);
  return all[i]->name(i);
}
// CHECK-LABEL: {{^}}done_ok: none{{$}}
// CHECK-NOT: {{^}}  {{escapes|allocates|assumes}}

// CHECK-LABEL: {{^}}keep: contained{{$}}

// One object has it.
static struct operations own = {name_of};
static void *kept;
static void keep(void *metrics, int n) { kept = malloc(n), free(metrics); }
void set_late(void) { own.late = keep; }
void late_bad(int i, void *metrics) {
  if (own.late)
    own.late(metrics, i);
}
// CHECK-LABEL: {{^}}late_bad: contained{{$}}
// CHECK: {{^}}  allocates malloc

// A function of the kind is stored where nothing has a name, which may be
// there.
static char *made;
static void make(void *metrics, long n) { made = malloc(n), free(metrics); }
void set_somewhere(void **where) { *where = (void *)make; }
void moved_bad(struct operations *by, void *metrics) {
  if (by->moved)
    by->moved(metrics, 1);
}
// CHECK-LABEL: {{^}}moved_bad: contained{{$}}
// CHECK: {{^}}  allocates malloc

// Of these there is no table: who fills one is not seen.
struct notified {
  void (*changed)(void *whom);
};
struct object {
  struct notified *by;
};
void no_table_bad(struct object *o) {
  if (o->by->changed)
    o->by->changed(o);
}
// CHECK-LABEL: {{^}}no_table_bad: none{{$}}
// CHECK: {{^}}  assumes callback
