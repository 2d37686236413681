// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The two allocators that a caller need not write: libc's and a region's.

#include <membrane/allocator.h>

#if !defined(MBR_FREESTANDING)

#include <stdlib.h>

// libc may answer NULL to size 0, and frees an object that is resized to it.

static void *libc_allocate(void *context, size_t size) {
  (void)context;
  return size <= PTRDIFF_MAX ? malloc(size ? size : 1) : NULL;
}

static void *libc_resize(void *context, void *object, size_t old_size,
                         size_t size) {
  (void)context;
  (void)old_size;
  return size <= PTRDIFF_MAX ? realloc(object, size ? size : 1) : NULL;
}

static void libc_release(void *context, void *object, size_t size) {
  (void)context;
  (void)size;
  free(object);
}

mbr_allocator mbr_allocator_libc(void) {
  return (mbr_allocator){NULL, libc_allocate, libc_resize, libc_release};
}

#endif

static void *region_allocate(void *region, size_t size) {
  return mbr_alloc(region, size);
}

static void *region_resize(void *region, void *object, size_t old_size,
                           size_t size) {
  return mbr_realloc(region, object, old_size, size);
}

static void region_release(void *region, void *object, size_t size) {
  if (object && size)
    mbr_realloc(region, object, size, 0); // the newest one makes room
}

mbr_allocator mbr_allocator_region(mbr_region *region) {
  return (mbr_allocator){region, region_allocate, region_resize,
                         region_release};
}
