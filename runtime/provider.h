// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What all copies of the runtime in a process share: the table of blocks, the
// pool of idle ones and the counts. Its layout is a binary interface of its
// own: whoever changes it changes the number in its name, and then only copies
// of the same number share.

#ifndef RUNTIME_PROVIDER_H
#define RUNTIME_PROVIDER_H

#include "check.h"

#include <stdatomic.h>
#include <stdint.h>

enum {
  block_bits = 16,
  huge_bits = 21, // a huge page, and the largest block that is cut from a chunk
  /// Classes of block size: 64 KiB << n up to this one, then four for each
  /// doubling (pool.c).
  huge_class = huge_bits - block_bits,
  block_classes = huge_class + 1 + 4 * (47 - huge_bits),
  huge_blocks = 1 << huge_class,
  first_blocks = 64, // of the first mapping: 4 MiB
  /// What a region begins with: its head, 512 bytes, and 32 for its growth.
  first_bytes = 576,
  page_bytes = 4096,
  own_pieces = 3,
  ended_lists = 8,
  leaf_bits = 16,
  bundle_count = 1 << 14
};

_Static_assert(MBR_BLOCK_SIZE == (size_t)1 << block_bits, "one size of block");

/// What there is to know of 64 KiB of address space. A larger block is known
/// by its first one.
struct mbr_entry {
  /// Whose the block is: see owner_kind.
  _Atomic uint64_t word;
  /// The next block of the same list, by its number.
  _Atomic uint32_t link;
  /// The number of the block's first 64 KiB; 0 in that one itself.
  _Atomic uint32_t first;
};

/// In the low bits of mbr_entry.word.
enum owner_kind {
  /// Nobody's that we know (0), or the region at this address.
  owner_region,
  /// Cut into first pieces of regions, or into pages with their region in the
  /// first word.
  owner_pieces,
  owner_pages,
  /// Idle in the pool, at the head of a list: the number of the next list, the
  /// number of blocks in this one, whether the contents may go.
  owner_idle
};

/// Where the region's address is in such a word; large.c has the rest.
static const uint64_t mbr_owner_bits = ((uint64_t)1 << 48) - 1;

enum piece_kind { piece_first, piece_page, piece_kinds };

/// Idle pieces that threads exchange: a list through their first words, and
/// space that was never used.
struct mbr_bundle {
  _Atomic uint32_t next;
  uint32_t count;
  void *list;
  char *fresh, *fresh_end;
};

/// All zero is the state at the start. What the first region of a process needs
/// stands in the first page.
struct mbr_provider {
  /// Number of the first block of the first mapping.
  _Atomic uint32_t first_number;
  _Atomic uint32_t bundles_used;
  /// Where the next huge block is cut and where that space ends, as numbers.
  _Atomic uint64_t chunk;
  atomic_size_t mapped, peak, idle, reclaimable;
  /// SIZE_MAX less the limit; what is kept less the usual.
  atomic_size_t limit_spare, keep_more;
  _Atomic int trimming;
  /// The first pieces of the process: so many were taken.
  _Atomic uint32_t pieces_used;
  _Alignas(64) char pieces[own_pieces][first_bytes];
  struct mbr_entry first[first_blocks];
  /// Heads of lists of lists: a count of changes, and a number.
  _Atomic uint64_t stacks[block_classes];
  _Atomic uint64_t bundle_stacks[piece_kinds];
  _Atomic uint64_t spare_bundles;
  /// Lists of regions that ended and have not been taken apart (ended.c).
  _Alignas(64) _Atomic uint64_t ended[ended_lists];
  struct mbr_bundle bundles[bundle_count];
  _Atomic(struct mbr_entry *) leaves[1 << (32 - leaf_bits)];
};

// A checking build lays regions out in another way, so it shares with its like.
#if MBR_CHECKS
#define mbr_provider_v1 mbr_provider_checked_v1
#endif
extern struct mbr_provider mbr_provider_v1
    __attribute__((visibility("default")));

/// Whether a piece is one of the provider's own.
static inline int mbr_piece_is_own(const void *piece) {
  uintptr_t start = (uintptr_t)mbr_provider_v1.pieces;
  return (uintptr_t)piece - start < sizeof mbr_provider_v1.pieces;
}

static inline uint32_t mbr_number(const void *pointer) {
  return (uint32_t)((uint64_t)(uintptr_t)pointer >> block_bits);
}

static inline void *mbr_block_at(uint32_t number) {
  return (void *)((uintptr_t)number << block_bits);
}

/// The entry of a number, or NULL when nothing near it was ever mapped here.
static inline struct mbr_entry *mbr_entry_at(uint32_t number) {
  struct mbr_provider *provider = &mbr_provider_v1;
  uint32_t index = number - atomic_load_explicit(&provider->first_number,
                                                 memory_order_relaxed);
  if (index < first_blocks)
    return &provider->first[index];
  struct mbr_entry *leaf = atomic_load_explicit(
      &provider->leaves[number >> leaf_bits], memory_order_acquire);
  return leaf ? &leaf[number & ((1U << leaf_bits) - 1)] : NULL;
}

/// The entry of a block that is ours.
static inline struct mbr_entry *mbr_entry_ours(uint32_t number) {
  struct mbr_entry *entry = mbr_entry_at(number);
  if (!entry)
    __builtin_unreachable();
  return entry;
}

static inline struct mbr_entry *mbr_entry_of(const void *block) {
  return mbr_entry_ours(mbr_number(block));
}

static inline void mbr_owner_set(void *block, enum owner_kind kind,
                                 const void *owner) {
  atomic_store_explicit(&mbr_entry_of(block)->word,
                        (uint64_t)(uintptr_t)owner | kind,
                        memory_order_release);
}

/// The size class of a block of at least `bytes`, and the bytes of a class;
/// block_classes when there is none so large.
unsigned mbr_class_of(size_t bytes);
size_t mbr_class_bytes(unsigned class);

/// A list of idle 64 KiB blocks (a run of links from the number given), with
/// their count; 0 without memory.
uint32_t mbr_pool_take_list(unsigned *count);

/// Gives one back: `count` blocks from `head` on.
void mbr_pool_give_list(uint32_t head, unsigned count);

/// A block of a class, or NULL; nothing of the calling thread is asked.
void *mbr_pool_take(unsigned class);
void mbr_pool_give(void *block, unsigned class);

/// Idle pieces of a kind; 0 when there are none, or no room for more.
int mbr_bundle_take(enum piece_kind kind, struct mbr_bundle *bundle);
int mbr_bundle_give(enum piece_kind kind, const struct mbr_bundle *bundle);

#endif
