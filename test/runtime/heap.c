// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Objects of a heap keep what is in them, can be freed singly, are used again,
// and do not make their region grow without bound.

#include "check.h"

#include <membrane/heap.h>

static mbr_heap *heap_new(void) {
  mbr_heap *heap = mbr_heap_create(mbr_region_create());
  CHECK(heap);
  return heap;
}

static void heap_end(mbr_heap *heap) {
  mbr_region_destroy(mbr_heap_region(heap));
}

static size_t held(const mbr_heap *heap) {
  return mbr_region_bytes(mbr_heap_region(heap));
}

static void sizes_are_rounded_little(void) {
  mbr_heap *heap = heap_new();
  for (size_t size = 0; size < 200000; size += 1 + size / 7) {
    char *object = mbr_heap_alloc(heap, size);
    CHECK(object && aligned(object, MBR_ALIGN));
    CHECK(mbr_heap_size(object) >= size);
    CHECK(size > 60000 || mbr_heap_size(object) < size + 32);
    memset(object, 1, mbr_heap_size(object));
    CHECK(mbr_region_of(object) == mbr_heap_region(heap));
  }
  CHECK(mbr_heap_alloc(heap, 0) != mbr_heap_alloc(heap, 0));
  CHECK(mbr_heap_size(NULL) == 0);
  mbr_heap_free(heap, NULL);
  heap_end(heap);
}

static void calloc_is_zero(void) {
  mbr_heap *heap = heap_new();
  const size_t sizes[] = {1, 100, 3000, 100000};
  for (int i = 0; i < 8; i++) {
    size_t size = sizes[i % 4];
    char *object = mbr_heap_calloc(heap, 2, size);
    CHECK(object);
    for (size_t at = 0; at < 2 * size; at++)
      CHECK(object[at] == 0);
    memset(object, 0xff, 2 * size);
    mbr_heap_free(heap, object);
  }
  heap_end(heap);
}

static void impossible_sizes_give_null(void) {
  mbr_heap *heap = heap_new();
  char *object = mbr_heap_alloc(heap, 10);
  memcpy(object, "stands", 7);
  const size_t sizes[] = {SIZE_MAX, SIZE_MAX - 16, (size_t)PTRDIFF_MAX + 1,
                          PTRDIFF_MAX, PTRDIFF_MAX - 16};
  for (int i = 0; i < 5; i++) {
    CHECK(!mbr_heap_alloc(heap, sizes[i]));
    CHECK(!mbr_heap_calloc(heap, sizes[i], 2));
    CHECK(!mbr_heap_realloc(heap, object, sizes[i]));
    CHECK(!mbr_malloc(sizes[i]));
    CHECK(!mbr_zalloc(sizes[i], 3));
  }
  char *large = mbr_heap_alloc(heap, 100000);
  CHECK(!mbr_heap_realloc(heap, large, PTRDIFF_MAX));
  CHECK(strcmp(object, "stands") == 0);
  heap_end(heap);
}

static void freed_memory_is_used_again(void) {
  mbr_heap *heap = heap_new();
  enum { count = 1000 };
  static char *objects[count];
  for (int i = 0; i < count; i++)
    CHECK((objects[i] = mbr_heap_alloc(heap, 48)));
  size_t before = held(heap);
  // Every second one first, so that neighbours on both sides join.
  for (int first = 0; first < 2; first++)
    for (int i = first; i < count; i += 2)
      mbr_heap_free(heap, objects[i]);
  for (size_t size = 1; size < 20000; size += 1 + size / 5) {
    char *object = mbr_heap_alloc(heap, size);
    memset(object, 1, size);
    mbr_heap_free(heap, object);
  }
  for (int i = 0; i < count; i++)
    CHECK(mbr_heap_alloc(heap, 48));
  CHECK(held(heap) == before);
  heap_end(heap);
}

static void large_objects_go_back_at_once(void) {
  mbr_heap *heap = heap_new();
  char *small = mbr_heap_alloc(heap, 1);
  size_t before = held(heap);
  char *large[4];
  for (int i = 0; i < 4; i++)
    CHECK((large[i] = mbr_heap_calloc(heap, 1, 65400 + (size_t)i * 500000)));
  mbr_heap_free(heap, large[1]);
  mbr_heap_free(heap, large[3]);
  large[2] = mbr_heap_realloc(heap, large[2], 30 << 20);
  CHECK(large[2] && held(heap) > before + (30 << 20));
  large[2] = mbr_heap_realloc(heap, large[2], 10);
  CHECK(large[2] && held(heap) < before + (1 << 20));
  mbr_heap_free(heap, large[0]);
  mbr_heap_free(heap, small);
  CHECK(held(heap) <= before + MBR_BLOCK_SIZE);
  heap_end(heap);
}

/// Two objects in turn, so that neither is always the last one.
static void grow_by(size_t (*next)(size_t size)) {
  mbr_heap *heap = heap_new();
  char *objects[2] = {mbr_heap_alloc(heap, 1), mbr_heap_alloc(heap, 1)};
  size_t size = 1;
  while (size < 50000) {
    size_t more = next(size);
    for (int i = 0; i < 2; i++) {
      CHECK((objects[i] = mbr_heap_realloc(heap, objects[i], more)));
      memset(objects[i] + size, (int)more, more - size);
    }
    size = more;
  }
  CHECK(held(heap) <= 4 * 2 * size);
  for (size_t at = 1, more; at < size; at = more) {
    more = next(at);
    for (int i = 0; i < 2; i++)
      CHECK(objects[i][at] == (char)more && objects[i][more - 1] == (char)more);
  }
  heap_end(heap);
}

static size_t one_more(size_t size) { return size + 1; }
static size_t twice(size_t size) { return size * 2; }
static size_t half_more(size_t size) { return size + size / 2 + 1; }

static void limit_leaves_the_heap_usable(void) {
  mbr_heap *heap = heap_new();
  CHECK(mbr_region_limit(mbr_heap_region(heap), 200000) == 0);
  char *last = NULL, *object;
  size_t count = 0;
  while ((object = mbr_heap_alloc(heap, 1000))) {
    last = object;
    count++;
  }
  CHECK(count > 100 && held(heap) <= 200000);
  memset(last, 7, 1000);
  CHECK(!mbr_heap_realloc(heap, last, 100000));
  CHECK(last[0] == 7 && last[999] == 7);
  mbr_heap_free(heap, last);
  CHECK(mbr_heap_alloc(heap, 1000) == last);
  heap_end(heap);
}

// A long random run, in which every byte is known.

struct slot {
  unsigned char *object;
  size_t size;
};

enum { slots = 4000, steps = 100 * slots };

static uint64_t seed = 1;

static uint32_t random_below(uint32_t limit) {
  seed = seed * 6364136223846793005U + 1442695040888963407U;
  return (uint32_t)(seed >> 33) % limit;
}

/// Small ones are frequent; a few have blocks of their own.
static size_t random_size(void) {
  uint32_t kind = random_below(100);
  return random_below(kind < 60 ? 200 : kind < 99 ? 5000 : 150000);
}

static void slot_fill(struct slot *slot, size_t from) {
  for (size_t at = from; at < slot->size; at += 1 + at / 8)
    slot->object[at] = (unsigned char)(slot->size + at);
}

static void slot_check(const struct slot *slot, size_t size, size_t below) {
  for (size_t at = 0; at < below; at += 1 + at / 8)
    CHECK(slot->object[at] == (unsigned char)(size + at));
}

static void slot_resize(mbr_heap *heap, struct slot *slot, size_t size) {
  size_t old = slot->size;
  slot->object = mbr_heap_realloc(heap, slot->object, size);
  CHECK(slot->object);
  slot->size = size;
  slot_check(slot, old, old < size ? old : size);
  slot_fill(slot, 0);
}

static void random_step(mbr_heap *heap, struct slot *slot) {
  if (slot->object && random_below(3) == 0) {
    slot_check(slot, slot->size, slot->size);
    mbr_heap_free(heap, slot->object);
    *slot = (struct slot){NULL, 0};
  } else {
    slot_resize(heap, slot, random_size());
  }
}

static void long_run_stays_within_bounds(void) {
  mbr_heap *heap = heap_new();
  static struct slot all[slots];
  size_t live = 0;
  for (int step = 0; step < steps; step++) {
    struct slot *slot = &all[random_below(slots)];
    live -= slot->size;
    random_step(heap, slot);
    live += slot->size;
    if (step > slots * 10) // the slots are in use by then
      CHECK(held(heap) <= 4 * live);
    if (step % 64 == 0) // the program uses the region as well
      *(char *)mbr_alloc(mbr_heap_region(heap), 16) = 1;
  }
  for (int i = 0; i < slots; i++)
    if (all[i].object)
      mbr_heap_free(heap, all[i].object);
  heap_end(heap);
}

// The current heap.

static void objects_go_back_where_they_came_from(void) {
  mbr_heap *one = heap_new(), *two = heap_new();
  CHECK(!mbr_heap_enter(one));
  char *first = mbr_malloc_strdup("first");
  CHECK(mbr_heap_enter(two) == one);
  char *second = mbr_zalloc(3, 5);
  CHECK(mbr_heap_enter(NULL) == two);
  char *third = mbr_remalloc(NULL, 20);
  CHECK(mbr_region_of(first) == mbr_heap_region(one));
  CHECK(mbr_region_of(second) == mbr_heap_region(two));
  CHECK(!mbr_region_of(third) && aligned(third, MBR_ALIGN));
  CHECK(mbr_heap_size(third) >= 20);
  memset(third, 3, 20);

  mbr_heap_enter(two);
  first = mbr_remalloc(first, 5000);
  CHECK(strcmp(first, "first") == 0);
  CHECK(mbr_region_of(first) == mbr_heap_region(one));
  third = mbr_remalloc(third, 5000);
  CHECK(!mbr_region_of(third) && third[0] == 3 && third[19] == 3);
  mbr_free(first);
  mbr_free(third);
  mbr_free(NULL);
  CHECK(mbr_heap_enter(NULL) == two);
  mbr_free(second);
  CHECK(mbr_heap_alloc(two, 15) == (void *)second);
  heap_end(one);
  heap_end(two);
}

int main(void) {
  sizes_are_rounded_little();
  calloc_is_zero();
  impossible_sizes_give_null();
  freed_memory_is_used_again();
  large_objects_go_back_at_once();
  grow_by(one_more);
  grow_by(twice);
  grow_by(half_more);
  limit_leaves_the_heap_usable();
  long_run_stays_within_bounds();
  objects_go_back_where_they_came_from();
  return 0;
}
