// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// When region after region outgrows what it began with, the next begins with a
// page. Those that live on do not, nor do children and handles, and such a
// region is one like every other.

#include "check.h"

#include <membrane/handle.h>
#include <pthread.h>

enum { page = 4096, many = 300 };

static size_t small; // what a region begins with

static size_t bytes_of_next(void) {
  mbr_region *region = mbr_region_create();
  size_t bytes = mbr_region_bytes(region);
  mbr_region_destroy(region);
  return bytes;
}

/// One after the other, each of more than a first piece.
static void outgrow(unsigned count) {
  for (unsigned i = 0; i < count; i++) {
    mbr_region *region = mbr_region_create();
    for (unsigned j = 0; j < 10; j++)
      memset(mbr_alloc(region, 150), 7, 150);
    mbr_region_destroy(region);
  }
}

static void it_comes_and_goes(void) {
  CHECK(bytes_of_next() == small);
  outgrow(2);
  CHECK(bytes_of_next() == small);
  outgrow(20);
  CHECK(bytes_of_next() == page && bytes_of_next() == page);
  // Who keeps the page keeps the habit.
  mbr_region *kept = mbr_region_create();
  CHECK(mbr_region_bytes(kept) == page && bytes_of_next() == small);
  outgrow(20);
  CHECK(bytes_of_next() == page);
  mbr_region_destroy(kept);
  // What grows further does not.
  mbr_region *region = mbr_region_create();
  CHECK(mbr_alloc(region, 20000) && mbr_region_bytes(region) > page);
  mbr_region_destroy(region);
  outgrow(many);
  CHECK(bytes_of_next() == page);
  CHECK(nothing_is_held() && bytes_of_next() == small);
}

static void what_lives_on_costs_no_page(void) {
  mbr_region *kept[many];
  size_t bytes = 0;
  outgrow(20);
  for (unsigned i = 0; i < many; i++) {
    kept[i] = mbr_region_create();
    CHECK(mbr_alloc(kept[i], 100));
    bytes += mbr_region_bytes(kept[i]);
    outgrow(1); // as an operation does that leaves a result
  }
  CHECK(bytes == (many - 1) * small + page);
  for (unsigned i = 0; i < many; i++)
    mbr_region_destroy(kept[i]);
  CHECK(nothing_is_held());
}

static void others_have_none(void) {
  outgrow(20);
  void *object = mbr_handle_create(100);
  CHECK(mbr_bytes(object) == small);
  outgrow(20);
  mbr_region *parent = mbr_handle_region(object);
  CHECK(mbr_region_limit(parent, 2 * small) == 0);
  CHECK(mbr_region_create_child(parent));
  CHECK(mbr_bytes(object) == 2 * small);
  mbr_release(object);
  CHECK(nothing_is_held());
}

static mbr_region *with_page(void) {
  outgrow(100); // a thread that has only ended regions goes on for some
  mbr_region *region = mbr_region_create();
  CHECK(mbr_region_bytes(region) == page);
  return region;
}

static void it_is_a_region(void) {
  mbr_region *region = with_page(), *other = with_page();
  unsigned char *object = mbr_alloc(region, 3000);
  CHECK(object && mbr_region_bytes(region) == page);
  fill(object, 3000, 1);
  CHECK(mbr_region_of(object + 2999) == region);
  mbr_mark mark = mbr_region_mark(region);
  for (unsigned i = 0; i < 100; i++)
    CHECK(mbr_region_of(mbr_alloc(region, 1500)) == region);
  mbr_region_rewind(region, mark);
  CHECK(mbr_region_bytes(region) == page);
  CHECK(mbr_region_retain(region) == region);
  CHECK(mbr_region_merge(region, other) == 0);
  CHECK(mbr_region_bytes(region) >= 2 * page);
  CHECK(is_filled(object, 3000, 3000, 1));
  mbr_region_release(region);
  CHECK(is_filled(object, 3000, 3000, 1));
  mbr_region_reset(region);
  CHECK(mbr_region_bytes(region) == page);
  CHECK(mbr_alloc(region, 3000) && mbr_region_bytes(region) == page);
  mbr_region_release(region);
  CHECK(nothing_is_held());
}

// Many of them, from many threads.

static mbr_region *all[many];

static void *make_all(void *argument) {
  for (unsigned i = 0; i < many; i++) {
    all[i] = with_page();
    fill(mbr_alloc(all[i], 1000), 1000, i);
  }
  return argument;
}

static void *end_all(void *argument) {
  for (unsigned i = 0; i < many; i++)
    mbr_region_destroy(all[i]);
  return argument;
}

static void on_threads(void *(*first)(void *), void *(*second)(void *)) {
  pthread_t thread;
  CHECK(pthread_create(&thread, NULL, first, NULL) == 0);
  CHECK(pthread_join(thread, NULL) == 0);
  CHECK(pthread_create(&thread, NULL, second, NULL) == 0);
  CHECK(pthread_join(thread, NULL) == 0);
}

int main(void) {
  small = bytes_of_next();
  if (small == MBR_BLOCK_SIZE) // the debug build has no pieces
    return 0;
  it_comes_and_goes();
  what_lives_on_costs_no_page();
  others_have_none();
  it_is_a_region();
  for (unsigned round = 0; round < 4; round++) {
    on_threads(make_all, end_all);
    CHECK(nothing_is_held());
    make_all(NULL);
    on_threads(end_all, make_all);
    end_all(NULL);
    CHECK(nothing_is_held());
  }
  return 0;
}
