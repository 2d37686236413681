// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a checking build knows more of a region than the others, and does with
// memory that nobody may touch. In the usual build all of it is nothing.
//
// A build checks when MBR_CHECKS is defined as 1, and when it is compiled with
// AddressSanitizer. Then every region begins with a block of its own, and the
// inline functions never find anything to carve or to make idle, whatever the
// program was compiled with, so that every call comes by the library. Blocks
// of a region that has ended are not used again for a while: who touches them
// is told by AddressSanitizer or valgrind or, without these, by a signal
// handler that names the region.

#ifndef RUNTIME_CHECK_H
#define RUNTIME_CHECK_H

#include <membrane/block.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define MBR_ASAN 1
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define MBR_ASAN 1
#endif
#ifndef MBR_ASAN
#define MBR_ASAN 0
#endif
#ifndef MBR_CHECKS
#define MBR_CHECKS MBR_ASAN
#endif

#if MBR_CHECKS

/// Stands before a region and its growth.
struct mbr_check {
  struct mbr_region_head window;
  const char *name;
};

enum { mbr_check_bytes = 64 };
_Static_assert(sizeof(struct mbr_check) <= mbr_check_bytes, "it has room");

/// Marks memory as not to be touched, or as fit to be used; an object as one of
/// another size.
void mbr_forget(const void *start, size_t bytes);
void mbr_remember(const void *start, size_t bytes);
void mbr_resized(const void *object, size_t old_size, size_t size);

/// Has the leak checker look for pointers in memory, or not any more.
#if MBR_ASAN
#pragma GCC visibility push(default)
void __lsan_register_root_region(void const *start, size_t bytes);
void __lsan_unregister_root_region(void const *start, size_t bytes);
#pragma GCC visibility pop
#define mbr_root_add(start, bytes) __lsan_register_root_region(start, bytes)
#define mbr_root_remove(start, bytes)                                          \
  __lsan_unregister_root_region(start, bytes)
#endif

/// Gives back a block of a region that ends or is emptied, later.
void mbr_retire(void *block, size_t bytes, const struct mbr_region *region);

/// Gives back what waits for that.
void mbr_retire_all(void);

#else

enum { mbr_check_bytes = 0 };

#define mbr_forget(start, bytes) ((void)(start), (void)(bytes))
#define mbr_remember(start, bytes) ((void)(start), (void)(bytes))
#define mbr_resized(object, old, size)                                         \
  ((void)(object), (void)(old), (void)(size))
#define mbr_retire(block, bytes, region) mbr_block_give(block, bytes)
#define mbr_retire_all() ((void)0)

#endif

#ifndef mbr_root_add
#define mbr_root_add(start, bytes) ((void)(start), (void)(bytes))
#define mbr_root_remove(start, bytes) ((void)(start), (void)(bytes))
#endif

#endif
