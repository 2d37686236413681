// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Blocks: big pieces of memory for whoever builds an allocator on them.
//
// Takes a size; gives memory that starts at a multiple of MBR_BLOCK_SIZE, out
// of mappings that stay with the process and are used again. One block comes
// from a cache of the calling thread, then from a pool of the process, then
// from the kernel. Every function here may be called from any thread at any
// time, also in a child after fork; none sets errno on purpose, none prints.

#ifndef MEMBRANE_BLOCK_H
#define MEMBRANE_BLOCK_H

#include <stddef.h>

#if defined(__GNUC__)
#define MBR_API __attribute__((visibility("default")))
#else
#define MBR_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

/// Size and alignment of one block, in bytes.
#define MBR_BLOCK_SIZE ((size_t)65536)

/// What mbr_block_bytes counts.
enum mbr_block_count {
  /// Bytes mapped from the kernel now, idle blocks included. The tables that
  /// say which region an address is in are not counted.
  MBR_BLOCK_MAPPED,
  /// The most that MBR_BLOCK_MAPPED has ever been.
  MBR_BLOCK_PEAK,
  /// Bytes that lie idle in the pool of the process. Blocks in the caches of
  /// threads (at most eight for each thread) are idle too and not counted.
  MBR_BLOCK_IDLE
};

/// Takes at least `bytes` bytes, rounded up to whole blocks; 0 counts as 1.
/// The contents are not defined: they may be zero or what an earlier user of
/// the process left there. NULL when the kernel has no memory, when the limit
/// of mbr_block_limit would be passed, or when the sum overflows; idle blocks
/// are given back to the kernel first. One block: constant time without a
/// system call once the process has idle blocks. More: one mapping each.
MBR_API void *mbr_block_take(size_t bytes);

/// Gives back what mbr_block_take gave, with the same `bytes`; any thread may
/// do it. NULL is ignored. One block stays with the process for later use, a
/// longer run goes back to the kernel. Constant time, without a system call
/// for one block.
MBR_API void mbr_block_give(void *block, size_t bytes);

/// Gives idle blocks back to the kernel until at most `keep` bytes lie in the
/// pool, the calling thread's cache included; caches of other threads stay.
/// Gives the bytes that went back: 0 when there was nothing to do or the
/// kernel refused. Linear in the blocks that go.
MBR_API size_t mbr_block_trim(size_t keep);

/// Sets the most bytes that MBR_BLOCK_MAPPED may reach; SIZE_MAX, the state
/// at the start, is no limit. A limit under what is mapped takes nothing
/// away: it only keeps more from being mapped. Constant time.
MBR_API void mbr_block_limit(size_t bytes);

/// One of the counts, in bytes, as of some moment during the call; 0 for a
/// count that does not exist. Constant time.
MBR_API size_t mbr_block_bytes(enum mbr_block_count count);

#ifdef __cplusplus
}
#endif

#endif
