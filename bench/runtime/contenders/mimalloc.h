// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// mi_malloc and mi_free.

#include <mimalloc.h>

#define FREES_OBJECTS

typedef struct region {
  char unused;
} region;

static inline void region_open(region *in) { (void)in; }

static inline void *region_alloc(region *in, size_t size) {
  (void)in;
  return mi_malloc(size);
}

static inline void object_free(void *object) { mi_free(object); }

static inline void region_close(region *in) { (void)in; }
