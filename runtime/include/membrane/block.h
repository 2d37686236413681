// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Blocks: big pieces of memory for whoever builds an allocator on them.
//
// Takes a size; gives memory that starts at a multiple of MBR_BLOCK_SIZE, out
// of mappings that stay with the process and are used again. Nothing is ever
// written into a block here: what there is to know of it stands beside it. A
// block comes from a cache of the calling thread, then from a pool of the
// process, then from the kernel: small pages for the first MiB of a process,
// huge pages, where the kernel allows them, for what comes after.
//
// What happens to idle memory: up to mbr_block_keep bytes of it stay as they
// are. What is given back beyond that, and every block of more than 2 MiB, the
// kernel may take at any time (MADV_FREE) and is used again without a page
// fault when it did not. Nothing is unmapped before mbr_block_trim, or before
// the kernel or the limit refuses more.
//
// Every function may be called from any thread at any time, also in a child
// after fork, and needs nothing to have run before. None prints. All copies of
// the library in a process share one pool, unless it is an executable that
// does not export `mbr_provider_v1`.

#ifndef MEMBRANE_BLOCK_H
#define MEMBRANE_BLOCK_H

#include <membrane/abi.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Size and alignment of the smallest block, in bytes.
#define MBR_BLOCK_SIZE ((size_t)65536)

/// What mbr_block_bytes counts.
enum mbr_block_count {
  /// Bytes that the process has for blocks, idle ones included. The tables that
  /// say which region an address is in are not counted.
  MBR_BLOCK_MAPPED,
  /// The most that MBR_BLOCK_MAPPED has ever been.
  MBR_BLOCK_PEAK,
  /// Bytes that lie idle in the pool of the process. Blocks in the caches of
  /// threads are idle too and not counted, nor are those of regions that one
  /// thread ended and none has made anew: 64 at most.
  MBR_BLOCK_IDLE,
  /// Those of MBR_BLOCK_IDLE that the kernel may take at any time.
  MBR_BLOCK_RECLAIMABLE
};

/// Takes at least `bytes` bytes; 0 counts as 1. Blocks are 64 KiB times a power
/// of two, aligned to their size, up to 2 MiB; larger ones are a multiple of
/// 512 KiB, at most a quarter more than asked for, aligned to 2 MiB. The
/// contents are not defined: they may be zero or what an earlier user of the
/// process left there. NULL when the kernel has no memory, when the limit of
/// mbr_block_limit would be passed, or when the sum overflows; idle blocks are
/// given back to the kernel first. Constant time without a system call when an
/// idle block of the size is there.
MBR_API void *mbr_block_take(size_t bytes);

/// Gives back what mbr_block_take gave, with the same `bytes`; any thread may
/// do it. NULL is ignored. Constant time; a system call for a block that the
/// kernel may take from then on.
MBR_API void mbr_block_give(void *block, size_t bytes);

/// Makes a block of `old_bytes` one of at least `bytes`, contents included, and
/// gives where it is now: the same place if it is large enough already or can
/// grow there. One of more than 2 MiB moves by its pages, in the order of 10 ns
/// for each 4 KiB; a smaller one is copied. NULL as for mbr_block_take, and
/// then the old block stands.
MBR_API void *mbr_block_resize(void *block, size_t old_bytes, size_t bytes);

/// Gives idle blocks back to the kernel until at most `keep` bytes lie in the
/// pool, the calling thread's cache included; caches of other threads stay.
/// Gives the bytes that went back: 0 when there was nothing to do or the
/// kernel refused. Linear in what is idle.
MBR_API size_t mbr_block_trim(size_t keep);

/// Sets how many idle bytes stay as they are; 64 MiB at the start. Acts on
/// what is given back from then on. Constant time.
MBR_API void mbr_block_keep(size_t bytes);

/// Sets the most bytes that MBR_BLOCK_MAPPED may reach; SIZE_MAX, the state
/// at the start, is no limit. Blocks of up to 2 MiB are counted 1 or 2 MiB at
/// a time. A limit under what is mapped takes nothing away: it only keeps more
/// from being mapped. Constant time.
MBR_API void mbr_block_limit(size_t bytes);

/// One of the counts, in bytes, as of some moment during the call; 0 for a
/// count that does not exist. Constant time.
MBR_API size_t mbr_block_bytes(enum mbr_block_count count);

#ifdef __cplusplus
}
#endif

#endif
