// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A pool of talloc that is large enough for every object and its header.

#include <talloc.h>

enum { TALLOC_HEADER = 112, TALLOC_SPARE = 128 };

typedef struct region {
  void *pool;
} region;

static inline void region_open(region *in) {
  in->pool = talloc_pool(NULL, plan.bytes + plan.objects * TALLOC_HEADER +
                                   TALLOC_SPARE);
}

static inline void *region_alloc(region *in, size_t size) {
  return talloc_size(in->pool, size);
}

static inline void region_close(region *in) { talloc_free(in->pool); }
