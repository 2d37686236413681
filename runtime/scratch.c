// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Regions for the time of a block of code, on a stack for each thread.
//
// The first object of such a region is the link to the one below, so that the
// stack holds when the frames that opened them are gone after longjmp. Each has
// a number, because another one may stand in its place later.

#include "region_inside.h"

#include <membrane/scratch.h>

struct link {
  struct mbr_region *below;
  size_t number;
};

static struct link *link_of(struct mbr_region *region) {
  return (struct link *)(void *)((char *)region + mbr_first_object_v1);
}

/// What a scratch without memory has: there is no room in it, and it never
/// grows, so nobody writes to it.
static mbr_region *without_room(void) {
  static struct mbr_extra none = {.limit = 0};
  static _Alignas(MBR_ALIGN) struct {
    char check[mbr_region_before - sizeof(struct mbr_growth) + MBR_ALIGN];
    struct mbr_growth growth;
    struct mbr_region region;
  } full = {.growth = {.extra = &none},
            .region = {{.state = region_grown | region_in_caller}}};
  return &full.region;
}

mbr_scratch mbr_scratch_open(void) {
  // In a page: it lives shortly, so that costs no memory for long.
  struct mbr_region *region = mbr_region_create_sized(mbr_page_room_v1);
  if (!region)
    return (mbr_scratch){without_room(), 0};
  struct mbr_current *current = &mbr_current;
  struct link *link = mbr_alloc(region, sizeof *link);
  *link = (struct link){current->scratch, ++current->scratches};
  current->scratch = region;
  return (mbr_scratch){region, link->number};
}

/// Whether a scratch is one of the open ones of this thread.
static int is_open(const struct mbr_region *region, size_t number) {
  struct mbr_region *open = mbr_current.scratch;
  while (open && open != region)
    open = link_of(open)->below;
  return open && link_of(open)->number == number;
}

void mbr_scratch_close(mbr_scratch *scratch) {
  struct mbr_current *current = &mbr_current;
  struct mbr_region *region = scratch->region;
  scratch->region = without_room();
  if (!is_open(region, scratch->number))
    return;
  struct mbr_region *newest;
  do {
    newest = current->scratch;
    current->scratch = link_of(newest)->below;
    mbr_region_destroy(newest);
  } while (newest != region);
}
