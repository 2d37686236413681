// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the runtime wants of the kernel: mappings of anonymous memory. os.c asks
// libc for it, os_raw.c the kernel itself. Addresses and sizes are multiples of
// the page size. Nothing here changes memory that the caller did not name.

#ifndef RUNTIME_OS_H
#define RUNTIME_OS_H

#include <stddef.h>

enum mbr_advice {
  mbr_use_huge_pages,
  mbr_use_small_pages,
  /// The kernel may take the contents at any time until they are written.
  mbr_contents_may_go
};

/// `bytes` of zeroes, or NULL.
void *mbr_os_map(size_t bytes);

/// 0 when the kernel refuses: cutting a mapping in two would be one too many.
int mbr_os_unmap(void *start, size_t bytes);

/// Makes a mapping longer where it is; 0 when there is no room.
int mbr_os_grow(void *start, size_t bytes, size_t more);

/// Moves the pages of one mapping into another, which stays as long as it is;
/// the old one is gone then. 0 when the kernel refuses, and both are as before.
int mbr_os_move(void *from, size_t from_bytes, void *to, size_t to_bytes);

/// 0 when the kernel refuses.
int mbr_os_advise(void *start, size_t bytes, enum mbr_advice advice);

/// A number that no other process has now, and not 0.
int mbr_os_process(void);

#endif
