// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// malloc, realloc and free inside a region.
//
// Takes spans of memory from the region, each twice as long as the one before
// up to 64 KiB, and cuts them into chunks. A free chunk is joined with free
// neighbours and kept on one of 80 lists by its size, eight for each doubling;
// two words of bits say which lists have any. So nothing here looks through a
// list, and what was freed serves objects of every size. After Masmano, Ripoll,
// Crespo and Real, "TLSF: a New Dynamic Memory Allocator for Real-Time Systems"
// (ECRTS 2004). A few small chunks of each size are not joined at once, but
// before a span is taken.
//
// An object of some 60 KiB or more has blocks of its own, which go back to the
// process when it is freed. Spans stay until the region ends.

#include "chunk.h"
#include "region_inside.h"

#include <membrane/heap.h>

#include <string.h>

enum {
  first_span_bytes = 1024,
  most_span_bytes = 65488, // what a block of 64 KiB is carved for
  list_count = 80,
  /// Where the last list begins, so that any chunk on it is large enough.
  most_chunk_bytes = 15 * 4096,
  kept_bytes = 512,
  kept_sizes = kept_bytes / 16 + 1,
  kept_most = 8
};

struct mbr_heap {
  struct mbr_region *region;
  /// Where the newest span ends, and the bytes of all.
  char *span_end;
  size_t span_bytes;
  uint64_t filled[2];
  struct mbr_chunk *lists[list_count];
  /// Small chunks that were freed and not joined yet, by their size: the next
  /// object is often of the size of one of the last. For their neighbours they
  /// are used.
  struct mbr_chunk *kept[kept_sizes];
  unsigned char kept_count[kept_sizes];
};

// Chunks.

MBR_UNCHECKED static int is(const struct mbr_chunk *chunk,
                            enum chunk_flags flag) {
  return (chunk->word & flag) != 0;
}

static struct mbr_chunk *chunk_at(struct mbr_chunk *chunk, size_t bytes) {
  return (struct mbr_chunk *)(void *)((char *)chunk + bytes);
}

MBR_UNCHECKED static struct mbr_chunk *next_of(const struct mbr_chunk *chunk) {
  return chunk->next;
}

MBR_UNCHECKED static struct mbr_chunk *chunk_before(struct mbr_chunk *chunk) {
  size_t bytes = ((const size_t *)(const void *)chunk)[-1];
  return (struct mbr_chunk *)(void *)((char *)chunk - bytes);
}

MBR_UNCHECKED static void owner_set(struct mbr_chunk *chunk,
                                    struct mbr_heap *heap) {
  chunk->heap = heap;
}

// Lists.

/// The list for a free chunk. The last one is for everything that is larger.
static unsigned list_of(size_t bytes) {
  size_t units = bytes / MBR_ALIGN;
  if (units < 8)
    return (unsigned)units;
  unsigned shift = 60 - (unsigned)__builtin_clzll(units);
  size_t list = 8 * shift + (units >> shift);
  return list < list_count ? (unsigned)list : list_count - 1;
}

MBR_UNCHECKED static void list_add(struct mbr_heap *heap,
                                   struct mbr_chunk *chunk, size_t bytes) {
  unsigned list = list_of(bytes);
  struct mbr_chunk *head = heap->lists[list];
  chunk->next = head;
  chunk->back = NULL;
  if (head)
    head->back = chunk;
  heap->lists[list] = chunk;
  heap->filled[list / 64] |= (uint64_t)1 << list % 64;
}

MBR_UNCHECKED static void list_remove(struct mbr_heap *heap,
                                      struct mbr_chunk *chunk) {
  struct mbr_chunk *next = chunk->next, *back = chunk->back;
  if (next)
    next->back = back;
  if (back) {
    back->next = next;
    return;
  }
  unsigned list = list_of(mbr_chunk_bytes(chunk));
  heap->lists[list] = next;
  if (!next)
    heap->filled[list / 64] &= ~((uint64_t)1 << list % 64);
}

/// The first chunk of the first list after `list` that has one, or NULL.
static struct mbr_chunk *list_after(const struct mbr_heap *heap,
                                    unsigned list) {
  if (++list >= list_count)
    return NULL;
  unsigned word = list / 64;
  uint64_t rest = heap->filled[word] >> list % 64 << list % 64;
  if (!rest && word == 0)
    rest = heap->filled[word = 1];
  return rest ? heap->lists[64 * word + (unsigned)__builtin_ctzll(rest)] : NULL;
}

/// A free chunk of at least `bytes`, or NULL: the first of its own list if that
/// is large enough; all of the later lists are.
static struct mbr_chunk *list_find(const struct mbr_heap *heap, size_t bytes) {
  unsigned list = list_of(bytes);
  struct mbr_chunk *chunk = heap->lists[list];
  return chunk && mbr_chunk_bytes(chunk) >= bytes ? chunk
                                                  : list_after(heap, list);
}

// Free chunks and used ones.

/// Makes `bytes` from `chunk` on free, joined with what is free beside it.
MBR_UNCHECKED static void chunk_give(struct mbr_heap *heap,
                                     struct mbr_chunk *chunk, size_t bytes) {
  mbr_forget(chunk, bytes);
  struct mbr_chunk *after = chunk_at(chunk, bytes);
  if (after->word & chunk_free) {
    list_remove(heap, after);
    bytes += mbr_chunk_bytes(after);
  }
  if (chunk->word & chunk_after_free) {
    chunk = chunk_before(chunk);
    list_remove(heap, chunk);
    bytes += mbr_chunk_bytes(chunk);
  }
  after = chunk_at(chunk, bytes);
  after->word |= chunk_after_free;
  ((size_t *)(void *)after)[-1] = bytes;
  chunk->word = bytes | chunk_free;
  list_add(heap, chunk, bytes);
}

/// Makes the chunk, which is not free, `bytes` long and gives back the rest, if
/// that can be a chunk.
MBR_UNCHECKED static void chunk_cut(struct mbr_heap *heap,
                                    struct mbr_chunk *chunk, size_t bytes) {
  size_t rest = mbr_chunk_bytes(chunk) - bytes;
  if (rest < least_bytes)
    return;
  struct mbr_chunk *after = chunk_at(chunk, bytes);
  chunk->word -= rest;
  after->word = rest;
  chunk_give(heap, after, rest);
}

/// Makes a free chunk one that is used, `bytes` of it.
MBR_UNCHECKED static void chunk_use(struct mbr_heap *heap,
                                    struct mbr_chunk *chunk, size_t bytes) {
  list_remove(heap, chunk);
  size_t all = mbr_chunk_bytes(chunk);
  chunk_at(chunk, all)->word &= ~(size_t)chunk_after_free;
  chunk->word = all; // before it no chunk is free
  chunk_cut(heap, chunk, bytes);
}

/// Makes the chunk at least `bytes` long out of the free one behind it; 0 if
/// there is none or it is too short.
MBR_UNCHECKED static int chunk_extend(struct mbr_heap *heap,
                                      struct mbr_chunk *chunk, size_t bytes) {
  struct mbr_chunk *after = chunk_at(chunk, mbr_chunk_bytes(chunk));
  if (!is(after, chunk_free) ||
      mbr_chunk_bytes(chunk) + mbr_chunk_bytes(after) < bytes)
    return 0;
  list_remove(heap, after);
  chunk->word += mbr_chunk_bytes(after);
  chunk_at(chunk, mbr_chunk_bytes(chunk))->word &= ~(size_t)chunk_after_free;
  chunk_cut(heap, chunk, bytes);
  return 1;
}

// Chunks that are kept.

static struct mbr_chunk *kept_take(struct mbr_heap *heap, size_t bytes) {
  size_t size = bytes / MBR_ALIGN;
  struct mbr_chunk *chunk = size < kept_sizes ? heap->kept[size] : NULL;
  if (!chunk)
    return NULL;
  heap->kept[size] = next_of(chunk);
  heap->kept_count[size]--;
  return chunk;
}

/// Keeps a chunk; 0 if it is too large, or there are enough.
MBR_UNCHECKED static int keep(struct mbr_heap *heap, struct mbr_chunk *chunk) {
  size_t bytes = mbr_chunk_bytes(chunk), size = bytes / MBR_ALIGN;
  if (size >= kept_sizes || heap->kept_count[size] == kept_most)
    return 0;
  mbr_forget(chunk, bytes);
  chunk->next = heap->kept[size];
  heap->kept[size] = chunk;
  heap->kept_count[size]++;
  return 1;
}

/// Has all of them joined.
static void kept_join(struct mbr_heap *heap) {
  struct mbr_chunk *chunk;
  for (size_t size = 0; size < kept_sizes; size++)
    while ((chunk = kept_take(heap, size * MBR_ALIGN)))
      chunk_give(heap, chunk, mbr_chunk_bytes(chunk));
}

// Spans.

/// Makes the memory one free chunk and a mark behind it. A span that begins
/// where the last one ends continues it.
MBR_UNCHECKED static void span_add(struct mbr_heap *heap, char *span,
                                   size_t bytes) {
  struct mbr_chunk *chunk = (struct mbr_chunk *)(void *)span;
  mbr_forget(span, bytes);
  heap->span_bytes += bytes;
  if (span == heap->span_end)
    chunk = (struct mbr_chunk *)(void *)(span - header_bytes);
  else
    chunk->word = 0;
  heap->span_end = span + bytes;
  struct mbr_chunk *mark =
      (struct mbr_chunk *)(void *)(span + bytes - header_bytes);
  mark->word = 0;
  chunk_give(heap, chunk, (size_t)((char *)mark - (char *)chunk));
}

/// Has a free chunk of at least `bytes` made; 0 without memory.
static int span_make(struct mbr_heap *heap, size_t bytes) {
  size_t least = bytes + header_bytes, most = most_span_bytes;
  size_t wanted = heap->span_bytes;
  if (wanted < first_span_bytes)
    wanted = first_span_bytes;
  wanted = wanted < least ? least : wanted > most ? most : wanted;
  wanted &= ~(MBR_ALIGN - 1);
  char *span = mbr_alloc(heap->region, wanted);
  if (!span && wanted > least) // a limit may have room for less
    span = mbr_alloc(heap->region, wanted = least);
  if (span)
    span_add(heap, span, wanted);
  return span != NULL;
}

// Objects with blocks of their own.

static void *alone_own(struct mbr_heap *heap, struct mbr_chunk *chunk) {
  size_t bytes = mbr_class_bytes(mbr_large_class(chunk));
  mbr_remember(chunk, bytes);
  mbr_chunk_set(chunk, heap, bytes | chunk_alone);
  mbr_forget(chunk, header_bytes);
  return mbr_chunk_object(chunk);
}

static void *alone_alloc(struct mbr_heap *heap, size_t size) {
  size_t bytes = size + header_bytes;
  // More than the smallest block, so that giving it back is constant time.
  if (bytes <= MBR_BLOCK_SIZE)
    bytes = MBR_BLOCK_SIZE + 1;
  // Not by mbr_alloc, which may carve it from a block with others.
  unsigned class = mbr_class_of(bytes);
  struct mbr_chunk *chunk =
      class < block_classes ? mbr_large_take(heap->region, class, 1) : NULL;
  return chunk ? alone_own(heap, chunk) : NULL;
}

static void *alone_grow(struct mbr_heap *heap, struct mbr_chunk *chunk,
                        size_t size) {
  chunk = mbr_large_resize(chunk, size + header_bytes);
  return chunk ? alone_own(heap, chunk) : NULL;
}

// What programs call.

mbr_heap *mbr_heap_create(mbr_region *region) {
  struct mbr_heap *heap = mbr_calloc(region, 1, sizeof *heap);
  if (heap)
    heap->region = region;
  return heap;
}

mbr_region *mbr_heap_region(const mbr_heap *heap) { return heap->region; }

/// A chunk of `bytes` out of a free one that there is or that is made.
static struct mbr_chunk *chunk_take(struct mbr_heap *heap, size_t bytes) {
  struct mbr_chunk *chunk = list_find(heap, bytes);
  if (!chunk) {
    kept_join(heap);
    chunk = list_find(heap, bytes);
  }
  if (!chunk && span_make(heap, bytes))
    chunk = list_find(heap, bytes);
  if (chunk)
    chunk_use(heap, chunk, bytes);
  return chunk;
}

void *mbr_heap_alloc(mbr_heap *heap, size_t size) {
  if (size > most_chunk_bytes - header_bytes)
    return size <= PTRDIFF_MAX - header_bytes ? alone_alloc(heap, size) : NULL;
  size_t bytes = mbr_chunk_for(size);
  struct mbr_chunk *chunk = kept_take(heap, bytes);
  if (!chunk)
    chunk = chunk_take(heap, bytes);
  if (!chunk)
    return NULL;
  owner_set(chunk, heap);
  void *object = mbr_chunk_object(chunk);
  mbr_remember(object, mbr_chunk_bytes(chunk) - header_bytes);
  return object;
}

void *mbr_heap_calloc(mbr_heap *heap, size_t count, size_t size) {
  if (size && count > SIZE_MAX / size)
    return NULL;
  void *object = mbr_heap_alloc(heap, count * size);
  return object ? memset(object, 0, count * size) : NULL;
}

/// A checking build stops here when the object was freed already.
static void expect_object(const void *object) {
  if (MBR_CHECKS)
    (void)*(const volatile char *)object;
}

void mbr_heap_free(mbr_heap *heap, void *object) {
  if (!object)
    return;
  expect_object(object);
  struct mbr_chunk *chunk = mbr_chunk_of(object);
  if (is(chunk, chunk_alone))
    mbr_large_drop(heap->region, chunk);
  else if (!keep(heap, chunk))
    chunk_give(heap, chunk, mbr_chunk_bytes(chunk));
}

size_t mbr_heap_size(const void *object) {
  return object ? mbr_chunk_bytes(mbr_chunk_of(object)) - header_bytes : 0;
}

/// Copies the object to a new one, with `room` bytes if there is memory for
/// that many.
static void *move(mbr_heap *heap, void *object, size_t size, size_t room) {
  void *copy = mbr_heap_alloc(heap, room);
  if (!copy && room > size)
    copy = mbr_heap_alloc(heap, size);
  if (!copy)
    return NULL;
  size_t old_size = mbr_heap_size(object);
  memcpy(copy, object, old_size < size ? old_size : size);
  mbr_heap_free(heap, object);
  return copy;
}

/// Gives back what is too much, unless it is an eighth or less: room that a
/// move has made stays.
static void *shrink(mbr_heap *heap, void *object, size_t size) {
  struct mbr_chunk *chunk = mbr_chunk_of(object);
  size_t wanted = mbr_chunk_for(size), bytes = mbr_chunk_bytes(chunk);
  if (is(chunk, chunk_alone)) {
    void *copy = wanted <= bytes / 2 ? move(heap, object, size, size) : NULL;
    return copy ? copy : object;
  }
  if (bytes - wanted > bytes / 8)
    chunk_cut(heap, chunk, wanted);
  return object;
}

/// What an object gets that has to move: an eighth more, so that one that grows
/// by a little each time moves seldom. Blocks have room as it is.
static size_t roomy(size_t size) {
  const size_t most = most_chunk_bytes - header_bytes;
  size_t room = size + size / 8;
  return size > most ? size : room > most ? most : room;
}

static void *grow(mbr_heap *heap, void *object, size_t size) {
  struct mbr_chunk *chunk = mbr_chunk_of(object);
  if (size > PTRDIFF_MAX - 2 * header_bytes)
    return NULL;
  if (is(chunk, chunk_alone))
    return alone_grow(heap, chunk, size);
  if (!chunk_extend(heap, chunk, mbr_chunk_for(size)))
    return move(heap, object, size, roomy(size));
  mbr_remember(object, mbr_heap_size(object));
  return object;
}

void *mbr_heap_realloc(mbr_heap *heap, void *object, size_t size) {
  if (!object)
    return mbr_heap_alloc(heap, size);
  expect_object(object);
  return size <= mbr_heap_size(object) ? shrink(heap, object, size)
                                       : grow(heap, object, size);
}
