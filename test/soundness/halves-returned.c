// RUN: %scan %s -- | FileCheck %s
//
// The two halves of an address in a small struct that is returned in a register.

#include "../Inputs/libc.h"

typedef unsigned int u32;
typedef unsigned long word;

struct handle {
  u32 low, high;
};
struct handle made_bad(void) {
  word address = (word)malloc(8);
  return (struct handle){(u32)address, (u32)(address >> 32)};
}
// CHECK-LABEL: {{^}}made_bad: escaping{{$}}

/// Numbers that have nothing to do with it.
struct handle sizes_ok(u32 low, u32 high) {
  char *made = malloc(low);
  if (made)
    high++;
  free(made);
  return (struct handle){low, high};
}
// CHECK-LABEL: {{^}}sizes_ok: contained{{$}}

/// Not followed: what a caller does with both halves.
static struct handle split(char *made) {
  word address = (word)made;
  return (struct handle){(u32)address, (u32)(address >> 32)};
}
void fn_stored(struct handle *out) { *out = split(malloc(8)); }
// CHECK-LABEL: {{^}}fn_stored: contained{{$}}
