// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Keeps idle blocks and pieces for all threads, and maps more.
//
// Takes a size class; gives a block of it: an idle one, or one cut from the
// chunk that is being cut, or a mapping of its own when it is larger than a
// huge page. There is no lock, so a fork at any moment leaves the child a pool
// that works. Idle blocks form a stack of lists for each class, linked beside
// the blocks, in the table; so nothing is written into idle memory, and taking
// a list off never reads what another thread writes. A list that another
// thread has just taken off and put back is told apart by a count of 32 bits in
// the head (after Treiber, "Systems Programming: Coping with Parallelism", IBM
// RJ 5118, 1986). Not done: addresses of more than 48 bits, which Linux gives
// only to those who ask for them.

#include "pool.h"

static struct mbr_provider *const provider = &mbr_provider_v1;

// Sizes.

unsigned mbr_class_of(size_t bytes) {
  if (bytes <= MBR_BLOCK_SIZE)
    return 0;
  size_t last = bytes - 1;
  unsigned log = 63 - (unsigned)__builtin_clzll(last);
  if (log < huge_bits)
    return log + 1 - block_bits;
  // Four steps from one power of two to the next.
  unsigned step = (unsigned)(last >> (log - 2)) & 3;
  unsigned class = huge_class + 4 * (log - huge_bits) + step + 1;
  return class < block_classes ? class : block_classes;
}

size_t mbr_class_bytes(unsigned class) {
  if (class <= huge_class)
    return MBR_BLOCK_SIZE << class;
  unsigned above = class - huge_class - 1;
  return (size_t)(above % 4 + 5) << (above / 4 + huge_bits - 2);
}

// The table.

static int leaf_make(uint32_t number) {
  _Atomic(struct mbr_entry *) *place = &provider->leaves[number >> leaf_bits];
  if (atomic_load_explicit(place, memory_order_acquire))
    return 1;
  size_t bytes = sizeof(struct mbr_entry) << leaf_bits;
  struct mbr_entry *leaf = mbr_os_map(bytes);
  if (!leaf)
    return 0;
  struct mbr_entry *none = NULL;
  if (!atomic_compare_exchange_strong(place, &none, leaf))
    mbr_os_unmap(leaf, bytes);
  return 1;
}

/// Makes the entries of a mapping; 0 without memory.
static int entries_make(char *start, size_t bytes) {
  if ((uint64_t)((uintptr_t)start + bytes - 1) >> 48)
    return 0;
  uint32_t last = mbr_number(start + bytes - 1) >> leaf_bits;
  for (uint32_t leaf = mbr_number(start) >> leaf_bits; leaf <= last; leaf++)
    if (!leaf_make(leaf << leaf_bits))
      return 0;
  return 1;
}

/// Says of all of a block which one it is, or (0) that it is none.
static void entries_set(uint32_t number, size_t bytes, uint32_t first) {
  for (uint32_t i = 1; i < bytes >> block_bits; i++)
    atomic_store_explicit(&mbr_entry_ours(number + i)->first, first,
                          memory_order_relaxed);
}

// Counts.

int mbr_charge(size_t bytes) {
  size_t limit = SIZE_MAX - atomic_load(&provider->limit_spare);
  size_t mapped = atomic_load(&provider->mapped);
  do {
    if (mapped > limit || bytes > limit - mapped)
      return 0;
  } while (!atomic_compare_exchange_weak(&provider->mapped, &mapped,
                                         mapped + bytes));
  mapped += bytes;
  size_t peak = atomic_load(&provider->peak);
  while (peak < mapped &&
         !atomic_compare_exchange_weak(&provider->peak, &peak, mapped)) {
  }
  return 1;
}

void mbr_uncharge(size_t bytes) { atomic_fetch_sub(&provider->mapped, bytes); }

// Stacks of lists.

enum { count_shift = 8, lazy_shift = 2 };

void mbr_stack_push(unsigned class, uint32_t head, unsigned count, int lazy) {
  struct mbr_entry *entry = mbr_entry_ours(head);
  _Atomic uint64_t *stack = &provider->stacks[class];
  size_t bytes = mbr_class_bytes(class) * count;
  atomic_fetch_add_explicit(&provider->idle, bytes, memory_order_relaxed);
  if (lazy)
    atomic_fetch_add_explicit(&provider->reclaimable, bytes,
                              memory_order_relaxed);
  uint64_t state = (uint64_t)count << count_shift |
                   (uint64_t)lazy << lazy_shift | owner_idle;
  uint64_t old = atomic_load_explicit(stack, memory_order_relaxed);
  uint64_t changed;
  do {
    atomic_store_explicit(&entry->word, (uint64_t)(uint32_t)old << 32 | state,
                          memory_order_relaxed);
    changed = ((old >> 32) + 1) << 32 | head;
  } while (!atomic_compare_exchange_weak_explicit(
      stack, &old, changed, memory_order_release, memory_order_relaxed));
}

uint32_t mbr_stack_pop(unsigned class, unsigned *count, int *lazy) {
  _Atomic uint64_t *stack = &provider->stacks[class];
  uint64_t old = atomic_load_explicit(stack, memory_order_acquire);
  uint64_t changed, state;
  do {
    if (!(uint32_t)old)
      return 0;
    state = atomic_load_explicit(&mbr_entry_ours((uint32_t)old)->word,
                                 memory_order_relaxed);
    changed = ((old >> 32) + 1) << 32 | state >> 32;
  } while (!atomic_compare_exchange_weak_explicit(
      stack, &old, changed, memory_order_acq_rel, memory_order_acquire));
  *count = (uint32_t)state >> count_shift;
  *lazy = state >> lazy_shift & 1;
  size_t bytes = mbr_class_bytes(class) * *count;
  atomic_fetch_sub_explicit(&provider->idle, bytes, memory_order_relaxed);
  if (*lazy)
    atomic_fetch_sub_explicit(&provider->reclaimable, bytes,
                              memory_order_relaxed);
  atomic_store_explicit(&mbr_entry_ours((uint32_t)old)->word, 0,
                        memory_order_relaxed);
  return (uint32_t)old;
}

// Mappings.

/// Maps `bytes` at a multiple of `alignment`.
static char *map_aligned(size_t bytes, size_t alignment) {
  if (bytes > SIZE_MAX - alignment)
    return NULL;
  char *start = mbr_os_map(bytes + alignment);
  if (!start)
    return NULL;
  size_t before = -(uintptr_t)start & (alignment - 1);
  if (before)
    mbr_os_unmap(start, before);
  mbr_os_unmap(start + before + bytes, alignment - before);
  return start + before;
}

/// Maps a chunk and makes its entries, or gives NULL and changes nothing.
static char *map_chunk(size_t bytes, enum mbr_advice pages) {
  char *start = map_aligned(bytes, bytes < ((size_t)1 << huge_bits)
                                       ? MBR_BLOCK_SIZE
                                       : (size_t)1 << huge_bits);
  if (!start)
    return NULL;
  if (!entries_make(start, bytes)) {
    mbr_os_unmap(start, bytes);
    return NULL;
  }
  mbr_os_advise(start, bytes, pages);
  return start;
}

/// Links the blocks of a class that a piece of address space has room for, in
/// the order of their addresses; gives how many.
static unsigned link_blocks(uint32_t number, size_t bytes) {
  unsigned count = (unsigned)(bytes >> block_bits);
  for (unsigned i = 0; i < count; i++)
    atomic_store_explicit(&mbr_entry_ours(number + i)->link,
                          i + 1 < count ? number + i + 1 : 0,
                          memory_order_relaxed);
  return count;
}

/// The first blocks of the process, in small pages: its entries stand in the
/// provider, so that the table is not touched yet. 0 when they are there
/// already, or without memory.
static uint32_t map_first(void) {
  size_t bytes = (size_t)first_blocks << block_bits;
  if (atomic_load_explicit(&provider->first_number, memory_order_relaxed) ||
      !mbr_charge(bytes))
    return 0;
  // Not cut to size: two system calls less, and it costs address space only.
  char *start = mbr_os_map(bytes + MBR_BLOCK_SIZE);
  uint32_t none = 0;
  if (start && !((uint64_t)((uintptr_t)start + bytes + MBR_BLOCK_SIZE) >> 48)) {
    uint32_t number = mbr_number(start + MBR_BLOCK_SIZE - 1);
    mbr_os_advise(start, bytes + MBR_BLOCK_SIZE, mbr_use_small_pages);
    if (atomic_compare_exchange_strong(&provider->first_number, &none, number))
      return number;
  }
  if (start)
    mbr_os_unmap(start, bytes + MBR_BLOCK_SIZE);
  mbr_uncharge(bytes);
  return 0;
}

/// The number of a huge block that nobody had, or 0.
static uint32_t cut_huge(void) {
  size_t bytes = (size_t)1 << huge_bits;
  if (!mbr_charge(bytes))
    return 0;
  uint64_t chunk = atomic_load_explicit(&provider->chunk, memory_order_acquire);
  for (size_t size = 16 * bytes; size >= bytes;) {
    uint32_t next = (uint32_t)chunk, end = (uint32_t)(chunk >> 32);
    if (next != end) {
      if (atomic_compare_exchange_weak_explicit(
              &provider->chunk, &chunk, chunk + huge_blocks,
              memory_order_acq_rel, memory_order_acquire))
        return next;
      continue;
    }
    char *start = map_chunk(size, mbr_use_huge_pages);
    if (!start) {
      size /= 4;
      continue;
    }
    uint32_t number = mbr_number(start);
    uint64_t fresh = (uint64_t)(number + (size >> block_bits)) << 32 |
                     (uint64_t)(number + huge_blocks);
    if (atomic_compare_exchange_strong_explicit(&provider->chunk, &chunk, fresh,
                                                memory_order_acq_rel,
                                                memory_order_acquire))
      return number;
    mbr_os_unmap(start, size);
  }
  mbr_uncharge(bytes);
  return 0;
}

uint32_t mbr_pool_map_list(unsigned *count) {
  uint32_t number = map_first();
  size_t bytes = (size_t)first_blocks << block_bits;
  if (!number) {
    number = cut_huge();
    bytes = (size_t)1 << huge_bits;
  }
  *count = number ? link_blocks(number, bytes) : 0;
  return number;
}

/// A block of one of the classes that are cut from a huge one; the others that
/// come with it become idle.
static uint32_t cut_class(unsigned class) {
  uint32_t number = cut_huge();
  if (!number)
    return 0;
  size_t bytes = mbr_class_bytes(class);
  uint32_t blocks = 1U << class;
  for (uint32_t at = huge_blocks; at > 0;) {
    at -= blocks;
    entries_set(number + at, bytes, number + at);
    if (at)
      mbr_stack_push(class, number + at, 1, 0);
  }
  return number;
}

int mbr_run_adopt(char *start, size_t bytes) {
  if (!entries_make(start, bytes))
    return 0;
  uint32_t number = mbr_number(start);
  entries_set(number, bytes, number);
  return 1;
}

static uint32_t map_run(unsigned class) {
  size_t bytes = mbr_class_bytes(class);
  if (!mbr_charge(bytes))
    return 0;
  char *start = mbr_run_place(bytes);
  if (!start) {
    mbr_uncharge(bytes);
    return 0;
  }
  mbr_os_advise(start, bytes, mbr_use_huge_pages);
  return mbr_number(start);
}

void *mbr_run_place(size_t bytes) {
  char *start = map_aligned(bytes, (size_t)1 << huge_bits);
  if (start && !mbr_run_adopt(start, bytes)) {
    mbr_os_unmap(start, bytes);
    return NULL;
  }
  return start;
}

void mbr_run_forget(uint32_t number, size_t bytes) {
  entries_set(number, bytes, 0);
  atomic_store_explicit(&mbr_entry_ours(number)->word, 0, memory_order_release);
}

int mbr_run_unmap(uint32_t number, size_t bytes) {
  mbr_run_forget(number, bytes);
  if (!mbr_os_unmap(mbr_block_at(number), bytes)) {
    entries_set(number, bytes, number);
    return 0;
  }
  mbr_uncharge(bytes);
  return 1;
}

// Blocks.

/// Makes a block, or gives 0 without memory.
static uint32_t block_make(unsigned class) {
  if (class > huge_class)
    return map_run(class);
  if (class)
    return cut_class(class);
  unsigned count;
  uint32_t number = mbr_pool_map_list(&count);
  if (count > 1)
    mbr_stack_push(0, number + 1, count - 1, 0);
  return number;
}

uint32_t mbr_pool_take_list(unsigned *count) {
  int lazy;
  uint32_t head = mbr_stack_pop(0, count, &lazy);
  if (head || (head = mbr_pool_map_list(count)))
    return head;
  // What is idle in other sizes makes room.
  return mbr_block_trim(0) ? mbr_pool_map_list(count) : 0;
}

void *mbr_pool_take(unsigned class) {
  if (class >= block_classes)
    return NULL;
  unsigned count;
  int lazy;
  uint32_t number = mbr_stack_pop(class, &count, &lazy);
  if (number && count > 1)
    mbr_stack_push(class,
                   atomic_load_explicit(&mbr_entry_ours(number)->link,
                                        memory_order_relaxed),
                   count - 1, lazy);
  if (!number)
    number = block_make(class);
  if (!number && mbr_block_trim(0))
    number = block_make(class);
  return number ? mbr_block_at(number) : NULL;
}

/// Whether blocks that become idle shall be the kernel's to take.
static int shall_go(unsigned class, size_t bytes) {
  if (class > huge_class)
    return 1;
  size_t warm =
      atomic_load_explicit(&provider->idle, memory_order_relaxed) -
      atomic_load_explicit(&provider->reclaimable, memory_order_relaxed);
  size_t keep = mbr_usually_kept + atomic_load_explicit(&provider->keep_more,
                                                        memory_order_relaxed);
  return warm > keep || bytes > keep - warm;
}

void mbr_pool_give_list(uint32_t head, unsigned count) {
  int lazy = shall_go(0, (size_t)count << block_bits);
  uint32_t number = head;
  for (unsigned i = 0; lazy && i < count; i++) {
    lazy = mbr_os_advise(mbr_block_at(number), MBR_BLOCK_SIZE,
                         mbr_contents_may_go);
    number = atomic_load_explicit(&mbr_entry_ours(number)->link,
                                  memory_order_relaxed);
  }
  mbr_stack_push(0, head, count, lazy);
}

void mbr_pool_give(void *block, unsigned class) {
  size_t bytes = mbr_class_bytes(class);
  uint32_t number = mbr_number(block);
  int lazy = shall_go(class, bytes) &&
             mbr_os_advise(block, bytes, mbr_contents_may_go);
  atomic_store_explicit(&mbr_entry_ours(number)->link, 0, memory_order_relaxed);
  mbr_stack_push(class, number, 1, lazy);
}
