// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A kernel that refuses: which of the library's calls fail. Linked with
// -Wl,--wrap for each, so that the library calls the functions of refuse.c.

#ifndef TEST_RUNTIME_REFUSE_H
#define TEST_RUNTIME_REFUSE_H

#include <stddef.h>

enum call { call_mmap, call_munmap, call_mremap, call_madvise, calls };

/// Which call is refused: the `left`th from now, and all after it if `always`.
struct plan {
  enum call which;
  unsigned long left;
  int always;
  unsigned long refused;
};
extern struct plan plan;

/// Address space that is not given back because munmap was refused.
extern size_t not_unmapped;

#endif
