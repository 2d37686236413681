// RUN: %scan %s -- | FileCheck %s
//
// A global keeps what is also given out, but not on every path.

#include "../Inputs/libc.h"
#include "../Inputs/shapes.h"

static char *kept, *table[4];
static struct node *head, state;

char *kept_ok(void) { return kept = malloc(4); }
// CHECK-LABEL: {{^}}kept_ok: contained{{$}}

char *made_once_ok(void) {
  if (!kept)
    kept = malloc(4);
  return kept;
}
// CHECK-LABEL: {{^}}made_once_ok: contained{{$}}

char *in_table_ok(int i) { return table[i & 3] = malloc(4); }
// CHECK-LABEL: {{^}}in_table_ok: contained{{$}}

char *cleared_and_freed_bad(int yes) {
  char *p = kept = malloc(4);
  if (yes)
    kept = NULL;
  free(kept);
  return p;
}
// CHECK-LABEL: {{^}}cleared_and_freed_bad: escaping{{$}}

char *kept_if_bad(int yes) {
  char *p = malloc(4);
  if (yes)
    kept = p;
  return p;
}
// CHECK-LABEL: {{^}}kept_if_bad: escaping{{$}}

char *replaced_bad(char *other) {
  char *p = kept = malloc(4);
  if (other)
    kept = other;
  return p;
}
// CHECK-LABEL: {{^}}replaced_bad: escaping{{$}}

char *in_loop_bad(int n) {
  char *p = kept = malloc(4);
  for (int i = 0; i < n; i++)
    kept = NULL;
  return p;
}
// CHECK-LABEL: {{^}}in_loop_bad: escaping{{$}}

char *in_field_bad(int yes) {
  char *p = state.name = malloc(4);
  if (yes)
    state.name = NULL;
  return p;
}
// CHECK-LABEL: {{^}}in_field_bad: escaping{{$}}

char *behind_pointer_bad(int yes) {
  char *p = head->name = malloc(4);
  if (yes)
    head->name = NULL;
  return p;
}
// CHECK-LABEL: {{^}}behind_pointer_bad: escaping{{$}}

static void drop(int yes) {
  if (yes)
    kept = NULL;
}
char *dropped_by_callee_bad(int yes) {
  char *p = kept = malloc(4);
  drop(yes);
  return p;
}
// CHECK-LABEL: {{^}}dropped_by_callee_bad: escaping{{$}}

static char *make(int yes) {
  char *p = malloc(4);
  if (yes)
    kept = p;
  return p;
}
char *kept_by_callee_bad(int yes) { return make(yes); }
// CHECK-LABEL: {{^}}kept_by_callee_bad: escaping{{$}}

char *in_local_variable_bad(int yes) {
  static char *once;
  char *p = once = malloc(4);
  if (yes)
    once = NULL;
  return p;
}
// CHECK-LABEL: {{^}}in_local_variable_bad: escaping{{$}}

char *from_table_bad(int i, int yes) {
  table[i & 3] = malloc(4);
  char *p = table[2];
  if (yes)
    table[2] = NULL;
  return p;
}
// CHECK-LABEL: {{^}}from_table_bad: escaping{{$}}

/// Kept under an object that may not be there.
static struct node *owner;
void owner_make(void) { owner = calloc(1, sizeof *owner); }
char *if_there_bad(void) {
  char *p = malloc(4);
  if (owner)
    owner->name = p;
  return p;
}
// CHECK-LABEL: {{^}}if_there_bad: escaping{{$}}

char *given_else_bad(void) {
  char *p = malloc(4);
  if (!owner)
    return p;
  owner->name = p;
  return p;
}
// CHECK-LABEL: {{^}}given_else_bad: escaping{{$}}

char *made_if_there_ok(void) {
  if (!owner)
    return NULL;
  char *p = malloc(4);
  owner->name = p;
  return p;
}
// CHECK-LABEL: {{^}}made_if_there_ok: contained{{$}}
