// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A handle is zero, owns its region, and ends with its last holder.

#include "check.h"

#include <membrane/handle.h>

struct list {
  struct node *first;
  size_t length;
};

struct node {
  struct node *next;
  char *name;
};

static int ended;

static void count_end(void *argument) { *(int *)argument += 1; }

static void list_add(struct list *list, const char *name) {
  mbr_region *region = mbr_region_of(list);
  struct node *node = mbr_alloc(region, sizeof *node);
  CHECK(node);
  node->name = mbr_strdup(region, name);
  node->next = list->first;
  list->first = node;
  list->length++;
}

static void one_release_ends_all(void) {
  struct list *list = mbr_handle_create(sizeof *list);
  CHECK(list && !list->first && !list->length);
  CHECK(mbr_defer(mbr_region_of(list), count_end, &ended) == 0);
  for (int i = 0; i < 10000; i++)
    list_add(list, "name");
  CHECK(mbr_bytes(list) > 10000 * sizeof(struct node));
  CHECK(mbr_bytes(list) == mbr_bytes(list->first));
  void (*finalizer)(void *) = mbr_release;
  finalizer(list);
  CHECK(ended == 1);
  CHECK(!mbr_region_of(list));
}

static void holders_count(void) {
  ended = 0;
  struct list *list = mbr_handle_create(sizeof *list);
  CHECK(mbr_defer(mbr_region_of(list), count_end, &ended) == 0);
  list_add(list, "inner");
  CHECK(mbr_retain(list) == list);
  CHECK(mbr_retain(list->first->name) == list->first->name);
  mbr_release(list);
  mbr_release(list->first);
  CHECK(ended == 0 && strcmp(list->first->name, "inner") == 0);
  mbr_release(list);
  CHECK(ended == 1);
}

static void large_and_empty(void) {
  size_t size = 10 * MBR_BLOCK_SIZE;
  char *large = mbr_handle_create(size);
  CHECK(large && large[0] == 0 && large[size - 1] == 0);
  mbr_release(large + size - 1);
  void *empty = mbr_handle_create(0);
  CHECK(empty);
  mbr_release(empty);
  CHECK(!mbr_handle_create(SIZE_MAX));
}

static void null_is_nothing(void) {
  mbr_release(NULL);
  CHECK(!mbr_retain(NULL));
  CHECK(mbr_bytes(NULL) == 0);
}

int main(void) {
  one_release_ends_all();
  holders_count();
  large_and_empty();
  null_is_nothing();
  mbr_block_trim(0);
  CHECK(mbr_block_bytes(MBR_BLOCK_MAPPED) == 0);
  return 0;
}
