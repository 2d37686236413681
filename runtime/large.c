// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The blocks of a region that are not the usual 64 KiB: objects with a block of
// their own, and the 2 MiB blocks that large regions are carved from.
//
// They form a list through the table (provider.h), the newest first. The word
// of a block's entry says its class and whether it is one object; the link of
// its second entry, where it has one, goes back to the newer block.

#include "pool.h"
#include "region_inside.h"

enum { class_shift = 56 };

static const uint64_t alone_bit = (uint64_t)1 << 63;

static struct mbr_entry *entry(uint32_t number) {
  return mbr_entry_ours(number);
}

static uint64_t word_of(uint32_t number) {
  return atomic_load_explicit(&entry(number)->word, memory_order_relaxed);
}

static unsigned class_of(uint32_t number) {
  return word_of(number) >> class_shift & 127;
}

unsigned mbr_large_class(const void *block) {
  return class_of(mbr_number(block));
}

static uint32_t older(uint32_t number) {
  return atomic_load_explicit(&entry(number)->link, memory_order_relaxed);
}

static void set(_Atomic uint32_t *place, uint32_t number) {
  atomic_store_explicit(place, number, memory_order_relaxed);
}

/// Makes `number` the block after `newer`, or the newest (0).
static void link_after(struct mbr_growth *growth, uint32_t newer,
                       uint32_t number) {
  if (newer)
    set(&entry(newer)->link, number);
  else
    growth->large = number;
  if (number && class_of(number))
    set(&entry(number + 1)->link, newer);
}

void mbr_large_own(struct mbr_region *region, void *block, unsigned class,
                   int alone) {
  uint64_t word = (uint64_t)(uintptr_t)region | (uint64_t)class << class_shift |
                  (alone ? alone_bit : 0);
  atomic_store_explicit(&mbr_entry_of(block)->word, word, memory_order_release);
}

void *mbr_large_take(struct mbr_region *region, unsigned class, int alone) {
  size_t bytes = mbr_class_bytes(class);
  struct mbr_growth *growth = mbr_region_grow(region);
  if (!mbr_hold(region, bytes))
    return NULL;
  void *block = mbr_block_take(bytes);
  if (!block) {
    mbr_unhold(region, bytes);
    return NULL;
  }
  mbr_large_own(region, block, class, alone);
  uint32_t number = mbr_number(block), next = growth->large;
  link_after(growth, number, next);
  link_after(growth, 0, number);
  return block;
}

void mbr_large_give(struct mbr_region *region, unsigned count) {
  struct mbr_growth *growth = mbr_growth_of(region);
  for (unsigned now = mbr_large_count(region); now > count; now--) {
    uint32_t number = growth->large;
    size_t bytes = mbr_class_bytes(class_of(number));
    link_after(growth, 0, older(number));
    mbr_retire(mbr_block_at(number), bytes, region);
    mbr_unhold(region, bytes);
  }
}

unsigned mbr_large_count(const struct mbr_region *region) {
  unsigned count = 0;
  for (uint32_t number = mbr_growth_of(region)->large; number;
       number = older(number))
    count++;
  return count;
}

int mbr_large_is(const void *object) {
  if ((uintptr_t)object & (MBR_BLOCK_SIZE - 1))
    return 0;
  struct mbr_entry *first = mbr_entry_at(mbr_number(object));
  return first && !atomic_load_explicit(&first->first, memory_order_relaxed) &&
         (atomic_load_explicit(&first->word, memory_order_relaxed) & 3) ==
             owner_region &&
         atomic_load_explicit(&first->word, memory_order_relaxed) & alone_bit;
}

/// The block before one on the list, or 0.
static uint32_t newer_of(const struct mbr_growth *growth, uint32_t number) {
  if (growth->large == number)
    return 0;
  if (class_of(number))
    return older(number + 1);
  uint32_t newer = growth->large;
  while (older(newer) != number)
    newer = older(newer);
  return newer;
}

void *mbr_large_resize(void *object, size_t size) {
  uint32_t number = mbr_number(object);
  // Not always the one that is asked: that may be part of it by a merge.
  struct mbr_region *region =
      (void *)(uintptr_t)(word_of(number) & mbr_owner_bits);
  struct mbr_growth *growth = mbr_growth_of(region);
  unsigned class = class_of(number), new_class = mbr_class_of(size);
  if (new_class <= class)
    return object;
  if (new_class >= block_classes)
    return NULL;
  size_t bytes = mbr_class_bytes(class), more = mbr_class_bytes(new_class);
  if (!mbr_hold(region, more - bytes))
    return NULL;
  uint32_t next = older(number);
  uint32_t newer = newer_of(growth, number);
  mbr_remember(object, bytes);
  void *moved = mbr_block_resize(object, bytes, more);
  if (!moved) {
    mbr_unhold(region, more - bytes);
    return NULL;
  }
  mbr_large_own(region, moved, new_class, 1);
  link_after(growth, mbr_number(moved), next);
  link_after(growth, newer, mbr_number(moved));
  return moved;
}

void mbr_large_drop(struct mbr_region *region, void *object) {
  struct mbr_growth *growth = mbr_growth_of(region);
  uint32_t number = mbr_number(object);
  size_t bytes = mbr_class_bytes(class_of(number));
  link_after(growth, newer_of(growth, number), older(number));
  mbr_forget(object, bytes);
  mbr_block_give(object, bytes);
  mbr_unhold(region, bytes);
}
