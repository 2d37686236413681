// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What every measurement needs: clocks, page faults, resident memory, pinning,
// numbers at random. C11 with GNU extensions and C++17.

#ifndef BENCH_HARNESS_H
#define BENCH_HARNESS_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <fcntl.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#define ALWAYS_INLINE static inline __attribute__((always_inline))

/// The compiler must believe that somebody looks at the pointer, or also at
/// what it points to.
ALWAYS_INLINE void keep_pointer(void *pointer) {
  __asm__ volatile("" : : "r"(pointer));
}
ALWAYS_INLINE void keep_contents(void *pointer) {
  __asm__ volatile("" : : "r"(pointer) : "memory");
}

/// Xorshift, 32 bits; the state must not be 0.
ALWAYS_INLINE uint32_t next_random(uint32_t *state) {
  uint32_t x = *state;
  x ^= x << 13;
  x ^= x >> 17;
  x ^= x << 5;
  return *state = x;
}

/// Nanoseconds that the calling thread has worked: other work on the machine
/// costs precision, but is not counted.
static inline double cpu_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

static inline long thread_faults(void) {
  struct rusage usage;
  getrusage(RUSAGE_THREAD, &usage);
  return usage.ru_minflt + usage.ru_majflt;
}

/// What a thread did between span_start and span_stop.
typedef struct span {
  double ns;
  long faults;
} span;

/// Set: a call of getppid begins and ends every span, for who traces calls.
static int span_marks;

static inline void span_start(span *measured) {
  measured->faults = thread_faults();
  if (span_marks)
    getppid();
  measured->ns = cpu_ns();
}

static inline void span_stop(span *measured) {
  measured->ns = cpu_ns() - measured->ns;
  if (span_marks)
    getppid();
  measured->faults = thread_faults() - measured->faults;
}

/// KiB of the process that are in memory, exactly: the kernel walks the page
/// tables. `field` is a line of smaps_rollup, "Rss:" say. Allocates nothing.
static inline long resident_kib(const char *field) {
  static char text[4096];
  int file = open("/proc/self/smaps_rollup", O_RDONLY);
  ssize_t got = file < 0 ? 0 : read(file, text, sizeof text - 1);
  if (file >= 0)
    close(file);
  text[got > 0 ? got : 0] = '\0';
  const char *line = strstr(text, field);
  return line ? atol(line + strlen(field)) : 0;
}

/// Binds the calling thread to one of the CPUs that the process was given.
static inline void pin_thread(int which) {
  cpu_set_t given, one;
  if (sched_getaffinity(0, sizeof given, &given) || !CPU_COUNT(&given))
    return;
  which %= CPU_COUNT(&given);
  for (int cpu = 0; cpu < CPU_SETSIZE; ++cpu) {
    if (!CPU_ISSET(cpu, &given) || which--)
      continue;
    CPU_ZERO(&one);
    CPU_SET(cpu, &one);
    sched_setaffinity(0, sizeof one, &one);
    return;
  }
}

#endif
