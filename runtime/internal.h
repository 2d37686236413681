// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the runtime's files share and nobody else sees: which region an address
// belongs to (kept beside the blocks, in block.c), how a region is laid out,
// and marking memory as not to be touched for AddressSanitizer.

#ifndef RUNTIME_INTERNAL_H
#define RUNTIME_INTERNAL_H

#include <membrane/handle.h>
#include <stdatomic.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define MBR_POISONS 1
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define MBR_POISONS 1
#endif
#ifndef MBR_POISONS
#define MBR_POISONS 0
#endif

#if MBR_POISONS
// Declared here because the compiler's package does not always bring
// <sanitizer/asan_interface.h>.
void __asan_poison_memory_region(void const volatile *start, size_t bytes);
void __asan_unpoison_memory_region(void const volatile *start, size_t bytes);
void __lsan_register_root_region(void const *start, size_t bytes);
void __lsan_unregister_root_region(void const *start, size_t bytes);
#define mbr_poison(start, bytes) __asan_poison_memory_region(start, bytes)
#define mbr_unpoison(start, bytes) __asan_unpoison_memory_region(start, bytes)
// The leak checker does not look for pointers in mapped memory on its own.
#define mbr_root_add(start, bytes) __lsan_register_root_region(start, bytes)
#define mbr_root_remove(start, bytes)                                          \
  __lsan_unregister_root_region(start, bytes)
#else
#define mbr_root_add(start, bytes) ((void)(start), (void)(bytes))
#define mbr_root_remove(start, bytes) ((void)(start), (void)(bytes))
#define mbr_poison(start, bytes) ((void)(start), (void)(bytes))
#define mbr_unpoison(start, bytes) ((void)(start), (void)(bytes))
#endif

/// Free space between two addresses, both multiples of MBR_ALIGN.
struct mbr_span {
  char *next;
  char *end;
};

/// One piece of blocks that a region holds; stands at its start.
struct mbr_run {
  struct mbr_run *next;
  size_t bytes;
};

/// A deferred call; stands in its region.
struct mbr_deferred {
  struct mbr_deferred *next;
  void (*run)(void *argument);
  void *argument;
};

/// Stands in the region's first block, after the mbr_run.
struct mbr_region {
  /// What the inline mbr_alloc sees; part of the binary interface. Always
  /// empty in a build that poisons, so that every object comes by the slow
  /// path, whatever the caller was compiled with.
  _Alignas(MBR_ALIGN) struct mbr_span window;
  /// The free space in a build that poisons.
  struct mbr_span checked;
  struct mbr_region *parent;
  struct mbr_region *child;
  struct mbr_region *older;
  struct mbr_region *newer;
  /// Newest first; the last one is the first block.
  struct mbr_run *runs;
  struct mbr_deferred *deferred;
  size_t held;
  size_t limit;
  atomic_size_t holders;
};

/// Says that the blocks from `block` on belong to `region`, or to none (NULL).
/// They must be blocks that mbr_block_take gave.
void mbr_owner_set(void *block, size_t bytes, struct mbr_region *region);

/// The region that the block around `pointer` belongs to, or NULL.
struct mbr_region *mbr_owner_of(const void *pointer);

#endif
