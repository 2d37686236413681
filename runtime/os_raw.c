// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Asks the kernel for mappings, without libc: Linux on x86-64 and AArch64. Also
// the four functions of <string.h> that the runtime and its compiler use, for
// programs that have none; a program's own ones come first.

#include "os.h"

#include <stdint.h>

#if !defined(__linux__) || !(defined(__x86_64__) || defined(__aarch64__))
#error "the build without libc knows Linux on x86-64 and AArch64"
#endif

// From the kernel's headers, which are the same for every program.
enum { can_read_write = 3, private_anonymous_noreserve = 0x4022 };
enum { may_move_to = 3, huge_page = 14, no_huge_page = 15, free_pages = 8 };

#if defined(__x86_64__)
enum { nr_mmap = 9, nr_munmap = 11, nr_mremap = 25, nr_madvise = 28 };
enum { nr_getpid = 39 };

static long ask(long number, const long *arguments) {
  register long fourth __asm__("r10") = arguments[3];
  register long fifth __asm__("r8") = arguments[4];
  register long sixth __asm__("r9") = arguments[5];
  long result;
  __asm__ volatile("syscall"
                   : "=a"(result)
                   : "a"(number), "D"(arguments[0]), "S"(arguments[1]),
                     "d"(arguments[2]), "r"(fourth), "r"(fifth), "r"(sixth)
                   : "rcx", "r11", "memory");
  return result;
}
#else
enum { nr_mmap = 222, nr_munmap = 215, nr_mremap = 216, nr_madvise = 233 };
enum { nr_getpid = 172 };

static long ask(long number, const long *arguments) {
  register long x8 __asm__("x8") = number;
  register long x0 __asm__("x0") = arguments[0];
  register long x1 __asm__("x1") = arguments[1];
  register long x2 __asm__("x2") = arguments[2];
  register long x3 __asm__("x3") = arguments[3];
  register long x4 __asm__("x4") = arguments[4];
  register long x5 __asm__("x5") = arguments[5];
  __asm__ volatile("svc 0"
                   : "+r"(x0)
                   : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x5)
                   : "memory");
  return x0;
}
#endif

/// The last page of addresses are error numbers.
static int failed(long result) { return (unsigned long)result > -4096UL; }

void *mbr_os_map(size_t bytes) {
  long start = ask(nr_mmap, (long[6]){0, (long)bytes, can_read_write,
                                      private_anonymous_noreserve, -1, 0});
  return failed(start) ? NULL : (void *)start;
}

int mbr_os_unmap(void *start, size_t bytes) {
  return !failed(ask(nr_munmap, (long[6]){(long)start, (long)bytes}));
}

int mbr_os_grow(void *start, size_t bytes, size_t more) {
  return !failed(
      ask(nr_mremap, (long[6]){(long)start, (long)bytes, (long)more, 0}));
}

int mbr_os_move(void *from, size_t from_bytes, void *to, size_t to_bytes) {
  return !failed(
      ask(nr_mremap, (long[6]){(long)from, (long)from_bytes, (long)to_bytes,
                               may_move_to, (long)to}));
}

int mbr_os_advise(void *start, size_t bytes, enum mbr_advice advice) {
  static const long advices[] = {[mbr_use_huge_pages] = huge_page,
                                 [mbr_use_small_pages] = no_huge_page,
                                 [mbr_contents_may_go] = free_pages};
  return !failed(
      ask(nr_madvise, (long[6]){(long)start, (long)bytes, advices[advice]}));
}

int mbr_os_process(void) { return (int)ask(nr_getpid, (long[6]){0}); }

// The asm statements keep the compiler from making these loops calls of the
// functions that they are.

#define WEAK __attribute__((weak))

WEAK void *memcpy(void *restrict to, const void *restrict from, size_t bytes) {
  for (size_t i = 0; i < bytes; i++) {
    ((char *)to)[i] = ((const char *)from)[i];
    __asm__ volatile("");
  }
  return to;
}

WEAK void *memset(void *start, int byte, size_t bytes) {
  for (size_t i = 0; i < bytes; i++) {
    ((char *)start)[i] = (char)byte;
    __asm__ volatile("");
  }
  return start;
}

WEAK size_t strlen(const char *string) {
  size_t length = 0;
  for (; string[length]; length++)
    __asm__ volatile("");
  return length;
}

WEAK void *memchr(const void *start, int byte, size_t bytes) {
  const char *next = start;
  for (; bytes > 0; bytes--, next++)
    if (*next == (char)byte)
      return (void *)(uintptr_t)next;
  return NULL;
}
