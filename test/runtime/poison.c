// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// With AddressSanitizer, only the bytes of living objects may be touched.

#include "check.h"

#include <membrane/region.h>

int __asan_address_is_poisoned(void const volatile *address);
void *__asan_region_is_poisoned(void *start, size_t bytes);

static void only_objects_are_open(size_t size) {
  mbr_region *region = mbr_region_create();
  char *object = mbr_alloc(region, size);
  CHECK(!__asan_region_is_poisoned(object, size));
  CHECK(__asan_address_is_poisoned(object + size));
  char *second = mbr_alloc(region, size);
  CHECK(!__asan_region_is_poisoned(second, size));
  CHECK(!__asan_region_is_poisoned(object, size));
  CHECK(__asan_address_is_poisoned(object + size));
  mbr_region_reset(region);
  CHECK(__asan_address_is_poisoned(object));
  CHECK(mbr_alloc(region, 1));
  mbr_region_destroy(region);
  CHECK(__asan_address_is_poisoned(region));
}

int main(void) {
  for (size_t size = 1; size < MBR_BLOCK_SIZE / 4; size = size * 2 + 1)
    only_objects_are_open(size);

  mbr_region *region = mbr_region_create();
  char *large = mbr_alloc(region, 2 * MBR_BLOCK_SIZE - 16);
  CHECK(__asan_address_is_poisoned(large + 2 * MBR_BLOCK_SIZE - 16));
  // Memory that only a region points to is not leaked.
  char **kept = mbr_alloc(region, sizeof *kept);
  *kept = malloc(100);
  CHECK(mbr_defer(region, free, *kept) == 0);
  static mbr_region *held;
  held = region;
  return held ? 0 : 1;
}
