// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Lets every single call of the kernel fail in turn, and all from one on. What
// was asked for is then refused as the headers say, what was there stands, and
// nothing is lost.

#include "check.h"
#include "refuse.h"

#include <errno.h>
#include <membrane/handle.h>
#include <membrane/scratch.h>
#include <pthread.h>

// Scenarios. None expects to get anything; all use what they get.

static void use(mbr_region *region, size_t size) {
  unsigned char *object = mbr_alloc(region, size);
  if (!object)
    return;
  fill(object, size, 3);
  CHECK(mbr_region_of(object) == region && is_filled(object, size, size, 3));
}

static void grow(void) {
  mbr_region *region = mbr_region_create();
  if (!region)
    return;
  char *first = mbr_strdup(region, "first"); // always fits
  for (size_t size = 1; size < 3000000; size *= 3)
    for (int i = 0; i < 3; i++)
      use(region, size);
  for (size_t size = 1; size < 3000000; size *= 2)
    CHECK(mbr_aligned_alloc(region, size, size) || plan.refused);
  CHECK(strcmp(first, "first") == 0);
  mbr_region_reset(region);
  CHECK(mbr_strdup(region, "again"));
  mbr_region_destroy(region);
  mbr_region_destroy(mbr_region_create_sized(3000));
  mbr_region_destroy(mbr_region_create_sized(300000));
  mbr_release(mbr_handle_create(5000000));
}

static void resize(void) {
  mbr_region *region = mbr_region_create();
  char *objects[4];
  size_t sizes[4];
  for (unsigned i = 0; region && i < 4; i++)
    if ((objects[i] = mbr_alloc(region, sizes[i] = 2500000)))
      fill(objects[i], sizes[i], i);
  for (unsigned round = 0; region && round < 8; round++) {
    unsigned i = round % 4;
    size_t held = mbr_region_bytes(region), next = sizes[i] * 2;
    if (!objects[i])
      continue;
    char *moved = mbr_realloc(region, objects[i], sizes[i], next);
    CHECK(moved || (plan.refused && mbr_region_bytes(region) == held));
    objects[i] = moved ? moved : objects[i];
    CHECK(is_filled(objects[i], sizes[i], sizes[i], i));
    CHECK(mbr_region_of(objects[i] + sizes[i] - 1) == region);
    if (moved)
      fill(moved, sizes[i] = next, i);
  }
  mbr_region_destroy(region);
}

/// What hangs on a region: ended with it, or never there.
static void trees(void) {
  mbr_region *region = mbr_region_create(), *other = mbr_region_create();
  size_t count = 0;
  for (unsigned i = 0; region && i < 60; i++) {
    count += mbr_defer(region, note, (char[]){"."}) == 0;
    use(region, i * 1000);
    mbr_region *child = mbr_region_create_child(region);
    if (child)
      use(child, 100000);
  }
  if (region && other) {
    mbr_mark mark = mbr_region_mark(region);
    char *text = mbr_strdup(other, "text");
    use(other, 100000);
    if (mbr_region_merge(region, other) == 0)
      CHECK(mbr_region_of(text) == region);
    else
      CHECK(mbr_region_of(text) == other && plan.refused);
    int merged = mbr_region_of(text) == region;
    mbr_region_rewind(region, mark);
    other = merged ? NULL : other;
  }
  mbr_region_destroy(other);
  mbr_region_destroy(region);
  CHECK(noted_count() == count);
}

static void blocks(void) {
  char *all[3] = {NULL, NULL, NULL};
  for (size_t size = 1000; size < 6000000; size *= 2) {
    for (unsigned i = 0; i < 3; i++)
      if ((all[i] = mbr_block_take(size)))
        fill(all[i], size, i);
    for (unsigned i = 0; i < 3; i++) {
      char *moved = all[i] ? mbr_block_resize(all[i], size, size * 2) : NULL;
      CHECK(!all[i] || is_filled(moved ? moved : all[i], size, size, i));
      mbr_block_give(moved ? moved : all[i], moved ? size * 2 : size);
    }
    mbr_block_trim(size);
  }
  MBR_SCRATCH(scratch) mbr_scratch_alloc(&scratch, 300000);
}

static void *in_a_thread(void *argument) {
  grow();
  return argument;
}

static void threads(void) {
  pthread_t all[3];
  // Their stacks are mapped by libc itself, which is not refused anything.
  for (int i = 0; i < 3; i++)
    CHECK(pthread_create(&all[i], NULL, in_a_thread, NULL) == 0);
  for (int i = 0; i < 3; i++)
    CHECK(pthread_join(all[i], NULL) == 0);
}

/// Bytes of address space that the process has, without what libc's own
/// allocator has: all that is anonymous and not named.
static size_t address_space(void) {
  FILE *maps = fopen("/proc/self/maps", "r");
  CHECK(maps);
  char line[512];
  size_t bytes = 0;
  while (fgets(line, sizeof line, maps)) {
    unsigned long start, end, node;
    CHECK(sscanf(line, "%lx-%lx %*s %*s %*s %lu", &start, &end, &node) == 3);
    if (node == 0 && !strchr(line, '['))
      bytes += end - start;
  }
  fclose(maps);
  return bytes;
}

/// Runs a scenario with one plan; 0 when it was not reached.
static int run_one(void (*scenario)(void), enum call which, unsigned long left,
                   int always) {
  plan.which = which;
  plan.left = left;
  plan.always = always;
  plan.refused = 0;
  errno = 7;
  scenario();
  CHECK(errno == 7);
  plan.left = 0;
  // And everything works again.
  unsigned long refused = plan.refused;
  plan.refused = 0;
  CHECK(nothing_is_held());
  return refused > 0;
}

/// How many calls of each kind were refused in all scenarios.
static unsigned long reached[calls];

static void run(void (*scenario)(void)) {
  scenario(); // so that what is made once for the process is there
  CHECK(nothing_is_held());
  for (int which = 0; which < calls; which++)
    for (int always = 0; always < 2; always++) {
      size_t before = address_space();
      not_unmapped = 0;
      unsigned long left = 1;
      while (run_one(scenario, which, left, always))
        // The later ones are of the same kind as the ones before.
        left += left < 16 ? 1 : left / 3;
      reached[which] += left - 1;
      // The rest of a chunk stays, however many are cut.
      CHECK(address_space() <= before + not_unmapped + ((size_t)34 << 20));
    }
}

int main(void) {
  run(grow);
  run(resize);
  run(trees);
  run(blocks);
  run(threads);
  for (int which = 0; which < calls; which++)
    CHECK(reached[which] > 5);
  return 0;
}
