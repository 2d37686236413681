// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Objects of blocks, of huge pages and of gigabytes: found again from any
// address inside, grown by their pages, given back.

#include "check.h"

#include <membrane/handle.h>

static const size_t gib = (size_t)1 << 30;
static const size_t mib = (size_t)1 << 20;

/// Writes a few places of an object that is too large to be filled.
static void touch(char *object, size_t size, char mark) {
  for (size_t at = 0; at < size; at += size / 8)
    object[at] = mark;
  object[size - 1] = mark;
}

static int is_touched(const char *object, size_t size, char mark) {
  for (size_t at = 0; at < size; at += size / 8)
    if (object[at] != mark)
      return 0;
  return object[size - 1] == mark;
}

static void gigabytes(void) {
  mbr_region *region = mbr_region_create();
  char *before = mbr_strdup(region, "before");
  size_t size = 4 * gib + 12345;
  char *object = mbr_alloc(region, size);
  CHECK(object);
  touch(object, size, 'x');
  for (size_t at = 0; at < size; at += 77 * mib + 4321)
    CHECK(mbr_region_of(object + at) == region);
  CHECK(mbr_region_of(object + size - 1) == region);
  CHECK(mbr_region_bytes(region) >= size);
  CHECK(mbr_region_bytes(region) <= size + size / 4 + mib);
  char *grown = mbr_realloc(region, object, size, 6 * gib);
  CHECK(grown && is_touched(grown, size, 'x'));
  touch(grown, 6 * gib, 'y');
  CHECK(mbr_region_of(grown + 6 * gib - 1) == region);
  CHECK(mbr_region_of(grown + 5 * gib) == region);
  CHECK(strcmp(before, "before") == 0 && mbr_strdup(region, "after"));
  mbr_region_destroy(region);
}

static void handles_of_gigabytes(void) {
  char *object = mbr_handle_create(100 * mib);
  CHECK(object && object[0] == 0 && object[100 * mib - 1] == 0);
  mbr_region *region = mbr_handle_region(object);
  CHECK(mbr_region_of(object + 50 * mib) == region);
  char *more = mbr_aligned_alloc(region, 4 * mib, 4 * gib);
  CHECK(more && aligned(more, 4 * mib));
  CHECK(mbr_region_of(more + 4 * gib - 1) == region);
  CHECK(mbr_bytes(object) >= 4 * gib + 100 * mib);
  mbr_release(object);
}

static void every_kind_of_place(void) {
  static const size_t sizes[] = {
      10,      400,           600,     3000,    5000,    60000,
      65520,   65536,         65537,   200000,  1 << 20, (2 << 20) - 16,
      2 << 20, (2 << 20) + 1, 3 << 20, 9 << 20, 20 << 20};
  enum { count = sizeof sizes / sizeof sizes[0], rounds = 20 };
  static unsigned char *objects[rounds][count];
  mbr_region *region = mbr_region_create(), *other = mbr_region_create();
  for (unsigned round = 0; round < rounds; round++)
    for (unsigned i = 0; i < count; i++) {
      CHECK((objects[round][i] = mbr_alloc(region, sizes[i])));
      fill(objects[round][i], sizes[i], round + i);
      CHECK(mbr_alloc(other, sizes[i]));
    }
  for (unsigned round = 0; round < rounds; round++)
    for (unsigned i = 0; i < count; i++) {
      unsigned char *object = objects[round][i];
      CHECK(is_filled(object, sizes[i], sizes[i], round + i));
      for (size_t at = 0; at < sizes[i]; at += sizes[i] / 9 + 1)
        CHECK(mbr_region_of(object + at) == region);
      CHECK(mbr_region_of(object + sizes[i] - 1) == region);
    }
  mbr_region_destroy(other);
  mbr_region_destroy(region);
}

static void strangers_have_no_region(void) {
  int local = 0;
  static int constant;
  void *heap = malloc(10), *far = malloc(64 * mib);
  CHECK(!mbr_region_of(NULL) && !mbr_region_of(&local));
  CHECK(!mbr_region_of(&constant) && !mbr_region_of(heap));
  CHECK(!mbr_region_of(far) && !mbr_region_of((char *)far + 63 * mib));
  CHECK(!mbr_region_of((void *)(uintptr_t)1));
  for (unsigned bit = 3; bit < 64; bit++)
    CHECK(!mbr_region_of((void *)((uintptr_t)1 << bit)));
  CHECK(!mbr_region_of((void *)UINTPTR_MAX));
  for (size_t bytes = 1; bytes <= 16 * mib; bytes = bytes * 2 + 1) {
    char *block = mbr_block_take(bytes);
    CHECK(!mbr_region_of(block) && !mbr_region_of(block + bytes - 1));
    mbr_block_give(block, bytes);
  }
  free(heap);
  free(far);
}

/// Blocks that had a region before are nobody's when they are taken again.
static void used_blocks_are_nobodys(void) {
  for (size_t bytes = 60000; bytes <= 16 * mib; bytes = bytes * 2 + 1) {
    mbr_region *region = mbr_region_create();
    CHECK(mbr_alloc(region, bytes) && mbr_alloc(region, bytes));
    mbr_region_destroy(region);
    char *block = mbr_block_take(bytes);
    CHECK(!mbr_region_of(block) && !mbr_region_of(block + bytes - 1));
    char *moved = mbr_block_resize(block, bytes, 2 * bytes);
    CHECK(!mbr_region_of(moved) && !mbr_region_of(moved + 2 * bytes - 1));
    mbr_block_give(moved, 2 * bytes);
  }
}

int main(void) {
  strangers_have_no_region();
  every_kind_of_place();
  gigabytes();
  handles_of_gigabytes();
  used_blocks_are_nobodys();
  strangers_have_no_region();
  CHECK(nothing_is_held());
  return 0;
}
