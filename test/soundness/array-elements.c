// RUN: %scan %s -- | FileCheck %s
//
// A store into one element or one object must not overwrite another's.

#include "../Inputs/libc.h"
#include "../Inputs/shapes.h"

char *other_index_bad(void) {
  char *a[2];
  a[1] = malloc(4);
  a[0] = NULL;
  return a[1];
}
// CHECK-LABEL: {{^}}other_index_bad: escaping{{$}}

void other_argument_index_bad(char **a) {
  a[1] = malloc(4);
  a[0] = NULL;
}
// CHECK-LABEL: {{^}}other_argument_index_bad: escaping{{$}}
// CHECK: {{^}}  escapes argument 0

void unknown_indices_bad(char **a, int i, int j) {
  a[i] = malloc(4);
  a[j] = NULL;
}
// CHECK-LABEL: {{^}}unknown_indices_bad: escaping{{$}}
// CHECK: {{^}}  escapes argument 0

void loop_clears_others_bad(char **a, int n) {
  a[0] = malloc(4);
  for (int i = 1; i < n; i++)
    a[i] = NULL;
}
// CHECK-LABEL: {{^}}loop_clears_others_bad: escaping{{$}}
// CHECK: {{^}}  escapes argument 0

void loop_overwrites_bad(struct node **a, int n) {
  for (int i = 0; i < n; i++) {
    a[i] = NULL;
    a[i] = malloc(sizeof **a);
  }
}
// CHECK-LABEL: {{^}}loop_overwrites_bad: escaping{{$}}
// CHECK: {{^}}  escapes argument 0

void swapped_bad(char **a, int i, int j) {
  a[i] = malloc(1);
  char *p = a[i];
  a[i] = a[j];
  a[j] = p;
}
// CHECK-LABEL: {{^}}swapped_bad: escaping{{$}}
// CHECK: {{^}}  escapes argument 0

void free_one_of_many_bad(char **a, int n) {
  for (int i = 0; i < n; i++)
    a[i] = malloc(1);
  free(a[0]);
  a[0] = NULL;
}
// CHECK-LABEL: {{^}}free_one_of_many_bad: escaping{{$}}
// CHECK: {{^}}  escapes argument 0

struct node *one_site_many_objects_bad(void) {
  struct node *kept = NULL;
  for (int i = 0; i < 4; i++) {
    struct node *n = malloc(sizeof *n);
    if (i == 2)
      kept = n;
    else
      free(n);
  }
  return kept;
}
// CHECK-LABEL: {{^}}one_site_many_objects_bad: escaping{{$}}
// CHECK: {{^}}  escapes return ""

/// The last one is freed, the one before is in the caller's hands.
void previous_bad(char **out) {
  char *p = NULL;
  for (int i = 0; i < 2; i++) {
    *out = p;
    p = malloc(4);
  }
  free(p);
}
// CHECK-LABEL: {{^}}previous_bad: escaping{{$}}
// CHECK: {{^}}  escapes argument 0 "*"

struct text two[2];
void global_array_ok(int i) { two[i].length = 0; }
// CHECK-LABEL: {{^}}global_array_ok: none{{$}}
