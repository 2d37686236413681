// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Going back to a moment: what came since is gone, what was there stands.

#include "check.h"

#include <membrane/handle.h>

static mbr_region *child_with(mbr_region *region, const char *name) {
  mbr_region *child = mbr_region_create_child(region);
  CHECK(child && mbr_defer(child, note, mbr_strdup(child, name)) == 0);
  return child;
}

/// From every state to every other one.
static void memory_of_that_time_goes(void) {
  for (size_t first = 0; first < 5000000; first = first * 4 + 200)
    for (size_t second = 0; second < 5000000; second = second * 4 + 200) {
      mbr_region *region = mbr_region_create();
      unsigned char *old = mbr_alloc(region, first);
      fill(old, first, 1);
      mbr_mark mark = mbr_region_mark(region);
      size_t held = mbr_region_bytes(region);
      for (int round = 0; round < 3; round++) {
        unsigned char *next = mbr_alloc(region, second);
        fill(next, second, 2);
        CHECK(mbr_alloc(region, 100));
        mbr_region_rewind(region, mark);
        CHECK(mbr_region_bytes(region) == held);
        CHECK(mbr_alloc(region, second) == next || second > 65000);
        mbr_region_rewind(region, mark);
      }
      CHECK(is_filled(old, first, first, 1));
      CHECK(mbr_region_of(old) == region && mbr_alloc(region, 100000));
      mbr_region_destroy(region);
    }
}

static void marks_nest(void) {
  enum { deep = 40 };
  mbr_mark marks[deep];
  size_t held[deep];
  unsigned char *objects[deep];
  mbr_region *region = mbr_region_create();
  for (unsigned i = 0; i < deep; i++) {
    marks[i] = mbr_region_mark(region);
    held[i] = mbr_region_bytes(region);
    fill(objects[i] = mbr_alloc(region, i * i * 150), i * i * 150, i);
  }
  for (unsigned i = deep; i-- > 0;) {
    for (unsigned j = 0; j <= i; j++)
      CHECK(is_filled(objects[j], j * j * 150, j * j * 150, j));
    if (i % 3)
      continue;
    mbr_region_rewind(region, marks[i]);
    CHECK(mbr_region_bytes(region) == held[i]);
  }
  CHECK(mbr_alloc(region, 100));
  mbr_region_destroy(region);
}

static void calls_and_children_of_that_time_end(void) {
  mbr_region *region = mbr_region_create();
  CHECK(mbr_defer(region, note, mbr_strdup(region, "a")) == 0);
  child_with(region, "b");
  mbr_mark mark = mbr_region_mark(region);
  size_t held = mbr_region_bytes(region);
  for (int round = 0; round < 3; round++) {
    CHECK(mbr_defer(region, note, mbr_strdup(region, "c")) == 0);
    child_with(region, "d");
    CHECK(mbr_alloc(child_with(region, "e"), 3000000));
    CHECK(mbr_alloc(region, 100000));
    CHECK(mbr_defer(region, note, mbr_strdup(region, "f")) == 0);
    mbr_region_rewind(region, mark);
    CHECK(noted("edfc") && mbr_region_bytes(region) == held);
  }
  mbr_region_destroy(region);
  CHECK(noted("ba"));
}

/// Children that were there then may have ended since, in any order, and new
/// ones stand where they did.
static void older_children_may_have_ended(void) {
  for (int ended = 0; ended < 8; ended++) {
    mbr_region *region = mbr_region_create(), *children[3];
    for (int i = 0; i < 3; i++)
      children[i] = child_with(region, (char[]){(char)('a' + i), 0});
    mbr_mark mark = mbr_region_mark(region);
    char left[4] = "", *end = left;
    for (int i = 2; i >= 0; i--)
      if (!(ended & 1 << i))
        *end++ = (char)('a' + i);
    *end = 0;
    for (int i = 0; i < 3; i++)
      if (ended & 1 << i)
        mbr_region_destroy(children[i]);
    noted_count();
    for (int i = 0; i < 4; i++)
      child_with(region, (char[]){(char)('1' + i), 0});
    mbr_region_rewind(region, mark);
    CHECK(noted("4321"));
    mbr_region_destroy(region);
    CHECK(noted(left));
  }
}

/// The first limit, call or child of a region takes memory of it that a mark
/// from before does not know.
static void what_is_needed_once_is_made_since(void) {
  for (size_t before = 0; before < 1000; before += 16) {
    mbr_region *region = mbr_region_create();
    CHECK(mbr_alloc(region, before));
    mbr_mark mark = mbr_region_mark(region);
    for (int round = 0; round < 3; round++) {
      CHECK(mbr_defer(region, note, mbr_strdup(region, "x")) == 0);
      child_with(region, "y");
      mbr_region_rewind(region, mark);
      CHECK(noted("yx"));
      memset(mbr_alloc(region, 400), 0xee, 400);
    }
    CHECK(mbr_region_limit(region, 100000) == 0);
    mbr_region_rewind(region, mark);
    CHECK(!mbr_alloc(region, 200000) && mbr_alloc(region, 1000));
    memset(mbr_alloc(region, 400), 0xee, 400);
    CHECK(!mbr_alloc(region, 200000));
    mbr_region_destroy(region);
  }
}

static void merges_of_that_time_go(void) {
  mbr_region *region = mbr_region_create();
  char *old = mbr_strdup(region, "old");
  CHECK(mbr_defer(region, note, old) == 0);
  mbr_mark mark = mbr_region_mark(region);
  size_t held = mbr_region_bytes(region);
  for (int round = 0; round < 5; round++) {
    for (int i = 0; i < 3; i++) {
      mbr_region *from = mbr_region_create();
      CHECK(mbr_alloc(from, (size_t)round * 30000));
      child_with(from, "c");
      CHECK(mbr_defer(from, note, mbr_strdup(from, "f")) == 0);
      CHECK(mbr_region_merge(region, from) == 0);
      CHECK(mbr_defer(region, note, mbr_strdup(region, "r")) == 0);
      CHECK(mbr_alloc(region, 3000));
    }
    mbr_region_rewind(region, mark);
    CHECK(noted("cfcfcfrrr") && mbr_region_bytes(region) == held);
    CHECK(strcmp(old, "old") == 0 && mbr_region_of(old) == region);
    CHECK(mbr_alloc(region, 3000));
  }
  mbr_region_destroy(region);
  CHECK(noted("o"));
}

static void merges_from_before_stay(void) {
  mbr_region *region = mbr_region_create(), *from = mbr_region_create();
  char *text = mbr_strdup(from, "text");
  CHECK(mbr_alloc(from, 2000) && mbr_region_merge(region, from) == 0);
  char *other = mbr_strdup(region, "other");
  mbr_mark mark = mbr_region_mark(region);
  for (int round = 0; round < 3; round++) {
    CHECK(mbr_alloc(region, 1000) && mbr_alloc(region, 100000));
    mbr_region_rewind(region, mark);
    CHECK(strcmp(text, "text") == 0 && strcmp(other, "other") == 0);
    CHECK(mbr_region_of(text) == region && mbr_region_of(other) == region);
  }
  mbr_region_destroy(region);
}

int main(void) {
  memory_of_that_time_goes();
  marks_nest();
  calls_and_children_of_that_time_end();
  older_children_may_have_ended();
  what_is_needed_once_is_made_since();
  merges_of_that_time_go();
  merges_from_before_stay();
  CHECK(nothing_is_held());
  return 0;
}
