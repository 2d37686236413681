// RUN: %scan %s -- | FileCheck %s
//
// Past a limit the answer is coarser, not less safe, and the output says how
// often each limit was hit.

#include "../Inputs/libc.h"

#define FOUR(F, N) F(N##0) F(N##1) F(N##2) F(N##3)
#define TWENTY(F)                                                              \
  FOUR(F, 1) FOUR(F, 2) FOUR(F, 3) FOUR(F, 4) FOUR(F, 5)

/// Memory goes to more callbacks than are told apart.
struct takers {
#define TAKER(N) void (*take##N)(char *);
  TWENTY(TAKER)
};
#define GIVE(N) t->take##N(malloc(N));
void many_callbacks_bad(struct takers *t) { TWENTY(GIVE) }
// CHECK-LABEL: {{^}}many_callbacks_bad: escaping{{$}}
// CHECK: {{^}}  escapes callback 0 "" {{.*}}family malloc

/// A record with more pointers than a copy tells apart.
struct wide {
  char *first[1];
#define MEMBER(N) char *a##N, *b##N, *c##N, *d##N;
  TWENTY(MEMBER)
};
void free_last_of_copy_bad(struct wide *w) {
  struct wide copy;
  memcpy(&copy, w, sizeof copy);
  free(copy.d53);
}
// CHECK-LABEL: {{^}}free_last_of_copy_bad: none{{$}}
// CHECK: {{^}}  releases argument 0

/// Six offsets of one argument are more than one value tells apart.
char **pick(char **from, int n) {
  switch (n) {
  case 0:
    return from;
  case 1:
    return from + 2;
  case 2:
    return from + 4;
  case 3:
    return from + 6;
  case 4:
    return from + 8;
  }
  return from + 10;
}
void store_somewhere_bad(char **into, int n) { *pick(into, n) = strdup("x"); }
// CHECK-LABEL: {{^}}store_somewhere_bad: escaping{{$}}
// CHECK: {{^}}  escapes argument 0 {{.*}}family malloc

/// A pointer chain that is longer than the links that are kept apart.
void end_of_chain_bad(void *****start) { ****start = malloc(4); }
// CHECK-LABEL: {{^}}end_of_chain_bad: escaping{{$}}

// CHECK: {{^}}bound callbacks given memory
// CHECK: {{^}}bound offsets of a value
// CHECK: {{^}}bound pointers in a record
