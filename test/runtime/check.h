// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// CHECK for the runtime's tests: says where and what does not hold, and ends
// the program. Unlike assert it stays in builds with NDEBUG. Beside it what
// many of them need: contents that are told apart, and calls that note their
// order.

#ifndef TEST_RUNTIME_CHECK_H
#define TEST_RUNTIME_CHECK_H

#include <membrane/block.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHECK(condition)                                                       \
  ((condition) ? (void)0 : check_failed(__FILE__, __LINE__, #condition))

static inline void check_failed(const char *file, int line, const char *text) {
  fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, text);
  abort();
}

static inline int aligned(const void *pointer, size_t alignment) {
  return ((uintptr_t)pointer & (alignment - 1)) == 0;
}

/// The place after `at` of those that are filled in an object of `size` bytes:
/// all of a small one, the ends and some others of a large one.
static inline size_t filled_after(size_t at, size_t size) {
  if (size <= 4096 || at < 200 || at >= size - 200)
    return at + 1;
  return at + 4099 < size - 200 ? at + 4099 : size - 200;
}

static inline void fill(void *object, size_t size, unsigned seed) {
  unsigned char *bytes = (unsigned char *)object;
  for (size_t at = 0; at < size; at = filled_after(at, size))
    bytes[at] = (unsigned char)(seed + at);
}

/// Whether the first `kept` bytes of what was filled as `size` are still so.
static inline int is_filled(const void *object, size_t size, size_t kept,
                            unsigned seed) {
  const unsigned char *bytes = (const unsigned char *)object;
  for (size_t at = 0; at < size && at < kept; at = filled_after(at, size))
    if (bytes[at] != (unsigned char)(seed + at))
      return 0;
  return 1;
}

/// The letters that deferred calls have noted.
struct notes {
  char text[64];
  size_t length;
};

static inline struct notes *notes(void) {
  static struct notes all;
  return &all;
}

/// To be deferred with a string, of which the first letter is noted.
static inline void note(void *argument) {
  struct notes *all = notes();
  CHECK(all->length + 1 < sizeof all->text);
  all->text[all->length++] = *(const char *)argument;
  all->text[all->length] = 0;
}

/// Whether these were noted, in this order; forgets them.
static inline int noted(const char *text) {
  struct notes *all = notes();
  int same = strcmp(all->text, text) == 0;
  if (!same)
    fprintf(stderr, "noted '%s', not '%s'\n", all->text, text);
  all->length = 0;
  all->text[0] = 0;
  return same;
}

/// How many were noted; forgets them.
static inline size_t noted_count(void) {
  struct notes *all = notes();
  size_t count = all->length;
  all->length = 0;
  all->text[0] = 0;
  return count;
}

/// Whether everything that was ever taken can go back to the kernel.
static inline int nothing_is_held(void) {
  mbr_block_trim(0);
  return mbr_block_bytes(MBR_BLOCK_MAPPED) == 0 &&
         mbr_block_bytes(MBR_BLOCK_IDLE) == 0 &&
         mbr_block_bytes(MBR_BLOCK_RECLAIMABLE) == 0;
}

#endif
