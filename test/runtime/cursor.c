// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A cursor gives objects of its region; others may be made meanwhile, and what
// is left goes back, or ends with the region.

#include "check.h"

#include <membrane/region.h>

enum { many = 4000 };

struct object {
  unsigned char *at;
  size_t size;
};

/// What a cursor, the region, or a cursor opened later may give next.
static void make(struct object *object, unsigned i, unsigned char *at) {
  CHECK(at && aligned(at, MBR_ALIGN));
  object->at = at;
  fill(at, object->size, i);
}

static size_t size_of(unsigned i) {
  return i % 500 == 499 ? 70000 : i % 50 == 49 ? 5000 : i % 120;
}

static void objects_of_all_stay_apart(mbr_region *region, unsigned turn) {
  static struct object objects[many];
  mbr_cursor first = mbr_cursor_open(region), second = {0};
  for (unsigned i = 0; i < many; i++) {
    size_t size = objects[i].size = size_of(i);
    if (i == many / 4)
      second = mbr_cursor_open(region);
    if (i % 3 == 0)
      make(&objects[i], i, mbr_cursor_alloc(&first, size));
    else if (i % 3 == 1 || i < many / 4 || i >= many / 2)
      make(&objects[i], i, mbr_alloc(region, size));
    else
      make(&objects[i], i, mbr_cursor_alloc(&second, size));
    CHECK(mbr_region_of(objects[i].at) == region);
    if (i == many / 2)
      mbr_cursor_close(turn % 2 ? &first : &second);
    if (i == many / 2 && turn % 2)
      first = second;
  }
  mbr_cursor_close(&first);
  CHECK(mbr_alloc(region, 10));
  for (unsigned i = 0; i < many; i++)
    CHECK(is_filled(objects[i].at, objects[i].size, objects[i].size, i));
}

static void what_is_left_goes_back(void) {
  mbr_region *region = mbr_region_create_sized(50000);
  mbr_cursor cursor = mbr_cursor_open(region);
  char *object = mbr_cursor_alloc(&cursor, 10);
  mbr_cursor_close(&cursor);
  char *next = mbr_alloc(region, 10);
  CHECK(next > object && next <= object + 64);
  size_t held = mbr_region_bytes(region);
  CHECK(mbr_alloc(region, 40000) && mbr_region_bytes(region) == held);
  mbr_region_destroy(region);
}

static void it_need_not_be_closed(void) {
  for (unsigned count = 0; count < 2000; count = count * 2 + 1) {
    mbr_region *region = mbr_region_create();
    CHECK(mbr_defer(region, note, mbr_strdup(region, "d")) == 0);
    mbr_cursor cursor = mbr_cursor_open(region);
    for (unsigned i = 0; i < count; i++)
      CHECK(mbr_cursor_alloc(&cursor, 50));
    mbr_region_reset(region);
    CHECK(noted("d"));
    cursor = mbr_cursor_open(region);
    for (unsigned i = 0; i < count; i++)
      CHECK(mbr_cursor_alloc(&cursor, 50));
    CHECK(mbr_defer(region, note, mbr_strdup(region, "e")) == 0);
    mbr_region_destroy(region);
    CHECK(noted("e"));
  }
}

static void refusals(void) {
  mbr_region *region = mbr_region_create();
  CHECK(mbr_region_limit(region, mbr_region_bytes(region)) == 0);
  mbr_cursor cursor = mbr_cursor_open(region);
  CHECK(!mbr_cursor_alloc(&cursor, SIZE_MAX));
  CHECK(!mbr_cursor_alloc(&cursor, SIZE_MAX / 2));
  CHECK(!mbr_cursor_alloc(&cursor, mbr_region_bytes(region)));
  CHECK(mbr_cursor_alloc(&cursor, 100));
  while (mbr_cursor_alloc(&cursor, 1)) {
  }
  mbr_region_limit(region, SIZE_MAX);
  CHECK(mbr_cursor_alloc(&cursor, 1000));
  mbr_cursor_close(&cursor);
  mbr_region_destroy(region);
}

static void empty_objects(void) {
  mbr_region *region = mbr_region_create();
  mbr_cursor cursor = mbr_cursor_open(region);
  for (unsigned i = 0; i < 200; i++) {
    CHECK(mbr_cursor_alloc(&cursor, 16));
    CHECK(mbr_region_of(mbr_cursor_alloc(&cursor, 0)) == region);
  }
  mbr_cursor_close(&cursor);
  mbr_region_destroy(region);
}

int main(void) {
  for (unsigned turn = 0; turn < 4; turn++) {
    mbr_region *region = mbr_region_create();
    objects_of_all_stay_apart(region, turn);
    if (turn / 2)
      mbr_region_reset(region);
    objects_of_all_stay_apart(region, turn + 1);
    mbr_region_destroy(region);
  }
  what_is_left_goes_back();
  it_need_not_be_closed();
  refusals();
  empty_objects();
  CHECK(nothing_is_held());
  return 0;
}
