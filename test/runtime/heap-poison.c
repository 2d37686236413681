// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// With AddressSanitizer, of a heap's memory only objects that stand may be
// touched.

#include "check.h"

#include <membrane/heap.h>

int __asan_address_is_poisoned(void const volatile *address);
void *__asan_region_is_poisoned(void *start, size_t bytes);

static void object_is_open(char *object) {
  CHECK(!__asan_region_is_poisoned(object, mbr_heap_size(object)));
  CHECK(__asan_address_is_poisoned(object - 1));
  CHECK(__asan_address_is_poisoned(object - 16));
}

static void freed_is_closed(size_t size) {
  mbr_heap *heap = mbr_heap_create(mbr_region_create());
  char *first = mbr_heap_alloc(heap, size);
  char *second = mbr_heap_alloc(heap, size);
  object_is_open(first);
  object_is_open(second);
  CHECK(__asan_address_is_poisoned(first + mbr_heap_size(first)));
  mbr_heap_free(heap, first);
  CHECK(__asan_address_is_poisoned(first));
  CHECK(__asan_address_is_poisoned(first + size - 1));
  object_is_open(second);
  second = mbr_heap_realloc(heap, second, 3 * size);
  object_is_open(second);
  memset(second, 1, 3 * size);
  second = mbr_heap_realloc(heap, second, size);
  object_is_open(second);
  CHECK(size > 60000 || __asan_address_is_poisoned(second + 2 * size));
  mbr_region_destroy(mbr_heap_region(heap));
}

int main(void) {
  freed_is_closed(16);
  freed_is_closed(100);
  freed_is_closed(5000);
  freed_is_closed(100000);
  return 0;
}
