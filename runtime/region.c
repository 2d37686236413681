// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Makes regions, empties and ends them, and finds the one that an address
// belongs to.
//
// Ending takes the blocks of 64 KiB as one list, so it does not visit them; the
// table goes on naming the region for them until they are used again. What is
// larger goes back one by one.

#include "region_inside.h"

#include <string.h>

enum {
  before = mbr_region_before,
  // Of the caller's memory. Room for the rarer things of a region, at least.
  least_in_caller = 256
};
_Static_assert(MBR_ALIGN + before + mbr_first_object_v1 + 2 * MBR_ALIGN +
                       sizeof(struct mbr_extra) <=
                   least_in_caller,
               "a region fits, wherever the memory begins");

// Homes.

struct mbr_space mbr_home_of(const struct mbr_region *region) {
  char *place = (char *)(uintptr_t)region;
  char *start = place + mbr_first_object_v1;
  switch (region->head.state & region_elsewhere) {
  case 0:
    return (struct mbr_space){start, place + mbr_first_end_v1};
  case region_in_page:
  case region_by_habit:
    return (struct mbr_space){start, place + mbr_page_end_v1};
  case region_in_block:
    return (struct mbr_space){
        start, place - before + mbr_class_bytes(mbr_large_class(region))};
  default: // The caller's memory: where it ends stands in its first bytes.
    return (struct mbr_space){start + MBR_ALIGN, *(char **)(void *)start};
  }
}

/// Makes a region's home the space that is carved, all of it.
static void home_open(struct mbr_region *region) {
  struct mbr_space home = mbr_home_of(region);
  mbr_carve_from(region, home);
  mbr_forget(home.next, mbr_room(home));
}

struct mbr_region *mbr_region_place(void *place, uint32_t state, size_t held) {
  struct mbr_region *region = place;
  region->head = (struct mbr_region_head){.state = state};
#if MBR_CHECKS
  *mbr_check_of(region) = (struct mbr_check){.name = NULL};
#endif
  if (state & region_grown)
    mbr_growth_set(mbr_growth_of(region), held, NULL);
  home_open(region);
  return region;
}

static mbr_region *create_in_block(size_t bytes) {
  char *block = mbr_block_take(bytes);
  if (!block)
    return NULL;
  unsigned class = mbr_class_of(bytes);
  mbr_large_own((struct mbr_region *)(void *)(block + before), block, class, 0);
  return mbr_region_place(block + before,
                          region_grown | region_simple | region_in_block,
                          mbr_class_bytes(class));
}

mbr_region *mbr_region_create_slow(void) {
  if (MBR_CHECKS)
    return create_in_block(MBR_BLOCK_SIZE);
  // The provider's own pieces save the first region of a process the first
  // mapping, which costs as much as hundreds of regions.
  struct mbr_provider *provider = &mbr_provider_v1;
  void *piece = NULL;
  if (!mbr_cache.own_pieces_gone) {
    // Without a look before it: to read a page that nobody has written yet and
    // then to write it costs two page faults.
    uint32_t own = atomic_fetch_add(&provider->pieces_used, 1);
    if (own < own_pieces) {
      piece = provider->pieces[own];
    } else {
      atomic_store(&provider->pieces_used, own_pieces); // however many threads
      mbr_cache.own_pieces_gone = 1;
    }
  }
  if (!piece)
    piece = mbr_ended_take();
  if (!piece)
    piece = mbr_cache_piece(piece_first);
  return piece ? mbr_region_place(piece, 0, 0) : NULL;
}

mbr_region *mbr_region_sized_slow(size_t bytes) {
  if (bytes <= mbr_page_room_v1 && !MBR_CHECKS)
    return mbr_page_region();
  if (bytes > PTRDIFF_MAX)
    return NULL;
  return create_in_block(bytes + mbr_gap + mbr_first_object_v1 + before);
}

mbr_region *mbr_region_create_in(void *memory, size_t bytes) {
  size_t skip = -(uintptr_t)memory & (MBR_ALIGN - 1);
  if (!memory || bytes < least_in_caller)
    return NULL;
  char *place = (char *)memory + skip + before;
  char *end = (char *)memory + skip + ((bytes - skip) & ~(MBR_ALIGN - 1));
  *(char **)(void *)(place + mbr_first_object_v1) = end;
  return mbr_region_place(place, region_grown | region_in_caller, 0);
}

/// Gives the home of an empty region back.
static void region_leave(struct mbr_region *region) {
  char *place = (char *)region;
  switch (region->head.state & region_elsewhere) {
  case 0:
    mbr_cache_first_back(mbr_first_empty(region));
    return;
  case region_in_page:
  case region_by_habit:
    mbr_page_region_leave(region);
    return;
  case region_in_block:
    mbr_retire(place - before, mbr_class_bytes(mbr_large_class(region)),
               region);
    return;
  default: { // The caller does with it what he likes.
    struct mbr_space home = mbr_home_of(region);
    mbr_remember(home.next, mbr_room(home));
    return;
  }
  }
}

// Growing.

int mbr_hold_all(struct mbr_region *region, size_t bytes) {
  const struct mbr_extra *extra;
  for (struct mbr_region *r = region; r && (extra = mbr_extra_of(r));
       r = extra->parent) {
    size_t held = mbr_growth_of(r)->held;
    if (held > extra->limit || bytes > extra->limit - held)
      return 0;
  }
  for (struct mbr_region *r = region; r; r = extra ? extra->parent : NULL) {
    struct mbr_growth *growth = mbr_region_grow(r);
    growth->held += bytes;
    extra = growth->extra;
  }
  return 1;
}

void mbr_unhold(struct mbr_region *region, size_t bytes) {
  const struct mbr_extra *extra;
  for (; region; region = extra ? extra->parent : NULL) {
    mbr_growth_of(region)->held -= bytes;
    extra = mbr_growth_of(region)->extra;
  }
}

struct mbr_extra *mbr_extra_make(struct mbr_region *region) {
  struct mbr_extra *extra = mbr_extra_of(region);
  if (extra)
    return extra;
  extra = mbr_alloc(region, sizeof *extra);
  if (!extra)
    return NULL;
  *extra = (struct mbr_extra){.limit = SIZE_MAX};
  return mbr_region_grow(region)->extra = extra;
}

// Emptying and ending.

void mbr_blocks_give(struct mbr_region *region, uint32_t tail, uint32_t count) {
  if (!count)
    return;
  mbr_unhold(region, (size_t)count * MBR_BLOCK_SIZE);
  uint32_t head = mbr_growth_of(region)->block;
  if (!MBR_CHECKS) {
    mbr_cache_blocks_back((struct mbr_blocks){head, tail, count});
    return;
  }
  for (uint32_t next; count > 0; count--, head = next) {
    next =
        atomic_load_explicit(&mbr_entry_ours(head)->link, memory_order_relaxed);
    mbr_retire(mbr_block_at(head), MBR_BLOCK_SIZE, region);
  }
}

/// Gives all memory but the home back.
static void region_empty(struct mbr_region *region) {
  struct mbr_growth *growth = mbr_growth_of(region);
  region->head.state &= ~(uint32_t)region_plain;
  if (growth->page) {
    mbr_page_give(growth->page);
    growth->page = NULL;
    mbr_unhold(region, page_bytes);
  }
  mbr_blocks_give(region, growth->oldest_block, growth->block_count);
  growth->block_count = growth->block = 0;
  if (growth->large)
    mbr_large_give(region, 0);
}

void mbr_region_close(struct mbr_region *region) {
  if (region->head.state & region_grown) {
    if (mbr_growth_of(region)->extra)
      mbr_detach(region);
    region_empty(region);
  }
  region_leave(region);
}

/// Makes a first piece idle whose region has given all else back.
static inline void make_idle(struct mbr_region *region) {
  struct mbr_thread *thread = &mbr_thread_v1;
  mbr_first_empty(region)->head.next = (char *)(void *)thread->idle;
  thread->idle = region;
}

/// Ends a region that has grown by a page and blocks and has nothing else; 0
/// when it is another.
static int close_blocks(struct mbr_region *region) {
  const struct mbr_growth *growth = (void *)((char *)region + mbr_first_end_v1);
  uint32_t state = region->head.state & ~(uint32_t)region_plain;
  if (MBR_CHECKS || state != region_grown || growth->extra || growth->large ||
      !growth->page || --mbr_thread_v1.room < 0)
    return 0;
  struct mbr_blocks blocks = {growth->block, growth->oldest_block,
                              growth->block_count};
  mbr_page_give(growth->page);
  make_idle(region);
  if (blocks.count && !mbr_blocks_push(blocks))
    mbr_cache_blocks_back(blocks);
  return 1;
}

/// All other ways. Apart, so that the usual one is short.
static __attribute__((noinline)) void region_end(struct mbr_region *region) {
  if (!region)
    return;
  uint32_t plain = region->head.state & region_plain;
  if (mbr_cache.only_ends && plain &&
      region->head.state == (region_grown | plain)) {
    mbr_ended_keep(region);
    return;
  }
  if (close_blocks(region))
    return;
  if (mbr_extra_of(region))
    mbr_finish(region, 0, NULL);
  mbr_region_close(region);
}

void mbr_region_destroy_slow(mbr_region *region) {
  uint32_t state = region ? region->head.state : 0;
  // The usual ways: it has grown by a page, or is in one.
  if (state == (region_grown | region_simple) && mbr_thread_v1.room > 0 &&
      mbr_cache.page_room > 0 && !mbr_cache.only_ends) {
    mbr_thread_v1.room--;
    make_idle(region);
    mbr_habit_note(region, mbr_growth_of(region)->page);
  } else if (state == region_in_page && --mbr_thread_v1.page_room >= 0) {
    region->head.next = (char *)(void *)mbr_thread_v1.idle_in_page;
    mbr_thread_v1.idle_in_page = region;
  } else {
    region_end(region);
  }
}

void mbr_region_reset(mbr_region *region) {
  struct mbr_extra kept, *old = NULL;
  struct mbr_growth *growth = mbr_growth_of(region);
  if (region->head.state & region_grown) {
    mbr_finish(region, 0, NULL);
    old = growth->extra;
    if (old) {
      kept = *old;
      kept.freed = NULL;
      growth->extra = &kept; // what it stood in goes
    }
    region_empty(region);
  }
  home_open(region);
  if (old) {
    growth->extra = mbr_alloc(region, sizeof kept);
    *growth->extra = kept;
  }
}

// Asking.

/// The start of the first piece that an address is in, one of many at `start`.
static struct mbr_region *piece_at(const char *start, const char *pointer) {
  size_t index = (size_t)(pointer - start) / first_bytes;
  return (struct mbr_region *)(uintptr_t)(start + index * first_bytes);
}

static const struct mbr_piece *page_at(const char *start, const char *pointer) {
  size_t offset = (size_t)(pointer - start) & ~(size_t)(page_bytes - 1);
  return (const void *)(start + offset);
}

/// Where the region is that an address in an entry's block belongs to.
static struct mbr_region *owner_in(const char *block, uint64_t word,
                                   const char *pointer) {
  switch ((enum owner_kind)(word & 3)) {
  case owner_region:
    return (struct mbr_region *)(uintptr_t)(word & mbr_owner_bits);
  case owner_pieces:
    return piece_at(block, pointer);
  case owner_pages:
    return page_at(block, pointer)->owner;
  case owner_idle:
    break;
  }
  return NULL;
}

/// The region in whose memory an address is.
static struct mbr_region *owner_of(const void *pointer) {
  if ((uint64_t)(uintptr_t)pointer >> 48)
    return NULL;
  uint32_t number = mbr_number(pointer);
  if (mbr_piece_is_own(pointer))
    return piece_at(mbr_provider_v1.pieces[0], pointer);
  const struct mbr_entry *entry = mbr_entry_at(number);
  if (!entry)
    return NULL;
  uint32_t first = atomic_load_explicit(&entry->first, memory_order_relaxed);
  if (first)
    entry = mbr_entry_at(number = first);
  uint64_t word = atomic_load_explicit(&entry->word, memory_order_acquire);
  return owner_in(mbr_block_at(number), word, pointer);
}

mbr_region *mbr_region_of(const void *pointer) {
  struct mbr_region *region = owner_of(pointer);
  while (region && region->head.state & region_merged)
    region = mbr_extra_of(region)->parent;
  return region;
}

size_t mbr_region_bytes(const mbr_region *region) {
  return region->head.state & region_grown ? mbr_growth_of(region)->held
                                           : mbr_home_bytes(region);
}

int mbr_region_limit(mbr_region *region, size_t bytes) {
  struct mbr_extra *extra = mbr_extra_make(region);
  if (!extra)
    return -1;
  extra->limit = bytes;
  return 0;
}

void mbr_region_name(mbr_region *region, const char *name) {
#if MBR_CHECKS
  mbr_check_of(region)->name = name;
#else
  (void)region;
  (void)name;
#endif
}
