// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// mbr_allocator: what a function takes when its allocation is a parameter.
//
//     struct list *list_create(mbr_allocator allocator);
//
// A caller that has a region gives mbr_allocator_region(region), one that has
// none gives mbr_allocator_libc(), and others fill in their own.

#ifndef MEMBRANE_ALLOCATOR_H
#define MEMBRANE_ALLOCATOR_H

#include <membrane/region.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Three functions and what they are called with. Passed by value; `context`
/// must stand as long as memory of the allocator is used. Whoever gives memory
/// back or resizes it says the size that it was last given or resized with.
typedef struct mbr_allocator {
  void *context;
  /// `size` bytes, aligned to MBR_ALIGN, or NULL without memory. Size 0 gives a
  /// pointer that is not NULL.
  void *(*allocate)(void *context, size_t size);
  /// Makes the object of `old_size` bytes one of `size`; NULL without memory,
  /// and then the object stands. `object` may be NULL when `old_size` is 0.
  void *(*resize)(void *context, void *object, size_t old_size, size_t size);
  /// Gives back an object of `size` bytes; NULL is ignored.
  void (*release)(void *context, void *object, size_t size);
} mbr_allocator;

#if !defined(MBR_FREESTANDING)
/// malloc, realloc and free; size 0 as in region.h.
MBR_API mbr_allocator mbr_allocator_libc(void);
#endif

/// Objects of the region. Giving one back frees nothing unless it is the
/// newest; the region's end frees all.
MBR_API mbr_allocator mbr_allocator_region(mbr_region *region);

static inline void *mbr_allocate(mbr_allocator allocator, size_t size) {
  return allocator.allocate(allocator.context, size);
}

static inline void *mbr_resize(mbr_allocator allocator, void *object,
                               size_t old_size, size_t size) {
  return allocator.resize(allocator.context, object, old_size, size);
}

static inline void mbr_deallocate(mbr_allocator allocator, void *object,
                                  size_t size) {
  allocator.release(allocator.context, object, size);
}

#ifdef __cplusplus
}
#endif

#endif
