// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Objects are freed without their region at hand; freed memory is used again;
// large ones go back; reset and rewind forget what was freed.

#include "check.h"

#include <membrane/handle.h>
#include <string.h>

static void objects_are_freed_without_the_region(void) {
  char *object = mbr_handle_create(40);
  mbr_region *region = mbr_handle_region(object);
  char *text = mbr_region_strdup(region, "text");
  char *start = mbr_region_strndup(region, "start", 3);
  char *zeros = mbr_region_calloc(region, 5, 20);
  char *bytes = mbr_region_malloc(region, 100);
  CHECK(text && !strcmp(text, "text") && start && !strcmp(start, "sta"));
  CHECK(zeros && !zeros[0] && !memcmp(zeros, zeros + 1, 99));
  CHECK(aligned(bytes, MBR_ALIGN) && mbr_region_of(bytes) == region);
  fill(bytes, 100, 3);
  CHECK((bytes = mbr_region_realloc(region, bytes, 70000)));
  CHECK(is_filled(bytes, 100, 100, 3));
  CHECK(mbr_region_strndup(region, NULL, 0)[0] == 0);
  mbr_region_free(text);
  mbr_region_free(start);
  mbr_region_free(bytes);
  mbr_region_free(NULL);
  mbr_release(object); // and what is left
}

static void what_is_freed_is_used_again(void) {
  mbr_region *region = mbr_region_create();
  char *kept = NULL;
  for (size_t i = 0; i < 300000; i++) {
    char *next = mbr_region_malloc(region, 1 + i % 700);
    CHECK(next);
    next[0] = (char)i;
    mbr_region_free(kept);
    kept = next;
  }
  CHECK(mbr_region_bytes(region) < 2 * MBR_BLOCK_SIZE);
  mbr_region_destroy(region);
}

static void reset_and_rewind_give_it_up(void) {
  mbr_region *region = mbr_region_create();
  CHECK(mbr_region_limit(region, 1 << 20) == 0);
  mbr_mark before = mbr_region_mark(region);
  CHECK(mbr_region_malloc(region, 3000));
  mbr_region_rewind(region, before);
  char *object = mbr_region_malloc(region, 3000);
  CHECK(object);
  fill(object, 3000, 1);
  mbr_region_reset(region);
  CHECK((object = mbr_region_malloc(region, 3000)));
  fill(object, 3000, 2);
  mbr_region_free(object);
  mbr_region_destroy(region);
}

static void it_ends_with_a_child_and_after_a_merge(void) {
  mbr_region *parent = mbr_region_create();
  mbr_region *child = mbr_region_create_child(parent);
  char *one = mbr_region_malloc(parent, 10);
  mbr_region_free(mbr_region_malloc(child, 10));
  mbr_region_destroy(child);
  mbr_region_free(one);
  CHECK(mbr_region_malloc(parent, 10) == one);
  mbr_region *other = mbr_region_create();
  char *text = mbr_region_strdup(other, "merged");
  CHECK(text && mbr_region_merge(parent, other) == 0);
  CHECK(!strcmp(text, "merged") && mbr_region_of(text) == parent);
  mbr_region_free(text); // has no effect
  mbr_region_destroy(parent);
}

static void without_memory_there_is_none(void) {
  mbr_region *region = mbr_region_create();
  CHECK(!mbr_region_malloc(region, SIZE_MAX));
  CHECK(!mbr_region_calloc(region, SIZE_MAX / 2, 4));
  char *object = mbr_region_strdup(region, "object");
  CHECK(object && !mbr_region_realloc(region, object, SIZE_MAX));
  CHECK(mbr_region_limit(region, mbr_region_bytes(region)) == 0);
  while (mbr_alloc(region, 16))
    ;
  CHECK(!mbr_region_malloc(region, 1) && !mbr_region_malloc(region, 1 << 20));
  CHECK(!mbr_region_realloc(region, object, 5000));
  CHECK(!strcmp(object, "object"));
  CHECK(!mbr_region_strndup(region, "ab", 1));
  mbr_region_free(object); // and there is none for the lists
  mbr_region_destroy(region);
}

/// What a thing of this size needs, from nothing to blocks of its own.
static void every_size_is_freed_and_resized(void) {
  mbr_region *region = mbr_region_create();
  char *object = NULL;
  size_t size = 0;
  for (size_t next = 0; next < 6000000; next = next + next / 5 + 1) {
    char *other = mbr_region_malloc(region, next);
    CHECK(other && aligned(other, MBR_ALIGN));
    fill(other, next, 7);
    CHECK((object = mbr_region_realloc(region, object, next)));
    CHECK(is_filled(object, size, size, 1) && is_filled(other, next, next, 7));
    fill(object, next, 1);
    size = next;
    mbr_region_free(other);
    if (next && next <= 50000)
      CHECK(mbr_region_malloc(region, next) == other);
  }
  for (size_t next = size; next > 0; next = next / 3) {
    CHECK((object = mbr_region_realloc(region, object, next)));
    CHECK(is_filled(object, size, next, 1));
  }
  CHECK(mbr_region_bytes(region) < 4000000);
  mbr_region_destroy(region);
}

int main(void) {
  objects_are_freed_without_the_region();
  what_is_freed_is_used_again();
  reset_and_rewind_give_it_up();
  it_ends_with_a_child_and_after_a_merge();
  every_size_is_freed_and_resized();
  without_memory_there_is_none();
  return 0;
}
