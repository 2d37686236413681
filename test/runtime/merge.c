// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Merging: what one region has becomes another's, wherever it stands, and ends
// with it, after everything that may still look at it.

#include "check.h"

#include <membrane/handle.h>

/// A region with objects of every kind of place.
static mbr_region *make(const char *name, unsigned char *objects[5]) {
  static const size_t sizes[] = {100, 1000, 30000, 100000, 3000000};
  mbr_region *region = mbr_region_create();
  for (unsigned i = 0; i < 5; i++)
    fill(objects[i] = mbr_alloc(region, sizes[i]), 100, i);
  CHECK(mbr_defer(region, note, mbr_strdup(region, name)) == 0);
  return region;
}

static void check(unsigned char *objects[5], const mbr_region *region) {
  for (unsigned i = 0; i < 5; i++) {
    CHECK(mbr_region_of(objects[i]) == region);
    CHECK(is_filled(objects[i], 100, 100, i));
  }
}

static void objects_are_the_others(void) {
  unsigned char *ours[5], *theirs[5];
  mbr_region *into = make("a", ours), *from = make("b", theirs);
  size_t sum = mbr_region_bytes(into) + mbr_region_bytes(from);
  CHECK(mbr_region_merge(into, from) == 0);
  check(ours, into);
  check(theirs, into);
  CHECK(mbr_region_bytes(into) >= sum && mbr_region_bytes(into) < sum + 20000);
  for (unsigned i = 0; i < 1000; i++)
    CHECK(mbr_region_of(mbr_alloc(into, i)) == into);
  CHECK((theirs[4] = mbr_realloc(into, theirs[4], 3000000, 9000000)));
  check(theirs, into);
  mbr_region_destroy(into);
  CHECK(noted("ba"));
}

/// In both directions: into the last one each time, and into the first.
static void chains(void) {
  enum { count = 60 };
  static mbr_region *regions[count];
  static unsigned char *objects[count][5];
  for (int turn = 0; turn < 2; turn++) {
    for (int i = 0; i < count; i++)
      regions[i] = make(".", objects[i]);
    for (int i = 1; i < count; i++)
      CHECK(turn ? mbr_region_merge(regions[0], regions[i]) == 0
                 : mbr_region_merge(regions[i], regions[i - 1]) == 0);
    mbr_region *last = regions[turn ? 0 : count - 1];
    for (int i = 0; i < count; i++)
      check(objects[i], last);
    CHECK(mbr_region_bytes(last) >= (size_t)count * 3131100);
    mbr_region_reset(last);
    CHECK(noted_count() == count);
    mbr_region *fresh = mbr_region_create();
    CHECK(mbr_region_bytes(last) == mbr_region_bytes(fresh));
    mbr_region_destroy(fresh);
    mbr_region_destroy(last);
  }
}

/// What is made after the merge may stand in what the other brought; calls
/// still find it, and the other's objects.
static void calls_find_everything(void) {
  for (int with_child = 0; with_child < 2; with_child++) {
    mbr_region *into = mbr_region_create(), *from = mbr_region_create();
    CHECK(mbr_defer(into, note, mbr_strdup(into, "1")) == 0);
    char *theirs = mbr_strdup(from, "2");
    CHECK(mbr_defer(from, note, mbr_strdup(from, "3")) == 0);
    while (mbr_region_bytes(into) < 5000)
      CHECK(mbr_alloc(into, 8)); // so that the other has more room
    CHECK(mbr_region_merge(into, from) == 0);
    CHECK(mbr_defer(into, note, theirs) == 0);
    CHECK(mbr_defer(into, note, mbr_strdup(into, "4")) == 0);
    if (with_child) {
      mbr_region *child = mbr_region_create_child(into);
      CHECK(mbr_defer(child, note, theirs) == 0);
      CHECK(mbr_defer(child, note, mbr_strdup(into, "5")) == 0);
    }
    mbr_region_destroy(into);
    CHECK(noted(with_child ? "523421" : "3421"));
  }
}

static void use_memory(void *argument) {
  mbr_region *region = mbr_region_create();
  for (int i = 0; i < 30; i++)
    memset(mbr_alloc(region, 500), 0xff, 500);
  mbr_region_destroy(region);
  note(argument);
}

/// Even when calls use what would have been given back.
static void nothing_goes_before_the_calls(void) {
  mbr_region *into = mbr_region_create();
  for (int i = 0; i < 10; i++) {
    mbr_region *from = mbr_region_create();
    CHECK(mbr_defer(from, use_memory, mbr_strdup(from, "f")) == 0);
    CHECK(mbr_region_merge(into, from) == 0);
    CHECK(mbr_defer(into, use_memory, mbr_strdup(into, "i")) == 0);
    CHECK(mbr_alloc(into, 300));
  }
  mbr_region_destroy(into);
  CHECK(noted("ffffffffffiiiiiiiiii"));
}

static void trees_are_merged(void) {
  mbr_region *into = mbr_region_create(), *from = mbr_region_create();
  mbr_region *old = mbr_region_create_child(into);
  mbr_region *child = mbr_region_create_child(from);
  CHECK(mbr_defer(old, note, mbr_strdup(old, "o")) == 0);
  CHECK(mbr_defer(child, note, mbr_strdup(child, "c")) == 0);
  CHECK(mbr_region_merge(into, from) == 0);
  mbr_region *young = mbr_region_create_child(into);
  CHECK(mbr_defer(young, note, mbr_strdup(young, "y")) == 0);
  CHECK(mbr_region_of(child) == child && mbr_alloc(child, 100000));
  CHECK(mbr_region_bytes(into) > 100000);
  size_t all = mbr_region_bytes(into), part = mbr_region_bytes(child);
  mbr_region_destroy(child);
  CHECK(noted("c") && mbr_region_bytes(into) == all - part);
  mbr_region_destroy(into);
  CHECK(noted("yo"));
}

static void refusals_change_nothing(void) {
  char memory[1000];
  mbr_region *into = mbr_region_create(), *from = mbr_region_create();
  mbr_region *child = mbr_region_create_child(from);
  mbr_region *local = mbr_region_create_in(memory, sizeof memory);
  CHECK(mbr_region_merge(into, into) == -1);
  CHECK(mbr_region_merge(into, child) == -1);
  CHECK(mbr_region_merge(child, from) == -1);
  CHECK(mbr_region_merge(into, local) == -1);
  mbr_region_retain(from);
  CHECK(mbr_region_merge(into, from) == -1);
  mbr_region_release(from);
  CHECK(mbr_alloc(from, 100000) && mbr_region_limit(into, 90000) == 0);
  size_t ours = mbr_region_bytes(into), theirs = mbr_region_bytes(from);
  CHECK(mbr_region_merge(into, from) == -1);
  CHECK(mbr_region_bytes(into) == ours && mbr_region_bytes(from) == theirs);
  CHECK(mbr_region_of(from) == from && mbr_alloc(from, 10));
  CHECK(mbr_region_merge(local, from) == 0 && mbr_region_of(from) == local);
  CHECK(mbr_region_bytes(local) >= theirs);
  mbr_region_destroy(local);
  mbr_region_destroy(into);
}

int main(void) {
  objects_are_the_others();
  chains();
  calls_find_everything();
  nothing_goes_before_the_calls();
  trees_are_merged();
  refusals_change_nothing();
  CHECK(nothing_is_held());
  return 0;
}
