// RUN: %scan %s -- | FileCheck %s
//
// Wrappers around an allocator, and what is built on them.

#include "../Inputs/libc.h"
#include "../Inputs/shapes.h"

static void fail(const char *why) {
  printf("%s\n", why);
  exit(1);
}

void *xmalloc_bad(size_t n) {
  void *p = malloc(n ? n : 1);
  if (!p)
    fail("out of memory");
  return p;
}
// CHECK-LABEL: {{^}}xmalloc_bad: escaping{{$}}
// CHECK: {{^}}  escapes return "" void * family
// CHECK: {{^}}  result owned

char *xstrdup_bad(const char *s) {
  size_t n = strlen(s) + 1;
  return memcpy(xmalloc_bad(n), s, n);
}
// CHECK-LABEL: {{^}}xstrdup_bad: escaping{{$}}
// CHECK: {{^}}  escapes return "" char * family
// CHECK: {{^}}  result owned

static void *hidden(size_t n) { return malloc(n); }
static void *deeper(size_t n) { return hidden(n + 8); }
int *deep_bad(void) { return deeper(4); }
// CHECK-LABEL: {{^}}deep_bad: escaping{{$}}
// CHECK: {{^}}  escapes return "" int * family malloc

void *counted_bad(size_t n) {
  static size_t total;
  size_t *p = malloc(n + sizeof *p);
  if (!p)
    return NULL;
  *p = n;
  total += n;
  return p + 1;
}
// CHECK-LABEL: {{^}}counted_bad: escaping{{$}}
// CHECK: {{^}}  escapes return "" void * family

void counted_free_ok(void *q) {
  size_t *p = q;
  free(p - 1);
}
// CHECK-LABEL: {{^}}counted_free_ok: none{{$}}
// CHECK: {{^}}  releases argument 0 "" always{{$}}

int both_ok(size_t n) {
  char *p = counted_bad(n);
  p[0] = 1;
  int first = p[0];
  counted_free_ok(p);
  return first;
}
// CHECK-LABEL: {{^}}both_ok: contained{{$}}
// CHECK-NOT: {{^}}  escapes

static void *alloc_or_free(void *p, size_t n) {
  if (n)
    return realloc(p, n);
  free(p);
  return NULL;
}
// CHECK-LABEL: {{^}}alloc_or_free:
char *through_one_entry_bad(size_t n) { return alloc_or_free(NULL, n + 1); }
// CHECK-LABEL: {{^}}through_one_entry_bad: escaping{{$}}
// CHECK: {{^}}  escapes return "" char * family malloc

void *retry_bad(size_t n) {
  void *p;
  while (!(p = malloc(n)))
    n /= 2;
  return p;
}
// CHECK-LABEL: {{^}}retry_bad: escaping{{$}}
// CHECK: {{^}}  escapes return "" void * family malloc

/// A wrapper by name only.
void *xmalloc_from_static_ok(size_t n) {
  static char arena[4096];
  static size_t used;
  if (n > sizeof arena - used)
    return NULL;
  used += n;
  return arena + used - n;
}
// CHECK-LABEL: {{^}}xmalloc_from_static_ok: none{{$}}
// CHECK-NOT: {{^}}  {{allocates|escapes}}
