// RUN: %scan %s -- | FileCheck %s
//
// Hooks that are null until the program replaces them: what is called instead is
// their default. What the one made goes back to the other.

#include "../Inputs/libc.h"
#include "../Inputs/shapes.h"

static void *(*get_with)(size_t);
static void (*put_with)(void *);
static void (*tell)(void *);
void set_hooks_ok(void *(*get)(size_t), void (*put)(void *)) {
  get_with = get;
  put_with = put;
}
void set_teller_ok(void (*new_one)(void *)) { tell = new_one; }

static void *get(size_t size) {
  if (get_with)
    return get_with(size);
  return malloc(size);
}

void put_ok(void *old) {
  if (put_with)
    put_with(old);
  else
    free(old);
}
// CHECK-LABEL: {{^}}put_ok: none{{$}}
// CHECK: {{^}}  releases argument 0 "" maybe

struct node *node_bad(size_t size) {
  struct node *made = get(sizeof *made);
  if (!made)
    return NULL;
  made->name = get(size);
  if (!made->name) {
    put_ok(made);
    return NULL;
  }
  return made;
}
// CHECK-LABEL: {{^}}node_bad: escaping{{$}}
// CHECK-NOT: {{^}}  escapes callback
// CHECK: {{^}}  escapes return "" struct node * family hook {{.*}}get_with

int inside_ok(size_t size) {
  char *text = get(size);
  int there = text != NULL;
  put_ok(text);
  return there;
}
// CHECK-LABEL: {{^}}inside_ok: contained{{$}}
// CHECK-NOT: {{^}}  escapes
// CHECK-NOT: {{^}}  leaks

/// Memory that comes from no hook does not go back.
void told_bad(size_t size) {
  char *text = malloc(size);
  if (tell)
    tell(text);
  else
    free(text);
}
// CHECK-LABEL: {{^}}told_bad: escaping{{$}}
// CHECK: {{^}}  escapes callback ""

void told_if_given_none_bad(char *text) {
  if (!text)
    text = malloc(8);
  if (tell)
    tell(text);
  else
    free(text);
}
// CHECK-LABEL: {{^}}told_if_given_none_bad: escaping{{$}}
// CHECK: {{^}}  escapes callback ""

/// What is freed instead is something else.
void other_bad(char *old, size_t size) {
  char *text = get(size);
  if (tell)
    tell(text);
  else
    free(old);
}
// CHECK-LABEL: {{^}}other_bad: escaping{{$}}
// CHECK: {{^}}  escapes callback ""
