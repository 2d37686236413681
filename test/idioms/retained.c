// RUN: %scan %s -- | FileCheck %s
//
// Memory that the library keeps in globals of its own.

#include "../Inputs/libc.h"
#include "../Inputs/shapes.h"

static char *cache;
const char *lazy_ok(void) {
  if (!cache)
    cache = strdup("once");
  return cache;
}
// CHECK-LABEL: {{^}}lazy_ok: contained{{$}}
// CHECK: {{^}}  allocates malloc heap{{$}}
// CHECK: {{^}}  retains fresh in {{([^ ]*[.:])?}}cache{{$}}
// CHECK: {{^}}  result borrowed

static struct list registry;
void register_ok(int value) {
  struct node *n = malloc(sizeof *n);
  n->next = registry.head;
  n->name = NULL;
  n->value = value;
  registry.head = n;
}
// CHECK-LABEL: {{^}}register_ok: contained{{$}}
// CHECK: {{^}}  retains fresh in {{([^ ]*[.:])?}}registry
// CHECK-NOT: {{^}}  {{escapes|leaks}}

const char *in_function_ok(int n) {
  static char *last;
  free(last);
  last = NULL;
  asprintf(&last, "%d", n);
  return last;
}
// CHECK-LABEL: {{^}}in_function_ok: contained{{$}}
// CHECK: {{^}}  retains fresh in {{.*}}last{{$}}
// CHECK: {{^}}  result borrowed

static char *table[16];
const char *slot_ok(unsigned i) {
  if (!table[i % 16])
    table[i % 16] = malloc(8);
  return table[i % 16];
}
// CHECK-LABEL: {{^}}slot_ok: contained{{$}}
// CHECK: {{^}}  retains fresh in {{([^ ]*[.:])?}}table

int index_ok(void) {
  static int count;
  table[count % 16] = malloc(8);
  return count++;
}
// CHECK-LABEL: {{^}}index_ok: contained{{$}}
// CHECK: {{^}}  retains fresh in {{([^ ]*[.:])?}}table
// CHECK-NOT: {{^}}  escapes

static const char *user_name;
void keep_argument_ok(const char *name) { user_name = name; }
// CHECK-LABEL: {{^}}keep_argument_ok: none{{$}}
// CHECK: {{^}}  retains argument 0 "" in {{([^ ]*[.:])?}}user_name{{$}}

static _Thread_local char *per_thread;
const char *per_thread_ok(void) {
  if (!per_thread)
    per_thread = malloc(16);
  return per_thread;
}
// CHECK-LABEL: {{^}}per_thread_ok: contained{{$}}
// CHECK: {{^}}  retains fresh in {{([^ ]*[.:])?}}per_thread{{$}}

/// Kept nowhere: only looks like the lazy one.
const char *not_kept_bad(void) {
  char *local = NULL;
  if (!local)
    local = strdup("every time");
  return local;
}
// CHECK-LABEL: {{^}}not_kept_bad: escaping{{$}}
// CHECK: {{^}}  escapes return "" {{.*}}char * family malloc
