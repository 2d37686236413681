// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A mapping for each region, as large as it will get.

#include <sys/mman.h>

typedef struct region {
  char *next, *base;
} region;

static inline void region_open(region *in) {
  in->base = (char *)mmap(NULL, plan.bytes, PROT_READ | PROT_WRITE,
                          MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (in->base == (char *)MAP_FAILED)
    abort();
  in->next = in->base;
}

static inline void *region_alloc(region *in, size_t size) {
  void *object = in->next;
  in->next += (size + 15) & ~(size_t)15;
  return object;
}

static inline void region_close(region *in) { munmap(in->base, plan.bytes); }
