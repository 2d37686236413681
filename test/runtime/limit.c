// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A limit refuses growth, of the region and of its children, and nothing else;
// what was refused leaves the region usable.

#include "check.h"

#include <membrane/region.h>

static void it_is_never_passed(void) {
  for (size_t limit = 0; limit < 3000000; limit = limit * 2 + 1000) {
    mbr_region *region = mbr_region_create();
    char *first = mbr_strdup(region, "first");
    CHECK(mbr_region_limit(region, limit) == 0);
    size_t held = mbr_region_bytes(region), most = held < limit ? limit : held;
    size_t count = 0;
    for (size_t size = 1; size < 500; size += 7)
      while (mbr_alloc(region, size))
        CHECK(mbr_region_bytes(region) <= most && count++ < 3000000);
    CHECK(!mbr_alloc(region, 3000000));
    CHECK(mbr_region_bytes(region) <= most && strcmp(first, "first") == 0);
    CHECK(mbr_region_limit(region, SIZE_MAX) == 0);
    CHECK(mbr_alloc(region, 3000000) && mbr_region_create_child(region));
    mbr_region_destroy(region);
  }
}

static void one_under_what_is_held(void) {
  mbr_region *region = mbr_region_create();
  CHECK(mbr_alloc(region, 100000) && mbr_alloc(region, 10));
  size_t held = mbr_region_bytes(region);
  CHECK(mbr_region_limit(region, 1) == 0 && mbr_region_bytes(region) == held);
  CHECK(mbr_alloc(region, 10) && !mbr_alloc(region, 100000));
  mbr_region_reset(region);
  CHECK(mbr_alloc(region, 10) && !mbr_alloc(region, 100000));
  mbr_region_destroy(region);
}

static void reset_keeps_limit_and_parent(void) {
  mbr_region *parent = mbr_region_create();
  mbr_region *region = mbr_region_create_child(parent);
  size_t start = mbr_region_bytes(region);
  size_t alone = mbr_region_bytes(parent) - start;
  CHECK(mbr_region_limit(region, 1500000) == 0);
  for (int round = 0; round < 5; round++) {
    CHECK(mbr_defer(region, note, mbr_strdup(region, "d")) == 0);
    mbr_region *child = mbr_region_create_child(region);
    CHECK(mbr_defer(child, note, mbr_strdup(child, "c")) == 0);
    CHECK(mbr_alloc(region, 600000) && !mbr_alloc(child, 600000));
    for (int i = 0; i < 100; i++)
      CHECK(mbr_alloc(i % 2 ? region : child, 1000));
    CHECK(mbr_region_bytes(parent) == alone + mbr_region_bytes(region));
    mbr_region_reset(region);
    CHECK(noted("cd") && mbr_region_bytes(region) == start);
    CHECK(mbr_region_bytes(parent) == alone + mbr_region_bytes(region));
  }
  CHECK(mbr_defer(region, note, mbr_strdup(region, "e")) == 0);
  mbr_region_destroy(parent);
  CHECK(noted("e"));
}

static void limit_of_a_parent_binds(void) {
  mbr_region *top = mbr_region_create();
  mbr_region *parent = mbr_region_create_child(top);
  mbr_region *child = mbr_region_create_child(parent);
  CHECK(mbr_region_limit(top, 1300000) == 0);
  CHECK(!mbr_alloc(child, 1300000) && mbr_alloc(child, 400000));
  CHECK(!mbr_alloc(parent, 800000) && mbr_alloc(parent, 400000));
  size_t held = mbr_region_bytes(top);
  CHECK(held <= 1300000 && !mbr_alloc(child, 800000));
  CHECK(mbr_region_bytes(top) == held);
  mbr_region_destroy(child);
  CHECK(mbr_region_bytes(top) < held - 400000 && mbr_alloc(parent, 400000));
  mbr_region_destroy(top);
}

static void growth_of_an_object_is_refused(void) {
  mbr_region *region = mbr_region_create();
  char *object = mbr_alloc(region, 3000000);
  fill(object, 3000000, 1);
  CHECK(mbr_region_limit(region, mbr_region_bytes(region)) == 0);
  CHECK(!mbr_realloc(region, object, 3000000, 9000000));
  CHECK(!mbr_calloc(region, 1000, 1000) && !mbr_memdup(region, object, 90000));
  CHECK(is_filled(object, 3000000, 3000000, 1));
  mbr_region_destroy(region);
}

static void no_memory_in_the_process(void) {
  mbr_region *region = mbr_region_create();
  CHECK(mbr_alloc(region, 10));
  mbr_block_trim(0);
  mbr_block_limit(0);
  size_t held = mbr_region_bytes(region);
  CHECK(!mbr_alloc(region, 200000) && !mbr_region_create_sized(200000));
  CHECK(mbr_region_bytes(region) == held);
  while (mbr_alloc(region, 100)) {
  }
  mbr_block_limit(SIZE_MAX);
  CHECK(mbr_alloc(region, 100) && mbr_alloc(region, 200000));
  mbr_region_destroy(region);
}

int main(void) {
  it_is_never_passed();
  one_under_what_is_held();
  reset_keeps_limit_and_parent();
  limit_of_a_parent_binds();
  growth_of_an_object_is_refused();
  no_memory_in_the_process();
  CHECK(nothing_is_held());
  return 0;
}
