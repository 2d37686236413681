// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Steps that make regions and put them together (model.h).

#include "../check.h"
#include "model.h"

void step_create(struct region *parent) {
  struct region *slot = free_slot();
  if (!slot)
    return;
  size_t size = choose_size();
  switch (parent ? 4 : choose(4)) {
  case 0:
    region_begin(slot, mbr_region_create(), -1);
    break;
  case 1:
    region_begin(slot, mbr_region_create_sized(size), -1);
    break;
  case 2:
    region_begin(slot, NULL, -1);
    slot->in_caller = 1;
    slot->real = mbr_region_create_in(slot->memory, 256 + size % 1700);
    break;
  case 3: {
    void *object = mbr_handle_create(size);
    region_begin(slot, mbr_handle_region(object), -1);
    if (!object)
      break;
    for (size_t at = 0; at < size; at = filled_after(at, size))
      CHECK(((char *)object)[at] == 0);
    object_is(slot, thing_add(slot, thing_object), object, size);
    break;
  }
  default:
    if (!has_room(parent))
      return;
    region_begin(slot, mbr_region_create_child(parent->real), index_of(parent));
    CHECK(slot->real || may_fail(parent));
    if (slot->real)
      thing_add(parent, thing_child)->number = (unsigned)index_of(slot);
    return;
  }
  CHECK(slot->real || scarce);
}

void step_depend(struct region *region) {
  struct region *other = some();
  if (!has_room(region))
    return;
  // No circles: an older one never depends on a newer one.
  if (!other || other->parent >= 0 || top(region) == other ||
      index_of(other) >= index_of(top(region)))
    return;
  if (mbr_region_depend(region->real, other->real) != 0) {
    CHECK(may_fail(region));
    return;
  }
  top(region)->has_depends = 1;
  other->holders++;
  thing_add(region, thing_depend)->number = (unsigned)index_of(other);
}

void step_merge(struct region *into) {
  struct region *from = some();
  if (!has_room(into))
    return;
  if (!from || (from->has_depends && from != into))
    return;
  int never = from->parent >= 0 || from->in_caller || from->holders != 1 ||
              top(into) == from;
  size_t bytes = mbr_region_bytes(from->real);
  if (mbr_region_merge(into->real, from->real) != 0) {
    CHECK(never || may_fail(into) || from->has_limit);
    // What was made for it may have been the first of its kind.
    CHECK(mbr_region_bytes(from->real) <= bytes + ((size_t)2 << 20));
    return;
  }
  CHECK(!never && mbr_region_bytes(into->real) >= bytes);
  from->parent = index_of(into);
  from->is_merged = 1;
  thing_add(into, thing_child)->number = (unsigned)index_of(from);
}

void step_mark(struct region *region) {
  if (region->marks == most_marks)
    return;
  region->mark[region->marks] = mbr_region_mark(region->real);
  region->mark_count[region->marks++] = region->count;
}

void step_rewind(struct region *region) {
  if (!region->marks)
    return;
  unsigned index = choose(region->marks);
  region->marks = index + 1; // stays
  expect_rewind(region, region->mark_count[index]);
  mbr_region_rewind(region->real, region->mark[index]);
  size_t bytes = mbr_region_bytes(region->real);
  region->most = bytes > region->most ? bytes : region->most;
}
