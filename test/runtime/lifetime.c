// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The end of regions: reset, children, deferred calls in order, counts.

#include "check.h"

#include <membrane/region.h>

static char order[64];
static size_t order_length;

static void note(void *argument) {
  order[order_length++] = *(const char *)argument;
  order[order_length] = 0;
}

/// Defers the note of `name`, which is kept in the region itself.
static void defer_note(mbr_region *region, const char *name) {
  CHECK(mbr_defer(region, note, mbr_strdup(region, name)) == 0);
}

static void expect(const char *text) {
  CHECK(strcmp(order, text) == 0);
  order_length = 0;
  order[0] = 0;
}

static void calls_run_in_reverse_children_first(void) {
  mbr_region *region = mbr_region_create();
  defer_note(region, "a");
  mbr_region *left = mbr_region_create_child(region);
  mbr_region *right = mbr_region_create_child(region);
  mbr_region *below = mbr_region_create_child(left);
  defer_note(left, "l");
  defer_note(right, "r");
  defer_note(below, "x");
  defer_note(region, "b");
  mbr_region_destroy(region);
  expect("rxlba");
}

static void children_end_in_any_order(void) {
  mbr_region *region = mbr_region_create();
  mbr_region *children[3];
  for (int i = 0; i < 3; i++)
    CHECK((children[i] = mbr_region_create_child(region)));
  CHECK(mbr_region_bytes(region) == 4 * MBR_BLOCK_SIZE);
  mbr_region_destroy(children[1]);
  mbr_region_destroy(children[2]);
  CHECK(mbr_region_bytes(region) == 2 * MBR_BLOCK_SIZE);
  mbr_region_destroy(mbr_region_create_child(region));
  mbr_region_destroy(children[0]);
  CHECK(mbr_region_bytes(region) == MBR_BLOCK_SIZE);
  mbr_region_destroy(region);
  mbr_region_destroy(NULL);
}

static void reset_keeps_place_and_limit(void) {
  mbr_region *parent = mbr_region_create();
  mbr_region *region = mbr_region_create_child(parent);
  mbr_region_limit(region, 8 * MBR_BLOCK_SIZE);
  for (int round = 0; round < 3; round++) {
    defer_note(region, "d");
    defer_note(mbr_region_create_child(region), "c");
    CHECK(mbr_alloc(region, 3 * MBR_BLOCK_SIZE));
    CHECK(!mbr_alloc(region, 3 * MBR_BLOCK_SIZE));
    for (int i = 0; i < 100; i++)
      CHECK(mbr_alloc(region, 1000));
    CHECK(mbr_region_bytes(parent) ==
          mbr_region_bytes(region) + MBR_BLOCK_SIZE);
    mbr_region_reset(region);
    CHECK(mbr_region_bytes(region) == MBR_BLOCK_SIZE);
    expect("cd");
  }
  mbr_region_destroy(parent);
  expect("");
}

static void limit_of_a_parent_binds(void) {
  mbr_region *parent = mbr_region_create();
  mbr_region_limit(parent, 2 * MBR_BLOCK_SIZE);
  mbr_region *child = mbr_region_create_child(parent);
  CHECK(child && !mbr_region_create_child(parent));
  CHECK(!mbr_alloc(child, MBR_BLOCK_SIZE));
  CHECK(mbr_alloc(child, 1000));
  mbr_region_destroy(child);
  CHECK(mbr_alloc(parent, MBR_BLOCK_SIZE / 2));
  mbr_region_destroy(parent);
}

static void defer_again(void *argument) {
  mbr_region *region = argument;
  CHECK(mbr_alloc(region, 2 * MBR_BLOCK_SIZE));
  defer_note(region, "n");
  defer_note(mbr_region_create_child(region), "k");
}

static void calls_may_use_their_region(void) {
  mbr_region *region = mbr_region_create();
  defer_note(region, "z");
  CHECK(mbr_defer(region, defer_again, region) == 0);
  CHECK(mbr_defer(region, free, malloc(10)) == 0);
  mbr_region_destroy(region);
  expect("knz");
}

static void defer_that_fails_never_runs(void) {
  mbr_region *region = mbr_region_create();
  mbr_region_limit(region, 0);
  while (mbr_alloc(region, 1)) {
  }
  CHECK(mbr_defer(region, note, order) == -1);
  mbr_region_destroy(region);
  expect("");
}

static void deep_trees_need_no_stack(void) {
  mbr_region *top = mbr_region_create();
  mbr_region *region = top;
  for (int depth = 0; depth < 1000; depth++)
    CHECK((region = mbr_region_create_child(region)));
  CHECK(mbr_region_bytes(top) == 1001 * MBR_BLOCK_SIZE);
  mbr_region_destroy(top);
}

int main(void) {
  calls_run_in_reverse_children_first();
  children_end_in_any_order();
  reset_keeps_place_and_limit();
  limit_of_a_parent_binds();
  calls_may_use_their_region();
  defer_that_fails_never_runs();
  deep_trees_need_no_stack();
  mbr_block_trim(0);
  CHECK(mbr_block_bytes(MBR_BLOCK_MAPPED) == 0);
  return 0;
}
