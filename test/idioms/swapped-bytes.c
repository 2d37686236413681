// RUN: membrane scan --dump=escape %s -- | FileCheck %s
//
// A buffer that a callback fills and that is read and written in pieces: what
// its cells say that the one for any offset says too is left out, so that
// callers of such a function can still apply its summary.

#include "../Inputs/libc.h"

struct io {
  int (*read)(void *user, void *into, int size);
  void *user;
};

static void swap(unsigned char *bytes, int count) {
  for (; count > 0; --count, bytes += 4) {
    unsigned char first = bytes[0], second = bytes[1];
    bytes[0] = bytes[3];
    bytes[1] = bytes[2];
    bytes[2] = second;
    bytes[3] = first;
  }
}

unsigned *load(struct io *io, int count) {
  unsigned *made = malloc(count * 4ul);
  if (!made)
    return 0;
  if (io->read(io->user, made, count * 4) != count * 4) {
    free(made);
    return 0;
  }
  swap((unsigned char *)made, count);
  return made;
}
// CHECK-LABEL: {{^}}function load{{$}}
// CHECK-NOT: fresh0[{{[0-9]+}}+
// CHECK: fresh0[?] may be &unseen[?] | number
// CHECK-NOT: fresh0[{{[0-9]+}}+
// CHECK: returns &fresh0 | 0
