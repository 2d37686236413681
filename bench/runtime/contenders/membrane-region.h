// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The region runtime as most programs use it: inlined, or called with
// MBR_NO_INLINE.

#include <membrane/region.h>

typedef struct region {
  mbr_region *made;
} region;

static inline void region_open(region *in) { in->made = mbr_region_create(); }

static inline void *region_alloc(region *in, size_t size) {
  return mbr_alloc(in->made, size);
}

static inline void region_close(region *in) { mbr_region_destroy(in->made); }
