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

static void list_add(struct list *list, const char *name) {
  mbr_region *region = mbr_handle_region(list);
  struct node *node = mbr_alloc(region, sizeof *node);
  CHECK(node);
  node->name = mbr_strdup(region, name);
  node->next = list->first;
  list->first = node;
  list->length++;
}

static struct list *list_create(const char *name) {
  struct list *list = mbr_handle_create(sizeof *list);
  CHECK(list && !list->first && !list->length);
  mbr_region *region = mbr_handle_region(list);
  CHECK(region == mbr_region_of(list));
  CHECK(mbr_defer(region, note, mbr_strdup(region, name)) == 0);
  return list;
}

static void one_release_ends_all(void) {
  struct list *list = list_create("e");
  size_t empty = mbr_bytes(list);
  for (int i = 0; i < 10000; i++)
    list_add(list, "name");
  CHECK(mbr_bytes(list) > empty + 10000 * sizeof(struct node));
  CHECK(mbr_bytes(list) == mbr_region_bytes(mbr_handle_region(list)));
  CHECK(mbr_region_of(list->first->name) == mbr_handle_region(list));
  void (*finalizer)(void *) = mbr_release;
  finalizer(list);
  CHECK(noted("e"));
}

static void holders_count(void) {
  struct list *list = list_create("e");
  list_add(list, "inner");
  CHECK(mbr_retain(list) == list);
  mbr_region *region = mbr_handle_region(list);
  CHECK(mbr_region_retain(region) == region);
  CHECK(mbr_retain(list) == list);
  mbr_release(list);
  mbr_region_release(region);
  mbr_release(list);
  CHECK(noted("") && strcmp(list->first->name, "inner") == 0);
  mbr_release(list);
  CHECK(noted("e"));
}

static void reset_keeps_holders(void) {
  mbr_region *region = mbr_region_create();
  for (size_t size = 10; size < 200000; size *= 10) {
    mbr_region_retain(region);
    CHECK(mbr_alloc(region, size));
    mbr_region_reset(region);
    mbr_region_release(region);
  }
  CHECK(mbr_defer(region, note, mbr_strdup(region, "e")) == 0);
  mbr_region_retain(region);
  mbr_region_release(region);
  CHECK(noted(""));
  // Ended whoever holds it; what takes its place has one holder again.
  mbr_region_retain(region);
  mbr_region_destroy(region);
  CHECK(noted("e"));
  struct list *list = list_create("f");
  mbr_release(list);
  CHECK(noted("f"));
}

static void every_size(void) {
  enum { many = 40 };
  for (size_t size = 0; size < 30000000; size = size * 2 + 1) {
    unsigned char *objects[many];
    int count = size < 100000 ? many : 2;
    for (int i = 0; i < count; i++) {
      CHECK((objects[i] = mbr_handle_create(size)));
      CHECK(aligned(objects[i], MBR_ALIGN));
      mbr_region *region = mbr_handle_region(objects[i]);
      CHECK(mbr_region_of(objects[i]) == region);
      CHECK(mbr_region_of(region) == region);
      CHECK(size == 0 || mbr_region_of(objects[i] + size - 1) == region);
      CHECK(mbr_bytes(objects[i]) >= size);
      for (size_t at = 0; at < size; at += 1 + at / 100)
        CHECK(objects[i][at] == 0);
      CHECK(size == 0 || objects[i][size - 1] == 0);
      fill(objects[i], size, (unsigned)i);
      CHECK(mbr_strdup(region, "more"));
    }
    for (int i = 0; i < count; i++) {
      CHECK(is_filled(objects[i], size, size, (unsigned)i));
      mbr_release(objects[i]);
    }
  }
  for (size_t less = 0; less < 100; less++) {
    CHECK(!mbr_handle_create(SIZE_MAX - less));
    CHECK(!mbr_handle_create(SIZE_MAX / 2 - less));
    CHECK(!mbr_handle_create(SIZE_MAX / 2 + less));
  }
}

static void handles_of_handles(void) {
  struct list *outer = list_create("o"), *inner = list_create("i");
  list_add(inner, "kept");
  CHECK(mbr_region_depend(mbr_handle_region(outer), mbr_handle_region(inner)) ==
        0);
  outer->first = inner->first;
  mbr_release(inner);
  CHECK(noted("") && strcmp(outer->first->name, "kept") == 0);
  mbr_release(outer);
  CHECK(noted("io"));
  // An object of a merged region keeps with the whole.
  struct list *whole = list_create("w"), *part = list_create("p");
  list_add(part, "part");
  mbr_region *region = mbr_handle_region(whole);
  CHECK(mbr_region_merge(region, mbr_handle_region(part)) == 0);
  CHECK(mbr_region_of(part) == region && mbr_region_of(part->first) == region);
  mbr_release(whole);
  CHECK(noted("pw"));
}

static void null_is_nothing(void) {
  mbr_release(NULL);
  mbr_region_release(NULL);
  CHECK(!mbr_retain(NULL) && !mbr_region_retain(NULL));
  CHECK(mbr_bytes(NULL) == 0 && !mbr_handle_region(NULL));
}

int main(void) {
  one_release_ends_all();
  holders_count();
  reset_keeps_holders();
  every_size();
  handles_of_handles();
  null_is_nothing();
  CHECK(nothing_is_held());
  return 0;
}
