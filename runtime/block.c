// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The blocks that programs see (membrane/block.h), on the caches of threads and
// the pool of the process.

#include "cache.h"
#include "check.h"
#include "pool.h"

#include <string.h>

static struct mbr_provider *const provider = &mbr_provider_v1;

void *mbr_block_take(size_t bytes) {
  unsigned class = mbr_class_of(bytes);
  void *block = class ? mbr_pool_take(class) : mbr_block_at(mbr_cache_block());
  if (!block)
    return NULL;
  mbr_owner_set(block, owner_region, NULL);
  mbr_remember(block, mbr_class_bytes(class));
  mbr_root_add(block, mbr_class_bytes(class));
  return block;
}

void mbr_block_give(void *block, size_t bytes) {
  if (!block)
    return;
  unsigned class = mbr_class_of(bytes);
  uint32_t number = mbr_number(block);
  mbr_root_remove(block, mbr_class_bytes(class));
  mbr_owner_set(block, owner_region, NULL);
  if (class)
    mbr_pool_give(block, class);
  else
    mbr_cache_blocks_back((struct mbr_blocks){number, number, 1});
}

/// Makes a mapping of its own longer, where it is or elsewhere.
static void *run_resize(char *block, size_t old, size_t new) {
  if (!mbr_charge(new - old))
    return NULL;
  uint32_t number = mbr_number(block);
  uint64_t owner =
      atomic_load_explicit(&mbr_entry_ours(number)->word, memory_order_relaxed);
  if (mbr_os_grow(block, old, new)) {
    if (mbr_run_adopt(block, new)) {
      mbr_root_remove(block, old);
      mbr_root_add(block, new);
      return block;
    }
    mbr_os_unmap(block + old, new - old);
    mbr_uncharge(new - old);
    return NULL;
  }
  // A place that has the alignment, and is then filled with the old pages.
  void *place = mbr_run_place(new);
  // Forgotten before it is gone, when others may map there.
  mbr_run_forget(number, old);
  if (place && mbr_os_move(block, old, place, new)) {
    mbr_root_remove(block, old);
    mbr_root_add(place, new);
    mbr_owner_set(place, owner_region, (void *)(uintptr_t)owner);
    return place;
  }
  if (place) {
    mbr_run_forget(mbr_number(place), new);
    mbr_os_unmap(place, new);
  }
  mbr_run_adopt(block, old);
  mbr_owner_set(block, owner_region, (void *)(uintptr_t)owner);
  mbr_uncharge(new - old);
  return NULL;
}

void *mbr_block_resize(void *block, size_t old_bytes, size_t bytes) {
  unsigned old_class = mbr_class_of(old_bytes), class = mbr_class_of(bytes);
  if (class >= block_classes)
    return NULL;
  size_t old = mbr_class_bytes(old_class), new = mbr_class_bytes(class);
  if (class <= old_class && (class == old_class || bytes > old_bytes))
    return block;
  if (old_class > huge_class && class > old_class)
    return run_resize(block, old, new);
  void *copy = mbr_block_take(bytes);
  if (!copy)
    return NULL;
  memcpy(copy, block, old_bytes < bytes ? old_bytes : bytes);
  mbr_block_give(block, old_bytes);
  return copy;
}

void mbr_block_keep(size_t bytes) {
  atomic_store(&provider->keep_more, bytes - mbr_usually_kept);
}

void mbr_block_limit(size_t bytes) {
  atomic_store(&provider->limit_spare, SIZE_MAX - bytes);
}

size_t mbr_block_bytes(enum mbr_block_count count) {
  switch (count) {
  case MBR_BLOCK_MAPPED:
    return atomic_load(&provider->mapped);
  case MBR_BLOCK_PEAK:
    return atomic_load(&provider->peak);
  case MBR_BLOCK_IDLE:
    return atomic_load(&provider->idle);
  case MBR_BLOCK_RECLAIMABLE:
    return atomic_load(&provider->reclaimable);
  }
  return 0;
}
