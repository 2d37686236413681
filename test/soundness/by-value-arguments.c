// RUN: %scan %s -- | FileCheck %s
//
// Structs by value as arguments: in registers, taken apart, copied.

#include "../Inputs/libc.h"
#include "../Inputs/shapes.h"

struct slot {
  char **at;
};
void in_register_bad(struct slot s) { *s.at = malloc(4); }
// CHECK-LABEL: {{^}}in_register_bad: escaping{{$}}
// CHECK: {{^}}  escapes argument 0 ".at{{.*}}"

struct pair {
  char **first;
  char **second;
};
void in_two_registers_bad(int n, struct pair p) { *p.second = malloc(n); }
// CHECK-LABEL: {{^}}in_two_registers_bad: escaping{{$}}
// CHECK: {{^}}  escapes argument 1 ".second{{.*}}"

struct large {
  long padding[4];
  char **at;
};
void copied_bad(int n, struct large l) { *l.at = malloc(n); }
// CHECK-LABEL: {{^}}copied_bad: escaping{{$}}
// CHECK: {{^}}  escapes argument 1 ".at{{.*}}"

/// The member of a copy is the callee's own.
void own_copy_ok(struct text t) {
  t.data = malloc(4);
  free(t.data);
}
// CHECK-LABEL: {{^}}own_copy_ok: contained{{$}}
// CHECK-NOT: {{^}}  escapes

/// A copy in memory belongs to the callee, so this leaks; not seen, because a
/// block that hangs under any argument counts as reachable.
void own_large_copy_ok(struct person p) {
  p.first = malloc(4);
  p.last = NULL;
}
// CHECK-LABEL: {{^}}own_large_copy_ok: contained{{$}}
// CHECK-NOT: {{^}}  {{escapes|leaks}}

static char *second_of(int n, struct pair p) { return n ? *p.second : NULL; }
char *out_of_copy_bad(void) {
  char *a = NULL, *b = malloc(4);
  return second_of(1, (struct pair){&a, &b});
}
// CHECK-LABEL: {{^}}out_of_copy_bad: escaping{{$}}

static struct person with_name(struct person p, char *name) {
  p.last = name;
  return p;
}
char *in_and_out_bad(void) {
  struct person p = {NULL, NULL, 0, {NULL, 0}};
  return with_name(p, malloc(4)).last;
}
// CHECK-LABEL: {{^}}in_and_out_bad: escaping{{$}}

char *first_unaffected_ok(void) {
  struct person p = {NULL, NULL, 0, {NULL, 0}};
  p = with_name(p, malloc(4));
  free(p.last);
  return p.first;
}
// CHECK-LABEL: {{^}}first_unaffected_ok: {{contained|escaping}}{{$}}

typedef struct {
  double x;
  char *label;
} mixed;
mixed float_and_pointer_bad(double x) { return (mixed){x, malloc(4)}; }
// CHECK-LABEL: {{^}}float_and_pointer_bad: escaping{{$}}
// CHECK: {{^}}  escapes return ".label"

struct wrapped {
  char *rows[3];
};
struct wrapped array_in_struct_bad(int i) {
  struct wrapped w = {{NULL, NULL, NULL}};
  w.rows[i] = malloc(4);
  return w;
}
// CHECK-LABEL: {{^}}array_in_struct_bad: escaping{{$}}
// CHECK: {{^}}  escapes return ".rows

// A struct that is returned by way of its address, and begins with a function.
struct tool {
  void (*end)(void *);
  void *held, *also, *more;
};

struct tool tool_bad(unsigned long size) {
  struct tool made = {0};
  made.also = malloc(size);
  return made;
}
// CHECK-LABEL: {{^}}tool_bad: escaping{{$}}
// CHECK: {{^}}  escapes return ".also"

struct kit {
  struct tool first, second;
};

struct kit kit_bad(unsigned long size) {
  struct kit made = {0};
  made.second.held = malloc(size);
  return made;
}
// CHECK-LABEL: {{^}}kit_bad: escaping{{$}}
// CHECK: {{^}}  escapes return ".second.held"
