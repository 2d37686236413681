// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The reference itself (model.h): a tree of regions as arrays, walked in the
// simplest way.

#include "model.h"

#include "../check.h"

struct region regions[most_regions];
int (*choice_source)(void);
int scarce;

/// The numbers of the calls that should run and of those that did.
enum { most_calls = 1 << 16 };
static unsigned expected[most_calls], seen[most_calls];
static unsigned expected_count, seen_count;

static const unsigned again_bit = 1U << 31;

struct region *region_at(int index) { return &regions[index]; }

int index_of(const struct region *region) { return (int)(region - regions); }

struct region *free_slot(void) {
  for (unsigned i = 0; i < most_regions; i++)
    if (!regions[i].real)
      return &regions[i];
  return NULL;
}

void region_begin(struct region *region, mbr_region *real, int parent) {
  *region =
      (struct region){.real = real, .parent = parent, .ours = 1, .holders = 1};
}

struct region *whole(struct region *region) {
  while (region->is_merged)
    region = region_at(region->parent);
  return region;
}

struct region *top(struct region *region) {
  while (region->parent >= 0)
    region = region_at(region->parent);
  return region;
}

int may_fail(const struct region *region) {
  while (!region->has_limit && region->parent >= 0)
    region = region_at(region->parent);
  return scarce || region->has_limit;
}

struct thing *thing_add(struct region *region, enum thing_kind kind) {
  CHECK(region->count < most_things);
  struct thing *thing = &region->things[region->count++];
  *thing = (struct thing){.kind = kind};
  return thing;
}

void thing_remove(struct region *region, unsigned index) {
  region->count--;
  for (unsigned i = index; i < region->count; i++)
    region->things[i] = region->things[i + 1];
  for (unsigned i = 0; i < region->marks; i++)
    if (region->mark_count[i] > index)
      region->mark_count[i]--;
}

static int is_inside(const char *pointer, const struct region *region) {
  return region->in_caller && pointer >= region->memory &&
         pointer < region->memory + sizeof region->memory;
}

void check_object(struct region *region, const struct thing *thing) {
  CHECK(is_filled(thing->at, thing->size, thing->size, thing->seed));
  struct region *owner = whole(region);
  mbr_region *real = is_inside((char *)thing->at, region) ||
                             is_inside((char *)thing->at, owner)
                         ? NULL
                         : owner->real;
  CHECK(mbr_region_of(thing->at) == real);
  CHECK(thing->size == 0 || mbr_region_of(thing->at + thing->size - 1) == real);
}

static void expect_call(unsigned number) {
  CHECK(expected_count < most_calls);
  expected[expected_count++] = number;
}

/// Children of that time end first, the newest first; then calls.
void expect_rewind(struct region *region, unsigned count) {
  for (unsigned i = region->count; i-- > 0;)
    if (region->things[i].kind == thing_object)
      check_object(region, &region->things[i]);
  for (unsigned i = region->count; i-- > count;)
    if (region->things[i].kind == thing_child)
      expect_end(region_at((int)region->things[i].number));
  for (unsigned i = region->count; i-- > count;) {
    const struct thing *thing = &region->things[i];
    if (thing->kind == thing_call) {
      expect_call(thing->number);
      if (thing->again)
        expect_call(thing->number | again_bit);
    } else if (thing->kind == thing_depend) {
      struct region *other = region_at((int)thing->number);
      if (--other->holders == 0)
        expect_end(other);
    }
  }
  region->count = count;
}

void expect_end(struct region *region) {
  expect_rewind(region, 0);
  region->real = NULL;
  region->marks = 0;
}

void check_calls(void) {
  CHECK(seen_count == expected_count);
  CHECK(memcmp(seen, expected, seen_count * sizeof seen[0]) == 0);
  seen_count = expected_count = 0;
}

static void see(unsigned number) {
  CHECK(seen_count < most_calls);
  seen[seen_count++] = number;
}

static void run_again(void *argument) {
  see(*(unsigned *)argument | again_bit);
}

void run_call(void *argument) {
  struct call *call = argument;
  see(call->number);
  if (!call->again)
    return;
  // Of what it makes itself it only knows that it stands.
  char *more = mbr_alloc(call->region, call->number % 3000);
  if (more)
    memset(more, 0xaa, call->number % 3000);
  if (mbr_defer(call->region, run_again, call) != 0)
    run_again(call);
}

void run_adopted(void *argument) {
  see(*(unsigned *)argument);
  free(argument);
}
