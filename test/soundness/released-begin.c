// RUN: rm -rf %t && split-file %s %t
// RUN: %scan --root %t --public lib.h %t/lib.c -- -I%t | FileCheck %t/lib.c
//
// A pointer into a block goes to the release that goes back to where the block
// begins, whatever else takes such pointers.

//--- lib.h
struct link {
  struct link *next;
};
struct link *member_new(void);
void member_delete(struct link *l);
struct link *link_new(void);
void link_delete(struct link *l);

//--- lib.c
#include "lib.h"
void *malloc(unsigned long);
void free(void *);
struct object {
  long number;
  struct link in;
};
struct link *member_new(void) {
  struct object *made = malloc(sizeof *made);
  return made ? &made->in : 0;
}
// CHECK-LABEL: {{^}}member_new: escaping{{$}}
// CHECK: {{^}}  escapes return{{.*}} release member_delete{{$}}
void member_delete(struct link *l) {
  free((char *)l - __builtin_offsetof(struct object, in));
}
struct link *link_new(void) { return malloc(sizeof(struct link)); }
// CHECK-LABEL: {{^}}link_new: escaping{{$}}
// CHECK: {{^}}  escapes return{{.*}} release link_delete{{$}}
void link_delete(struct link *l) { free(l); }
