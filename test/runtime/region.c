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
  CHECK(region);
  for (size_t i = 0; i < many; i++) {
    size_t size = i % 97;
    CHECK((objects[i] = mbr_alloc(region, size)));
    CHECK(aligned(objects[i], MBR_ALIGN));
    CHECK(mbr_region_of(objects[i]) == region);
    memset(objects[i], (int)(i % 251), size);
  }
  for (size_t i = 0; i < many; i++) {
    CHECK(i == 0 || objects[i] != objects[i - 1]);
    for (size_t j = 0; j < i % 97; j++)
      CHECK(objects[i][j] == i % 251);
  }
  mbr_region_destroy(region);
  CHECK(!mbr_region_of(objects[0]));
}

static void sizes_around_blocks(void) {
  mbr_region *region = mbr_region_create();
  for (size_t power = 4; power <= 22; power++) {
    for (size_t delta = 0; delta < 3; delta++) {
      size_t size = ((size_t)1 << power) + delta - 1;
      unsigned char *object = mbr_alloc(region, size);
      CHECK(object && aligned(object, MBR_ALIGN));
      memset(object, 7, size);
      CHECK(mbr_region_of(object) == region);
      CHECK(mbr_region_of(object + size / 2) == region);
      CHECK(mbr_region_of(object + size - 1) == region);
      // The current block goes on beside large objects.
      CHECK(mbr_alloc(region, 8));
    }
  }
  mbr_region_destroy(region);
}

static void alignments(void) {
  mbr_region *region = mbr_region_create();
  for (size_t alignment = 1; alignment <= (size_t)1 << 20; alignment *= 2) {
    for (size_t size = 0; size < 300000; size = size * 3 + 1) {
      char *object = mbr_aligned_alloc(region, alignment, size);
      CHECK(object && aligned(object, alignment));
      CHECK(aligned(object, MBR_ALIGN));
      memset(object, 1, size);
      CHECK(mbr_region_of(object) == region);
    }
  }
  CHECK(!mbr_aligned_alloc(region, 0, 1));
  CHECK(!mbr_aligned_alloc(region, 48, 1));
  CHECK(!mbr_aligned_alloc(region, SIZE_MAX / 2 + 1, 1));
  CHECK(!mbr_aligned_alloc(region, 64, SIZE_MAX - 64));
  mbr_region_destroy(region);
}

static void copies(void) {
  mbr_region *region = mbr_region_create();
  const char raw[3] = {'a', 'b', 'c'};
  CHECK(strcmp(mbr_strdup(region, "text"), "text") == 0);
  CHECK(strcmp(mbr_strdup(region, ""), "") == 0);
  CHECK(strcmp(mbr_strndup(region, "text", 2), "te") == 0);
  CHECK(strcmp(mbr_strndup(region, "text", SIZE_MAX), "text") == 0);
  CHECK(strcmp(mbr_strndup(region, raw, 3), "abc") == 0);
  CHECK(strcmp(mbr_strndup(region, raw, 0), "") == 0);
  CHECK(memcmp(mbr_memdup(region, raw, 3), raw, 3) == 0);
  CHECK(mbr_memdup(region, NULL, 0));
  mbr_region_destroy(region);
}

static void calloc_is_zero_in_used_blocks(void) {
  mbr_region *region = mbr_region_create();
  memset(mbr_alloc(region, 10000), 255, 10000);
  mbr_region_reset(region);
  unsigned char *object = mbr_calloc(region, 100, 100);
  for (size_t i = 0; i < 10000; i++)
    CHECK(object[i] == 0);
  CHECK(mbr_calloc(region, 0, SIZE_MAX));
  CHECK(mbr_calloc(region, SIZE_MAX, 0));
  CHECK(!mbr_calloc(region, SIZE_MAX / 2, 3));
  CHECK(!mbr_calloc(region, (size_t)1 << 32, (size_t)1 << 32));
  mbr_region_destroy(region);
}

static void refusals_leave_it_usable(void) {
  mbr_region *region = mbr_region_create();
  char *first = mbr_strdup(region, "first");
  CHECK(!mbr_alloc(region, SIZE_MAX));
  CHECK(!mbr_alloc(region, SIZE_MAX - 15));
  CHECK(!mbr_alloc(region, SIZE_MAX / 2));
  size_t held = mbr_region_bytes(region);
  mbr_region_limit(region, held + MBR_BLOCK_SIZE);
  CHECK(!mbr_alloc(region, 2 * MBR_BLOCK_SIZE));
  CHECK(mbr_region_bytes(region) == held);
  size_t count = 0;
  while (mbr_alloc(region, 1000))
    count++;
  CHECK(count > 100 && count <= 131);
  CHECK(mbr_region_bytes(region) == held + MBR_BLOCK_SIZE);
  CHECK(strcmp(first, "first") == 0);
  mbr_region_limit(region, SIZE_MAX);
  CHECK(mbr_alloc(region, 1000));
  mbr_region_destroy(region);
}

static void no_memory_in_the_process(void) {
  mbr_region *region = mbr_region_create();
  mbr_block_trim(0);
  mbr_block_limit(0);
  CHECK(!mbr_region_create() && !mbr_region_create_child(region));
  CHECK(!mbr_alloc(region, 3 * MBR_BLOCK_SIZE));
  while (mbr_alloc(region, 100)) {
  }
  mbr_block_limit(SIZE_MAX);
  CHECK(mbr_region_bytes(region) == MBR_BLOCK_SIZE);
  CHECK(mbr_alloc(region, 100));
  mbr_region_destroy(region);
}

static void strangers_have_no_region(void) {
  int local = 0;
  static int constant;
  void *heap = malloc(10);
  CHECK(!mbr_region_of(NULL) && !mbr_region_of(&local));
  CHECK(!mbr_region_of(&constant) && !mbr_region_of(heap));
  CHECK(!mbr_region_of((void *)UINTPTR_MAX));
  void *block = mbr_block_take(1);
  CHECK(!mbr_region_of(block));
  mbr_block_give(block, 1);
  free(heap);
}

int main(void) {
  objects_stay_apart();
  sizes_around_blocks();
  alignments();
  copies();
  calloc_is_zero_in_used_blocks();
  refusals_leave_it_usable();
  no_memory_in_the_process();
  strangers_have_no_region();
  mbr_block_trim(0);
  CHECK(mbr_block_bytes(MBR_BLOCK_MAPPED) == 0);
  return 0;
}
