// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Objects at multiples of any power of two, in regions in any state, found
// again by address.

#include "check.h"

#include <membrane/region.h>

static const size_t most = (size_t)4 << 20;

static void every_alignment_and_size(mbr_region *region) {
  for (size_t alignment = 1; alignment <= most; alignment *= 2)
    for (size_t size = 0; size < 3000000; size = size * 5 + 1) {
      char *object = mbr_aligned_alloc(region, alignment, size);
      CHECK(object && aligned(object, alignment));
      CHECK(aligned(object, MBR_ALIGN));
      fill(object, size, 1);
      CHECK(mbr_region_of(object) == region);
      CHECK(size == 0 || mbr_region_of(object + size - 1) == region);
      CHECK(is_filled(object, size, size, 1));
    }
}

static void alone_in_a_region(void) {
  for (size_t alignment = 1; alignment <= 4 * most; alignment *= 2)
    for (size_t size = 0; size <= 131072; size = size * 4 + 16) {
      mbr_region *region = mbr_region_create();
      char *object = mbr_aligned_alloc(region, alignment, size);
      CHECK(object && aligned(object, alignment));
      CHECK(mbr_region_of(object) == region);
      fill(object, size, 3);
      CHECK(mbr_strdup(region, "next"));
      CHECK(is_filled(object, size, size, 3));
      mbr_region_destroy(region);
    }
}

static void not_a_power_of_two(void) {
  mbr_region *region = mbr_region_create();
  size_t held = mbr_region_bytes(region);
  CHECK(!mbr_aligned_alloc(region, 0, 1));
  CHECK(!mbr_aligned_alloc(region, 3, 1) && !mbr_aligned_alloc(region, 48, 1));
  CHECK(!mbr_aligned_alloc(region, SIZE_MAX, 1));
  CHECK(!mbr_aligned_alloc(region, SIZE_MAX / 2 + 1, 1));
  CHECK(!mbr_aligned_alloc(region, SIZE_MAX / 4 + 1, SIZE_MAX / 4));
  CHECK(mbr_region_bytes(region) == held && mbr_alloc(region, 1));
  mbr_region_destroy(region);
}

static void they_grow_as_others_do(void) {
  mbr_region *region = mbr_region_create();
  for (size_t alignment = 16; alignment <= most; alignment *= 4) {
    char *object = mbr_aligned_alloc(region, alignment, 100);
    fill(object, 100, 5);
    CHECK((object = mbr_realloc(region, object, 100, 5000)));
    CHECK(is_filled(object, 100, 100, 5));
    fill(object, 5000, 6);
    CHECK((object = mbr_realloc(region, object, 5000, 6000000)));
    CHECK(is_filled(object, 5000, 5000, 6));
    CHECK(mbr_region_of(object + 5999999) == region);
  }
  mbr_region_destroy(region);
}

int main(void) {
  mbr_region *region = mbr_region_create();
  every_alignment_and_size(region);
  mbr_region_reset(region);
  every_alignment_and_size(region);
  mbr_region_destroy(region);
  alone_in_a_region();
  not_a_power_of_two();
  they_grow_as_others_do();
  CHECK(nothing_is_held());
  return 0;
}
