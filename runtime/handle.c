// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Counts the holders of a region and ends it with the last one.
//
// Takes a pointer to any object; finds its region by the address. The count
// stands in the region and is 1 from the start, so an object that nobody
// retains is released without an atomic change.

#include "internal.h"

void *mbr_handle_create(size_t size) {
  mbr_region *region = mbr_region_create();
  if (!region)
    return NULL;
  void *object = mbr_calloc(region, 1, size);
  if (!object)
    mbr_region_destroy(region);
  return object;
}

void *mbr_retain(void *object) {
  mbr_region *region = mbr_region_of(object);
  if (region)
    atomic_fetch_add_explicit(&region->holders, 1, memory_order_relaxed);
  return object;
}

void mbr_release(void *object) {
  mbr_region *region = mbr_region_of(object);
  if (!region)
    return;
  // The only holder: nobody else may count now. Acquire sees what the others
  // did before they let go.
  if (atomic_load_explicit(&region->holders, memory_order_acquire) != 1 &&
      atomic_fetch_sub_explicit(&region->holders, 1, memory_order_acq_rel) != 1)
    return;
  mbr_region_destroy(region);
}

size_t mbr_bytes(const void *object) {
  mbr_region *region = mbr_region_of(object);
  return region ? mbr_region_bytes(region) : 0;
}
