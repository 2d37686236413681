// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Regions: many objects, one release.
//
// Takes blocks (block.h) and gives objects out of them by advancing a pointer.
// Objects are not freed singly: mbr_region_destroy or mbr_region_reset frees
// all of them. What is said for every function:
//
// - Sizes are in bytes. Size 0 gives a pointer of its own that must not be
//   read or written through. A size that cannot be had, and `count * size`
//   that overflows, give NULL.
// - Memory that cannot be had gives NULL and leaves the region as it was:
//   usable, with everything in it. Nothing prints, aborts or unwinds.
// - Unless said otherwise `region` must not be NULL.
// - A region and its children are used by one thread at a time. It may be a
//   different one each time, when the program orders the two (a lock, a queue,
//   a join): built on one thread, destroyed on another is fine. Different
//   trees of regions need no ordering.

#ifndef MEMBRANE_REGION_H
#define MEMBRANE_REGION_H

#include <membrane/block.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/// A region. Only the functions below know what is inside.
typedef struct mbr_region mbr_region;

/// Alignment of every object, in bytes: that of max_align_t or stricter.
#define MBR_ALIGN ((size_t)16)

/// A new, empty region, or NULL without memory. It holds one block. Constant
/// time. Release: mbr_region_destroy.
MBR_API mbr_region *mbr_region_create(void);

/// A new region inside `parent`: it ends with the parent, by destroy or by
/// reset, if mbr_region_destroy does not end it before. NULL without memory or
/// when a limit of the parents would be passed. Linear in the depth.
MBR_API mbr_region *mbr_region_create_child(mbr_region *parent);

/// Ends the region. First its children, the newest first, each as if destroyed
/// itself; then its deferred calls, the newest first, while its objects still
/// stand; then everything in it is gone. NULL is ignored. Must not be called
/// from a deferred call of the same region. Linear in blocks, children and
/// deferred calls, not in objects; no recursion.
MBR_API void mbr_region_destroy(mbr_region *region);

/// As mbr_region_destroy, but the region itself stays, empty, with its first
/// block, its parent and its limit.
MBR_API void mbr_region_reset(mbr_region *region);

/// The region of a pointer into any object (of any size) of a region that
/// still stands, or the address of such a region itself. NULL for NULL and for
/// an address that is in no region. Constant time; any thread, as long as the
/// region is not ended meanwhile.
MBR_API mbr_region *mbr_region_of(const void *pointer);

/// Bytes of blocks that the region and its children hold. Constant time.
MBR_API size_t mbr_region_bytes(const mbr_region *region);

/// Sets the most that mbr_region_bytes may reach; SIZE_MAX, the state at the
/// start, is no limit. It is checked when a block is needed, so what happens
/// inside a block that is there never fails. A limit under what the region
/// holds takes nothing away. Constant time.
MBR_API void mbr_region_limit(mbr_region *region, size_t bytes);

/// What mbr_alloc calls when the current block is full; the same contract.
MBR_API void *mbr_alloc_slow(mbr_region *region, size_t size);

/// `size` bytes, aligned to MBR_ALIGN, contents not defined, or NULL. Constant
/// time; a new block costs what mbr_block_take says and is linear in the depth
/// of the region. An object of more than a quarter of a block that does not
/// fit in the current one gets blocks of its own.
static inline void *mbr_alloc(mbr_region *region, size_t size) {
  // A region starts with two pointers: the free space of its current block.
  // Both are multiples of MBR_ALIGN, so what fits also fits rounded up.
  char **window = (char **)(void *)region;
  size_t need = size + (size == 0);
  char *object = window[0];
  if (need > (size_t)(window[1] - object))
    return mbr_alloc_slow(region, size);
  window[0] = object + ((need + MBR_ALIGN - 1) & ~(MBR_ALIGN - 1));
  return object;
}

/// As mbr_alloc for `count * size` bytes, all zero. Linear in the bytes.
MBR_API void *mbr_calloc(mbr_region *region, size_t count, size_t size);

/// As mbr_alloc, at a multiple of `alignment`, which is a power of two; NULL
/// when it is not. Less than MBR_ALIGN counts as MBR_ALIGN.
MBR_API void *mbr_aligned_alloc(mbr_region *region, size_t alignment,
                                size_t size);

/// A copy of the `size` bytes at `bytes`, or NULL. `bytes` may be NULL when
/// `size` is 0. Linear in the bytes.
MBR_API void *mbr_memdup(mbr_region *region, const void *bytes, size_t size);

/// A copy of the string, with its zero byte, or NULL. `string` must not be
/// NULL. Linear in the bytes.
MBR_API char *mbr_strdup(mbr_region *region, const char *string);

/// A copy of at most `size` bytes of `string`, with a zero byte after them, or
/// NULL. Reads no byte after the first `size` and none after a zero byte.
MBR_API char *mbr_strndup(mbr_region *region, const char *string, size_t size);

/// Has `run(argument)` called when the region ends or is reset, on the thread
/// that does so. 0 on success; -1 without memory, and then nothing will be
/// called. The call may allocate in the region and defer more, which runs
/// next. Takes memory of the region; constant time.
MBR_API int mbr_defer(mbr_region *region, void (*run)(void *argument),
                      void *argument);

#ifdef __cplusplus
}
#endif

#endif
