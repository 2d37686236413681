// RUN: %scan %s -- | FileCheck %s
//
// What is left of two addresses when one is subtracted from the other.

#include "../Inputs/libc.h"

struct text {
  char *first, *second;
};
struct span {
  long length;
};
#define APART(A, B) ((A) - (B))
#define APART_AS_NUMBERS(A, B) ((unsigned long)(A) - (unsigned long)(B))

static char *pick(struct text *held, int which) {
  return which ? held->first : held->second;
}
static void fill(struct text *held) {
  held->first = malloc(8);
  held->second = malloc(8);
}

/// Pointers to characters: a length, whatever else they may point to.
long length_ok(int from, int to) {
  struct text held;
  fill(&held);
  long length = pick(&held, to) - pick(&held, from);
  free(held.first);
  return length;
}
// CHECK-LABEL: {{^}}length_ok: {{none|contained}}{{$}}

void stored_ok(struct span *out, int from, int to) {
  struct text held;
  fill(&held);
  out->length = APART(pick(&held, to), pick(&held, from));
  free(held.first);
}
// CHECK-LABEL: {{^}}stored_ok: {{none|contained}}{{$}}

/// Addresses as numbers may be put together again, by whoever gets these.
unsigned long numbers_bad(int from, int to) {
  struct text held;
  fill(&held);
  return (unsigned long)pick(&held, to) - (unsigned long)pick(&held, from);
}
// CHECK-LABEL: {{^}}numbers_bad: escaping{{$}}
// CHECK: {{^}}  escapes return ""

unsigned long macro_bad(int from, int to) {
  struct text held;
  fill(&held);
  return APART_AS_NUMBERS(pick(&held, to), pick(&held, from));
}
// CHECK-LABEL: {{^}}macro_bad: escaping{{$}}
// CHECK: {{^}}  escapes return ""

/// One place has both.
#define EITHER(A, B)                                                           \
  ((A) - (B) < 8 ? (unsigned long)((A) - (B)) : APART_AS_NUMBERS(A, B))
unsigned long both_bad(int from, int to) {
  struct text held;
  fill(&held);
  return EITHER(pick(&held, to), pick(&held, from));
}
// CHECK-LABEL: {{^}}both_bad: escaping{{$}}
// CHECK: {{^}}  escapes return ""

/// The distance, added to what was subtracted.
char *added_bad(char *base) {
  char *made = malloc(8);
  long apart = made - base;
  return base + apart;
}
// CHECK-LABEL: {{^}}added_bad: escaping{{$}}
// CHECK: {{^}}  escapes return ""

char *added_later_bad(char *base, int n) {
  char *made = malloc(8);
  long apart = made - base;
  for (int i = 0; i < n; ++i)
    apart += i;
  return (char *)((unsigned long)base + apart);
}
// CHECK-LABEL: {{^}}added_later_bad: escaping{{$}}
// CHECK: {{^}}  escapes return ""

/// In the argument of a macro, which is found where it is written.
#define LENGTH(N) ((N) + 0)
long argument_ok(int from, int to) {
  struct text held;
  fill(&held);
  long length = LENGTH(pick(&held, to) - pick(&held, from));
  free(held.first);
  return length;
}
// CHECK-LABEL: {{^}}argument_ok: {{none|contained}}{{$}}

/// A pointer that is relative to its own place; and a length in a header.
static void point(struct span *from, char *to) {
  from->length = to - (char *)from;
}
void relative_bad(struct span *from) { point(from, malloc(8)); }
// CHECK-LABEL: {{^}}relative_bad: {{opaque|escaping}}{{$}}
// CHECK: {{^}}  escapes argument 0 "->length"

void header_ok(struct span *first, int n) {
  char *end = (char *)(first + 1) + n;
  first->length = end - (char *)first;
}
// CHECK-LABEL: {{^}}header_ok: none{{$}}
// CHECK-NOT: {{^}}  stores
