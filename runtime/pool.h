// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The pool of the process, as the other files that handle blocks see it.

#ifndef RUNTIME_POOL_H
#define RUNTIME_POOL_H

#include "os.h"
#include "provider.h"

/// The bytes that are kept as they are when nobody has said otherwise.
static const size_t mbr_usually_kept = (size_t)64 << 20;

/// Counts `bytes` as mapped; 0 when the limit says no.
int mbr_charge(size_t bytes);
void mbr_uncharge(size_t bytes);

/// Puts a list of `count` idle blocks on the stack of a class; `lazy` says that
/// the kernel may take what is in them.
void mbr_stack_push(unsigned class, uint32_t head, unsigned count, int lazy);

/// Takes a list off; 0 when there is none.
uint32_t mbr_stack_pop(unsigned class, unsigned *count, int *lazy);

/// Maps blocks of 64 KiB and gives them as a list; 0 without memory.
uint32_t mbr_pool_map_list(unsigned *count);

/// Makes a mapping a block of its own; 0 without memory.
int mbr_run_adopt(char *start, size_t bytes);

/// Such a mapping, not counted; NULL without memory.
void *mbr_run_place(size_t bytes);

/// The opposite: the mapping is nobody's.
void mbr_run_forget(uint32_t number, size_t bytes);

/// Gives a block back to the kernel; 0 when it refuses.
int mbr_run_unmap(uint32_t number, size_t bytes);

#endif
