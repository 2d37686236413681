// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Keeps a thread's idle blocks and pieces, and exchanges them for others.
//
// Whole lists are exchanged, never single pieces, so that a thread that only
// takes and one that only gives meet in the pool once for many regions. A list
// goes when a second one is full behind it: a thread that takes and gives in
// turn does not go to the pool at all. What a thread has goes to the pool when
// it ends; after that (other destructors of the thread may still use regions)
// nothing is kept.

#include "cache.h"

#include "pool.h"

#include <membrane/region.h>
#if !defined(MBR_FREESTANDING)
#include <pthread.h>
#endif

enum { kept_firsts = 64, kept_pages = 32 };

static const size_t piece_size[] = {[piece_first] = first_bytes,
                                    [piece_page] = page_bytes};
static const long kept[] = {[piece_first] = kept_firsts,
                            [piece_page] = kept_pages};

enum thread_state { thread_new, thread_began, thread_known, thread_ended };

MBR_PER_THREAD struct mbr_thread mbr_thread_v1;
MBR_PER_THREAD struct mbr_cache mbr_cache;
MBR_PER_THREAD struct mbr_current mbr_current;

static uint32_t link_of(uint32_t number) {
  return atomic_load_explicit(&mbr_entry_ours(number)->link,
                              memory_order_relaxed);
}

static void link_set(uint32_t number, uint32_t next) {
  atomic_store_explicit(&mbr_entry_ours(number)->link, next,
                        memory_order_relaxed);
}

// The end of a thread.

#if !defined(MBR_FREESTANDING)

static pthread_once_t exit_key_once = PTHREAD_ONCE_INIT;
static pthread_key_t exit_key;
static int exit_key_there;

static void thread_end(void *unused) {
  (void)unused;
  mbr_cache.state = thread_ended;
  mbr_cache_empty();
}

static void exit_key_make(void) {
  exit_key_there = pthread_key_create(&exit_key, thread_end) == 0;
}

void mbr_cache_register(void) {
  if (mbr_cache.state > thread_began)
    return;
  pthread_once(&exit_key_once, exit_key_make);
  if (exit_key_there && pthread_setspecific(exit_key, &mbr_cache) == 0)
    mbr_cache.state = thread_known;
}

#else
void mbr_cache_register(void) {}
#endif

int mbr_cache_keeps(void) { return mbr_cache.state != thread_ended; }

// Blocks.

uint32_t mbr_cache_block(void) {
  struct mbr_blocks *blocks = &mbr_cache.blocks;
  if (!blocks->count)
    mbr_ended_back();
  if (!blocks->count) {
    mbr_cache_register();
    blocks->head = mbr_pool_take_list(&blocks->count);
    if (!blocks->count)
      return 0;
    blocks->tail = 0;
  }
  uint32_t number = blocks->head;
  blocks->head = link_of(number);
  blocks->count--;
  if (!mbr_cache_keeps() && blocks->count) {
    mbr_pool_give_list(blocks->head, blocks->count);
    blocks->count = 0;
  }
  return number;
}

void mbr_cache_blocks_back(struct mbr_blocks back) {
  struct mbr_blocks *blocks = &mbr_cache.blocks;
  if (!mbr_cache_keeps()) {
    mbr_pool_give_list(back.head, back.count);
    return;
  }
  if (!blocks->count)
    mbr_cache_register();
  if (blocks->count >= kept_blocks) {
    mbr_pool_give_list(blocks->head, blocks->count);
    blocks->count = 0;
  }
  link_set(back.tail, blocks->count ? blocks->head : 0);
  blocks->head = back.head;
  blocks->count += back.count;
}

// Pieces.

/// The list that is in use: regions that are idle are the inline functions'.
static struct mbr_piece **list_of(enum piece_kind kind) {
  return kind == piece_first ? (struct mbr_piece **)(void *)&mbr_thread_v1.idle
                             : &mbr_cache.pages;
}

/// How many more that list takes before it is counted again. Only what is put
/// on it is counted down; so it is right or too small.
static long *room_of(enum piece_kind kind) {
  return kind == piece_first ? &mbr_thread_v1.room : &mbr_cache.page_room;
}

static uint32_t count_of(enum piece_kind kind) {
  uint32_t count = 0;
  for (struct mbr_piece *piece = *list_of(kind); piece; piece = piece->next)
    count++;
  return count;
}

/// Some room there is always, so that a list that is about full and stays so is
/// not counted each time.
static void list_set(enum piece_kind kind, struct mbr_piece *list,
                     uint32_t count) {
  long room = kept[kind] - (long)count;
  *list_of(kind) = list;
  *room_of(kind) = room > kept[kind] / 2 ? room : kept[kind] / 2;
}

/// Makes a block into space for pieces.
static int fresh_make(enum piece_kind kind) {
  uint32_t number = mbr_cache_block();
  if (!number)
    return 0;
  char *block = mbr_block_at(number);
  mbr_owner_set(block, kind == piece_first ? owner_pieces : owner_pages, NULL);
  mbr_cache.pieces[kind].fresh = block;
  mbr_cache.pieces[kind].fresh_end =
      block + MBR_BLOCK_SIZE - MBR_BLOCK_SIZE % piece_size[kind];
  return 1;
}

static void *fresh_piece(enum piece_kind kind) {
  struct mbr_pieces *pieces = &mbr_cache.pieces[kind];
  if (pieces->fresh == pieces->fresh_end && !fresh_make(kind))
    return NULL;
  void *piece = pieces->fresh;
  pieces->fresh += piece_size[kind];
  return piece;
}

/// Finds a list of pieces: the second one, or one of the pool.
static int list_find(enum piece_kind kind) {
  struct mbr_pieces *pieces = &mbr_cache.pieces[kind];
  mbr_cache_register();
  mbr_ended_back();
  if (*list_of(kind))
    return 1;
  if (pieces->spare) {
    list_set(kind, pieces->spare, pieces->spare_count);
    pieces->spare = NULL;
    return 1;
  }
  struct mbr_bundle bundle;
  if (pieces->fresh != pieces->fresh_end || !mbr_bundle_take(kind, &bundle))
    return 0;
  list_set(kind, bundle.list, bundle.count);
  pieces->fresh = bundle.fresh;
  pieces->fresh_end = bundle.fresh_end;
  return bundle.list != NULL;
}

static void *piece_find(enum piece_kind kind) {
  struct mbr_piece **list = list_of(kind);
  if (!*list) {
    list_set(kind, NULL, 0);
    if (!list_find(kind))
      return fresh_piece(kind);
  }
  struct mbr_piece *piece = *list;
  *list = piece->next;
  return piece;
}

void *mbr_cache_piece(enum piece_kind kind) {
  void *piece = piece_find(kind);
  if (!mbr_cache_keeps())
    mbr_cache_empty();
  return piece;
}

void mbr_cache_piece_back(enum piece_kind kind, void *memory) {
  struct mbr_pieces *pieces = &mbr_cache.pieces[kind];
  struct mbr_piece *piece = memory;
  uint32_t count = count_of(kind), only_ends = 0;
  // The first region of a process shall not pay for the end of its thread.
  if (mbr_cache.state == thread_new && mbr_piece_is_own(piece))
    mbr_cache.state = thread_began;
  else
    mbr_cache_register();
  // A list that the pool has no room for grows on.
  if (count >= kept[kind]) {
    struct mbr_bundle bundle = {.count = pieces->spare_count,
                                .list = pieces->spare};
    // More than twice as many as it ever made.
    only_ends = pieces->spare && mbr_cache_keeps();
    if (!pieces->spare || mbr_bundle_give(kind, &bundle)) {
      if (kind == piece_first)
        mbr_habits_give();
      pieces->spare = *list_of(kind);
      pieces->spare_count = count_of(kind);
      list_set(kind, NULL, count = 0);
    }
  }
  piece->next = *list_of(kind);
  list_set(kind, piece, count + 1);
  if (count >= kept[kind]) // and is counted again when it is twice as long
    *room_of(kind) = (long)count;
  if (mbr_cache.state == thread_began)
    *room_of(kind) = 0; // so that the next one comes here too
  if (!mbr_cache_keeps() || only_ends > mbr_cache.only_ends)
    mbr_cache_empty(); // at first: others have use for all of it
  mbr_cache.only_ends |= only_ends;
}

static void pieces_empty(enum piece_kind kind) {
  struct mbr_pieces *pieces = &mbr_cache.pieces[kind];
  struct mbr_bundle spare = {.count = pieces->spare_count,
                             .list = pieces->spare};
  if (pieces->spare && mbr_bundle_give(kind, &spare))
    pieces->spare = NULL;
  struct mbr_bundle rest = {.count = count_of(kind),
                            .list = *list_of(kind),
                            .fresh = pieces->fresh,
                            .fresh_end = pieces->fresh_end};
  int any = rest.list || rest.fresh != rest.fresh_end;
  if (!any || mbr_bundle_give(kind, &rest)) {
    list_set(kind, NULL, 0);
    pieces->fresh = pieces->fresh_end = NULL;
  }
  if (!mbr_cache_keeps())
    *room_of(kind) = 0; // what is inlined keeps nothing either
}

void mbr_cache_empty(void) {
  mbr_cache.only_ends = 0;
  mbr_ended_back();
  mbr_idle_pages_give();
  pieces_empty(piece_first);
  pieces_empty(piece_page);
  if (mbr_cache.blocks.count)
    mbr_pool_give_list(mbr_cache.blocks.head, mbr_cache.blocks.count);
  mbr_cache.blocks.count = 0;
}
