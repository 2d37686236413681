// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Steps that end regions and use what is beside them, and the choice of steps
// (model.h).

#include "../check.h"
#include "model.h"

#include <membrane/scratch.h>

/// What a region holds is not less than what is known to be in it. What was
/// merged may hold objects that have come to be the other's.
static void check_bytes(struct region *region) {
  size_t bytes = mbr_region_bytes(region->real), objects = 0, children = 0;
  int only_ours = !region->in_caller;
  for (unsigned i = 0; i < region->count; i++) {
    const struct thing *thing = &region->things[i];
    if (thing->kind == thing_object)
      objects += thing->size;
    if (thing->kind != thing_child)
      continue;
    const struct region *child = region_at((int)thing->number);
    children += mbr_region_bytes(child->real);
    only_ours &= !child->is_merged;
  }
  CHECK(bytes >= children + (only_ours ? objects : 0));
  CHECK(!region->has_limit || bytes <= region->most);
}

/// Its parent forgets a region before it ends.
static void forget(const struct region *region) {
  struct region *parent = region_at(region->parent);
  for (unsigned i = 0; i < parent->count; i++)
    if (parent->things[i].kind == thing_child &&
        parent->things[i].number == (unsigned)index_of(region)) {
      thing_remove(parent, i);
      return;
    }
}

static void end(struct region *region) {
  mbr_region *real = region->real;
  struct region *parent = region->parent < 0 ? NULL : region_at(region->parent);
  size_t before = parent ? mbr_region_bytes(parent->real) : 0;
  size_t own = mbr_region_bytes(real);
  if (parent)
    forget(region);
  expect_end(region);
  if (choose(2))
    mbr_region_destroy(real);
  else
    mbr_region_release(real);
  CHECK(!parent || mbr_region_bytes(parent->real) == before - own);
}

static void release(struct region *region) {
  if (region->holders == 1) {
    end(region);
    return;
  }
  region->holders--;
  region->ours--;
  mbr_region_release(region->real);
}

static void retain(struct region *region) {
  CHECK(mbr_region_retain(region->real) == region->real);
  region->holders++;
  region->ours++;
}

static void reset(struct region *region) {
  expect_rewind(region, 0);
  region->marks = 0;
  mbr_region_reset(region->real);
  size_t bytes = mbr_region_bytes(region->real);
  region->most = bytes > region->most ? bytes : region->most;
}

static void limit(struct region *region) {
  size_t bytes = mbr_region_bytes(region->real);
  size_t most = choose(3) ? bytes + choose(250) * 100 : SIZE_MAX;
  if (mbr_region_limit(region->real, most) != 0) {
    CHECK(may_fail(region));
    return;
  }
  bytes = mbr_region_bytes(region->real);
  region->has_limit = most != SIZE_MAX;
  region->most = most > bytes ? most : bytes;
}

// Blocks beside the regions.

static struct {
  void *at;
  size_t bytes;
  unsigned seed;
} blocks[8];

static void use_block(void) {
  unsigned which = choose(8);
  size_t bytes = choose_size() * 100 % 20000000 + 1, old = blocks[which].bytes;
  void *at = blocks[which].at;
  if (at)
    CHECK(is_filled(at, old, old, blocks[which].seed) && !mbr_region_of(at));
  if (at && choose(2)) {
    mbr_block_give(at, old);
    blocks[which].at = NULL;
    return;
  }
  at = at ? mbr_block_resize(at, old, bytes) : mbr_block_take(bytes);
  CHECK(at || scarce);
  if (!at)
    return;
  CHECK(!blocks[which].at || is_filled(at, old, bytes, blocks[which].seed));
  blocks[which].at = at;
  blocks[which].bytes = bytes;
  fill(at, bytes, blocks[which].seed = which * 11);
}

static void use_scratch(unsigned deep) {
  MBR_SCRATCH(scratch) {
    unsigned char *before = mbr_scratch_alloc(&scratch, deep * 100);
    CHECK(before || scarce);
    if (!before)
      continue;
    fill(before, deep * 100, deep);
    if (deep < 5 && choose(4))
      use_scratch(deep + 1);
    CHECK(mbr_scratch_alloc(&scratch, 300) || scarce);
    CHECK(is_filled(before, deep * 100, deep * 100, deep));
  }
}

/// For some time no more is mapped than now, or not much more.
static void limit_process(void) {
  scarce = !scarce && choose(3) == 0;
  size_t mapped = mbr_block_bytes(MBR_BLOCK_MAPPED);
  mbr_block_limit(scarce ? mapped + choose(2000) * 4096 : SIZE_MAX);
}

/// Regions that outgrow what they begin with, one after the other.
static void use_shortly(void) {
  for (unsigned i = choose(20); i > 0; i--) {
    mbr_region *region = mbr_region_create();
    CHECK(region || scarce);
    for (unsigned j = 0; region && j < 5; j++)
      CHECK(mbr_alloc(region, 300) || scarce);
    mbr_region_destroy(region);
  }
}

static void use_others(void) {
  switch (choose(9)) {
  case 8:
    limit_process();
    return;
  case 0:
    mbr_block_trim(choose(4) ? (size_t)choose(100) << 20 : 0);
    return;
  case 1:
    mbr_block_keep((size_t)choose(200) << 20);
    return;
  case 2:
  case 3:
    use_scratch(0);
    return;
  case 4:
    use_shortly();
    return;
  default:
    use_block();
  }
}

static void check_some(struct region *region) {
  if (!region->count)
    return;
  const struct thing *thing = &region->things[choose(region->count)];
  if (thing->kind == thing_object)
    check_object(region, thing);
}

static void change(struct region *region, unsigned what) {
  static void (*const changes[])(struct region *) = {
      step_create, step_depend, step_merge, step_merge, step_mark,
      step_mark,   step_rewind, release,    retain,     reset,
      release,     limit,       check_some, check_some};
  changes[what % (sizeof changes / sizeof changes[0])](region);
}

int step(void) {
  unsigned what = choose(64);
  struct region *region = some();
  if (!region || what < 6)
    step_create(NULL);
  else if (what < 8)
    use_others();
  else if (what < 24)
    change(region, choose(256));
  else if (has_room(region) && what < 52)
    step_allocate(region);
  else if (has_room(region) && what < 58)
    step_resize(region);
  else if (has_room(region))
    step_defer(region);
  check_calls();
  if (region && region->real)
    check_bytes(whole(region));
  return more_choices();
}

void finish(void) {
  for (unsigned i = most_regions; i-- > 0;)
    while (regions[i].real && regions[i].parent < 0 && regions[i].ours)
      release(&regions[i]);
  check_calls();
  for (unsigned i = 0; i < most_regions; i++)
    CHECK(!regions[i].real);
  for (unsigned i = 0; i < 8; i++) {
    if (blocks[i].at)
      mbr_block_give(blocks[i].at, blocks[i].bytes);
    blocks[i].at = NULL;
  }
  mbr_block_keep((size_t)64 << 20);
  mbr_block_limit(SIZE_MAX);
  scarce = 0;
  CHECK(nothing_is_held());
}
