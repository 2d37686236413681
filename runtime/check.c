// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a checking build does with memory that nobody may touch.
//
// Blocks that a region gave back wait in a ring before they are used again.
// With AddressSanitizer or under valgrind their bytes are marked, as all that
// are not of a living object; otherwise the kernel forbids them, and a handler
// of SIGSEGV says which region they were of before the program ends as it would
// have. One lock guards the ring; the handler reads without it, because the
// program does not go on.

#define _GNU_SOURCE

#include "os.h"
#include "region_inside.h"

#if MBR_CHECKS

#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#if defined(__has_include) && !MBR_ASAN
#if __has_include(<valgrind/memcheck.h>)
#include <valgrind/memcheck.h>
#define UNDER_VALGRIND RUNNING_ON_VALGRIND
#endif
#endif
#ifndef UNDER_VALGRIND
#define UNDER_VALGRIND 0
#define VALGRIND_MAKE_MEM_NOACCESS(start, bytes) ((void)0)
#define VALGRIND_MAKE_MEM_UNDEFINED(start, bytes) ((void)0)
#define VALGRIND_CREATE_BLOCK(start, bytes, text) 0
#define VALGRIND_DISCARD(block) ((void)(block))
#endif

#if MBR_ASAN
// Declared here because the compiler's package does not always bring
// <sanitizer/asan_interface.h>. They come from a shared library with GCC, also
// where all else here is hidden.
#pragma GCC visibility push(default)
void __asan_poison_memory_region(void const volatile *start, size_t bytes);
void __asan_unpoison_memory_region(void const volatile *start, size_t bytes);
#pragma GCC visibility pop
#else
#define __asan_poison_memory_region(start, bytes) ((void)0)
#define __asan_unpoison_memory_region(start, bytes) ((void)0)
#endif

void mbr_forget(const void *start, size_t bytes) {
  __asan_poison_memory_region(start, bytes);
  VALGRIND_MAKE_MEM_NOACCESS(start, bytes);
}

void mbr_remember(const void *start, size_t bytes) {
  __asan_unpoison_memory_region(start, bytes);
  VALGRIND_MAKE_MEM_UNDEFINED(start, bytes);
}

void mbr_resized(const void *object, size_t old_size, size_t size) {
  const char *end = (const char *)object + (size < old_size ? size : old_size);
  if (size > old_size)
    mbr_remember(end, size - old_size);
  else
    mbr_forget(end, old_size - size);
}

// The ring.

struct ended {
  char *block;
  size_t bytes;
  const void *region;
  const char *name;
  /// What valgrind calls it.
  unsigned description;
};

static const char *name_of(const struct ended *ended) {
  return ended->name ? ended->name : "unnamed";
}

enum { ended_count = 256 };

static struct ended ring[ended_count];
static unsigned ring_next;
/// The process that has the lock, so that a child of fork does not wait for a
/// thread that it does not have.
static atomic_int ring_lock;

static void lock(void) {
  int self = mbr_os_process(), other = 0;
  while (!atomic_compare_exchange_weak_explicit(
      &ring_lock, &other, self, memory_order_acquire, memory_order_relaxed))
    if (other == self)
      other = 0;
}

static void unlock(void) {
  atomic_store_explicit(&ring_lock, 0, memory_order_release);
}

// Without a tool that watches.

static int watched(void) { return MBR_ASAN || UNDER_VALGRIND; }

/// How the signal was handled before.
static struct sigaction handled_before;
static atomic_int handler_there;

/// Says whose memory was touched, and lets the touch happen again as if nobody
/// had asked.
static void say_and_go_on(int signal, siginfo_t *info, void *context) {
  (void)signal;
  (void)context;
  sigaction(SIGSEGV, &handled_before, NULL);
  const char *touched = info->si_addr;
  for (unsigned i = 0; i < ended_count; i++) {
    const struct ended *ended = &ring[i];
    if (!ended->block || touched < ended->block ||
        touched >= ended->block + ended->bytes)
      continue;
    char text[256];
    int length = snprintf(text, sizeof text,
                          "membrane: %p was used, but its region '%s' (%p) has "
                          "ended or was reset\n",
                          info->si_addr, name_of(ended), ended->region);
    if (length > 0 && write(STDERR_FILENO, text, (size_t)length) < 0)
      return;
    return;
  }
}

static void handler_make(void) {
  if (atomic_exchange(&handler_there, 1))
    return;
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_sigaction = say_and_go_on;
  action.sa_flags = SA_SIGINFO;
  sigaction(SIGSEGV, &action, &handled_before);
}

static void forbid(struct ended *ended) {
  mbr_forget(ended->block, ended->bytes);
  if (UNDER_VALGRIND) {
    char text[128];
    snprintf(text, sizeof text, "region '%s', which has ended or was reset,",
             name_of(ended));
    ended->description =
        VALGRIND_CREATE_BLOCK(ended->block, ended->bytes, text);
  }
  if (watched())
    return;
  handler_make();
  mprotect(ended->block, ended->bytes, PROT_NONE);
}

static void allow(const struct ended *ended) {
  if (UNDER_VALGRIND)
    VALGRIND_DISCARD(ended->description);
  if (!watched())
    mprotect(ended->block, ended->bytes, PROT_READ | PROT_WRITE);
}

/// Puts a block into the ring, and gives back the one that was in its place.
static void ring_put(const struct ended *now) {
  lock();
  struct ended *place = &ring[ring_next++ % ended_count];
  struct ended old = *place;
  // In this order, so that a child of fork finds a block or none.
  place->block = NULL;
  atomic_signal_fence(memory_order_seq_cst);
  place->bytes = now->bytes;
  place->region = now->region;
  place->name = now->name;
  place->description = now->description;
  atomic_signal_fence(memory_order_seq_cst);
  place->block = now->block;
  unlock();
  if (!old.block)
    return;
  allow(&old);
  mbr_block_give(old.block, old.bytes);
}

void mbr_retire(void *block, size_t bytes, const struct mbr_region *region) {
  struct ended now = {block, bytes, region, mbr_check_of(region)->name, 0};
  forbid(&now);
  ring_put(&now);
}

void mbr_retire_all(void) {
  struct ended none = {NULL, 0, NULL, NULL, 0};
  for (unsigned i = 0; i < ended_count; i++)
    ring_put(&none);
}

#else

// ISO C wants a declaration in each unit.
extern const int mbr_no_checks;

#endif
