// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Hands out objects of a region and ends all of them together.
//
// Takes blocks from block.c and gives pieces of them by advancing a pointer. A
// region stands in its first block; its blocks form a list, newest first, and
// the newest block of the usual size is the one that is carved. Larger objects
// get a run of blocks of their own and leave the current block as it is. What
// is left in a block that is too small for an object is not used again.

#include "internal.h"

#include <stdint.h>
#include <string.h>

_Static_assert(sizeof(struct mbr_run) % MBR_ALIGN == 0 &&
                   sizeof(struct mbr_region) % MBR_ALIGN == 0,
               "what stands at the start of a block keeps the alignment");
_Static_assert(_Alignof(max_align_t) <= MBR_ALIGN, "MBR_ALIGN suits any type");

/// An object that needs more than this gets blocks of its own.
static const size_t large_bytes = MBR_BLOCK_SIZE / 4;

/// Bytes behind every object that belong to none, so that a build that poisons
/// sees who runs over the end.
static const size_t gap = MBR_POISONS ? MBR_ALIGN : 0;

// Space.

static struct mbr_span *span_of(struct mbr_region *region) {
  return MBR_POISONS ? &region->checked : &region->window;
}

/// Makes the space after the `used` bytes at the start of a block the one that
/// is carved.
static void span_open(struct mbr_region *region, char *block, size_t used) {
  struct mbr_span *span = span_of(region);
  span->next = block + used;
  span->end = block + MBR_BLOCK_SIZE;
  mbr_poison(span->next, MBR_BLOCK_SIZE - used);
}

/// An aligned object out of the current block, or NULL. `need` is not 0.
static void *span_carve(struct mbr_region *region, size_t alignment,
                        size_t need) {
  struct mbr_span *span = span_of(region);
  size_t room = (size_t)(span->end - span->next);
  size_t skip = -(uintptr_t)span->next & (alignment - 1);
  if (skip > room || need > room - skip || gap > room - skip - need)
    return NULL;
  char *object = span->next + skip;
  size_t step = (need + gap + MBR_ALIGN - 1) & ~(MBR_ALIGN - 1);
  span->next = step > room - skip ? span->end : object + step;
  mbr_unpoison(object, need);
  return object;
}

// Blocks.

/// Counts blocks in the region and all that it is in; 0 when a limit says no.
static int hold(struct mbr_region *region, size_t bytes) {
  for (struct mbr_region *r = region; r; r = r->parent)
    if (r->held > r->limit || bytes > r->limit - r->held)
      return 0;
  for (struct mbr_region *r = region; r; r = r->parent)
    r->held += bytes;
  return 1;
}

static void unhold(struct mbr_region *region, size_t bytes) {
  for (struct mbr_region *r = region; r; r = r->parent)
    r->held -= bytes;
}

/// A run of `bytes`, whole blocks, for the region, at the front of its list.
static struct mbr_run *run_open(struct mbr_region *region, size_t bytes) {
  if (!hold(region, bytes))
    return NULL;
  struct mbr_run *run = mbr_block_take(bytes);
  if (!run) {
    unhold(region, bytes);
    return NULL;
  }
  mbr_owner_set(run, bytes, region);
  run->bytes = bytes;
  run->next = region->runs;
  region->runs = run;
  return run;
}

static void run_close(struct mbr_run *run) {
  mbr_owner_set(run, run->bytes, NULL);
  mbr_block_give(run, run->bytes);
}

/// Gives back all runs but the first one, where the region stands.
static void runs_close(struct mbr_region *region) {
  struct mbr_run *run = region->runs;
  while (run->next) {
    struct mbr_run *next = run->next;
    unhold(region, run->bytes);
    run_close(run);
    run = next;
  }
  region->runs = run;
}

// Objects.

static void *large_alloc(struct mbr_region *region, size_t alignment,
                         size_t need) {
  size_t extra = sizeof(struct mbr_run) + alignment + gap + MBR_BLOCK_SIZE;
  if (extra < alignment || need > SIZE_MAX - extra)
    return NULL;
  // The run begins at a multiple of MBR_BLOCK_SIZE and of MBR_ALIGN.
  size_t used = sizeof(struct mbr_run) + need + gap;
  if (alignment > MBR_ALIGN)
    used += alignment;
  size_t bytes = (used + MBR_BLOCK_SIZE - 1) & ~(MBR_BLOCK_SIZE - 1);
  struct mbr_run *run = run_open(region, bytes);
  if (!run)
    return NULL;
  char *start = (char *)(run + 1);
  char *object = start + (-(uintptr_t)start & (alignment - 1));
  mbr_poison(start, bytes - sizeof(struct mbr_run));
  mbr_unpoison(object, need);
  return object;
}

void *mbr_aligned_alloc(mbr_region *region, size_t alignment, size_t size) {
  if (alignment == 0 || (alignment & (alignment - 1)))
    return NULL;
  if (alignment < MBR_ALIGN)
    alignment = MBR_ALIGN;
  size_t need = size ? size : 1;
  void *object = span_carve(region, alignment, need);
  if (object)
    return object;
  if (need > large_bytes || alignment > large_bytes)
    return large_alloc(region, alignment, need);
  struct mbr_run *run = run_open(region, MBR_BLOCK_SIZE);
  if (!run)
    return NULL;
  span_open(region, (char *)run, sizeof *run);
  return span_carve(region, alignment, need);
}

void *mbr_alloc_slow(mbr_region *region, size_t size) {
  return mbr_aligned_alloc(region, MBR_ALIGN, size);
}

void *mbr_calloc(mbr_region *region, size_t count, size_t size) {
  if (size && count > SIZE_MAX / size)
    return NULL;
  void *object = mbr_alloc(region, count * size);
  return object ? memset(object, 0, count * size) : NULL;
}

void *mbr_memdup(mbr_region *region, const void *bytes, size_t size) {
  void *copy = mbr_alloc(region, size);
  if (copy && size)
    memcpy(copy, bytes, size);
  return copy;
}

char *mbr_strdup(mbr_region *region, const char *string) {
  return mbr_memdup(region, string, strlen(string) + 1);
}

char *mbr_strndup(mbr_region *region, const char *string, size_t size) {
  const char *zero = size ? memchr(string, 0, size) : NULL;
  size_t length = zero ? (size_t)(zero - string) : size;
  if (length == SIZE_MAX)
    return NULL;
  char *copy = mbr_alloc(region, length + 1);
  if (!copy)
    return NULL;
  memcpy(copy, string, length);
  copy[length] = 0;
  return copy;
}

int mbr_defer(mbr_region *region, void (*run)(void *argument), void *argument) {
  struct mbr_deferred *deferred = mbr_alloc(region, sizeof *deferred);
  if (!deferred)
    return -1;
  deferred->run = run;
  deferred->argument = argument;
  deferred->next = region->deferred;
  region->deferred = deferred;
  return 0;
}

// Regions.

/// A region in its own first block, which it has not counted yet.
static struct mbr_region *region_place(struct mbr_region *parent) {
  struct mbr_run *run = mbr_block_take(MBR_BLOCK_SIZE);
  if (!run)
    return NULL;
  struct mbr_region *region = (struct mbr_region *)(run + 1);
  memset(region, 0, sizeof *region);
  run->next = NULL;
  run->bytes = MBR_BLOCK_SIZE;
  mbr_owner_set(run, run->bytes, region);
  region->runs = run;
  region->parent = parent;
  region->held = MBR_BLOCK_SIZE;
  region->limit = SIZE_MAX;
  atomic_init(&region->holders, 1);
  span_open(region, (char *)run, sizeof *run + sizeof *region);
  return region;
}

mbr_region *mbr_region_create(void) { return region_place(NULL); }

mbr_region *mbr_region_create_child(mbr_region *parent) {
  if (!hold(parent, MBR_BLOCK_SIZE))
    return NULL;
  struct mbr_region *region = region_place(parent);
  if (!region) {
    unhold(parent, MBR_BLOCK_SIZE);
    return NULL;
  }
  region->older = parent->child;
  if (region->older)
    region->older->newer = region;
  parent->child = region;
  return region;
}

/// Gives back an empty region, its first block included.
static void region_close(struct mbr_region *region) {
  struct mbr_region *parent = region->parent;
  if (region->older)
    region->older->newer = region->newer;
  if (region->newer)
    region->newer->older = region->older;
  else if (parent)
    parent->child = region->older;
  runs_close(region);
  unhold(parent, MBR_BLOCK_SIZE);
  run_close(region->runs);
}

/// Runs the newest deferred call; 0 when there is none.
static int run_deferred(struct mbr_region *region) {
  struct mbr_deferred *deferred = region->deferred;
  if (!deferred)
    return 0;
  region->deferred = deferred->next;
  deferred->run(deferred->argument);
  return 1;
}

/// Ends all children, then runs all deferred calls. Goes down to the newest
/// region without children, again after every call, because a call may make
/// new ones.
static void finish(struct mbr_region *top) {
  for (struct mbr_region *region = top;;) {
    while (region->child)
      region = region->child;
    if (run_deferred(region))
      continue;
    if (region == top)
      return;
    struct mbr_region *parent = region->parent;
    region_close(region);
    region = parent;
  }
}

void mbr_region_destroy(mbr_region *region) {
  if (!region)
    return;
  finish(region);
  region_close(region);
}

void mbr_region_reset(mbr_region *region) {
  finish(region);
  runs_close(region);
  span_open(region, (char *)region->runs,
            sizeof(struct mbr_run) + sizeof *region);
}

mbr_region *mbr_region_of(const void *pointer) { return mbr_owner_of(pointer); }

size_t mbr_region_bytes(const mbr_region *region) { return region->held; }

void mbr_region_limit(mbr_region *region, size_t bytes) {
  region->limit = bytes;
}
