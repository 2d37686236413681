// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the tests of the adapters share: a workload of a library is run again
// and again, and neither the process, nor libc, nor the region may grow.

#ifndef TEST_RUNTIME_ADAPTERS_ADAPTER_H
#define TEST_RUNTIME_ADAPTERS_ADAPTER_H

#include "../check.h"

#include <malloc.h>
#include <membrane/heap.h>

/// Uses the library with memory of `heap`, which is the thread's current one.
/// With `own_free` it gives back everything by the library's own functions;
/// otherwise it leaves all of it.
typedef void (*workload)(mbr_heap *heap, int own_free);

enum { warm_rounds = 3, rounds = 20, much = 16 << 20, little = 4 << 20 };

/// Bytes that libc's malloc has given and not got back; always 0 under
/// AddressSanitizer, which finds leaks itself.
static inline size_t libc_bytes(void) { return mallinfo2().uordblks; }

static inline void run_in(mbr_heap *heap, workload work, int own_free) {
  mbr_heap *before = mbr_heap_enter(heap);
  work(heap, own_free);
  CHECK(mbr_heap_enter(before) == heap);
}

/// Bytes that the process has for blocks and cannot do without.
static inline size_t mapped_bytes(void) {
  mbr_block_trim(0);
  return mbr_block_bytes(MBR_BLOCK_MAPPED);
}

/// One mbr_region_destroy releases all that a workload leaves: more than would
/// fit into the memory that is there in the end.
static inline void destroy_releases_all(workload work) {
  size_t released = 0, libc = 0;
  for (int round = 0; released < much || round <= warm_rounds; round++) {
    mbr_region *region = mbr_region_create();
    run_in(mbr_heap_create(region), work, 0);
    CHECK(mbr_region_bytes(region) > 50000);
    released += mbr_region_bytes(region);
    mbr_region_destroy(region);
    if (round == warm_rounds)
      libc = libc_bytes();
  }
  CHECK(mapped_bytes() <= little);
  CHECK(libc_bytes() == libc);
}

/// What the library gives back itself is used again.
static inline void own_free_releases_all(workload work) {
  size_t held = 0, libc = 0;
  mbr_region *region = mbr_region_create();
  mbr_heap *heap = mbr_heap_create(region);
  for (int round = 0; round < rounds; round++) {
    run_in(heap, work, 1);
    if (round == warm_rounds) {
      held = mbr_region_bytes(region);
      libc = libc_bytes();
    }
  }
  // Twice, because some libraries hash with numbers that are random.
  CHECK(mbr_region_bytes(region) <= 2 * held);
  CHECK(libc_bytes() == libc);
  mbr_region_destroy(region);
}

#endif
