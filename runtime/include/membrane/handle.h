// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Handles: an object that owns its region.
//
// Takes the size of an object; gives the object inside a new region, in which
// everything that belongs to it is allocated: mbr_alloc(mbr_region_of(object),
// size). One mbr_release of the object releases all of it, so its address can
// be the finalizer that another language calls, on any thread.

#ifndef MEMBRANE_HANDLE_H
#define MEMBRANE_HANDLE_H

#include <membrane/region.h>

#ifdef __cplusplus
extern "C" {
#endif

/// A new object of `size` bytes, all zero, in a region of its own with one
/// holder. Aligned to MBR_ALIGN; size 0 as in region.h. NULL without memory.
/// Linear in the bytes of the object. Release: mbr_release.
MBR_API void *mbr_handle_create(size_t size);

/// One holder more. `object` is any pointer into a region that stands; gives
/// `object` back. NULL is ignored and given back. Any thread that is a holder
/// may call it. Constant time.
MBR_API void *mbr_retain(void *object);

/// One holder less; the last one ends the region as mbr_region_destroy does,
/// on the calling thread, after everything that other holders did. `object` is
/// any pointer into a region that stands, also one of mbr_region_create, which
/// has one holder; mbr_region_destroy does not ask for holders. NULL is
/// ignored. Any thread that is a holder may call it; the end of a child region
/// changes its parent, so there the rule of region.h for trees holds. Constant
/// time unless the region ends.
MBR_API void mbr_release(void *object);

/// Bytes of blocks that the object's region and its children hold, for a host
/// that wants to know what hangs on a wrapper. 0 for NULL. Constant time; not
/// while another thread allocates in the region.
MBR_API size_t mbr_bytes(const void *object);

#ifdef __cplusplus
}
#endif

#endif
