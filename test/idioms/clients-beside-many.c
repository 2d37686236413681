// RUN: %scan %s -- | FileCheck %s
//
// A function that the program calls with more functions than are told apart:
// what a client gets of it is still that of a client.

#include "../Inputs/libc.h"

struct list {
  struct list *next;
  void *data;
};
void each(struct list *l, void (*call)(void *, void *), void *with) {
  for (; l; l = l->next)
    call(l->data, with);
}
// CHECK-LABEL: {{^}}each: none{{$}}
// CHECK-NOT: {{^}}  {{allocates|escapes}}
// CHECK: {{^}}  assumes callback

#define CALLER(N)                                                              \
  static void fill_##N(void *data, void *with) {                               \
    *(void **)data = malloc(N + sizeof(char[N + 1]));                          \
    *(void **)with = data;                                                     \
  }                                                                            \
  void fill_all_##N(struct list *l, void **with) { each(l, fill_##N, with); }
#define CALLERS(N) CALLER(1##N) CALLER(2##N) CALLER(3##N) CALLER(4##N)
CALLERS(1) CALLERS(2) CALLERS(3) CALLERS(4) CALLERS(5)
// CHECK-LABEL: {{^}}fill_11: escaping{{$}}
// CHECK-LABEL: {{^}}fill_all_45: opaque{{$}}
