// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What lies idle is counted, kept as long as it is said, goes back to the
// kernel when asked for, and makes room under a limit.

#include "check.h"

#include <membrane/region.h>

enum { many = 100 };

static const size_t huge = (size_t)2 << 20;

static size_t mapped(void) { return mbr_block_bytes(MBR_BLOCK_MAPPED); }
static size_t idle(void) { return mbr_block_bytes(MBR_BLOCK_IDLE); }
static size_t may_go(void) { return mbr_block_bytes(MBR_BLOCK_RECLAIMABLE); }

static void take_and_give(unsigned count, size_t bytes) {
  static void *blocks[many];
  for (unsigned i = 0; i < count; i++) {
    CHECK((blocks[i] = mbr_block_take(bytes)));
    memset(blocks[i], 1, bytes);
  }
  for (unsigned i = 0; i < count; i++)
    mbr_block_give(blocks[i], bytes);
}

static void trim_keeps_what_is_said(void) {
  take_and_give(many, MBR_BLOCK_SIZE);
  take_and_give(10, huge);
  size_t all = mapped();
  CHECK(all >= 10 * huge && idle() <= all);
  CHECK(mbr_block_trim(SIZE_MAX) == 0 && mapped() == all);
  CHECK(idle() == all);
  size_t gone = mbr_block_trim(3 * huge);
  CHECK(gone == all - mapped() && idle() <= 3 * huge && idle() > 2 * huge);
  CHECK(mbr_block_trim(3 * huge) == 0);
  all = mapped();
  CHECK(mbr_block_trim(0) == all && mapped() == 0 && idle() == 0);
  CHECK(mbr_block_trim(0) == 0);
  CHECK(mbr_block_bytes(MBR_BLOCK_PEAK) >= all);
}

static void more_than_is_kept_may_go(void) {
  mbr_block_keep(0);
  take_and_give(many, MBR_BLOCK_SIZE);
  take_and_give(3, huge);
  mbr_block_keep(4 * huge);
  CHECK(may_go() >= 3 * huge && may_go() <= idle());
  size_t before = may_go();
  void *block = mbr_block_take(huge);
  CHECK(block && may_go() == before - huge);
  mbr_block_give(block, huge);
  // What is kept in part is still the kernel's to take.
  mbr_block_trim(2 * huge);
  CHECK(may_go() == idle());
  CHECK(nothing_is_held());
  take_and_give(2, huge);
  CHECK(may_go() == 0 && idle() >= 2 * huge);
  // Larger ones always may.
  take_and_give(1, 2 * huge);
  CHECK(may_go() == 2 * huge);
  CHECK(nothing_is_held());
}

static void limit_is_kept(void) {
  void *blocks[4], *more;
  mbr_block_limit(4 * huge);
  for (unsigned i = 0; i < 4; i++)
    CHECK((blocks[i] = mbr_block_take(huge)));
  CHECK(!mbr_block_take(1) && !mbr_block_take(huge));
  CHECK(!mbr_region_create_sized(huge));
  CHECK(!mbr_block_resize(blocks[0], huge, huge + 1));
  mbr_block_give(blocks[2], huge);
  // What is idle makes room for other sizes.
  CHECK((more = mbr_block_take(1)));
  mbr_block_give(more, 1);
  CHECK((blocks[2] = mbr_block_take(huge)));
  CHECK(mapped() <= 4 * huge);
  mbr_block_limit(0);
  CHECK(!mbr_block_take(1));
  mbr_block_give(blocks[1], huge);
  CHECK((blocks[1] = mbr_block_take(huge)));
  mbr_block_limit(SIZE_MAX);
  for (unsigned i = 0; i < 4; i++)
    mbr_block_give(blocks[i], huge);
  CHECK(nothing_is_held());
}

static void make_regions(size_t count, size_t bytes) {
  mbr_region **regions = malloc(count * sizeof *regions);
  for (size_t i = 0; i < count; i++) {
    CHECK((regions[i] = mbr_region_create()));
    CHECK(mbr_alloc(regions[i], bytes));
  }
  for (size_t i = 0; i < count; i++)
    mbr_region_destroy(regions[(i * 7) % count]);
  free(regions);
}

static void pieces_go_too(void) {
  // More than a thread keeps to itself; the debug build takes a block for each.
  make_regions(10000, 100);
  make_regions(5000, 1000);
  make_regions(200, 20000);
  CHECK(mapped() > 10000000);
  CHECK(nothing_is_held());
}

static void what_is_in_use_stays(void) {
  enum { count = 6000 };
  static mbr_region *regions[count];
  static unsigned char *objects[count];
  for (unsigned i = 0; i < count; i++) {
    regions[i] = mbr_region_create();
    fill(objects[i] = mbr_alloc(regions[i], i % 1000), i % 1000, i);
  }
  for (unsigned i = 0; i < count; i++)
    if (i % 300)
      mbr_region_destroy(regions[i]);
  size_t before = mapped();
  CHECK(mbr_block_trim(0) == before - mapped() && mapped() < before / 2);
  make_regions(2000, 1000);
  for (unsigned i = 0; i < count; i += 300) {
    CHECK(is_filled(objects[i], i % 1000, i % 1000, i));
    CHECK(mbr_region_of(objects[i]) == regions[i]);
    mbr_region_destroy(regions[i]);
  }
  CHECK(nothing_is_held());
}

int main(void) {
  trim_keeps_what_is_said();
  more_than_is_kept_may_go();
  limit_is_kept();
  pieces_go_too();
  what_is_in_use_stays();
  return 0;
}
