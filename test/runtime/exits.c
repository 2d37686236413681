// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Threads end while their regions live on, while others hold theirs, and go on
// using regions after the library has put their memory back. Nothing is lost.

#include "check.h"

#include <membrane/handle.h>
#include <membrane/scratch.h>
#include <pthread.h>

enum { many = 100 };

static mbr_region *regions[many][4];
static pthread_barrier_t all_are_there;

static void fill_regions(mbr_region *mine[4], unsigned seed) {
  static const size_t sizes[] = {100, 2000, 50000, 3000000};
  for (unsigned i = 0; i < 4; i++) {
    CHECK((mine[i] = mbr_region_create()));
    for (unsigned j = 0; j < 3; j++)
      fill(mbr_alloc(mine[i], sizes[i]), 100, seed);
    CHECK(mbr_region_create_child(mine[i]));
  }
}

static void run(void *(*body)(void *), unsigned count) {
  static pthread_t all[many];
  for (unsigned i = 0; i < count; i++)
    CHECK(pthread_create(&all[i], NULL, body, regions[i]) == 0);
  for (unsigned i = 0; i < count; i++)
    CHECK(pthread_join(all[i], NULL) == 0);
}

static void *make(void *argument) {
  fill_regions(argument, 1);
  return NULL;
}

static void *end(void *argument) {
  mbr_region **mine = argument;
  for (unsigned i = 0; i < 4; i++)
    mbr_region_destroy(mine[i]);
  return NULL;
}

static void *make_and_end(void *argument) {
  // A region for every thread at once, so that each cuts memory of its own.
  pthread_barrier_wait(&all_are_there);
  make(argument);
  pthread_barrier_wait(&all_are_there);
  return end(argument);
}

static void *only_take(void *argument) {
  *(void **)argument = mbr_block_take(1);
  return NULL;
}

static void *only_give(void *argument) {
  mbr_block_give(*(void **)argument, 1);
  return NULL;
}

static void by_other_threads(void) {
  for (int round = 0; round < 3; round++) {
    run(make, 20);
    run(end, 20);
    CHECK(nothing_is_held());
    run(make, 20);
    for (unsigned i = 0; i < 20; i++)
      end(regions[i]);
    CHECK(nothing_is_held());
    for (unsigned i = 0; i < 20; i++)
      make(regions[i]);
    run(end, 20);
    CHECK(nothing_is_held());
    run(only_take, many);
    run(only_give, many);
    CHECK(nothing_is_held());
  }
}

static void many_at_once(void) {
  CHECK(pthread_barrier_init(&all_are_there, NULL, many) == 0);
  run(make_and_end, many);
  CHECK(pthread_barrier_destroy(&all_are_there) == 0);
  CHECK(nothing_is_held());
}

// Destructors of other keys, which run before and after the library's.

static pthread_key_t early, late;

static void use_at_exit(void *argument) {
  mbr_region **mine = argument;
  MBR_SCRATCH(scratch) CHECK(mbr_scratch_alloc(&scratch, 5000));
  void *object = mbr_handle_create(20000);
  mbr_release(object);
  mbr_block_give(mbr_block_take(1), 1);
  fill_regions(mine, 2);
  for (unsigned i = 1; i < 4; i++)
    mbr_region_destroy(mine[i]);
  // The last thing that happens is that one is made, or one is ended.
  mbr_region_destroy(mine[0]);
  if ((uintptr_t)mine / sizeof *regions % 2)
    mine[0] = mbr_region_create();
  else
    mbr_region_destroy(mbr_region_create()), mine[0] = NULL;
}

/// The first time only asks to be called again, when others have been.
static void use_later(void *argument) {
  static __thread int rounds;
  if (rounds++ < 1)
    pthread_setspecific(late, argument);
  else
    use_at_exit(argument);
}

static void *with_early(void *argument) {
  CHECK(pthread_setspecific(early, argument) == 0);
  mbr_region_destroy(mbr_region_create());
  return NULL;
}

static void *with_late(void *argument) {
  CHECK(pthread_setspecific(late, argument) == 0);
  mbr_region_destroy(mbr_region_create());
  return NULL;
}

static void *only_late(void *argument) {
  CHECK(pthread_setspecific(late, argument) == 0);
  return NULL;
}

static void after_the_end(void *(*body)(void *)) {
  for (int round = 0; round < 3; round++) {
    run(body, 20);
    for (unsigned i = 0; i < 20; i++)
      mbr_region_destroy(regions[i][0]);
    CHECK(nothing_is_held());
  }
}

int main(void) {
  CHECK(pthread_key_create(&early, use_at_exit) == 0);
  by_other_threads(); // here the library makes its key
  CHECK(pthread_key_create(&late, use_later) == 0);
  many_at_once();
  after_the_end(with_early);
  after_the_end(with_late);
  after_the_end(only_late);
  return 0;
}
