// RUN: %scan %s -- | FileCheck %s
//
// Bytes that are copied into an array inside of a struct do not get into the
// members around it.

#include "../Inputs/libc.h"

struct chunk {
  struct chunk *next;
  size_t used;
  char bytes[64];
  char *label;
};

static void append(struct chunk *to, const char *from, size_t n) {
  char *end = &to->bytes[to->used];
  for (size_t i = 0; i < n; i++)
    *(end + i) = from[i];
  to->used += n;
}

/// Nothing but text is in the buffer.
int buffered_ok(struct chunk *to, size_t n) {
  char *text = malloc(n), *old = to->label;
  struct chunk *after = to->next;
  char **list = malloc(8 * n);
  list[0] = text;
  append(to, (const char *)list, n);
  to->used = 0;
  int same = to->next == after && to->label == old;
  free(list);
  free(text);
  return same;
}
// CHECK-LABEL: {{^}}buffered_ok: contained{{$}}

/// A pointer in the bytes is one that the caller can read.
void pointer_in_bytes_bad(struct chunk *to, size_t at) {
  char *text = malloc(8);
  const char *from = (const char *)&text;
  for (size_t i = 0; i < sizeof text; i++)
    to->bytes[at + i] = from[i];
}
// CHECK-LABEL: {{^}}pointer_in_bytes_bad: opaque{{$}}
// CHECK: escapes argument 0

void whole_pointer_bad(struct chunk *to, size_t at) {
  *(char **)&to->bytes[at] = malloc(8);
}
// CHECK-LABEL: {{^}}whole_pointer_bad: opaque{{$}}
// CHECK: escapes argument 0

char *read_back_bad(size_t at) {
  struct chunk c;
  *(char **)&c.bytes[at] = malloc(8);
  return *(char **)&c.bytes[at];
}
// CHECK-LABEL: {{^}}read_back_bad: escaping{{$}}

char *read_back_exactly_bad(size_t at) {
  struct chunk c;
  *(char **)&c.bytes[at] = malloc(8);
  return *(char **)&c.bytes[8];
}
// CHECK-LABEL: {{^}}read_back_exactly_bad: escaping{{$}}

char *walked_bad(size_t at) {
  struct chunk c;
  char *p = &c.bytes[at];
  while (at--)
    p++;
  *(char **)p = malloc(8);
  return *(char **)(c.bytes + 16);
}
// CHECK-LABEL: {{^}}walked_bad: escaping{{$}}

char *other_member_ok(size_t at) {
  struct chunk c = {NULL, 0, {0}, NULL};
  char *p = malloc(8);
  *(char **)&c.bytes[at] = p;
  char *found = c.label;
  free(p);
  return found;
}
// CHECK-LABEL: {{^}}other_member_ok: contained{{$}}
// CHECK-NOT: escapes

/// What is copied into an array, however long, stays in it: no other member
/// holds what the bytes may be.
static void fill(struct chunk *to, const void *bytes, size_t n) {
  memcpy(to->bytes, bytes, n);
}
int list_ok(const void *bytes, size_t n) {
  struct chunk first = {NULL, 0, {0}, NULL};
  fill(&first, bytes, n);
  first.next = calloc(1, sizeof first);
  fill(first.next, bytes, n);
  for (struct chunk *at = first.next; at;) {
    struct chunk *next = at->next;
    at->label = malloc(2);
    free(at->label);
    free(at);
    at = next;
  }
  return 0;
}
// CHECK-LABEL: {{^}}list_ok: contained{{$}}
// CHECK-NOT: escapes

/// Past a member that is no array it goes on.
char *past_a_member_bad(size_t n) {
  struct chunk c, from = {NULL, 0, {0}, NULL};
  from.label = malloc(3);
  memcpy(&c.used, &from.used, n);
  return c.label;
}
// CHECK-LABEL: {{^}}past_a_member_bad: escaping{{$}}
