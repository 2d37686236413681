// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Gives idle memory back to the kernel when somebody asks for it.
//
// Takes all idle lists off the pool, unmaps blocks until few enough are left,
// and puts the rest back. Blocks that are cut into pieces become idle blocks
// first when all their pieces are: the pieces of each block are counted in its
// entry. One thread at a time does it; another that comes meanwhile has nothing
// to do, and one that allocates finds the pool empty for a moment and maps.

#include "cache.h"
#include "pool.h"

static struct mbr_provider *const provider = &mbr_provider_v1;

/// Idle blocks of a class that are to stay.
struct kept {
  uint32_t head;
  unsigned count;
};

static void kept_add(struct kept *kept, uint32_t number) {
  atomic_store_explicit(&mbr_entry_ours(number)->link, kept->head,
                        memory_order_relaxed);
  kept->head = number;
  kept->count++;
}

static void kept_back(struct kept *kept, unsigned class, int lazy) {
  // One by one: a larger block has no list.
  for (; kept->count > 0 && class; kept->count--) {
    struct mbr_entry *entry = mbr_entry_ours(kept->head);
    uint32_t next = atomic_load_explicit(&entry->link, memory_order_relaxed);
    atomic_store_explicit(&entry->link, 0, memory_order_relaxed);
    mbr_stack_push(class, kept->head, 1, lazy);
    kept->head = next;
  }
  if (kept->count)
    mbr_stack_push(0, kept->head, kept->count, lazy);
}

/// Unmaps idle blocks of a class until `keep` bytes are idle; gives the bytes.
static size_t trim_class(unsigned class, size_t keep) {
  size_t bytes = mbr_class_bytes(class), gone = 0;
  struct kept kept[2] = {{0, 0}, {0, 0}}; // by whether the contents may go
  unsigned count;
  int lazy;
  for (uint32_t number; (number = mbr_stack_pop(class, &count, &lazy));) {
    size_t others = atomic_load(&provider->idle);
    for (; count > 0; count--) {
      uint32_t next = atomic_load_explicit(&mbr_entry_ours(number)->link,
                                           memory_order_relaxed);
      size_t idle = others + (kept[0].count + kept[1].count + count) * bytes;
      if (idle > keep && mbr_run_unmap(number, bytes))
        gone += bytes;
      else
        kept_add(&kept[lazy], number);
      number = next;
    }
  }
  kept_back(&kept[0], class, 0);
  kept_back(&kept[1], class, 1);
  return gone;
}

/// Space that was never used, as it is noted at its start.
struct fresh {
  struct fresh *next;
  char *end;
};

/// The idle pieces of a kind, and such space.
struct idle {
  size_t size;
  struct mbr_piece *list;
  struct fresh *fresh;
};

static void gather(enum piece_kind kind, struct idle *idle) {
  struct mbr_bundle bundle;
  while (mbr_bundle_take(kind, &bundle)) {
    for (struct mbr_piece *piece = bundle.list, *next; piece; piece = next) {
      next = piece->next;
      piece->next = idle->list;
      idle->list = piece;
    }
    if (bundle.fresh == bundle.fresh_end)
      continue;
    struct fresh *fresh = (struct fresh *)(void *)bundle.fresh;
    *fresh = (struct fresh){idle->fresh, bundle.fresh_end};
    idle->fresh = fresh;
  }
}

/// Where the idle pieces of a piece's block are counted. The provider's own are
/// in no block.
static _Atomic uint32_t *counter(const void *piece) {
  static _Atomic uint32_t own;
  return mbr_piece_is_own(piece) ? &own : &mbr_entry_of(piece)->link;
}

/// Counts, in the entry of each block, its idle pieces.
static void count_pieces(const struct idle *idle) {
  for (struct mbr_piece *piece = idle->list; piece; piece = piece->next)
    atomic_store(counter(piece), 0);
  for (struct fresh *fresh = idle->fresh; fresh; fresh = fresh->next)
    atomic_store(counter(fresh), 0);
  for (struct mbr_piece *piece = idle->list; piece; piece = piece->next)
    atomic_fetch_add(counter(piece), 1);
  for (struct fresh *fresh = idle->fresh; fresh; fresh = fresh->next)
    atomic_fetch_add(
        counter(fresh),
        (uint32_t)((size_t)(fresh->end - (char *)fresh) / idle->size));
}

/// Whether all pieces of a piece's block are idle.
static int is_whole(const void *piece, size_t size) {
  return atomic_load(counter(piece)) == MBR_BLOCK_SIZE / size;
}

/// Puts the block on a list of such if its start is what is given.
static void add_block(void *piece, void ***blocks) {
  if ((uintptr_t)piece & (MBR_BLOCK_SIZE - 1))
    return;
  *(void **)piece = *blocks;
  *blocks = piece;
}

/// Takes what belongs to blocks that are all idle out; gives those blocks,
/// linked through their first words.
static void **take_whole(struct idle *idle) {
  void **blocks = NULL;
  for (struct mbr_piece **link = &idle->list, *piece; (piece = *link);) {
    if (!is_whole(piece, idle->size)) {
      link = &piece->next;
      continue;
    }
    *link = piece->next;
    add_block(piece, &blocks);
  }
  for (struct fresh **link = &idle->fresh, *fresh; (fresh = *link);) {
    if (!is_whole(fresh, idle->size)) {
      link = &fresh->next;
      continue;
    }
    *link = fresh->next;
    add_block(fresh, &blocks);
  }
  return blocks;
}

/// Puts the rest back, in lists as threads exchange them.
static void scatter(enum piece_kind kind, struct idle *idle) {
  while (idle->list || idle->fresh) {
    struct mbr_bundle bundle = {0, 0, NULL, NULL, NULL};
    for (; idle->list && bundle.count < 64; bundle.count++) {
      struct mbr_piece *piece = idle->list;
      idle->list = piece->next;
      piece->next = bundle.list;
      bundle.list = piece;
    }
    if (idle->fresh) {
      bundle.fresh = (char *)idle->fresh;
      bundle.fresh_end = idle->fresh->end;
      idle->fresh = idle->fresh->next;
    }
    mbr_bundle_give(kind, &bundle);
  }
}

/// Makes blocks whose pieces are all idle into idle blocks.
static void trim_pieces(enum piece_kind kind, size_t size) {
  struct idle idle = {.size = size};
  gather(kind, &idle);
  count_pieces(&idle);
  void **blocks = take_whole(&idle);
  scatter(kind, &idle);
  while (blocks) {
    void **next = *blocks;
    mbr_pool_give(blocks, 0);
    blocks = next;
  }
}

size_t mbr_block_trim(size_t keep) {
  // Named by process, so that a child of fork does not wait for a thread that
  // it does not have.
  int self = mbr_os_process(), other = atomic_load(&provider->trimming);
  if (other == self ||
      !atomic_compare_exchange_strong(&provider->trimming, &other, self))
    return 0;
  mbr_retire_all();
  mbr_ended_all_back();
  mbr_cache_empty();
  trim_pieces(piece_first, first_bytes);
  trim_pieces(piece_page, page_bytes);
  size_t gone = 0;
  for (unsigned class = block_classes; class-- > 0;)
    if (atomic_load_explicit(&provider->stacks[class], memory_order_relaxed))
      gone += trim_class(class, keep);
  atomic_store(&provider->trimming, 0);
  return gone;
}
