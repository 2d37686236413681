// RUN: %scan %s -- | FileCheck %s
//
// What is moved to a larger block is freed where that is there, and nothing but
// what stood in a place is left where it is not.

#include "../Inputs/libc.h"

typedef int look(void *bytes, size_t size);
struct number {
  int room;
  char *digits;
};

static int grow(struct number *it, int room) {
  if (it->room < room) {
    char *larger = realloc(it->digits, room);
    if (!larger)
      return -1;
    it->digits = larger;
    it->room = room;
  }
  return 0;
}

int grown_ok(look *at, int size) {
  char *bytes = malloc(4);
  if (!bytes)
    return -1;
  int seen = at(bytes, 4);
  if (size > 4) {
    char *larger = realloc(bytes, size);
    if (larger)
      bytes = larger;
  }
  seen |= at(bytes, size);
  free(bytes);
  return seen;
}
// CHECK-LABEL: {{^}}grown_ok: contained{{$}}
// CHECK-NOT: leaks

int or_freed_ok(look *at, int size) {
  char *bytes = malloc(4);
  if (!bytes)
    return -1;
  at(bytes, 4);
  char *larger = realloc(bytes, size);
  if (!larger) {
    free(bytes);
    return -1;
  }
  at(larger, size);
  free(larger);
  return 0;
}
// CHECK-LABEL: {{^}}or_freed_ok: contained{{$}}
// CHECK-NOT: leaks

int not_freed_bad(look *at, int size) {
  char *bytes = malloc(4);
  if (!bytes)
    return -1;
  at(bytes, 4);
  char *larger = realloc(bytes, size);
  if (!larger)
    return -1;
  at(larger, size);
  free(larger);
  return 0;
}
// CHECK-LABEL: {{^}}not_freed_bad: escaping{{$}}
// CHECK: {{^}}  escapes callback 0

char *kept_bad(int size) {
  char *bytes = malloc(4);
  if (!bytes)
    return 0;
  char *larger = realloc(bytes, size);
  if (!larger)
    return bytes;
  free(larger);
  return 0;
}
// CHECK-LABEL: {{^}}kept_bad: escaping{{$}}
// CHECK: {{^}}  escapes return ""

char *made_again_bad(int count) {
  char *bytes = malloc(4), *larger = 0;
  for (int i = 0; i < count; ++i) {
    larger = realloc(bytes, i);
    bytes = malloc(i);
    if (larger)
      free(larger);
  }
  return bytes;
}
// CHECK-LABEL: {{^}}made_again_bad: escaping{{$}}
// CHECK: {{^}}  escapes return ""

int by_helper_ok(look *at, int size) {
  struct number it = {4, malloc(4)};
  if (!it.digits)
    return -1;
  int seen = at(it.digits, 4);
  if (!grow(&it, size) && !grow(&it, 2 * size))
    seen |= at(it.digits, size);
  free(it.digits);
  return seen;
}
// CHECK-LABEL: {{^}}by_helper_ok: contained{{$}}
// CHECK-NOT: leaks

// What stood there is still somewhere where it was replaced.
static void replace(struct number *it, int size, char **old) {
  if (size > 4) {
    *old = it->digits;
    it->digits = malloc(size);
  }
}

char *replaced_bad(look *at, int size) {
  struct number it = {4, malloc(4)};
  char *old = 0;
  replace(&it, size, &old);
  free(it.digits);
  return old;
}
// CHECK-LABEL: {{^}}replaced_bad: escaping{{$}}
// CHECK: {{^}}  escapes return ""

static void swap(struct number *one, struct number *other, int really) {
  if (really) {
    char *kept = one->digits;
    one->digits = other->digits;
    other->digits = kept;
  }
}

char *swapped_bad(int really) {
  struct number one = {4, malloc(4)}, other = {8, malloc(8)};
  swap(&one, &other, really);
  free(one.digits);
  return other.digits;
}
// CHECK-LABEL: {{^}}swapped_bad: escaping{{$}}
// CHECK: {{^}}  escapes return ""

// The block of the round before has the same name as the one that it moves to.
int fp_in_loop(look *at, int size) {
  struct number it = {4, malloc(4)};
  int seen = 0;
  for (int i = 0; i < size; ++i)
    if (!grow(&it, i))
      seen |= at(it.digits, i);
  free(it.digits);
  return seen;
}
// CHECK-LABEL: {{^}}fp_in_loop: escaping{{$}}

// Who always moves an argument is no release of it, but it is gone.
static void *move(void *bytes, size_t size) {
  void *larger = realloc(bytes, size);
  if (!larger)
    abort();
  return larger;
}

// CHECK-LABEL: {{^}}move: escaping{{$}}
// CHECK: {{^}}  releases argument 0 "" maybe

int moved_for_sure_ok(look *at, size_t size) {
  char *bytes = malloc(4);
  at(bytes, 4);
  bytes = move(bytes, size);
  free(bytes);
  return 0;
}
// CHECK-LABEL: {{^}}moved_for_sure_ok: contained{{$}}
