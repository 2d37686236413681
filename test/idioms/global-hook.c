// RUN: %scan %s -- | FileCheck %s
//
// An allocator in a global that the program may replace: as malloc would be.

#include "../Inputs/libc.h"
#include "../Inputs/shapes.h"

static void *(*allocate)(size_t) = malloc;
static void (*release)(void *) = free;
void set_hooks_ok(void *(*a)(size_t), void (*r)(void *)) {
  allocate = a ? a : malloc;
  release = r ? r : free;
}
// CHECK-LABEL: {{^}}set_hooks_ok: none{{$}}
// CHECK-NOT: {{^}}  {{escapes|allocates}}

char *copy_bad(const char *s) {
  size_t n = strlen(s) + 1;
  char *p = allocate(n);
  if (p)
    memcpy(p, s, n);
  return p;
}
// CHECK-LABEL: {{^}}copy_bad: escaping{{$}}
// CHECK: {{^}}  escapes return "" char * family hook {{.*}}allocate

void give_back_ok(char *p) { release(p); }
// CHECK-LABEL: {{^}}give_back_ok: none{{$}}
// CHECK: {{^}}  releases argument 0 ""

int inside_ok(size_t n) {
  char *p = allocate(n);
  int there = p != NULL;
  release(p);
  return there;
}
// CHECK-LABEL: {{^}}inside_ok: contained{{$}}
// CHECK: {{^}}  allocates hook {{.*}}allocate heap
// CHECK-NOT: {{^}}  escapes

static hooks global_hooks = {malloc, free};
void init_hooks_ok(hooks *h) {
  if (!h) {
    global_hooks.get = malloc;
    global_hooks.put = free;
    return;
  }
  global_hooks.get = h->get;
  global_hooks.put = h->put;
}
// CHECK-LABEL: {{^}}init_hooks_ok: none{{$}}

static struct node *new_item(const hooks *const h) {
  struct node *n = h->get(sizeof *n);
  if (n)
    memset(n, 0, sizeof *n);
  return n;
}
struct node *item_bad(void) { return new_item(&global_hooks); }
// CHECK-LABEL: {{^}}item_bad: escaping{{$}}
// CHECK: {{^}}  escapes return "" struct node * family hook {{.*}}global_hooks

void set_name_bad(struct node *n, size_t size) {
  global_hooks.put(n->name);
  n->name = global_hooks.get(size);
}
// CHECK-LABEL: {{^}}set_name_bad: escaping{{$}}
// CHECK: {{^}}  escapes argument 0 "->name" char * family hook {{.*}}global_hooks

/// No setter: a pointer to a function that never changes is just a call.
static void *(*const fixed)(size_t) = malloc;
char *through_constant_bad(size_t n) { return fixed(n); }
// CHECK-LABEL: {{^}}through_constant_bad: escaping{{$}}
// CHECK: {{^}}  escapes return "" char * family malloc
