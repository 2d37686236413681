// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Gives objects out of a region, when the inline functions cannot, and grows
// the region.
//
// A region grows by a page of 4 KiB, then by blocks of 64 KiB, then, when it
// has 2 MiB of those, by blocks of 2 MiB, which are one huge page each. Of the
// old space and the new one the larger rest is carved further. An object that
// no block of 64 KiB has room for gets a block of its own.

#include "region_inside.h"

#include <string.h>

/// No object is larger: what is added to a size never overflows.
static const size_t most_bytes = PTRDIFF_MAX - ((size_t)1 << 22);

/// An object at a multiple of `alignment` out of a space, or NULL. An empty one
/// is not where the space ends, so that it is in its block too.
static void *carve(char **next, const char *end, size_t alignment,
                   size_t size) {
  size_t room = (size_t)(end - *next);
  size_t skip = -(uintptr_t)*next & (alignment - 1);
  if (skip >= room || mbr_rounded(size) > room - skip)
    return NULL;
  char *object = *next + skip;
  *next = object + mbr_rounded(size);
  mbr_remember(object, size);
  return object;
}

static const struct mbr_space no_space = {NULL, NULL};

static struct mbr_space grow_by_page(struct mbr_region *region) {
  if (!mbr_hold(region, page_bytes))
    return no_space;
  char *page = mbr_page_take();
  if (!page) {
    mbr_unhold(region, page_bytes);
    return no_space;
  }
  struct mbr_growth *growth = mbr_growth_of(region);
  growth->page = (struct mbr_piece *)(void *)page;
  growth->page->owner = region;
  return (struct mbr_space){page + MBR_ALIGN, page + page_bytes};
}

/// Makes a block the region's newest.
static void block_add(struct mbr_region *region, struct mbr_growth *growth,
                      struct mbr_entry *entry, uint32_t number) {
  atomic_store_explicit(&entry->word, (uint64_t)(uintptr_t)region,
                        memory_order_release);
  atomic_store_explicit(&entry->link, growth->block, memory_order_relaxed);
  if (!growth->block_count++)
    growth->oldest_block = number;
  growth->block = number;
}

static struct mbr_space grow_by_block(struct mbr_region *region) {
  if (!mbr_hold(region, MBR_BLOCK_SIZE))
    return no_space;
  uint32_t number = 0;
  struct mbr_entry *entry = MBR_CHECKS ? NULL : mbr_block_pop(&number);
  if (!entry) {
    number = MBR_CHECKS ? mbr_number(mbr_block_take(MBR_BLOCK_SIZE))
                        : mbr_cache_block();
    if (!number) {
      mbr_unhold(region, MBR_BLOCK_SIZE);
      return no_space;
    }
    entry = mbr_entry_ours(number);
  }
  char *block = mbr_block_at(number);
  block_add(region, mbr_growth_of(region), entry, number);
  return (struct mbr_space){block, block + MBR_BLOCK_SIZE};
}

static struct mbr_space grow(struct mbr_region *region, size_t alignment,
                             size_t size) {
  // In a checking build a region is in a block, or in the caller's memory.
  uint32_t other = region_in_page | region_by_habit | region_in_block |
                   (MBR_CHECKS ? region_in_caller : 0);
  struct mbr_growth *growth = mbr_region_grow(region);
  if (!(region->head.state & other) && !growth->page && !growth->block_count &&
      alignment == MBR_ALIGN && mbr_rounded(size) <= page_bytes - MBR_ALIGN)
    return grow_by_page(region);
  if (growth->block_count < huge_blocks)
    return grow_by_block(region);
  char *block = mbr_large_take(region, huge_class, 0);
  return block ? (struct mbr_space){block, block + mbr_class_bytes(huge_class)}
               : no_space;
}

/// An object with a block of its own.
static void *large_alloc(struct mbr_region *region, size_t alignment,
                         size_t size) {
  size_t most = (size_t)1 << huge_bits; // no block is aligned to more
  size_t bytes = size + mbr_gap;
  if (alignment > most) {
    if (alignment > most_bytes - size)
      return NULL;
    bytes += alignment;
  } else if (bytes < alignment) {
    bytes = alignment;
  }
  char *block = mbr_large_take(region, mbr_class_of(bytes), alignment <= most);
  if (!block)
    return NULL;
  char *object = block + (-(uintptr_t)block & (alignment - 1));
  mbr_forget(block, mbr_class_bytes(mbr_class_of(bytes)));
  mbr_remember(object, size);
  return object;
}

void *mbr_aligned_alloc(mbr_region *region, size_t alignment, size_t size) {
  if (!region || alignment == 0 || alignment & (alignment - 1) ||
      size > most_bytes)
    return NULL;
  if (alignment < MBR_ALIGN)
    alignment = MBR_ALIGN;
  struct mbr_space space = mbr_space_of(region);
  void *object = carve(&space.next, space.end, alignment, size);
  if (object) {
    mbr_window_of(region)->next = space.next;
    return object;
  }
  if (mbr_rounded(size) > MBR_BLOCK_SIZE || alignment > MBR_BLOCK_SIZE)
    return large_alloc(region, alignment, size);
  struct mbr_space fresh = grow(region, alignment, size);
  if (!fresh.next)
    return NULL;
  mbr_forget(fresh.next, (size_t)(fresh.end - fresh.next));
  object = carve(&fresh.next, fresh.end, alignment, size);
  // Of the old space and the new one the larger rest.
  if (mbr_room(fresh) > mbr_room(mbr_space_of(region)))
    mbr_carve_from(region, fresh);
  return object;
}

/// The usual way to grow for the first time: by a page that is at hand. NULL
/// when it is not the first time, or not that simple. What is left of the old
/// space is always less, here and in block_growth.
static inline char *first_growth(struct mbr_region *region, size_t size) {
  struct mbr_piece *page = mbr_cache.pages;
  if (MBR_CHECKS || region->head.state || !page || size > page_bytes / 2)
    return NULL;
  mbr_cache.pages = page->next;
  page->owner = region;
  region->head.state = region_grown | region_simple;
  mbr_growth_set((void *)((char *)region + mbr_first_end_v1),
                 first_bytes + page_bytes, page);
  return (char *)page;
}

/// The usual way to grow after that: by a block that is at hand.
static inline char *block_growth(struct mbr_region *region, size_t size) {
  struct mbr_growth *growth = (void *)((char *)region + mbr_first_end_v1);
  uint32_t number;
  struct mbr_entry *entry;
  uint32_t old = region->head.state, state = old & ~(uint32_t)region_plain;
  if (MBR_CHECKS || state != region_grown || growth->extra || !growth->page ||
      growth->block_count >= huge_blocks || size > MBR_BLOCK_SIZE / 2 ||
      !(entry = mbr_block_pop(&number)))
    return NULL;
  region->head.state = old & region_simple ? state | region_one_block : state;
  block_add(region, growth, entry, number);
  growth->held += MBR_BLOCK_SIZE;
  return mbr_block_at(number);
}

/// All other ways. Apart, so that the usual one is short.
static __attribute__((noinline)) void *other_growth(struct mbr_region *region,
                                                    size_t size) {
  char *block = block_growth(region, size);
  if (!MBR_LIKELY(block != NULL))
    return mbr_aligned_alloc(region, MBR_ALIGN, size);
  region->head.next = block + mbr_rounded(size);
  region->head.end = (uint32_t)((uintptr_t)block + MBR_BLOCK_SIZE);
  return block;
}

void *mbr_alloc_slow(mbr_region *region, size_t size) {
  char *page = first_growth(region, size);
  if (!MBR_LIKELY(page != NULL))
    return other_growth(region, size);
  region->head.next = page + MBR_ALIGN + mbr_rounded(size);
  region->head.end = (uint32_t)((uintptr_t)page + page_bytes);
  return page + MBR_ALIGN;
}

/// Gives the region the rest of a cursor's space, if it has none that is
/// larger.
static void space_back(struct mbr_region *region, char *next, char *end) {
  struct mbr_space space = {next, end};
  if (!MBR_CHECKS && (uintptr_t)next < (uintptr_t)end &&
      mbr_room(space) >= mbr_room(mbr_space_of(region)))
    mbr_carve_from(region, space);
}

static __attribute__((noinline)) struct mbr_object_v1
other_cursor_growth(struct mbr_region *region, uintptr_t after, char *end,
                    size_t size) {
  size_t taken = (size + MBR_ALIGN - 1) & ~(MBR_ALIGN - 1);
  space_back(region, (char *)(after - taken), end);
  char *object = size < mbr_room(mbr_space_of(region))
                     ? mbr_alloc(region, size)
                     : other_growth(region, size);
  struct mbr_space space = mbr_space_of(region);
  // What the region has is the cursor's from now on, if the object is of that.
  if (MBR_CHECKS || !object || object + mbr_rounded(size) != space.next)
    return (struct mbr_object_v1){object, object};
  mbr_window_of(region)->next = space.end;
  return (struct mbr_object_v1){object, space.end};
}

static __attribute__((noinline)) struct mbr_object_v1
cursor_growth(struct mbr_region *region, uintptr_t after, char *end,
              size_t size) {
  char *block =
      mbr_room(mbr_space_of(region)) ? NULL : block_growth(region, size);
  if (!MBR_LIKELY(block != NULL))
    return other_cursor_growth(region, after, end, size);
  return (struct mbr_object_v1){block, block + MBR_BLOCK_SIZE};
}

struct mbr_object_v1 mbr_cursor_slow(mbr_region *region, uintptr_t after,
                                     char *end, size_t size) {
  char *page = first_growth(region, size);
  if (!MBR_LIKELY(page != NULL))
    return cursor_growth(region, after, end, size);
  return (struct mbr_object_v1){page + MBR_ALIGN, page + page_bytes};
}

void mbr_cursor_close(mbr_cursor *cursor) {
  space_back(cursor->region, cursor->next, cursor->end);
  cursor->next = cursor->end;
}

void *mbr_calloc(mbr_region *region, size_t count, size_t size) {
  if (!region || (size && count > SIZE_MAX / size))
    return NULL;
  void *object = mbr_alloc(region, count * size);
  return object ? memset(object, 0, count * size) : NULL;
}

/// Makes the newest object longer or shorter where it is; 0 if it is not the
/// newest, or there is no room.
static int resize_newest(struct mbr_region *region, char *object,
                         size_t old_size, size_t size) {
  struct mbr_space space = mbr_space_of(region);
  if (object + mbr_rounded(old_size) != space.next ||
      mbr_rounded(size) > (size_t)(space.end - object))
    return 0;
  mbr_window_of(region)->next = object + mbr_rounded(size);
  return 1;
}

void *mbr_realloc(mbr_region *region, void *object, size_t old_size,
                  size_t size) {
  if (size > most_bytes)
    return NULL;
  if (!object || !old_size)
    return mbr_alloc(region, size);
  int in_place = size <= old_size || mbr_rounded(size) == mbr_rounded(old_size);
  if (resize_newest(region, object, old_size, size) || in_place) {
    mbr_resized(object, old_size, size);
    return object;
  }
  if (mbr_large_is(object)) {
    void *moved = mbr_large_resize(object, size);
    if (moved)
      mbr_resized(moved, old_size, size);
    return moved;
  }
  void *copy = mbr_alloc(region, size);
  if (copy) {
    memcpy(copy, object, old_size);
    mbr_forget(object, old_size);
  }
  return copy;
}

void *mbr_memdup(mbr_region *region, const void *bytes, size_t size) {
  void *copy = region ? mbr_alloc(region, size) : NULL;
  if (copy && size)
    memcpy(copy, bytes, size);
  return copy;
}
