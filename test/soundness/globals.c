// RUN: %scan %s -- | FileCheck %s
//
// Globals that the caller sees, and ways through them.

#include "../Inputs/libc.h"
#include "../Inputs/shapes.h"
#include "Inputs/public-globals.h"

char *public_message;
struct node *public_head;

/// A header declares it: it is the caller's.
void into_public_bad(void) { public_message = malloc(4); }
// CHECK-LABEL: {{^}}into_public_bad: escaping{{$}}
// CHECK: {{^}}  escapes global

void under_public_bad(void) {
  struct node *n = calloc(1, sizeof *n);
  n->next = public_head;
  public_head = n;
}
// CHECK-LABEL: {{^}}under_public_bad: escaping{{$}}
// CHECK: {{^}}  escapes global

static char *hidden;
void keep_ok(void) { hidden = malloc(4); }
// CHECK-LABEL: {{^}}keep_ok: contained{{$}}
// CHECK: {{^}}  retains fresh in {{([^ ]*[.:])?}}hidden{{$}}

/// Where the argument points the block is the caller's.
static char **where;
void remember_ok(char **p) { where = p; }
// CHECK-LABEL: {{^}}remember_ok: none{{$}}
// CHECK: {{^}}  retains argument 0 "" in {{([^ ]*[.:])?}}where{{$}}

static struct node *current;
void select_ok(struct node *n) { current = n; }
// CHECK-LABEL: {{^}}select_ok: none{{$}}

/// The global points to what a caller passed earlier.
void into_selected_bad(void) { current->name = malloc(4); }
// CHECK-LABEL: {{^}}into_selected_bad: {{escaping|contained}}{{$}}
// CHECK: {{^}}  {{retains fresh in .*current|escapes}}

/// A pool that a public function releases through the pointer.
static struct node *free_list;
struct node *take_bad(void) {
  struct node *n = free_list;
  if (!n)
    return malloc(sizeof *n);
  free_list = n->next;
  return n;
}
// CHECK-LABEL: {{^}}take_bad: escaping{{$}}
// CHECK: {{^}}  escapes return "" struct node *

void give_ok(struct node *n) {
  n->next = free_list;
  free_list = n;
}
// CHECK-LABEL: {{^}}give_ok: none{{$}}

/// Set, then taken out of the global again: only the result has it.
static char *passing;
char *through_global_bad(void) {
  passing = malloc(4);
  char *p = passing;
  passing = NULL;
  return p;
}
// CHECK-LABEL: {{^}}through_global_bad: escaping{{$}}
// CHECK-NOT: {{^}}  retains
// CHECK: {{^}}  escapes return ""

static void set_passing(void) { passing = malloc(4); }
char *through_global_of_helper_bad(void) {
  set_passing();
  char *p = passing;
  passing = NULL;
  return p;
}
// CHECK-LABEL: {{^}}through_global_of_helper_bad: escaping{{$}}
// CHECK: {{^}}  escapes return ""
