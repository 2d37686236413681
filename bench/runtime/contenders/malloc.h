// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// malloc and free: those of glibc, or what is linked in their place.

#define FREES_OBJECTS

typedef struct region {
  char unused;
} region;

static inline void region_open(region *in) { (void)in; }

static inline void *region_alloc(region *in, size_t size) {
  (void)in;
  return malloc(size);
}

static inline void object_free(void *object) { free(object); }

static inline void region_close(region *in) { (void)in; }
