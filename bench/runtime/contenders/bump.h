// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The physical limit: a pointer is advanced in memory that is mapped with huge
// pages and was written before; nobody asks whether there is room. Each region
// that stands has a slot; free slots are a list through their first words. With
// CALLED every function is called instead of inlined; with SHARED the program
// calls a shared library, which is this file compiled with LIBRARY.

typedef struct region {
  char *next, *slot;
} region;

#ifdef SHARED

void bump_start(size_t bytes, size_t alive, int handed_over);
void region_open(region *in);
void *region_alloc(region *in, size_t size);
void region_close(region *in);

#define THREAD_START() bump_start(plan.bytes, plan.alive, plan.handed_over)

#else

#include <sys/mman.h>

#if defined(LIBRARY)
#define BUMP __attribute__((visibility("default")))
#elif defined(CALLED)
#define BUMP static __attribute__((noinline))
#else
#define BUMP static inline
#endif

static __thread struct {
  char *free, *base;
  size_t size, turn;
} bump;

static char *bump_at(size_t number) { return bump.base + number * bump.size; }

static char **bump_next(char *slot) { return (char **)(void *)slot; }

static void bump_map(void) {
  const size_t huge = (size_t)2 << 20;
  // A line to spare, so that slots are apart and the last object has room.
  bump.size = (plan.bytes + 64 + 63) & ~(size_t)63;
  size_t bytes = (bump.size * plan.alive + huge - 1) & ~(huge - 1);
  char *map = (char *)mmap(NULL, bytes + huge, PROT_READ | PROT_WRITE,
                           MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (map == (char *)MAP_FAILED)
    abort();
  bump.base = map + (huge - (uintptr_t)map % huge) % huge;
  madvise(bump.base, bytes, MADV_HUGEPAGE);
  memset(bump.base, 1, bump.size * plan.alive);
  for (size_t i = plan.alive; i > 0; --i) {
    *bump_next(bump_at(i - 1)) = bump.free;
    bump.free = bump_at(i - 1);
  }
}
#define THREAD_START bump_map

#ifdef LIBRARY
BUMP void bump_start(size_t bytes, size_t alive, int handed_over) {
  plan.bytes = bytes;
  plan.alive = alive;
  plan.handed_over = handed_over;
  bump_map();
}
#endif

BUMP void region_open(region *in) {
  if (plan.handed_over) {
    // They come back in the order in which they went.
    in->slot = bump_at(bump.turn);
    bump.turn = bump.turn + 1 == plan.alive ? 0 : bump.turn + 1;
  } else {
    in->slot = bump.free;
    bump.free = *bump_next(in->slot);
  }
  in->next = in->slot;
}

BUMP void *region_alloc(region *in, size_t size) {
  void *object = in->next;
  in->next += (size + 15) & ~(size_t)15;
  return object;
}

BUMP void region_close(region *in) {
  if (plan.handed_over)
    return;
  *bump_next(in->slot) = bump.free;
  bump.free = in->slot;
}

#endif
