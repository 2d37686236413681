// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Objects of a region: aligned, apart, found again by address, of every size,
// and refused where they cannot be.

#include "check.h"

#include <membrane/region.h>

enum { many = 20000 };

static void objects_stay_apart(void) {
  mbr_region *region = mbr_region_create();
  static unsigned char *objects[many];
  CHECK(region && mbr_region_of(region) == region);
  for (unsigned i = 0; i < many; i++) {
    size_t size = i % 97;
    CHECK((objects[i] = mbr_alloc(region, size)));
    CHECK(aligned(objects[i], MBR_ALIGN));
    CHECK(mbr_region_of(objects[i]) == region);
    fill(objects[i], size, i);
  }
  for (unsigned i = 0; i < many; i++)
    CHECK(is_filled(objects[i], i % 97, i % 97, i));
  CHECK(mbr_region_bytes(region) >= (size_t)many * 48);
  mbr_region_destroy(region);
}

static void sizes_around_blocks(void) {
  mbr_region *region = mbr_region_create();
  for (size_t power = 4; power <= 23; power++)
    for (size_t delta = 0; delta < 35; delta++) {
      size_t size = ((size_t)1 << power) + delta - 17;
      if (size > (size_t)1 << 24)
        continue;
      unsigned char *object = mbr_alloc(region, size);
      CHECK(object && aligned(object, MBR_ALIGN));
      fill(object, size, 7);
      CHECK(mbr_region_of(object) == region);
      CHECK(mbr_region_of(object + size / 2) == region);
      CHECK(size == 0 || mbr_region_of(object + size - 1) == region);
      // The space goes on beside large objects.
      CHECK(mbr_alloc(region, 8));
      if (size > 100000)
        mbr_region_reset(region);
    }
  mbr_region_destroy(region);
}

static void empty_objects_are_in_the_region(void) {
  for (size_t before = 0; before < 1200; before += 16) {
    mbr_region *region = mbr_region_create();
    CHECK(mbr_alloc(region, before));
    char *empty = mbr_alloc(region, 0);
    CHECK(empty && mbr_region_of(empty) == region);
    CHECK((empty = mbr_calloc(region, 0, SIZE_MAX)));
    CHECK(mbr_region_of(empty) == region);
    CHECK((empty = mbr_memdup(region, NULL, 0)));
    CHECK((empty = mbr_calloc(region, SIZE_MAX, 0)));
    CHECK((empty = mbr_realloc(region, NULL, 0, 0)));
    CHECK(mbr_region_of(empty) == region);
    mbr_region_destroy(region);
  }
}

static void sizes_that_cannot_be(void) {
  mbr_region *region = mbr_region_create();
  char *first = mbr_strdup(region, "first");
  size_t held = mbr_region_bytes(region);
  for (size_t less = 0; less < 40; less++) {
    CHECK(!mbr_alloc(region, SIZE_MAX - less));
    CHECK(!mbr_alloc(region, SIZE_MAX / 2 - less));
    CHECK(!mbr_alloc(region, SIZE_MAX / 2 + less));
    CHECK(!mbr_aligned_alloc(region, 64, SIZE_MAX - less));
    CHECK(!mbr_aligned_alloc(region, (size_t)4 << 20, SIZE_MAX / 2 - less));
    CHECK(!mbr_memdup(region, first, SIZE_MAX - less));
    CHECK(!mbr_realloc(region, first, 6, SIZE_MAX - less));
    CHECK(!mbr_realloc(region, first, 6, SIZE_MAX / 2 - less));
    CHECK(!mbr_region_create_sized(SIZE_MAX - less));
    CHECK(!mbr_region_create_sized(SIZE_MAX / 2 - less));
  }
  CHECK(!mbr_calloc(region, SIZE_MAX / 2, 3));
  CHECK(!mbr_calloc(region, 3, SIZE_MAX / 2));
  CHECK(!mbr_calloc(region, (size_t)1 << 32, (size_t)1 << 32));
  CHECK(!mbr_calloc(region, SIZE_MAX, SIZE_MAX));
  CHECK(strcmp(first, "first") == 0 && mbr_region_bytes(region) == held);
  CHECK(mbr_alloc(region, 1000));
  mbr_region_destroy(region);
}

static void calloc_is_zero_in_used_memory(void) {
  mbr_region *region = mbr_region_create();
  for (size_t size = 1; size < 5000000; size = size * 3 + 1) {
    memset(mbr_alloc(region, size), 255, size);
    mbr_region_reset(region);
    unsigned char *object = mbr_calloc(region, size, 1);
    for (size_t i = 0; i < size; i++)
      CHECK(object[i] == 0);
    mbr_region_reset(region);
  }
  mbr_region_destroy(region);
}

static void reset_begins_again(void) {
  mbr_region *region = mbr_region_create();
  size_t held = mbr_region_bytes(region);
  char *first = mbr_alloc(region, 10);
  for (size_t size = 0; size < 9000000; size = size * 3 + 1) {
    mbr_region_reset(region);
    CHECK(mbr_region_bytes(region) == held);
    CHECK(mbr_alloc(region, 10) == first);
    for (int i = 0; i < 5; i++)
      CHECK(mbr_alloc(region, size));
  }
  mbr_region_destroy(region);
  mbr_region_destroy(NULL);
}

static void many_at_once(void) {
  static mbr_region *regions[many];
  for (unsigned round = 0; round < 2; round++) {
    for (unsigned i = 0; i < many; i++) {
      CHECK((regions[i] = mbr_region_create()));
      fill(mbr_alloc(regions[i], 32 + i % 3000), 32, i);
    }
    for (unsigned i = 0; i < many; i++) {
      unsigned which = (i * 7919) % many;
      CHECK(mbr_region_of(regions[which]) == regions[which]);
      mbr_region_destroy(regions[which]);
    }
  }
}

int main(void) {
  objects_stay_apart();
  sizes_around_blocks();
  empty_objects_are_in_the_region();
  sizes_that_cannot_be();
  calloc_is_zero_in_used_memory();
  reset_begins_again();
  many_at_once();
  CHECK(nothing_is_held());
  return 0;
}
