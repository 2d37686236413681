// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Steps that make objects and what hangs on a region (model.h).

#include "../check.h"
#include "model.h"

static unsigned numbers; // of fills and calls
static int ended;        // no more choices

unsigned choose(unsigned below) {
  int choice = ended ? -1 : choice_source();
  if (choice < 0) {
    ended = 1;
    return 0;
  }
  return (unsigned)choice % below;
}

void begin(void) {
  ended = 0;
  numbers = 0;
}

int more_choices(void) { return !ended; }

/// Few are large.
size_t choose_size(void) {
  unsigned kind = choose(64), part = choose(256);
  if (kind < 48)
    return part;
  if (kind < 58)
    return part * 17;
  if (kind < 62)
    return part * 300;
  return kind == 62 || choose(6) ? part * 1000 : part * 20000;
}

/// A region that can be used: not merged, and somebody holds it.
struct region *some(void) {
  unsigned first = choose(most_regions);
  for (unsigned i = 0; i < most_regions; i++) {
    struct region *region = &regions[(first + i) % most_regions];
    if (region->real && !region->is_merged && region->ours)
      return region;
  }
  return NULL;
}

int has_room(const struct region *region) {
  return region->count + 2 < most_things;
}

void object_is(struct region *region, struct thing *thing, void *at,
               size_t size) {
  thing->at = at;
  thing->size = size;
  thing->seed = (unsigned char)numbers++;
  fill(at, size, thing->seed);
  check_object(region, thing);
}

void step_allocate(struct region *region) {
  size_t size = choose_size(), alignment = 16;
  void *object = NULL;
  switch (choose(8)) {
  case 0:
    alignment = (size_t)1 << choose(22);
    object = mbr_aligned_alloc(region->real, alignment, size);
    break;
  case 1:
    object = mbr_calloc(region->real, 3, size /= 3);
    size *= 3;
    for (size_t at = 0; object && at < size; at = filled_after(at, size))
      CHECK(((char *)object)[at] == 0);
    break;
  case 2: {
    mbr_cursor cursor = mbr_cursor_open(region->real);
    if (choose(2))
      mbr_alloc(region->real, size / 2);
    object = mbr_cursor_alloc(&cursor, size);
    mbr_cursor_close(&cursor);
    break;
  }
  default:
    object = mbr_alloc(region->real, size);
  }
  CHECK(object ? aligned(object, alignment) : may_fail(region));
  if (object)
    object_is(region, thing_add(region, thing_object), object, size);
}

/// The object may be of a region that was merged into this one.
void step_resize(struct region *region) {
  if (!region->count)
    return;
  unsigned index = choose(region->count);
  struct region *place = region;
  while (place->things[index].kind == thing_child &&
         region_at((int)place->things[index].number)->is_merged) {
    place = region_at((int)place->things[index].number);
    if (!place->count)
      return;
    index = choose(place->count);
  }
  struct thing old = place->things[index];
  if (old.kind != thing_object || !has_room(region))
    return;
  check_object(place, &old);
  size_t size = choose(4) ? choose_size() : old.size + choose(200);
  unsigned char *object = mbr_realloc(region->real, old.at, old.size, size);
  CHECK(object || may_fail(region));
  if (!object)
    return;
  CHECK(is_filled(object, old.size, size, old.seed));
  thing_remove(place, index);
  object_is(region, thing_add(region, thing_object), object, size);
}

void step_defer(struct region *region) {
  unsigned number = numbers++ & 0xffffff;
  if (choose(2)) {
    unsigned *memory = malloc(sizeof *memory);
    size_t bytes = choose(5000), before = mbr_region_bytes(region->real);
    *memory = number;
    int done = mbr_adopt(region->real, memory, run_adopted, bytes);
    CHECK(done == 0 || may_fail(region));
    CHECK(mbr_region_bytes(region->real) >= before + (done ? 0 : bytes));
    if (done != 0)
      free(memory);
    else
      thing_add(region, thing_call)->number = number;
    return;
  }
  struct call *call = mbr_alloc(region->real, sizeof *call);
  CHECK(call || may_fail(region));
  if (!call)
    return;
  *call = (struct call){number, choose(8) == 0, region->real};
  int done = mbr_defer(region->real, run_call, call);
  CHECK(done == 0 || may_fail(region));
  if (done != 0)
    return;
  struct thing *thing = thing_add(region, thing_call);
  thing->number = number;
  thing->again = (unsigned char)call->again;
}
