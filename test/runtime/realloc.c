// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// mbr_realloc keeps contents: in place for the newest object, by its pages for
// a large one, by a copy otherwise; a refusal leaves the object.

#include "check.h"

#include <membrane/region.h>

static void newest_grows_in_place(void) {
  mbr_region *region = mbr_region_create_sized(60000);
  char *object = mbr_alloc(region, 1);
  size_t held = mbr_region_bytes(region), size = 1;
  for (size_t next = 1; next < 50000; next = next * 2 + 3) {
    fill(object, size, 1);
    CHECK(mbr_realloc(region, object, size, next) == object);
    CHECK(is_filled(object, size, size, 1));
    size = next;
  }
  CHECK(mbr_region_bytes(region) == held);
  // What it gives back is used for the next one.
  CHECK(mbr_realloc(region, object, size, 16) == object);
  char *next = mbr_alloc(region, 16);
  CHECK(next >= object + 16 && next <= object + 64);
  mbr_region_destroy(region);
}

static void others_are_copied(void) {
  mbr_region *region = mbr_region_create();
  for (size_t size = 1; size < 4000000; size = size * 2 + 1) {
    char *object = mbr_alloc(region, size);
    fill(object, size, 2);
    char *other = mbr_alloc(region, size);
    fill(other, size, 3);
    CHECK(mbr_realloc(region, object, size, size / 2) == object);
    CHECK((object = mbr_realloc(region, object, size / 2, 3 * size)));
    CHECK(is_filled(object, size, size / 2, 2));
    CHECK(aligned(object, MBR_ALIGN));
    fill(object, 3 * size, 4);
    CHECK(is_filled(other, size, size, 3));
    CHECK(mbr_region_of(object + 3 * size - 1) == region);
  }
  mbr_region_destroy(region);
}

/// Several that grow in turn, so that they are in each other's way.
static void large_ones_move_by_pages(void) {
  enum { count = 7 };
  mbr_region *region = mbr_region_create();
  char *objects[count];
  for (unsigned i = 0; i < count; i++)
    fill(objects[i] = mbr_alloc(region, 3000000), 3000000, i);
  for (size_t size = 3000000; size < 40000000; size += size / 2)
    for (unsigned i = 0; i < count; i++) {
      size_t next = size + size / 2;
      CHECK((objects[i] = mbr_realloc(region, objects[i], size, next)));
      CHECK(is_filled(objects[i], size, size, i));
      CHECK(mbr_region_of(objects[i] + next - 1) == region);
      fill(objects[i], next, i);
      char *small = mbr_alloc(region, 100);
      CHECK(small && mbr_region_of(small) == region);
    }
  // Its older space went back, so that not much more is held.
  CHECK(mbr_region_bytes(region) < (size_t)count * 80000000);
  mbr_region_destroy(region);
}

/// From a block of 64 KiB on; the list of blocks holds in any order.
static void blocks_in_any_order(void) {
  enum { count = 9 };
  size_t sizes[count];
  char *objects[count];
  mbr_region *region = mbr_region_create();
  for (unsigned i = 0; i < count; i++) {
    sizes[i] = 65530 + (size_t)i % 3 * 70000;
    fill(objects[i] = mbr_alloc(region, sizes[i]), sizes[i], i);
  }
  for (unsigned round = 0; round < 60; round++) {
    unsigned i = round * 5 % count;
    size_t next = sizes[i] + sizes[i] / 3;
    CHECK((objects[i] = mbr_realloc(region, objects[i], sizes[i], next)));
    CHECK(is_filled(objects[i], sizes[i], sizes[i], i));
    fill(objects[i], sizes[i] = next, i);
  }
  for (unsigned i = 0; i < count; i++)
    CHECK(is_filled(objects[i], sizes[i], sizes[i], i));
  mbr_region_destroy(region);
}

static void nothing_becomes_something(void) {
  mbr_region *region = mbr_region_create();
  char *object = mbr_realloc(region, NULL, 0, 10);
  CHECK(object && mbr_region_of(object) == region);
  char *empty = mbr_alloc(region, 0);
  CHECK((empty = mbr_realloc(region, empty, 0, 100)));
  fill(empty, 100, 1);
  CHECK((empty = mbr_realloc(region, empty, 100, 0)));
  CHECK((object = mbr_realloc(region, object, 10, 0)));
  CHECK(mbr_region_of(object) == region);
  mbr_region_destroy(region);
}

static void refusals_leave_the_object(void) {
  static const size_t sizes[] = {10, 1000, 30000, 70000, 3000000};
  for (unsigned i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
    size_t size = sizes[i];
    mbr_region *region = mbr_region_create();
    char *object = mbr_alloc(region, size);
    fill(object, size, 8);
    CHECK(mbr_region_limit(region, mbr_region_bytes(region)) == 0);
    size_t held = mbr_region_bytes(region);
    CHECK(!mbr_realloc(region, object, size, 10000000));
    CHECK(mbr_region_bytes(region) == held);
    CHECK(is_filled(object, size, size, 8));
    CHECK(mbr_region_of(object + size - 1) == region);
    mbr_region_limit(region, SIZE_MAX);
    CHECK((object = mbr_realloc(region, object, size, 10000000)));
    CHECK(is_filled(object, size, size, 8));
    mbr_region_destroy(region);
  }
}

/// The end of one object is not taken for the start of the free space, which
/// may be in another block.
static void newest_of_another_block(void) {
  mbr_region *region = mbr_region_create();
  for (unsigned i = 0; i < 3000; i++) {
    size_t size = 16 + i * 37 % 5000;
    unsigned char *object = mbr_alloc(region, size);
    fill(object, size, i);
    unsigned char *next = mbr_alloc(region, i * 61 % 40000);
    fill(next, i * 61 % 40000, i + 1);
    CHECK((object = mbr_realloc(region, object, size, size + 40)));
    CHECK(is_filled(object, size, size, i));
    fill(object, size + 40, i);
    CHECK(is_filled(next, i * 61 % 40000, i * 61 % 40000, i + 1));
  }
  mbr_region_destroy(region);
}

int main(void) {
  newest_grows_in_place();
  others_are_copied();
  large_ones_move_by_pages();
  blocks_in_any_order();
  nothing_becomes_something();
  refusals_leave_the_object();
  newest_of_another_block();
  CHECK(nothing_is_held());
  return 0;
}
