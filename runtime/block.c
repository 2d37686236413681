// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Maps, keeps and hands out blocks, and knows the owner of each.
//
// A block is known by its number, its address over its size. Beside the blocks
// stands a table with one slot for each number: the block's owner and, while
// it is idle, the number of the next idle one. Since nothing is written into
// idle blocks, the kernel may take their contents at any time, and taking one
// off the pool never reads memory that another thread writes. There is no
// lock, so a fork at any moment leaves the child a pool that works. A block
// that another thread has just taken off and put back is told apart by a count
// of 32 bits in the head of the pool. Not done: addresses of more than 48
// bits, which Linux gives only to those who ask for them.

#include "internal.h"

#include <pthread.h>
#include <stdint.h>
#include <sys/mman.h>

enum {
  block_bits = 16,
  leaf_bits = 16,
  chunk_blocks = 16, // mapped at once: 1 MiB, half of a huge page
  cache_blocks = 8,  // kept by a thread
  refill_blocks = 4  // taken from the pool at once
};

_Static_assert(MBR_BLOCK_SIZE == (size_t)1 << block_bits, "one size of block");

struct slot {
  _Atomic(struct mbr_region *) owner;
  _Atomic uint32_t next;
};

static _Atomic(struct slot *) leaves[1 << 16];
static _Atomic uint64_t pool_head; // count of changes, number of the first
static atomic_size_t pool_bytes;
static atomic_size_t mapped_bytes;
static atomic_size_t peak_bytes;
static atomic_size_t spare_limit; // SIZE_MAX less the limit, so 0 at the start

static uint32_t number_of(const void *pointer) {
  return (uint32_t)((uint64_t)(uintptr_t)pointer >> block_bits);
}

static void *block_at(uint32_t number) {
  return (void *)((uintptr_t)number << block_bits);
}

/// The slot of a block that is or was mapped.
static struct slot *slot_at(uint32_t number) {
  struct slot *leaf =
      atomic_load_explicit(&leaves[number >> leaf_bits], memory_order_acquire);
  return &leaf[number & ((1U << leaf_bits) - 1)];
}

static int leaf_make(_Atomic(struct slot *) *place) {
  if (atomic_load_explicit(place, memory_order_acquire))
    return 1;
  size_t bytes = sizeof(struct slot) << leaf_bits;
  void *leaf = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
                    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (leaf == MAP_FAILED)
    return 0;
  struct slot *none = NULL;
  if (!atomic_compare_exchange_strong(place, &none, (struct slot *)leaf))
    munmap(leaf, bytes);
  return 1;
}

/// Makes the slots of a mapping; 0 without memory.
static int slots_make(char *start, size_t bytes) {
  if ((uint64_t)((uintptr_t)start + bytes - 1) >> 48)
    return 0;
  uint32_t last = number_of(start + bytes - 1) >> leaf_bits;
  for (uint32_t leaf = number_of(start) >> leaf_bits; leaf <= last; leaf++)
    if (!leaf_make(&leaves[leaf]))
      return 0;
  return 1;
}

// The kernel.

/// Counts `bytes` as mapped; 0 when the limit says no.
static int charge(size_t bytes) {
  size_t limit = SIZE_MAX - atomic_load(&spare_limit);
  size_t mapped = atomic_load(&mapped_bytes);
  do {
    if (mapped > limit || bytes > limit - mapped)
      return 0;
  } while (
      !atomic_compare_exchange_weak(&mapped_bytes, &mapped, mapped + bytes));
  return 1;
}

static void peak_raise(void) {
  size_t mapped = atomic_load(&mapped_bytes);
  size_t peak = atomic_load(&peak_bytes);
  while (peak < mapped &&
         !atomic_compare_exchange_weak(&peak_bytes, &peak, mapped)) {
  }
}

/// Maps `bytes`, whole blocks, at a multiple of the block size.
static char *map_aligned(size_t bytes) {
  if (bytes > SIZE_MAX - MBR_BLOCK_SIZE)
    return NULL;
  size_t total = bytes + MBR_BLOCK_SIZE;
  char *start = mmap(NULL, total, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (start == MAP_FAILED)
    return NULL;
  size_t before = -(uintptr_t)start & (MBR_BLOCK_SIZE - 1);
  if (before)
    munmap(start, before);
  munmap(start + before + bytes, MBR_BLOCK_SIZE - before);
  return start + before;
}

/// Maps, counts and gets slots for `bytes`, or gives NULL and changes nothing.
static void *map_run(size_t bytes) {
  if (!charge(bytes))
    return NULL;
  char *start = map_aligned(bytes);
  if (start && slots_make(start, bytes)) {
    peak_raise();
    return start;
  }
  if (start)
    munmap(start, bytes);
  atomic_fetch_sub(&mapped_bytes, bytes);
  return NULL;
}

/// Unmaps; 0 when the kernel refuses, because cutting a mapping in two would
/// pass its limit of mappings.
static int unmap_run(void *start, size_t bytes) {
  mbr_unpoison(start, bytes);
  if (munmap(start, bytes) != 0)
    return 0;
  atomic_fetch_sub(&mapped_bytes, bytes);
  return 1;
}

// The pool of the process.

static void pool_put(uint32_t number) {
  struct slot *slot = slot_at(number);
  atomic_fetch_add_explicit(&pool_bytes, MBR_BLOCK_SIZE, memory_order_relaxed);
  uint64_t head = atomic_load_explicit(&pool_head, memory_order_relaxed);
  uint64_t changed;
  do {
    atomic_store_explicit(&slot->next, (uint32_t)head, memory_order_relaxed);
    changed = ((head >> 32) + 1) << 32 | number;
  } while (!atomic_compare_exchange_weak_explicit(
      &pool_head, &head, changed, memory_order_release, memory_order_relaxed));
}

/// The number of an idle block, or 0.
static uint32_t pool_get(void) {
  uint64_t head = atomic_load_explicit(&pool_head, memory_order_acquire);
  uint64_t changed;
  do {
    if (!(uint32_t)head)
      return 0;
    uint32_t next = atomic_load_explicit(&slot_at((uint32_t)head)->next,
                                         memory_order_relaxed);
    changed = ((head >> 32) + 1) << 32 | next;
  } while (!atomic_compare_exchange_weak_explicit(
      &pool_head, &head, changed, memory_order_acq_rel, memory_order_acquire));
  atomic_fetch_sub_explicit(&pool_bytes, MBR_BLOCK_SIZE, memory_order_relaxed);
  return (uint32_t)head;
}

// The cache of a thread.

enum cache_state { cache_unused, cache_open, cache_closed };

static _Thread_local struct {
  enum cache_state state;
  unsigned count;
  uint32_t numbers[cache_blocks];
} cache;

static pthread_key_t exit_key;
static atomic_int exit_key_state; // 0 none, 1 being made, 2 there

static void cache_empty(void) {
  while (cache.count)
    pool_put(cache.numbers[--cache.count]);
}

/// Runs when a thread ends. What comes later goes to the pool at once.
static void cache_close(void *unused) {
  (void)unused;
  cache_empty();
  cache.state = cache_closed;
}

/// Opens the cache if the thread's end can be heard of; else the thread does
/// without one, so that no block is lost with it.
static int cache_usable(void) {
  if (cache.state != cache_unused)
    return cache.state == cache_open;
  int none = 0;
  if (atomic_compare_exchange_strong(&exit_key_state, &none, 1))
    atomic_store(&exit_key_state,
                 pthread_key_create(&exit_key, cache_close) == 0 ? 2 : 0);
  if (atomic_load(&exit_key_state) != 2)
    return 0;
  // Closed while pthread_setspecific runs: it may call an allocator that is
  // built on blocks.
  cache.state = cache_closed;
  int failed = pthread_setspecific(exit_key, &cache);
  cache.state = failed ? cache_unused : cache_open;
  return !failed;
}

static void cache_refill(void) {
  while (cache.count < refill_blocks) {
    uint32_t number = pool_get();
    if (!number)
      return;
    cache.numbers[cache.count++] = number;
  }
}

// The interface.

/// Maps some blocks, or one if there is no room for more; keeps the others.
static void *map_chunk(void) {
  char *chunk = map_run(chunk_blocks * MBR_BLOCK_SIZE);
  if (!chunk)
    return map_run(MBR_BLOCK_SIZE);
  for (size_t i = chunk_blocks - 1; i > 0; i--) {
    mbr_poison(chunk + i * MBR_BLOCK_SIZE, MBR_BLOCK_SIZE);
    pool_put(number_of(chunk + i * MBR_BLOCK_SIZE));
  }
  return chunk;
}

static void *take_one(void) {
  uint32_t number = 0;
  if (cache_usable()) {
    if (!cache.count)
      cache_refill();
    if (cache.count)
      number = cache.numbers[--cache.count];
  } else {
    number = pool_get();
  }
  if (!number)
    return map_chunk();
  mbr_unpoison(block_at(number), MBR_BLOCK_SIZE);
  return block_at(number);
}

static void give_one(void *block) {
  mbr_poison(block, MBR_BLOCK_SIZE);
  if (!cache_usable()) {
    pool_put(number_of(block));
    return;
  }
  while (cache.count >= cache_blocks) // half at once, to come back rarely
    for (unsigned i = 0; i < cache_blocks / 2; i++)
      pool_put(cache.numbers[--cache.count]);
  cache.numbers[cache.count++] = number_of(block);
}

/// Whole blocks for `bytes`; 0 when there is no such size.
static size_t whole_blocks(size_t bytes) {
  if (bytes == 0)
    return MBR_BLOCK_SIZE;
  if (bytes > SIZE_MAX - MBR_BLOCK_SIZE)
    return 0;
  return (bytes + MBR_BLOCK_SIZE - 1) & ~(MBR_BLOCK_SIZE - 1);
}

static void *take_run(size_t whole) {
  void *run = map_run(whole);
  if (!run && mbr_block_trim(0))
    run = map_run(whole);
  return run;
}

void *mbr_block_take(size_t bytes) {
  size_t whole = whole_blocks(bytes);
  if (whole == 0)
    return NULL;
  void *block = whole == MBR_BLOCK_SIZE ? take_one() : take_run(whole);
  if (block)
    mbr_root_add(block, whole);
  return block;
}

void mbr_block_give(void *block, size_t bytes) {
  size_t whole = whole_blocks(bytes);
  if (!block || whole == 0)
    return;
  mbr_root_remove(block, whole);
  // A run that the kernel does not want is kept as single blocks.
  if (whole > MBR_BLOCK_SIZE && unmap_run(block, whole))
    return;
  for (size_t done = 0; done < whole; done += MBR_BLOCK_SIZE)
    give_one((char *)block + done);
}

size_t mbr_block_trim(size_t keep) {
  size_t gone = 0;
  cache_empty();
  while (atomic_load(&pool_bytes) > keep) {
    uint32_t number = pool_get();
    if (!number)
      break;
    if (!unmap_run(block_at(number), MBR_BLOCK_SIZE)) {
      mbr_poison(block_at(number), MBR_BLOCK_SIZE);
      pool_put(number);
      break;
    }
    gone += MBR_BLOCK_SIZE;
  }
  return gone;
}

void mbr_block_limit(size_t bytes) {
  atomic_store(&spare_limit, SIZE_MAX - bytes);
}

size_t mbr_block_bytes(enum mbr_block_count count) {
  switch (count) {
  case MBR_BLOCK_MAPPED:
    return atomic_load(&mapped_bytes);
  case MBR_BLOCK_PEAK:
    return atomic_load(&peak_bytes);
  case MBR_BLOCK_IDLE:
    return atomic_load(&pool_bytes);
  }
  return 0;
}

void mbr_owner_set(void *block, size_t bytes, struct mbr_region *region) {
  size_t whole = whole_blocks(bytes);
  for (size_t done = 0; done < whole; done += MBR_BLOCK_SIZE)
    atomic_store_explicit(&slot_at(number_of((char *)block + done))->owner,
                          region, memory_order_release);
}

struct mbr_region *mbr_owner_of(const void *pointer) {
  uint64_t address = (uint64_t)(uintptr_t)pointer;
  if (address >> 48)
    return NULL;
  uint32_t number = number_of(pointer);
  if (!atomic_load_explicit(&leaves[number >> leaf_bits], memory_order_acquire))
    return NULL;
  return atomic_load_explicit(&slot_at(number)->owner, memory_order_acquire);
}
