// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What stands before every object of a heap, and of libc's that mbr_malloc
// gives where there is no heap.

#ifndef RUNTIME_CHUNK_H
#define RUNTIME_CHUNK_H

#include "check.h"

#include <membrane/heap.h>
#include <stddef.h>

/// What stands before every object, and what a free chunk has in its place.
struct mbr_chunk {
  union {
    struct mbr_heap *heap;  // of an object; NULL of one from libc
    struct mbr_chunk *next; // of a free one: on its list
  };
  /// Bytes from here to the next chunk, and the flags below. 0 of the mark
  /// that ends a span.
  size_t word;
  struct mbr_chunk *back; // of a free one only, as is its size in its last word
};

enum chunk_flags {
  chunk_free = 1,
  chunk_after_free = 2,
  /// One object in blocks of its own.
  chunk_alone = 4,
  chunk_flags = 15
};

enum { header_bytes = 16, least_bytes = 32 };
_Static_assert(offsetof(struct mbr_chunk, back) == header_bytes,
               "an object begins where the header ends");

// In a build with AddressSanitizer only objects may be touched: neither the
// headers nor anything in a free chunk, except by the functions marked so.
#if MBR_ASAN
#define MBR_UNCHECKED __attribute__((no_sanitize_address))
#else
#define MBR_UNCHECKED
#endif

static inline struct mbr_chunk *mbr_chunk_of(const void *object) {
  return (struct mbr_chunk *)(void *)((char *)(uintptr_t)object - header_bytes);
}

static inline void *mbr_chunk_object(struct mbr_chunk *chunk) {
  return (char *)chunk + header_bytes;
}

MBR_UNCHECKED static inline size_t
mbr_chunk_bytes(const struct mbr_chunk *chunk) {
  return chunk->word & ~(size_t)chunk_flags;
}

MBR_UNCHECKED static inline void
mbr_chunk_set(struct mbr_chunk *chunk, struct mbr_heap *heap, size_t word) {
  chunk->heap = heap;
  chunk->word = word;
}

/// The chunk for an object; sizes up to PTRDIFF_MAX.
static inline size_t mbr_chunk_for(size_t size) {
  size_t bytes = (size + header_bytes + MBR_ALIGN - 1) & ~(MBR_ALIGN - 1);
  return bytes < least_bytes ? least_bytes : bytes;
}

#endif
