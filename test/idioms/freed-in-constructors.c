// RUN: %scan --dump=escape %s -- | FileCheck %s
//
// A block that is freed on the way on which a member of it is not set yet says
// nothing of that member.

#include "../Inputs/libc.h"

struct table {
  void **slots;
  void (*release)(void *);
};

struct table *table_new(size_t size, void (*release)(void *)) {
  struct table *made = malloc(sizeof *made);
  if (!made)
    return NULL;
  made->slots = calloc(size, sizeof *made->slots);
  if (!made->slots) {
    free(made);
    return NULL;
  }
  made->release = release;
  return made;
}
// CHECK-LABEL: {{^}}function table_new
// CHECK: {{^}}  fresh0 = &fresh1{{$}}
// CHECK: {{^}}  fresh0[8] = &arg1{{$}}

static void table_free(struct table *old) {
  if (old->release)
    old->release(old->slots[0]);
  free(old->slots);
  free(old);
}
size_t sum_ok(size_t size) {
  struct table *made = table_new(size, NULL);
  if (!made)
    return 0;
  made->slots[0] = malloc(8);
  size_t sum = (size_t)made->slots[0];
  free(made->slots[0]);
  table_free(made);
  return sum;
}
// CHECK-LABEL: {{^}}function sum_ok
// CHECK-NOT: hands to
// CHECK-NOT: assumes
// CHECK: {{^}}  returns 0 | number
