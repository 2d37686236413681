// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// CHECK for the runtime's tests: says where and what does not hold, and ends
// the program. Unlike assert it stays in builds with NDEBUG.

#ifndef TEST_RUNTIME_CHECK_H
#define TEST_RUNTIME_CHECK_H

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

#endif
