// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Regions of every kind are made on one thread and ended on another, which
// makes none; what they had is used again, counted as idle, and trimmed.

#include "check.h"

#include <membrane/handle.h>
#include <pthread.h>

enum { batch = 150, rounds = 24, kinds = 7 };

static mbr_region *made[batch];
static unsigned char *first[batch];
static pthread_barrier_t turn;
static size_t deferred, home_bytes;

static void count(void *argument) {
  (void)argument;
  deferred++;
}

static size_t bytes_of(unsigned kind) {
  static const size_t bytes[kinds] = {100,   2000,  20000, 150000,
                                      60000, 20000, 300000};
  return bytes[kind];
}

/// A first piece, with a page, with a block, with more, with what ends others.
static void make(unsigned i, unsigned kind) {
  CHECK((made[i] = mbr_region_create()));
  CHECK(mbr_region_bytes(made[i]) == home_bytes);
  first[i] = mbr_alloc(made[i], 200);
  fill(first[i], 200, i);
  for (size_t at = 0; at < bytes_of(kind); at += 1000)
    memset(mbr_alloc(made[i], 1000), (int)kind, 1000);
  if (kind == 4)
    CHECK(mbr_defer(made[i], count, NULL) == 0);
  if (kind == 5)
    mbr_region_release(mbr_region_retain(made[i]));
  if (kind == 6)
    CHECK(mbr_alloc(made[i], 100000));
}

static void end(unsigned i) {
  CHECK(is_filled(first[i], 200, 200, i));
  CHECK(mbr_region_of(first[i]) == made[i]);
  mbr_region_destroy(made[i]);
}

static void *maker(void *argument) {
  for (unsigned round = 0; round < rounds; round++) {
    for (unsigned i = 0; i < batch; i++)
      make(i, (round / 4 * 3 + (round % 4 ? i * 7 / batch : 0)) % kinds);
    pthread_barrier_wait(&turn);
    pthread_barrier_wait(&turn);
    if (round % 16 == 15)
      mbr_block_trim(0);
  }
  return argument;
}

static void *ender(void *argument) {
  for (unsigned round = 0; round < rounds; round++) {
    pthread_barrier_wait(&turn);
    for (unsigned i = 0; i < batch; i++)
      end(i);
    if (round % 8 == 6)
      mbr_block_trim(0);
    // Now and then it makes some itself.
    for (unsigned i = 0; i < (round % 8 == 3 ? batch : 0); i++)
      make(i, i % kinds);
    for (unsigned i = 0; i < (round % 8 == 3 ? batch : 0); i++)
      end(i);
    pthread_barrier_wait(&turn);
  }
  return argument;
}

static void used_again_and_nothing_lost(void) {
  pthread_t threads[2];
  CHECK(pthread_barrier_init(&turn, NULL, 2) == 0);
  CHECK(pthread_create(&threads[0], NULL, maker, NULL) == 0);
  CHECK(pthread_create(&threads[1], NULL, ender, NULL) == 0);
  CHECK(pthread_join(threads[0], NULL) == 0);
  CHECK(pthread_join(threads[1], NULL) == 0);
  CHECK(pthread_barrier_destroy(&turn) == 0);
  CHECK(deferred > 0);
  CHECK(nothing_is_held());
}

// Nobody makes regions any more.

static void *end_all(void *argument) {
  mbr_region **regions = argument;
  for (unsigned i = 0; i < 1000; i++)
    mbr_region_destroy(regions[i]);
  // All but a few blocks are idle, and the kernel's where nothing is kept.
  CHECK(mbr_block_bytes(MBR_BLOCK_IDLE) > 800 * MBR_BLOCK_SIZE);
  CHECK(mbr_block_bytes(MBR_BLOCK_RECLAIMABLE) > 800 * MBR_BLOCK_SIZE);
  return NULL;
}

static void idle_is_counted(void) {
  static mbr_region *regions[1000];
  pthread_t thread;
  // The debug build keeps what has ended back for a while.
  if (home_bytes == MBR_BLOCK_SIZE)
    return;
  mbr_block_keep(0);
  for (unsigned i = 0; i < 1000; i++) {
    CHECK((regions[i] = mbr_region_create()));
    for (unsigned j = 0; j < 8; j++)
      CHECK(mbr_alloc(regions[i], 1000));
  }
  CHECK(pthread_create(&thread, NULL, end_all, regions) == 0);
  CHECK(pthread_join(thread, NULL) == 0);
  CHECK(nothing_is_held());
}

int main(void) {
  mbr_region *any = mbr_region_create();
  home_bytes = mbr_region_bytes(any);
  mbr_region_destroy(any);
  used_again_and_nothing_lost();
  idle_is_counted();
  return 0;
}
