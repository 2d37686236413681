// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// malloc, realloc and free in the calling thread's current heap, or in libc
// where there is none. The header before an object says where it is from.

#include "cache.h"
#include "chunk.h"

#include <string.h>
#if !defined(MBR_FREESTANDING)
#include <stdlib.h>
#endif

_Static_assert(_Alignof(max_align_t) == MBR_ALIGN,
               "malloc aligns as objects are");

mbr_heap *mbr_heap_enter(mbr_heap *heap) {
  struct mbr_current *current = &mbr_current;
  mbr_heap *before = current->heap;
  current->heap = heap;
  return before;
}

#if defined(MBR_FREESTANDING)
#define malloc(bytes) ((void)(bytes), NULL)
#define realloc(chunk, bytes) ((void)(chunk), (void)(bytes), NULL)
#define free(chunk) ((void)(chunk))
#endif

MBR_UNCHECKED static mbr_heap *heap_of(const void *object) {
  return mbr_chunk_of(object)->heap;
}

/// An object in memory of libc.
static void *libc_own(struct mbr_chunk *chunk, size_t bytes) {
  if (!chunk)
    return NULL;
  mbr_chunk_set(chunk, NULL, bytes);
  return mbr_chunk_object(chunk);
}

void *mbr_malloc(size_t size) {
  mbr_heap *heap = mbr_current.heap;
  if (heap)
    return mbr_heap_alloc(heap, size);
  if (size > PTRDIFF_MAX - least_bytes)
    return NULL;
  size_t bytes = mbr_chunk_for(size);
  return libc_own(malloc(bytes), bytes);
}

void *mbr_zalloc(size_t count, size_t size) {
  if (size && count > SIZE_MAX / size)
    return NULL;
  void *object = mbr_malloc(count * size);
  return object ? memset(object, 0, count * size) : NULL;
}

void *mbr_remalloc(void *object, size_t size) {
  if (!object)
    return mbr_malloc(size);
  mbr_heap *heap = heap_of(object);
  if (heap)
    return mbr_heap_realloc(heap, object, size);
  if (size > PTRDIFF_MAX - least_bytes)
    return NULL;
  size_t bytes = mbr_chunk_for(size);
  return libc_own(realloc(mbr_chunk_of(object), bytes), bytes);
}

char *mbr_malloc_strdup(const char *string) {
  size_t size = strlen(string) + 1;
  char *copy = mbr_malloc(size);
  return copy ? memcpy(copy, string, size) : NULL;
}

void mbr_free(void *object) {
  if (!object)
    return;
  mbr_heap *heap = heap_of(object);
  if (heap)
    mbr_heap_free(heap, object);
  else
    free(mbr_chunk_of(object));
}
