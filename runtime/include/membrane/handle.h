// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Handles: an object that owns its region.
//
// Takes the size of an object; gives the object as the first one of a new
// region, in which everything that belongs to it is allocated:
// mbr_alloc(mbr_handle_region(object), size). One mbr_release of the object
// releases all of it, so its address can be the finalizer that another language
// calls, on any thread. `object` below is always a pointer as mbr_handle_create
// gave it, of a handle that stands; for one into the middle of something there
// is mbr_region_of.

#ifndef MEMBRANE_HANDLE_H
#define MEMBRANE_HANDLE_H

#include <membrane/region.h>

#ifdef __cplusplus
extern "C" {
#endif

/// A new object of `size` bytes, all zero, in a region of its own with one
/// holder. Aligned to MBR_ALIGN; size 0 as in region.h. NULL without memory.
/// Linear in the bytes of the object. To be released by mbr_release.
MBR_API void *mbr_handle_create(size_t size);

/// The region that the object owns; NULL for NULL. Constant time, no memory is
/// read.
MBR_API mbr_region *mbr_handle_region(const void *object);

/// One holder more; gives `object` back. NULL is ignored and given back. Any
/// thread that is a holder may call it. Constant time; no atomic change while
/// the process has one thread.
MBR_API void *mbr_retain(void *object);

/// One holder less; the last one ends the region as mbr_region_destroy does,
/// on the calling thread, after everything that other holders did. NULL is
/// ignored. Any thread that is a holder may call it. Constant time unless the
/// region ends; no atomic change for the only holder.
MBR_API void mbr_release(void *object);

/// As mbr_retain and mbr_release, of any region. mbr_region_destroy does not
/// ask for holders. The end of a child changes its parent, so there the rule of
/// region.h for trees holds.
MBR_API mbr_region *mbr_region_retain(mbr_region *region);
MBR_API void mbr_region_release(mbr_region *region);

/// mbr_region_bytes of the object's region, for a host that wants to know what
/// hangs on a wrapper. 0 for NULL. Constant time; not while another thread
/// uses the region.
MBR_API size_t mbr_bytes(const void *object);

// Below: the functions above that are inlined, and the count of a region that
// has one.

/// It has as many holders as `came` is above `gone`, modulo 2^32. As long as
/// the process has one thread, both only rise: then a retain does not wait for
/// the release before it, nor that for the retain. With more threads only
/// `came` changes, atomically and in both directions.
struct mbr_holders_v1 {
  uint32_t came, gone;
};
MBR_API struct mbr_holders_v1 *mbr_holders_v1(struct mbr_region_head *head);

#ifdef MBR_INLINE

MBR_INLINE mbr_region *mbr_handle_region(const void *object) {
  return object ? (mbr_region *)(void *)((char *)(uintptr_t)object -
                                         mbr_first_object_v1)
                : NULL;
}

MBR_INLINE struct mbr_holders_v1 *mbr_holders_v1(struct mbr_region_head *head) {
  char *place = (char *)head + mbr_holders_after_v1;
  if (!MBR_LIKELY(!(head->state & mbr_elsewhere_v1)))
    place = (char *)head + mbr_holders_before_v1;
  return (struct mbr_holders_v1 *)(void *)place;
}

MBR_INLINE mbr_region *mbr_region_retain(mbr_region *region) {
  struct mbr_region_head *head = (struct mbr_region_head *)(void *)region;
  if (!head)
    return NULL;
  if (!(head->state & mbr_shared_v1)) {
    // The only holder: nobody else looks.
    head->state |= mbr_shared_v1;
    mbr_holders_v1(head)->came = 2;
    mbr_holders_v1(head)->gone = 0;
  } else if (MBR_ONE_THREAD) {
    ++mbr_holders_v1(head)->came;
  } else {
    __atomic_fetch_add(&mbr_holders_v1(head)->came, 1, __ATOMIC_RELAXED);
  }
  return region;
}

MBR_INLINE void mbr_region_release(mbr_region *region) {
  struct mbr_region_head *head = (struct mbr_region_head *)(void *)region;
  if (!head)
    return;
  if (head->state & mbr_shared_v1) {
    struct mbr_holders_v1 *holders = mbr_holders_v1(head);
    if (MBR_ONE_THREAD) {
      if (++holders->gone != holders->came)
        return;
    } else {
      // One above `gone` is the only holder: nobody else may count now. Acquire
      // sees what the others did before they let go.
      uint32_t last = holders->gone + 1;
      if (__atomic_load_n(&holders->came, __ATOMIC_ACQUIRE) != last &&
          __atomic_fetch_sub(&holders->came, 1, __ATOMIC_ACQ_REL) != last)
        return;
    }
  }
  mbr_region_destroy(region);
}

MBR_INLINE void *mbr_retain(void *object) {
  mbr_region_retain(mbr_handle_region(object));
  return object;
}

MBR_INLINE void mbr_release(void *object) {
  mbr_region_release(mbr_handle_region(object));
}

#endif

#ifdef __cplusplus
}
#endif

#endif
