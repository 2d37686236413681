// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Several threads take and give blocks, hand regions over, share a handle, and
// end with nothing lost.

#include "check.h"

#include <membrane/handle.h>
#include <pthread.h>
#include <stdatomic.h>

enum { threads = 4, rounds = 1000 };

static _Atomic(mbr_region *) mailbox;
static atomic_int ended;

static void count_end(void *argument) {
  (void)argument;
  atomic_fetch_add(&ended, 1);
}

/// Builds regions, puts each into the mailbox, ends what it finds there.
static void *swap_regions(void *argument) {
  for (int round = 0; round < rounds; round++) {
    mbr_region *region = mbr_region_create();
    CHECK(region);
    for (int i = 0; i < 20; i++)
      memset(mbr_alloc(region, 1000), round, 1000);
    if (round % 16 == 0)
      memset(mbr_alloc(region, 2 * MBR_BLOCK_SIZE), 1, 2 * MBR_BLOCK_SIZE);
    CHECK(mbr_defer(region, count_end, NULL) == 0);
    mbr_region_destroy(atomic_exchange(&mailbox, region));
    if (round % 500 == 0)
      mbr_block_trim(MBR_BLOCK_SIZE);
  }
  return argument;
}

/// Takes more blocks than a thread keeps, marks each, and gives them back.
static void *churn_blocks(void *argument) {
  size_t *blocks[24];
  for (int round = 0; round < rounds; round++) {
    for (int i = 0; i < 24; i++) {
      CHECK((blocks[i] = mbr_block_take(1)));
      blocks[i][0] = (size_t)&blocks[i];
    }
    for (int i = 0; i < 24; i++) {
      CHECK(blocks[i][0] == (size_t)&blocks[i]);
      mbr_block_give(blocks[i], 1);
    }
  }
  return argument;
}

static void *share_handle(void *object) {
  for (int round = 0; round < rounds; round++) {
    mbr_retain(object);
    mbr_release(object);
  }
  mbr_release(object);
  return NULL;
}

static void run(void *(*body)(void *), void *argument) {
  pthread_t all[threads];
  for (int i = 0; i < threads; i++)
    CHECK(pthread_create(&all[i], NULL, body, argument) == 0);
  for (int i = 0; i < threads; i++)
    CHECK(pthread_join(all[i], NULL) == 0);
}

static void nothing_is_lost(void) {
  mbr_block_trim(0);
  CHECK(mbr_block_bytes(MBR_BLOCK_IDLE) == 0);
  CHECK(mbr_block_bytes(MBR_BLOCK_MAPPED) == 0);
}

int main(void) {
  run(swap_regions, NULL);
  mbr_region_destroy(atomic_load(&mailbox));
  CHECK(atomic_load(&ended) == threads * rounds);
  nothing_is_lost();

  run(churn_blocks, NULL);
  nothing_is_lost();

  void *object = mbr_handle_create(100);
  CHECK(mbr_defer(mbr_region_of(object), count_end, NULL) == 0);
  for (int i = 1; i < threads; i++)
    mbr_retain(object);
  atomic_store(&ended, 0);
  run(share_handle, object);
  CHECK(atomic_load(&ended) == 1);
  nothing_is_lost();
  return 0;
}
