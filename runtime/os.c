// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Asks the kernel for mappings, through libc. Leaves errno as it was: a caller
// of mbr_alloc does not expect it to change.

#define _GNU_SOURCE

#include "os.h"
#include "check.h"

#include <errno.h>
#include <sys/mman.h>
#include <unistd.h>

void *mbr_os_map(size_t bytes) {
  int before = errno;
  void *start = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  errno = before;
  return start == MAP_FAILED ? NULL : start;
}

int mbr_os_unmap(void *start, size_t bytes) {
  int before = errno;
  mbr_remember(start, bytes);
  int done = munmap(start, bytes) == 0;
  errno = before;
  return done;
}

int mbr_os_grow(void *start, size_t bytes, size_t more) {
  int before = errno;
  int done = mremap(start, bytes, more, 0) != MAP_FAILED;
  errno = before;
  return done;
}

int mbr_os_move(void *from, size_t from_bytes, void *to, size_t to_bytes) {
  int before = errno;
  int done = mremap(from, from_bytes, to_bytes, MREMAP_MAYMOVE | MREMAP_FIXED,
                    to) != MAP_FAILED;
  errno = before;
  return done;
}

int mbr_os_advise(void *start, size_t bytes, enum mbr_advice advice) {
  static const int advices[] = {[mbr_use_huge_pages] = MADV_HUGEPAGE,
                                [mbr_use_small_pages] = MADV_NOHUGEPAGE,
                                [mbr_contents_may_go] = MADV_FREE};
  int before = errno;
  int done = madvise(start, bytes, advices[advice]) == 0;
  errno = before;
  return done;
}

int mbr_os_process(void) { return getpid(); }
