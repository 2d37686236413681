// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Objects that own their region: the object is the first one, so the region is
// where the address says. The count of holders stands in the region and is 1
// from the start, so an object that nobody retains is released without an
// atomic change.

#include "region_inside.h"

#include <string.h>

void *mbr_handle_create(size_t size) {
  if (size > PTRDIFF_MAX)
    return NULL;
  mbr_region *region = size <= mbr_first_room_v1
                           ? mbr_region_create_small()
                           : mbr_region_create_sized(size);
  if (!region)
    return NULL;
  // Not by mbr_alloc: a space may be cut by a multiple of 4 GiB, an object not.
  struct mbr_space home = mbr_home_of(region);
  char *object = home.next;
  home.next += mbr_rounded(size);
  mbr_carve_from(region, home);
  mbr_remember(object, size);
  return memset(object, 0, size);
}

size_t mbr_bytes(const void *object) {
  return object ? mbr_region_bytes(mbr_handle_region(object)) : 0;
}
