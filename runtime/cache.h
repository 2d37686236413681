// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a thread keeps at hand: 64 KiB blocks, and the two kinds of pieces that
// are cut from them, in front of the pool of the process (pool.h).

#ifndef RUNTIME_CACHE_H
#define RUNTIME_CACHE_H

#include "check.h"
#include "provider.h"

/// A list of blocks, by number, in the order in which they are to be used.
struct mbr_blocks {
  uint32_t head, tail, count;
};

#if defined(MBR_FREESTANDING)
#define MBR_PER_THREAD
#else
#define MBR_PER_THREAD __thread __attribute__((tls_model("initial-exec")))
#endif

/// An idle piece. Where the link of an idle region is, so that a list of those
/// can be exchanged as it is.
struct mbr_piece {
  union {
    struct mbr_piece *next;
    struct mbr_region *owner; // of a page that is in use
  };
};
_Static_assert(offsetof(struct mbr_piece, next) ==
                   offsetof(struct mbr_region_head, next),
               "a region that is idle is an idle piece");

/// What a thread has of a kind of piece beside the list in use: a second list,
/// and space that was never used.
struct mbr_pieces {
  struct mbr_piece *spare;
  uint32_t spare_count;
  char *fresh, *fresh_end;
};

/// What a thread has. Idle regions are where the inline functions find them.
struct mbr_cache {
  struct mbr_blocks blocks;
  struct mbr_piece *pages;
  /// How many more pages may become idle here before somebody counts them.
  long page_room;
  struct mbr_pieces pieces[piece_kinds];
  uint32_t state;
  /// Whether the provider's own pieces are known to be taken.
  uint32_t own_pieces_gone;
  /// Regions that ended and have not been taken apart (ended.c), and whether
  /// those that end now are to be kept so: the thread makes none.
  struct mbr_region *ended;
  uint32_t ended_count, only_ends;
  /// The last region that grew by a page and ended, and in how many lives in
  /// a row it was that one (page.c).
  const struct mbr_region *grew;
  unsigned grew_lives;
};
extern MBR_PER_THREAD struct mbr_cache mbr_cache;

/// One block, or 0 without memory.
uint32_t mbr_cache_block(void);

/// The entry of a block that was at hand, and its number; NULL when none was.
static inline struct mbr_entry *mbr_block_pop(uint32_t *number) {
  struct mbr_blocks *blocks = &mbr_cache.blocks;
  if (!MBR_LIKELY(blocks->count != 0))
    return NULL;
  *number = blocks->head;
  struct mbr_entry *entry = mbr_entry_ours(blocks->head);
  blocks->head = atomic_load_explicit(&entry->link, memory_order_relaxed);
  blocks->count--;
  return entry;
}

/// Gives blocks back, all in constant time.
void mbr_cache_blocks_back(struct mbr_blocks blocks);

enum { kept_blocks = 16 }; // a list of so many is exchanged

/// The same if they can be put before some that are kept; 0 if not.
static inline int mbr_blocks_push(struct mbr_blocks back) {
  struct mbr_blocks *blocks = &mbr_cache.blocks;
  if (!MBR_LIKELY(blocks->count - 1U < kept_blocks - 1U))
    return 0;
  atomic_store_explicit(&mbr_entry_ours(back.tail)->link, blocks->head,
                        memory_order_relaxed);
  blocks->head = back.head;
  blocks->count += back.count;
  return 1;
}

/// A piece of a kind, contents undefined, or NULL without memory.
void *mbr_cache_piece(enum piece_kind kind);
void mbr_cache_piece_back(enum piece_kind kind, void *piece);

static inline void *mbr_page_take(void) {
  struct mbr_piece *page = mbr_cache.pages;
  if (!MBR_LIKELY(page != NULL))
    return mbr_cache_piece(piece_page);
  mbr_cache.pages = page->next;
  return page;
}

static inline void mbr_page_give(void *page) {
  if (!MBR_LIKELY(--mbr_cache.page_room >= 0)) {
    mbr_cache_piece_back(piece_page, page);
    return;
  }
  ((struct mbr_piece *)page)->next = mbr_cache.pages;
  mbr_cache.pages = page;
}

/// As mbr_cache_piece_back of a first piece.
static inline void mbr_cache_first_back(void *piece) {
  struct mbr_thread *thread = &mbr_thread_v1;
  if (!MBR_LIKELY(--thread->room >= 0)) {
    mbr_cache_piece_back(piece_first, piece);
    return;
  }
  ((struct mbr_piece *)piece)->next = (struct mbr_piece *)(void *)thread->idle;
  thread->idle = piece;
}

/// Whether this thread keeps what becomes idle: not when it has ended.
int mbr_cache_keeps(void);

/// Has the cache emptied when the thread ends.
void mbr_cache_register(void);

/// Keeps a region that ends as it is: a first piece, a page, perhaps a block.
void mbr_ended_keep(struct mbr_region *region);

/// Such a region as an idle first piece; NULL when there is none. The thread
/// makes regions from now on.
void *mbr_ended_take(void);

/// Takes this thread's apart, or those of the process too.
void mbr_ended_back(void);
void mbr_ended_all_back(void);

/// Makes the pages of idle regions idle pages: of those by habit, of all.
void mbr_habits_give(void);
void mbr_idle_pages_give(void);

/// Gives everything that this thread has to the pool.
void mbr_cache_empty(void);

/// Where the thread's current heap and its newest scratch are kept.
struct mbr_current {
  struct mbr_heap *heap;
  struct mbr_region *scratch;
  size_t scratches; // ever opened
};
extern MBR_PER_THREAD struct mbr_current mbr_current;

#endif
