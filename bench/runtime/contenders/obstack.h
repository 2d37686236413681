// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Obstacks of glibc, with chunks of 4 KiB or of CHUNK bytes.

#include <obstack.h>

#define obstack_chunk_alloc malloc
#define obstack_chunk_free free

typedef struct obstack region;

static inline void region_open(region *in) {
#ifdef CHUNK
  obstack_begin(in, CHUNK);
#else
  obstack_init(in);
#endif
}

static inline void *region_alloc(region *in, size_t size) {
  return obstack_alloc(in, size);
}

static inline void region_close(region *in) { obstack_free(in, NULL); }
