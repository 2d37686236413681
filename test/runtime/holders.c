// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Holders are counted in another way while the process has one thread than
// later. The count goes on over the change, in both directions, wherever it
// stands: after a first piece, before a region in a page or a block.

#include "check.h"

#include <membrane/handle.h>
#include <pthread.h>

enum { sizes = 4, threads = 4, times = 500 };
static const size_t size_of[sizes] = {16, 2000, 20000, 3000000};
static char *objects[sizes];
static int ended[sizes];

static void count(void *argument) { ++*(int *)argument; }

static void hold(unsigned count) {
  for (unsigned i = 0; i < sizes; i++)
    for (unsigned j = 0; j < count; j++)
      CHECK(mbr_retain(objects[i]) == objects[i]);
}

static void let_go(unsigned count) {
  for (unsigned i = 0; i < sizes; i++)
    for (unsigned j = 0; j < count; j++)
      mbr_release(objects[i]);
}

static void make(void) {
  for (unsigned i = 0; i < sizes; i++) {
    ended[i] = 0;
    CHECK((objects[i] = mbr_handle_create(size_of[i])));
    CHECK(mbr_defer(mbr_handle_region(objects[i]), count, &ended[i]) == 0);
  }
}

static int all_ended(int how_often) {
  for (unsigned i = 0; i < sizes; i++)
    if (ended[i] != how_often)
      return 0;
  return 1;
}

/// Each object has a holder here; one comes and goes again and again.
static void *use(void *argument) {
  for (unsigned i = 0; i < times; i++) {
    hold(1);
    let_go(1);
  }
  let_go(1);
  return argument;
}

static void run(unsigned count) {
  pthread_t all[threads];
  hold(count);
  for (unsigned i = 0; i < count; i++)
    CHECK(pthread_create(&all[i], NULL, use, NULL) == 0);
  for (unsigned i = 0; i < count; i++)
    CHECK(pthread_join(all[i], NULL) == 0);
}

static void counted_by_threads_and_alone(void) {
  make();
  hold(3);
  let_go(2); // two holders
  for (unsigned round = 0; round < 3; round++) {
    run(threads);
    hold(round + 1);
    let_go(round);
    CHECK(all_ended(0));
  }
  let_go(4);
  CHECK(all_ended(0));
  let_go(1);
  CHECK(all_ended(1));
}

static void last_one_is_in_a_thread(void) {
  for (unsigned round = 0; round < 50; round++) {
    make();
    hold(1);
    let_go(1);
    hold(threads);
    pthread_t all[threads];
    for (unsigned i = 0; i < threads; i++)
      CHECK(pthread_create(&all[i], NULL, use, NULL) == 0);
    let_go(1);
    for (unsigned i = 0; i < threads; i++)
      CHECK(pthread_join(all[i], NULL) == 0);
    CHECK(all_ended(1));
  }
}

int main(void) {
  counted_by_threads_and_alone();
  last_one_is_in_a_thread();
  CHECK(nothing_is_held());
  return 0;
}
