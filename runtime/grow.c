// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Objects that know their size, to be resized again and again.
//
// The space of an object that moves is lost until the region ends. So it gets
// half as much again as it had, however little more is asked for: what is lost
// is a geometric series, at most twice what it has in the end.

#include "check.h"

#include <membrane/region.h>

/// Stands before the object.
struct growing {
  size_t size, room; ///< asked for, and what it can have where it is
};
_Static_assert(sizeof(struct growing) == 16, "the object stays aligned");

static struct growing *grow_to(mbr_region *region, struct growing *old,
                               size_t room) {
  size_t had = old ? sizeof(*old) + old->room : 0;
  struct growing *now = mbr_realloc(region, old, had, sizeof(*old) + room);
  if (now)
    now->room = room;
  return now;
}

void *mbr_grow(mbr_region *region, void *object, size_t size) {
  if (size > PTRDIFF_MAX - 2 * MBR_ALIGN)
    return NULL;
  size_t room = (size + MBR_ALIGN - 1) & ~(MBR_ALIGN - 1);
  struct growing *now = object ? (struct growing *)object - 1 : NULL;
  if (now)
    mbr_resized(object, now->size, now->room);
  if (!now || size > now->room) {
    size_t more = now ? (now->room + now->room / 2) & ~(MBR_ALIGN - 1) : 0;
    struct growing *moved = grow_to(region, now, room > more ? room : more);
    if (!moved && room < more)
      moved = grow_to(region, now, room);
    if (!moved) {
      if (now)
        mbr_resized(object, now->room, now->size);
      return NULL;
    }
    now = moved;
  }
  now->size = size;
  mbr_resized(now + 1, now->room, size);
  return now + 1;
}
