// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Several threads take and give blocks, hand regions over, share handles, and
// nothing is lost.

#include "check.h"

#include <membrane/handle.h>
#include <pthread.h>
#include <stdatomic.h>

enum { threads = 4, rounds = 2000 };

static atomic_int ended;

static void count_end(void *argument) {
  (void)argument;
  atomic_fetch_add(&ended, 1);
}

static void run(void *(*body)(void *), void *argument) {
  pthread_t all[threads];
  for (int i = 0; i < threads; i++)
    CHECK(pthread_create(&all[i], NULL, body, argument) == 0);
  for (int i = 0; i < threads; i++)
    CHECK(pthread_join(all[i], NULL) == 0);
}

// One place through which regions go.

static _Atomic(mbr_region *) mailbox;

static void *swap_regions(void *argument) {
  for (int round = 0; round < rounds; round++) {
    mbr_region *region = mbr_region_create();
    CHECK(region);
    for (int i = 0; i < round % 20; i++)
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
  size_t *blocks[24], bytes[24];
  for (int round = 0; round < rounds; round++) {
    for (int i = 0; i < 24; i++) {
      bytes[i] = MBR_BLOCK_SIZE << ((round ^ i) % 8 == 0 ? i % 7 : 0);
      CHECK((blocks[i] = mbr_block_take(bytes[i])));
      blocks[i][0] = (size_t)&blocks[i];
    }
    for (int i = 0; i < 24; i++) {
      CHECK(blocks[i][0] == (size_t)&blocks[i]);
      mbr_block_give(blocks[i], bytes[i]);
    }
    if (round % 700 == 0)
      mbr_block_trim(0);
  }
  return argument;
}

/// Large objects move by their pages, to where others have just been.
static void *move_pages(void *argument) {
  for (unsigned round = 0; round < 60; round++) {
    mbr_region *region = mbr_region_create();
    char *objects[3];
    size_t size = 2200000 + round * 10000;
    for (unsigned i = 0; i < 3; i++)
      fill(objects[i] = mbr_alloc(region, size), 100, round + i);
    for (; size < 20000000; size += size / 2)
      for (unsigned i = 0; i < 3; i++) {
        objects[i] = mbr_realloc(region, objects[i], size, size + size / 2);
        CHECK(objects[i] && is_filled(objects[i], 100, 100, round + i));
        for (size_t at = 0; at < size + size / 2; at += 700000)
          CHECK(mbr_region_of(objects[i] + at) == region);
      }
    mbr_region_destroy(region);
    mbr_block_trim(round % 3 ? 50000000 : 0);
  }
  return argument;
}

// A queue: some make trees of regions, others use and end them.

enum { places = 64 };

static struct {
  pthread_mutex_t lock;
  pthread_cond_t changed;
  unsigned char *objects[places];
  unsigned put, taken, makers;
} queue = {
    PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, {NULL}, 0, 0, 0};

static void queue_put(unsigned char *object) {
  pthread_mutex_lock(&queue.lock);
  while (queue.put - queue.taken == places)
    pthread_cond_wait(&queue.changed, &queue.lock);
  queue.objects[queue.put++ % places] = object;
  pthread_cond_broadcast(&queue.changed);
  pthread_mutex_unlock(&queue.lock);
}

/// NULL when nobody will put any more.
static unsigned char *queue_take(void) {
  pthread_mutex_lock(&queue.lock);
  while (queue.put == queue.taken && queue.makers > 0)
    pthread_cond_wait(&queue.changed, &queue.lock);
  unsigned char *object =
      queue.put == queue.taken ? NULL : queue.objects[queue.taken++ % places];
  pthread_cond_broadcast(&queue.changed);
  pthread_mutex_unlock(&queue.lock);
  return object;
}

static void make_trees(void) {
  for (unsigned i = 0; i < rounds; i++) {
    unsigned char *object = mbr_handle_create(300);
    mbr_region *region = mbr_handle_region(object);
    fill(object, 300, i);
    CHECK(mbr_alloc(region, i % 50 * 200));
    CHECK(mbr_defer(region, count_end, NULL) == 0);
    mbr_region *child = mbr_region_create_child(region);
    CHECK(mbr_defer(child, count_end, NULL) == 0);
    if (i % 100 == 0)
      CHECK(mbr_alloc(child, 3000000));
    queue_put(object);
  }
  pthread_mutex_lock(&queue.lock);
  queue.makers--;
  pthread_cond_broadcast(&queue.changed);
  pthread_mutex_unlock(&queue.lock);
}

static void use_trees(void) {
  for (unsigned char *object; (object = queue_take());) {
    CHECK(is_filled(object, 300, 300, object[0]));
    mbr_region *region = mbr_region_of(object + 299);
    CHECK(region == mbr_handle_region(object) && mbr_alloc(region, 500));
    mbr_release(object);
  }
}

static atomic_int turn;

static void *hand_over(void *argument) {
  if (atomic_fetch_add(&turn, 1) % 2)
    make_trees();
  else
    use_trees();
  return argument;
}

// Handles that all hold.

static void *share_handles(void *argument) {
  void **objects = argument;
  for (int round = 0; round < 10 * rounds; round++) {
    mbr_retain(objects[round % 3]);
    CHECK(mbr_region_of(objects[round % 3]));
    mbr_release(objects[round % 3]);
  }
  for (int i = 0; i < 3; i++)
    mbr_release(objects[i]);
  return NULL;
}

static void handles_end_with_the_last(void) {
  void *objects[3];
  for (int i = 0; i < 3; i++) {
    CHECK((objects[i] = mbr_handle_create(i == 2 ? 3000000 : 100)));
    CHECK(mbr_defer(mbr_handle_region(objects[i]), count_end, NULL) == 0);
    for (int j = 1; j < threads; j++)
      mbr_retain(objects[i]);
  }
  run(share_handles, objects);
  CHECK(atomic_exchange(&ended, 0) == 3);
}

int main(void) {
  run(swap_regions, NULL);
  mbr_region_destroy(atomic_load(&mailbox));
  CHECK(atomic_exchange(&ended, 0) == threads * rounds);
  CHECK(nothing_is_held());

  run(churn_blocks, NULL);
  CHECK(nothing_is_held());

  run(move_pages, NULL);
  CHECK(nothing_is_held());

  queue.makers = threads / 2;
  run(hand_over, NULL);
  CHECK(atomic_exchange(&ended, 0) == threads / 2 * rounds * 2);
  CHECK(nothing_is_held());

  for (int round = 0; round < 20; round++)
    handles_end_with_the_last();
  CHECK(nothing_is_held());
  return 0;
}
