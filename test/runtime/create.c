// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The ways to make a region: as it is, with an expected size, in memory of the
// caller. Each keeps the memory that it began with when it is reset.

#include "check.h"

#include <membrane/region.h>

static void use(mbr_region *region) {
  for (unsigned i = 0; i < 300; i++) {
    size_t size = (size_t)i * i;
    unsigned char *object = mbr_alloc(region, size);
    CHECK(object);
    fill(object, size, i);
    CHECK(is_filled(object, size, size, i));
  }
  CHECK(mbr_defer(region, note, mbr_strdup(region, "d")) == 0);
  CHECK(mbr_region_create_child(region));
}

static void sized_regions_do_not_grow(void) {
  for (size_t bytes = 0; bytes < 6000000; bytes = bytes * 2 + 1) {
    mbr_region *region = mbr_region_create_sized(bytes);
    CHECK(region && mbr_region_of(region) == region);
    size_t held = mbr_region_bytes(region);
    CHECK(held >= bytes && held <= MBR_BLOCK_SIZE + 2 * bytes);
    char *object = mbr_alloc(region, bytes);
    CHECK(object && mbr_region_of(object) == region);
    fill(object, bytes, 9);
    CHECK(bytes == 0 || mbr_region_of(object + bytes - 1) == region);
    CHECK(mbr_region_bytes(region) == held);
    mbr_region_reset(region);
    CHECK(mbr_alloc(region, bytes) == object);
    CHECK(mbr_region_bytes(region) == held);
    fill(object, bytes, 9);
    use(region);
    CHECK(is_filled(object, bytes, bytes, 9));
    mbr_region_reset(region);
    CHECK(noted("d") && mbr_region_bytes(region) == held);
    CHECK(mbr_alloc(region, bytes));
    mbr_region_destroy(region);
  }
}

static void in_memory_of_the_caller(void) {
  char memory[1024];
  mbr_region *region = mbr_region_create_in(memory, sizeof memory);
  CHECK(region && mbr_region_bytes(region) == 0);
  char *object = mbr_alloc(region, 100);
  CHECK(object >= memory && object + 100 <= memory + sizeof memory);
  CHECK(aligned(object, MBR_ALIGN) && !mbr_region_of(object));
  CHECK(!mbr_region_of(region) && mbr_region_bytes(region) == 0);
  fill(object, 100, 4);
  char *outside = mbr_alloc(region, 1000);
  CHECK(outside && mbr_region_of(outside) == region);
  CHECK(mbr_region_bytes(region) >= 1000);
  use(region);
  CHECK(is_filled(object, 100, 100, 4));
  mbr_region_reset(region);
  CHECK(noted("d") && mbr_region_bytes(region) == 0);
  object = mbr_alloc(region, 100);
  CHECK(object >= memory && object + 100 <= memory + sizeof memory);
  use(region);
  mbr_region_destroy(region);
  CHECK(noted("d"));
}

/// Nothing outside of the memory is written, wherever it begins and ends.
static void only_inside_of_it(void) {
  static unsigned char memory[600];
  for (size_t skip = 0; skip < 17; skip++)
    for (size_t bytes = 0; bytes < 512; bytes += 1 + bytes % 5) {
      memset(memory, 0xee, sizeof memory);
      mbr_region *region = mbr_region_create_in(memory + skip, bytes);
      CHECK(!region == (bytes < 256));
      if (region) {
        for (size_t size = 0; size < 100; size += 9)
          memset(mbr_alloc(region, size), 0, size);
        CHECK(mbr_region_limit(region, SIZE_MAX - 1) == 0);
        use(region);
        mbr_region_reset(region);
        use(region);
        mbr_region_destroy(region);
        CHECK(noted("dd"));
      }
      for (size_t i = 0; i < sizeof memory; i++)
        CHECK((i >= skip && i < skip + bytes) || memory[i] == 0xee);
    }
  CHECK(!mbr_region_create_in(NULL, 1000));
}

static void limits_of_it(void) {
  char memory[512];
  mbr_region *region = mbr_region_create_in(memory, sizeof memory);
  CHECK(mbr_region_limit(region, 0) == 0);
  CHECK(!mbr_alloc(region, 1000) && mbr_alloc(region, 100));
  CHECK(!mbr_region_create_child(region));
  mbr_region_reset(region);
  CHECK(!mbr_alloc(region, 1000) && mbr_alloc(region, 100));
  mbr_region_destroy(region);
}

int main(void) {
  sized_regions_do_not_grow();
  in_memory_of_the_caller();
  only_inside_of_it();
  limits_of_it();
  CHECK(nothing_is_held());
  return 0;
}
