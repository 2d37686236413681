// RUN: %scan %s -- | FileCheck %s
//
// A value in registers: what stands in the one that holds only numbers narrower
// than a pointer is none.

#include "../Inputs/libc.h"

struct block;
struct tagged {
  unsigned char kind, flags;
  unsigned short offset;
  int size;
  struct block *block;
};

struct tagged same_ok(struct tagged v) { return v; }
// CHECK-LABEL: {{^}}same_ok: none{{$}}
// CHECK-NOT: borrows argument 0 ".kind"
// CHECK: {{^}}  borrows argument 0 ".block"
// CHECK-NOT: borrows argument 0 ".kind"

/// Bytes may be those of a pointer.
struct bytes {
  unsigned char part[8];
};
struct bytes taken_apart_bad(void) {
  struct bytes b;
  char *made = malloc(8);
  memcpy(&b, &made, 8);
  return b;
}
// CHECK-LABEL: {{^}}taken_apart_bad: escaping{{$}}
struct eight {
  unsigned char a, b, c, d, e, f, g, h;
};
struct eight in_single_bytes_bad(void) {
  struct eight b;
  char *made = malloc(8);
  memcpy(&b, &made, 8);
  return b;
}
// CHECK-LABEL: {{^}}in_single_bytes_bad: escaping{{$}}
