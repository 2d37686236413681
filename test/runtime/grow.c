// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// mbr_grow keeps contents and knows sizes; what it leaves behind stays within
// its bound, however small the steps are; a refusal leaves the object.

#include "check.h"

#include <membrane/region.h>

static void contents_stay(void) {
  mbr_region *region = mbr_region_create();
  char *object = mbr_grow(region, NULL, 0);
  CHECK(object && aligned(object, MBR_ALIGN));
  size_t size = 0;
  for (size_t next = 1; next < 5000000; next = next * 3 + 1) {
    CHECK((object = mbr_grow(region, object, next)));
    CHECK(aligned(object, MBR_ALIGN) && is_filled(object, size, size, 1));
    fill(object, next, 1);
    size = next;
    CHECK(mbr_alloc(region, 10));
  }
  char *same = mbr_grow(region, object, 7);
  CHECK(same == object && is_filled(object, size, 7, 1));
  CHECK(mbr_grow(region, object, size) == object);
  mbr_region_destroy(region);
}

/// Something is always in the way, and each step is as small as can be.
static void small_steps_leave_little(void) {
  enum { most = 40000 };
  mbr_region *region = mbr_region_create();
  char *object = NULL;
  unsigned moves = 0;
  for (size_t size = 1; size <= most; size++) {
    char *next = mbr_grow(region, object, size);
    CHECK(next);
    if (next != object)
      CHECK(mbr_alloc(region, 1));
    moves += next != object;
    object = next;
    object[size - 1] = (char)size;
  }
  CHECK(moves < 40);
  for (size_t i = 0; i < most; i++)
    CHECK(object[i] == (char)(i + 1));
  CHECK(mbr_region_bytes(region) < 6 * most + 3 * MBR_BLOCK_SIZE);
  mbr_region_destroy(region);
}

static void a_refusal_leaves_the_object(void) {
  mbr_region *region = mbr_region_create();
  char *object = mbr_grow(region, NULL, 1000);
  fill(object, 1000, 5);
  CHECK(!mbr_grow(region, object, SIZE_MAX));
  CHECK(!mbr_grow(region, object, SIZE_MAX - 40));
  CHECK(!mbr_grow(region, NULL, PTRDIFF_MAX));
  CHECK(mbr_region_limit(region, mbr_region_bytes(region)) == 0);
  CHECK(!mbr_grow(region, object, 10000000));
  CHECK(is_filled(object, 1000, 1000, 5));
  mbr_region_destroy(region);
}

int main(void) {
  contents_stay();
  small_steps_leave_little();
  a_refusal_leaves_the_object();
  return 0;
}
