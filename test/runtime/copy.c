// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A library that uses a runtime, its own or a shared one, and exports nothing
// of it but what all copies share (copy.map): see copies.c.

#include <membrane/handle.h>

#define API __attribute__((visibility("default")))

API void *copy_take(size_t bytes);
API void copy_give(void *block, size_t bytes);
API void *copy_make(size_t size);
API void copy_end(void *object);
API void *copy_region_of(const void *pointer);
API size_t copy_mapped(void);
API size_t copy_trim(void);
API void *copy_identity(void);

void *copy_take(size_t bytes) { return mbr_block_take(bytes); }

void copy_give(void *block, size_t bytes) { mbr_block_give(block, bytes); }

void *copy_make(size_t size) {
  void *object = mbr_handle_create(size);
  mbr_region *region = mbr_handle_region(object);
  // Grown, so that it has memory of every kind.
  return region && mbr_alloc(region, 1000) && mbr_alloc(region, 5000) ? object
                                                                      : NULL;
}

void copy_end(void *object) { mbr_release(object); }

void *copy_region_of(const void *pointer) { return mbr_region_of(pointer); }

size_t copy_mapped(void) { return mbr_block_bytes(MBR_BLOCK_MAPPED); }

size_t copy_trim(void) { return mbr_block_trim(0); }

/// An address inside of the runtime that this library uses.
void *copy_identity(void) { return (void *)(uintptr_t)&mbr_block_trim; }
