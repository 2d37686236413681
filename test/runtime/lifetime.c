// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The end of regions: children before parents, deferred calls in order, what
// was adopted, regions that others depend on.

#include "check.h"

#include <membrane/handle.h>

#include <pthread.h>

/// Defers the note of `name`, which is kept in the region itself.
static void defer_note(mbr_region *region, const char *name) {
  CHECK(mbr_defer(region, note, mbr_strdup(region, name)) == 0);
}

static void calls_run_in_reverse_children_first(void) {
  mbr_region *region = mbr_region_create();
  for (int round = 0; round < 2; round++) {
    defer_note(region, "a");
    mbr_region *left = mbr_region_create_child(region);
    mbr_region *right = mbr_region_create_child(region);
    mbr_region *below = mbr_region_create_child(left);
    defer_note(left, "l");
    defer_note(right, "r");
    defer_note(below, "x");
    defer_note(region, "b");
    defer_note(left, "m");
    if (round == 0)
      mbr_region_reset(region);
    else
      mbr_region_destroy(region);
    CHECK(noted("rxmlba"));
  }
}

static void children_end_in_any_order(void) {
  mbr_region *region = mbr_region_create();
  size_t alone = mbr_region_bytes(region), held;
  mbr_region *children[4];
  for (int i = 0; i < 4; i++) {
    CHECK((children[i] = mbr_region_create_child(region)));
    CHECK(mbr_region_of(children[i]) == children[i]);
    CHECK(mbr_alloc(children[i], 10000));
    held = mbr_region_bytes(children[i]);
    CHECK(mbr_region_bytes(region) == alone + (size_t)(i + 1) * held);
  }
  mbr_region_destroy(children[1]);
  mbr_region_destroy(children[3]);
  CHECK(mbr_region_bytes(region) == alone + 2 * held);
  mbr_region_destroy(mbr_region_create_child(region));
  mbr_region_destroy(children[0]);
  mbr_region_destroy(children[2]);
  CHECK(mbr_region_bytes(region) == alone);
  mbr_region_destroy(region);
}

static void defer_again(void *argument) {
  mbr_region *region = argument;
  CHECK(mbr_alloc(region, 2 * MBR_BLOCK_SIZE));
  defer_note(region, "n");
  defer_note(mbr_region_create_child(region), "k");
}

static void end_child(void *argument) { mbr_region_destroy(argument); }

static void calls_may_use_their_region(void) {
  mbr_region *region = mbr_region_create();
  defer_note(region, "z");
  CHECK(mbr_defer(region, defer_again, region) == 0);
  defer_note(region, "y");
  CHECK(mbr_defer(region, free, malloc(10)) == 0);
  // A call of a child ends an older child.
  mbr_region *older = mbr_region_create_child(region);
  defer_note(older, "o");
  mbr_region *newer = mbr_region_create_child(region);
  defer_note(newer, "w");
  CHECK(mbr_defer(newer, end_child, older) == 0);
  defer_note(newer, "v");
  mbr_region_destroy(region);
  CHECK(noted("vowyknz"));
}

static void many_calls_and_children(void) {
  mbr_region *region = mbr_region_create();
  static const char dot[] = ".";
  for (int round = 0; round < 1000; round++) {
    for (int i = 0; i < 50; i++)
      CHECK(mbr_defer(region, note, (void *)(uintptr_t)dot) == 0);
    for (int i = 0; i < 50; i++)
      CHECK(mbr_region_create_child(region));
    mbr_region_reset(region);
    CHECK(noted_count() == 50);
  }
  mbr_region_destroy(region);
}

static void calls_that_are_refused_never_run(void) {
  mbr_region *region = mbr_region_create();
  CHECK(mbr_region_limit(region, 0) == 0);
  while (mbr_alloc(region, 1)) {
  }
  char memory;
  CHECK(mbr_defer(region, note, &memory) == -1);
  CHECK(mbr_adopt(region, &memory, note, 0) == -1);
  CHECK(mbr_adopt(region, &memory, note, 100) == -1);
  mbr_region *other = mbr_region_create();
  CHECK(mbr_region_depend(region, other) == -1);
  mbr_region_destroy(region);
  CHECK(noted(""));
  mbr_region_release(other);
}

static void adopted_memory_counts(void) {
  mbr_region *parent = mbr_region_create();
  mbr_region *region = mbr_region_create_child(parent);
  char name[] = "a";
  size_t start = mbr_region_bytes(region);
  CHECK(mbr_adopt(region, name, note, 1000000) == 0);
  size_t held = mbr_region_bytes(region);
  CHECK(held >= start + 1000000 && held < start + 1010000);
  CHECK(mbr_region_bytes(parent) >= held);
  CHECK(mbr_adopt(region, NULL, note, 1 << 30) == 0);
  CHECK(mbr_region_bytes(region) == held);
  CHECK(mbr_region_limit(parent, 1600000) == 0);
  char other = 'o';
  CHECK(mbr_adopt(region, &other, note, 600000) == -1);
  CHECK(mbr_region_bytes(region) == held);
  CHECK(mbr_adopt(region, &other, note, 400000) == 0);
  mbr_region_reset(region);
  CHECK(noted("oa") && mbr_region_bytes(region) == start);
  CHECK(mbr_region_bytes(parent) < 2 * start + 10000);
  mbr_region_destroy(parent);
}

static void sums_do_not_overflow(void) {
  mbr_region *region = mbr_region_create();
  char other = 'o';
  CHECK(mbr_adopt(region, &other, note, SIZE_MAX) == -1);
  CHECK(mbr_adopt(region, &other, note, SIZE_MAX / 2) == 0);
  CHECK(mbr_adopt(region, &other, note, SIZE_MAX / 2) == -1);
  CHECK(mbr_region_bytes(region) > SIZE_MAX / 2);
  mbr_region_destroy(region);
  CHECK(noted("o"));
}

static void what_is_depended_on_stands(void) {
  mbr_region *other = mbr_region_create();
  char *text = mbr_strdup(other, "text");
  defer_note(other, "o");
  mbr_region *first = mbr_region_create(), *second = mbr_region_create();
  defer_note(first, "f");
  CHECK(mbr_region_depend(first, other) == 0);
  CHECK(mbr_region_depend(second, other) == 0);
  defer_note(second, "s");
  mbr_region_release(other);
  CHECK(noted("") && strcmp(text, "text") == 0);
  mbr_region_destroy(first);
  CHECK(noted("f") && strcmp(text, "text") == 0);
  mbr_region_reset(second);
  CHECK(noted("so"));
  mbr_region_destroy(second);
}

static void deep_trees_need_no_stack(void) {
  mbr_region *top = mbr_region_create(), *region = top;
  enum { deep = 2000 };
  for (int depth = 0; depth < deep; depth++)
    CHECK((region = mbr_region_create_child(region)));
  CHECK(mbr_region_bytes(top) == (deep + 1) * mbr_region_bytes(region));
  defer_note(region, "d");
  mbr_region_destroy(top);
  CHECK(noted("d"));
}

/// Ends a chain of regions that depend on each other. It is short, as the debug
/// build keeps a block of each, and so is the stack that it has to end on.
static void *end_long_chain(void *unused) {
  mbr_region *top = mbr_region_create();
  defer_note(top, "c");
  for (int length = 0; length < 5000; length++) {
    mbr_region *region = mbr_region_create();
    CHECK(mbr_region_depend(region, top) == 0);
    mbr_region_release(top);
    top = region;
  }
  mbr_region_destroy(top);
  CHECK(noted("c"));
  return unused;
}

static void long_chains_need_no_stack(void) {
  pthread_attr_t attributes;
  pthread_t thread;
  CHECK(pthread_attr_init(&attributes) == 0);
  CHECK(pthread_attr_setstacksize(&attributes, 128 << 10) == 0);
  CHECK(pthread_create(&thread, &attributes, end_long_chain, NULL) == 0);
  CHECK(pthread_join(thread, NULL) == 0);
  pthread_attr_destroy(&attributes);
}

int main(void) {
  calls_run_in_reverse_children_first();
  children_end_in_any_order();
  calls_may_use_their_region();
  many_calls_and_children();
  calls_that_are_refused_never_run();
  adopted_memory_counts();
  sums_do_not_overflow();
  what_is_depended_on_stands();
  deep_trees_need_no_stack();
  long_chains_need_no_stack();
  CHECK(nothing_is_held());
  return 0;
}
