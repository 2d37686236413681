// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Regions that ended on a thread which makes none: they are handed to one that
// does as they are.
//
// Taking a region apart touches its growth, its page and the entry of its
// block. The thread that made it has these in its caches and will need them
// there, so a thread that only ends regions leaves them alone: it touches the
// head, which it has to read anyway, and links it into a list. Whoever makes a
// region next takes a list of them and takes each apart when it is its turn.
// Only regions with a page and at most one block are kept so, a few on a
// thread and a few lists in the process: what is in them is idle, and no other
// region could have it without taking them apart.

#include "region_inside.h"

enum { kept_ended = 8 }; // regions on a list

/// Gives all that a region has beside its home to the thread's cache.
static void take_apart(struct mbr_region *region) {
  const struct mbr_growth *growth = mbr_growth_of(region);
  struct mbr_blocks block = {growth->block, growth->block, 1};
  if (region->head.state & region_one_block && !mbr_blocks_push(block))
    mbr_cache_blocks_back(block);
  mbr_page_give(growth->page);
}

/// Puts a list where other threads look; 0 when there is no room for one more.
static int list_give(struct mbr_region *list) {
  for (unsigned i = 0; i < ended_lists; i++) {
    _Atomic uint64_t *place = &mbr_provider_v1.ended[i];
    uint64_t none = 0;
    if (!atomic_load_explicit(place, memory_order_relaxed) &&
        atomic_compare_exchange_strong_explicit(
            place, &none, (uint64_t)(uintptr_t)list, memory_order_release,
            memory_order_relaxed))
      return 1;
  }
  return 0;
}

static struct mbr_region *list_take(void) {
  for (unsigned i = 0; i < ended_lists; i++) {
    _Atomic uint64_t *place = &mbr_provider_v1.ended[i];
    uint64_t list = 0;
    if (atomic_load_explicit(place, memory_order_relaxed))
      list = atomic_exchange_explicit(place, 0, memory_order_acquire);
    if (list)
      return (struct mbr_region *)(uintptr_t)list;
  }
  return NULL;
}

void mbr_ended_keep(struct mbr_region *region) {
  struct mbr_cache *cache = &mbr_cache;
  region->head.next = (char *)(void *)cache->ended;
  cache->ended = region;
  if (++cache->ended_count < kept_ended)
    return;
  if (!list_give(cache->ended))
    mbr_ended_back();
  cache->ended = NULL;
  cache->ended_count = 0;
}

void *mbr_ended_take(void) {
  struct mbr_cache *cache = &mbr_cache;
  cache->only_ends = 0;
  if (!cache->ended) {
    if (!mbr_cache_keeps())
      return NULL;
    cache->ended = list_take();
    if (!cache->ended)
      return NULL;
    cache->ended_count = kept_ended;
    mbr_cache_register();
  }
  struct mbr_region *region = cache->ended;
  cache->ended = mbr_next_idle(region);
  cache->ended_count--;
  // Another thread wrote it last, and it will be needed soon.
  __builtin_prefetch(cache->ended, 1);
  take_apart(region);
  return region;
}

void mbr_ended_back(void) {
  struct mbr_region *list = mbr_cache.ended;
  // First, because what follows may come here again.
  mbr_cache.ended = NULL;
  mbr_cache.ended_count = 0;
  for (struct mbr_region *next; list; list = next) {
    next = mbr_next_idle(list);
    take_apart(list);
    mbr_cache_first_back(mbr_first_empty(list));
  }
}

void mbr_ended_all_back(void) {
  do {
    mbr_ended_back();
    mbr_cache.ended = list_take();
  } while (mbr_cache.ended);
}
