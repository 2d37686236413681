// RUN: %scan %s -- | FileCheck %s
//
// Memory that is freed again on every path, in every way that C knows.

#include "../Inputs/libc.h"
#include "../Inputs/shapes.h"

int straight_ok(const char *s) {
  char *p = strdup(s);
  int n = p[0];
  free(p);
  return n;
}
// CHECK-LABEL: {{^}}straight_ok: contained{{$}}
// CHECK: {{^}}  allocates malloc heap{{$}}
// CHECK-NOT: {{^}}  {{escapes|leaks}}

int goto_cleanup_ok(const char *s, size_t n) {
  int status = -1;
  char *a = NULL, *b = NULL;
  a = malloc(n);
  if (!a)
    goto out;
  b = malloc(n);
  if (!b)
    goto out;
  strcpy(a, s);
  memcpy(b, a, n);
  status = b[0];
out:
  free(b);
  free(a);
  return status;
}
// CHECK-LABEL: {{^}}goto_cleanup_ok: contained{{$}}
// CHECK-NOT: {{^}}  {{escapes|leaks}}

static void free_at(char **p) { free(*p); }
// CHECK-LABEL: {{^}}free_at:
int attribute_cleanup_ok(const char *s) {
  __attribute__((cleanup(free_at))) char *p = strdup(s);
  if (!p)
    return -1;
  return p[0];
}
// CHECK-LABEL: {{^}}attribute_cleanup_ok: contained{{$}}
// CHECK-NOT: {{^}}  {{escapes|leaks}}

static void give_back(void *p) { free(p); }
// CHECK-LABEL: {{^}}give_back:
int helper_frees_ok(size_t n) {
  char *p = malloc(n);
  give_back(p);
  return p != NULL;
}
// CHECK-LABEL: {{^}}helper_frees_ok: contained{{$}}
// CHECK-NOT: {{^}}  {{escapes|leaks}}

static void *get(size_t n) { return calloc(1, n); }
// CHECK-LABEL: {{^}}get:
int helper_allocates_ok(size_t n) {
  char *p = get(n);
  int first = p[0];
  free(p);
  return first;
}
// CHECK-LABEL: {{^}}helper_allocates_ok: contained{{$}}
// CHECK-NOT: {{^}}  {{escapes|leaks}}

static void make_into(char **out) { *out = malloc(4); }
// CHECK-LABEL: {{^}}make_into:
void helper_fills_ok(void) {
  char *p;
  make_into(&p);
  free(p);
}
// CHECK-LABEL: {{^}}helper_fills_ok: contained{{$}}
// CHECK-NOT: {{^}}  {{escapes|leaks}}

int local_struct_ok(const char *s) {
  struct person p = {strdup(s), strdup(s), 3, {NULL, 0}};
  int n = p.first[0] + p.last[0];
  free(p.first);
  free(p.last);
  return n;
}
// CHECK-LABEL: {{^}}local_struct_ok: contained{{$}}
// CHECK-NOT: {{^}}  {{escapes|leaks}}

int grown_ok(size_t n) {
  char *p = malloc(1);
  p = realloc(p, n);
  int first = p[0];
  free(p);
  return first;
}
// CHECK-LABEL: {{^}}grown_ok: contained{{$}}
// CHECK-NOT: {{^}}  escapes
