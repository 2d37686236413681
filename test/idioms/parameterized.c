// RUN: rm -rf %t && split-file %s %t
// RUN: %scan --root %t --public 'include/*.h' %t/lib.c -- -I%t/include \
// RUN:   | FileCheck %s
//
// Every allocation goes through an allocator that the caller supplied.

//--- include/alloc.h
typedef __SIZE_TYPE__ size_t;
struct allocator {
  void *(*get)(void *user, size_t n);
  void (*put)(void *user, void *p);
  void *user;
};
struct pair {
  char *key;
};
struct zs {
  void *(*zalloc)(void *user, unsigned n);
  void (*zfree)(void *user, void *p);
  void *user;
  char *state;
};
void *by_function_ok(void *(*get)(size_t), size_t n);
char *by_struct_ok(struct allocator *a, const char *s);
int scratch_ok(struct allocator *a, size_t n);
struct pair *nested_ok(struct allocator *a, size_t n);
int init_ok(struct zs *z, unsigned n);
void end_ok(struct zs *z);
int init_default_ok(struct zs *z, unsigned n);
char *bypass_bad(struct allocator *a, size_t n);
char *mixed_bad(struct allocator *a, size_t n);

//--- lib.c
#include "alloc.h"
void *malloc(size_t);
void free(void *);
size_t strlen(const char *);
void *memcpy(void *, const void *, size_t);

void *by_function_ok(void *(*get)(size_t), size_t n) { return get(n); }
// CHECK-LABEL: {{^}}by_function_ok: parameterized{{$}}

char *by_struct_ok(struct allocator *a, const char *s) {
  size_t n = strlen(s) + 1;
  char *p = a->get(a->user, n);
  return p ? memcpy(p, s, n) : 0;
}
// CHECK-LABEL: {{^}}by_struct_ok: parameterized{{$}}
// CHECK: {{^}}  allocates argument 0 ->get heap argument 0 "->get"{{$}}

/// Uses the caller's allocator and frees everything.
int scratch_ok(struct allocator *a, size_t n) {
  char *p = a->get(a->user, n);
  a->put(a->user, p);
  return p != 0;
}
// CHECK-LABEL: {{^}}scratch_ok: {{contained|parameterized}}{{$}}

struct pair *nested_ok(struct allocator *a, size_t n) {
  struct pair *p = a->get(a->user, sizeof *p);
  p->key = a->get(a->user, n);
  return p;
}
// CHECK-LABEL: {{^}}nested_ok: parameterized{{$}}

int init_ok(struct zs *z, unsigned n) {
  z->state = z->zalloc(z->user, n);
  return z->state ? 0 : -1;
}
// CHECK-LABEL: {{^}}init_ok: parameterized{{$}}
// CHECK: {{^}}  allocates argument 0 ->zalloc heap argument 0 "->zalloc"

void end_ok(struct zs *z) { z->zfree(z->user, z->state); }
// CHECK-LABEL: {{^}}end_ok: none{{$}}

static void *default_alloc(void *user, unsigned n) { return malloc(n); }
int init_default_ok(struct zs *z, unsigned n) {
  if (!z->zalloc)
    z->zalloc = default_alloc;
  z->state = z->zalloc(z->user, n);
  return z->state ? 0 : -1;
}
// CHECK-LABEL: {{^}}init_default_ok: parameterized{{$}}
// CHECK: {{^}}  allocates argument 0 ->zalloc heap argument 0 "->zalloc" default default_alloc{{$}}

char *bypass_bad(struct allocator *a, size_t n) { return a ? malloc(n) : 0; }
// CHECK-LABEL: {{^}}bypass_bad: escaping{{$}}
// CHECK: {{^}}  escapes return "" char * family malloc

char *mixed_bad(struct allocator *a, size_t n) {
  return a->get ? a->get(a->user, n) : malloc(n);
}
// CHECK-LABEL: {{^}}mixed_bad: {{escaping|parameterized}}{{$}}
