// RUN: %scan %s -- | FileCheck %s
//
// A pointer that is moved to another place and cleared: what is freed after
// that may be null, and the memory lives on.

#include "../Inputs/libc.h"

char *moved_bad(int keep) {
  char *p = malloc(3), *result = NULL;
  if (keep) {
    result = p;
    p = NULL;
  }
  free(p);
  return result;
}
// CHECK-LABEL: {{^}}moved_bad: escaping{{$}}
// CHECK: {{^}}  escapes return "" char * family malloc release free{{$}}

struct holder {
  char *text;
};
void moved_member_bad(struct holder *into, int keep) {
  struct holder from = {malloc(3)};
  if (keep) {
    into->text = from.text;
    from.text = NULL;
  }
  free(from.text);
}
// CHECK-LABEL: {{^}}moved_member_bad: {{opaque|escaping}}{{$}}
// CHECK: {{^}}  escapes argument 0 "->text" char *

static void free_unless(char *p, int keep) {
  if (keep)
    p = NULL;
  free(p);
}
char *freed_by_callee_bad(int keep) {
  char *p = malloc(3);
  free_unless(p, keep);
  return p;
}
// CHECK-LABEL: {{^}}free_unless: none{{$}}
// CHECK: {{^}}  releases argument 0 "" maybe{{$}}
// CHECK-LABEL: {{^}}freed_by_callee_bad: escaping{{$}}
// CHECK: {{^}}  escapes return "" char * family malloc

static char *pick(char *p, int keep) { return keep ? NULL : p; }
char *picked_bad(int keep) {
  char *p = malloc(3);
  free(pick(p, keep));
  return p;
}
// CHECK-LABEL: {{^}}picked_bad: escaping{{$}}

char *in_array_bad(int i) {
  char *all[2] = {NULL, NULL};
  char *p = malloc(3);
  all[i] = p;
  free(all[0]);
  return p;
}
// CHECK-LABEL: {{^}}in_array_bad: escaping{{$}}

/// Freed is freed on every path on which there is something.
char *cleaned_ok(int n) {
  char *p = NULL, *result = NULL;
  if (n < 0)
    goto out;
  p = malloc(3);
  if (!p)
    goto out;
  result = p;
out:
  free(p);
  return result;
}
// CHECK-LABEL: {{^}}cleaned_ok: contained{{$}}
// CHECK-NOT: {{^}}  {{escapes|leaks}}
