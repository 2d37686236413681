// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The region runtime through a cursor, which is what fills a region fastest.

#include <membrane/region.h>

typedef mbr_cursor region;

static inline void region_open(region *in) {
  *in = mbr_cursor_open(mbr_region_create());
}

static inline void *region_alloc(region *in, size_t size) {
  return mbr_cursor_alloc(in, size);
}

static inline void region_close(region *in) { mbr_region_destroy(in->region); }
