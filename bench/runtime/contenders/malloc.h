// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// malloc and free: those of glibc, what is linked in their place, or what TAKE
// and GIVE name, of HEADER.

#ifdef HEADER
#include HEADER
#else
#define TAKE malloc
#define GIVE free
#endif

#define FREES_OBJECTS

typedef struct region {
  char unused;
} region;

static inline void region_open(region *in) { (void)in; }

static inline void *region_alloc(region *in, size_t size) {
  (void)in;
  return TAKE(size);
}

static inline void object_free(void *object) { GIVE(object); }

static inline void region_close(region *in) { (void)in; }
