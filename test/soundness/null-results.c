// RUN: %scan %s -- | FileCheck %s
//
// A null result says that there is no block only if the result is the one way
// to it.

#include "../Inputs/libc.h"
#include "../Inputs/shapes.h"

static char *store_and_maybe_give(char **out, int yes) {
  char *p = malloc(4);
  *out = p;
  return yes ? p : NULL;
}
void stored_too_bad(char **out, int yes) {
  char *p = store_and_maybe_give(out, yes);
  if (!p)
    return;
  free(p);
}
// CHECK-LABEL: {{^}}stored_too_bad: escaping{{$}}
// CHECK: {{^}}  escapes argument 0 "*"

static char *hand_and_maybe_give(void (*take)(char *), int yes) {
  char *p = malloc(4);
  take(p);
  return yes ? p : NULL;
}
void handed_too_bad(void (*take)(char *), int yes) {
  char *p = hand_and_maybe_give(take, yes);
  if (p)
    free(p);
}
// CHECK-LABEL: {{^}}handed_too_bad: escaping{{$}}
// CHECK: {{^}}  escapes callback 0

static struct node *kept_in_other(struct list *l, int yes) {
  struct node *n = malloc(sizeof *n);
  n->next = malloc(sizeof *n);
  l->head = n->next;
  return yes ? n : NULL;
}
void inner_stored_bad(struct list *l, int yes) {
  struct node *n = kept_in_other(l, yes);
  if (n)
    free(n);
}
// CHECK-LABEL: {{^}}inner_stored_bad: escaping{{$}}
// CHECK: {{^}}  escapes argument 0 "->head"

// What is tested is another pointer than the one that was made.
char *other_tested_bad(int yes) {
  char *p = malloc(4), *q = yes ? p : NULL;
  if (q)
    free(q);
  return p;
}
// CHECK-LABEL: {{^}}other_tested_bad: escaping{{$}}
// CHECK: {{^}}  escapes return ""

void first_of_loop_bad(char **out, int n) {
  for (int i = 0; i < n; i++) {
    char *p = malloc(4);
    if (!p)
      return;
    out[i] = p;
  }
}
// CHECK-LABEL: {{^}}first_of_loop_bad: escaping{{$}}
// CHECK: {{^}}  escapes argument 0

// And where it is the one way, as ever.
static char *checked(size_t n) {
  char *p = malloc(n);
  if (p)
    p[0] = 0;
  return p;
}
int tested_ok(size_t n) {
  char *p = checked(n);
  if (!p)
    return -1;
  free(p);
  return 0;
}
// CHECK-LABEL: {{^}}tested_ok: contained{{$}}
// CHECK-NOT: {{^}}  {{escapes|leaks}}
