// RUN: rm -rf %t && split-file %s %t
// RUN: %scan --root %t --public 'lib.h' %t/lib.c -- -I%t | FileCheck %s
//
// What hangs under an object of the library's own leads back to it, in types that
// clients look into.

//--- lib.h
struct item {
  struct item *next;
  struct head *of;
};
struct head {
  struct item *first;
};
struct head *head_get(void);
void head_clear(struct head *of);

//--- lib.c
#include "lib.h"
typedef __SIZE_TYPE__ size_t;
void *malloc(size_t);
void free(void *);
static struct head all;
struct head *head_get(void) {
  struct item *made = malloc(sizeof *made);
  if (made) {
    made->next = all.first;
    made->of = &all;
    all.first = made;
  }
  return &all;
}
// CHECK-LABEL: {{^}}head_get: escaping{{$}}
// CHECK: {{^}}  escapes return "->first"{{.*}} release head_clear{{$}}
void head_clear(struct head *of) {
  for (struct item *old = of->first, *next; old; old = next) {
    next = old->next;
    free(old);
  }
  of->first = 0;
}
