// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Regions of mixed objects: 16 to 256 bytes, every size as likely.

#ifndef BENCH_FILL_H
#define BENCH_FILL_H

#include "contender.h"

enum { SIZES = 1024 };
static uint16_t sizes[SIZES];

/// What is written: nothing, the first 8 bytes of an object, all of it.
enum touch { TOUCH_NONE, TOUCH_LINK, TOUCH_ALL };

/// The first 8 bytes: the object that was made before.
typedef struct link {
  struct link *before;
} link_object;

/// Where objects are noted when nothing is written into them.
static void **untouched;

static void make_sizes(void) {
  uint32_t random = 7;
  for (int i = 0; i < SIZES; ++i)
    sizes[i] = (uint16_t)(16 + next_random(&random) % 241);
}

static size_t rounded_bytes(long objects) {
  size_t sum = 0;
  for (long i = 0; i < objects; ++i)
    sum += (sizes[i % SIZES] + 15u) & ~15u;
  return sum;
}

ALWAYS_INLINE link_object *fill(region *in, long objects, enum touch touch) {
  link_object *newest = NULL;
  for (long i = 0; i < objects; ++i) {
    size_t size = sizes[i & (SIZES - 1)];
    void *object = region_alloc(in, size);
    if (touch == TOUCH_NONE) {
      keep_pointer(object);
#ifdef FREES_OBJECTS
      untouched[i] = object;
#endif
      continue;
    }
    if (touch == TOUCH_ALL)
      memset(object, 1, size);
    ((link_object *)object)->before = newest;
    newest = (link_object *)object;
  }
  keep_contents(newest);
  return newest;
}

/// Frees a region as `fill` left it: object by object, the newest first, where
/// that is the only way.
ALWAYS_INLINE void drop(region *in, link_object *newest, long objects,
                        enum touch touch) {
#ifdef FREES_OBJECTS
  for (long i = 0; touch == TOUCH_NONE && i < objects; ++i)
    object_free(untouched[i]);
  while (newest) {
    link_object *before = newest->before;
    object_free(newest);
    newest = before;
  }
#endif
  (void)newest, (void)objects, (void)touch;
  region_close(in);
}

ALWAYS_INLINE void run_filled(long regions, long objects, enum touch touch) {
  for (; regions > 0; --regions) {
    region in;
    region_open(&in);
    link_object *newest = fill(&in, objects, touch);
    drop(&in, newest, objects, touch);
  }
}

/// The row `live`: each region replaces one of 4096, chosen at random; the
/// first 4096 take the free places.
enum { ALIVE = 4096, ALIVE_OBJECTS = 4 };

static void run_live(long regions) {
  static struct {
    region *places;
    link_object **newest;
    long used;
    uint32_t random;
  } live;
  if (!live.places) {
    live.places = (region *)aligned_alloc(64, ALIVE * sizeof(region));
    live.newest = (link_object **)calloc(ALIVE, sizeof *live.newest);
    live.random = 12345;
  }
  for (; regions > 0; --regions) {
    long place = live.used < ALIVE ? live.used++
                                   : (long)(next_random(&live.random) % ALIVE);
    if (live.newest[place])
      drop(&live.places[place], live.newest[place], ALIVE_OBJECTS, TOUCH_LINK);
    region_open(&live.places[place]);
    live.newest[place] = fill(&live.places[place], ALIVE_OBJECTS, TOUCH_LINK);
  }
}

#endif
