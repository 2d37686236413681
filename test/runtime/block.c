// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Blocks have the sizes and alignments that are promised, are used again, and
// keep what is in them when they are resized.

#include "check.h"

static const size_t mib = (size_t)1 << 20;

/// What block.h promises for a request.
static size_t promised(size_t bytes) {
  size_t block = MBR_BLOCK_SIZE;
  while (block < bytes && block < 2 * mib)
    block *= 2;
  return block >= bytes ? block : bytes;
}

static void sizes_and_alignments(void) {
  for (size_t base = 1; base <= 64 * mib; base *= 2)
    for (size_t bytes = base - 1; bytes <= base + 1; bytes++) {
      char *block = mbr_block_take(bytes);
      size_t size = promised(bytes);
      CHECK(block && aligned(block, size < 2 * mib ? size : 2 * mib));
      block[0] = block[size - 1] = 1;
      // As large as it is already, so it stays where it is.
      CHECK(mbr_block_resize(block, bytes, size) == block);
      mbr_block_give(block, size);
    }
}

static void large_ones_waste_a_quarter_at_most(void) {
  for (size_t bytes = 2 * mib + 1; bytes < 100 * mib; bytes += 3333333) {
    size_t before = mbr_block_bytes(MBR_BLOCK_MAPPED);
    mbr_block_trim(0);
    before = mbr_block_bytes(MBR_BLOCK_MAPPED);
    void *block = mbr_block_take(bytes);
    size_t more = mbr_block_bytes(MBR_BLOCK_MAPPED) - before;
    CHECK(block && more >= bytes && more - bytes <= bytes / 4);
    CHECK(more % (512 << 10) == 0);
    mbr_block_give(block, bytes);
  }
}

static void what_is_given_is_taken_again(void) {
  for (size_t bytes = 1; bytes <= 16 * mib; bytes = bytes * 2 + 1) {
    void *block = mbr_block_take(bytes);
    mbr_block_give(block, bytes);
    size_t mapped = mbr_block_bytes(MBR_BLOCK_MAPPED);
    CHECK(mbr_block_take(bytes) == block);
    CHECK(mbr_block_bytes(MBR_BLOCK_MAPPED) == mapped);
    mbr_block_give(block, bytes);
  }
  void *least = mbr_block_take(0);
  mbr_block_give(least, 1);
  CHECK(mbr_block_take(MBR_BLOCK_SIZE) == least);
  mbr_block_give(least, 0);
  mbr_block_give(NULL, 1);
  mbr_block_give(NULL, SIZE_MAX);
}

static void many_stay_apart(void) {
  enum { many = 200 };
  static struct {
    unsigned char *start;
    size_t bytes;
  } blocks[many];
  size_t mapped = 0;
  for (unsigned round = 0; round < 3; round++) {
    for (unsigned i = 0; i < many; i++) {
      blocks[i].bytes = i % 40 ? MBR_BLOCK_SIZE << i % 5 : 3 * mib;
      CHECK((blocks[i].start = mbr_block_take(blocks[i].bytes)));
      fill(blocks[i].start, blocks[i].bytes, i);
    }
    for (unsigned i = 0; i < many; i++) {
      CHECK(is_filled(blocks[i].start, blocks[i].bytes, blocks[i].bytes, i));
      mbr_block_give(blocks[i].start, blocks[i].bytes);
    }
    CHECK(round == 0 || mbr_block_bytes(MBR_BLOCK_MAPPED) == mapped);
    mapped = mbr_block_bytes(MBR_BLOCK_MAPPED);
  }
}

static void what_cannot_be_is_null(void) {
  size_t peak = mbr_block_bytes(MBR_BLOCK_PEAK);
  CHECK(!mbr_block_take(SIZE_MAX));
  CHECK(!mbr_block_take(SIZE_MAX - MBR_BLOCK_SIZE));
  CHECK(!mbr_block_take(SIZE_MAX / 2) && !mbr_block_take((size_t)1 << 48));
  CHECK(mbr_block_bytes(MBR_BLOCK_PEAK) == peak);
  CHECK(mbr_block_bytes((enum mbr_block_count)99) == 0);
}

static void resize_keeps_contents(void) {
  static const size_t sizes[] = {
      1,       65536,    65537,   200000, 2097152, 2097153,  5000000,  40000000,
      9000000, 90000000, 2500000, 300000, 10,      30000000, 60000000, 7};
  size_t old = 100;
  char *block = mbr_block_take(old);
  fill(block, old, 7);
  for (unsigned i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
    size_t kept = old < sizes[i] ? old : sizes[i];
    CHECK((block = mbr_block_resize(block, old, sizes[i])));
    CHECK(aligned(block, MBR_BLOCK_SIZE) &&
          is_filled(block, old, kept, 6 + !i));
    fill(block, old = sizes[i], 6);
  }
  CHECK(!mbr_block_resize(block, old, SIZE_MAX));
  CHECK(!mbr_block_resize(block, old, (size_t)1 << 48));
  CHECK(is_filled(block, old, old, 6));
  mbr_block_give(block, old);
}

static void resize_moves_when_others_are_in_the_way(void) {
  enum { runs = 6 };
  char *blocks[runs];
  for (unsigned i = 0; i < runs; i++)
    fill(blocks[i] = mbr_block_take(4 * mib), 4 * mib, i);
  for (size_t size = 4 * mib; size < 64 * mib; size *= 2)
    for (unsigned i = 0; i < runs; i++) {
      CHECK((blocks[i] = mbr_block_resize(blocks[i], size, 2 * size)));
      CHECK(is_filled(blocks[i], 4 * mib, 4 * mib, i));
      CHECK(aligned(blocks[i], 2 * mib));
      blocks[i][2 * size - 1] = 1;
    }
  for (unsigned i = 0; i < runs; i++)
    mbr_block_give(blocks[i], 64 * mib);
}

int main(void) {
  sizes_and_alignments();
  large_ones_waste_a_quarter_at_most();
  what_is_given_is_taken_again();
  CHECK(nothing_is_held());
  many_stay_apart();
  what_cannot_be_is_null();
  resize_keeps_contents();
  resize_moves_when_others_are_in_the_way();
  CHECK(nothing_is_held());
  return 0;
}
