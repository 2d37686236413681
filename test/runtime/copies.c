// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Two libraries of one process that each use a runtime, opened so that neither
// sees the other's symbols. Takes their file names (copy.c, built twice), and a
// word for whether they have a copy of the runtime each, or share one.
//
// Blocks that one gave back are used by the other; what one made is ended by
// the other, also on a thread and after the first is closed.

#include "check.h"

#include <dlfcn.h>
#include <pthread.h>

struct copy {
  void *library;
  void *(*take)(size_t bytes);
  void (*give)(void *block, size_t bytes);
  void *(*make)(size_t size);
  void (*end)(void *object);
  void *(*region_of)(const void *pointer);
  size_t (*mapped)(void);
  size_t (*trim)(void);
  void *(*identity)(void);
};

static void *find(void *library, const char *name) {
  void *found = dlsym(library, name);
  CHECK(found);
  return found;
}

static struct copy copy_open(const char *file) {
  struct copy copy = {.library = dlopen(file, RTLD_NOW | RTLD_LOCAL)};
  if (!copy.library)
    fprintf(stderr, "%s\n", dlerror());
  CHECK(copy.library);
  *(void **)&copy.take = find(copy.library, "copy_take");
  *(void **)&copy.give = find(copy.library, "copy_give");
  *(void **)&copy.make = find(copy.library, "copy_make");
  *(void **)&copy.end = find(copy.library, "copy_end");
  *(void **)&copy.region_of = find(copy.library, "copy_region_of");
  *(void **)&copy.mapped = find(copy.library, "copy_mapped");
  *(void **)&copy.trim = find(copy.library, "copy_trim");
  *(void **)&copy.identity = find(copy.library, "copy_identity");
  return copy;
}

static struct copy first, second;

static void blocks_are_shared(void) {
  static const size_t huge = (size_t)2 << 20;
  void *block = first.take(huge);
  CHECK(block);
  memset(block, 7, huge);
  first.give(block, huge);
  size_t mapped = first.mapped();
  CHECK(second.mapped() == mapped);
  CHECK(second.take(huge) == block && first.mapped() == mapped);
  first.give(block, huge);
}

static void objects_go_over(size_t size) {
  enum { many = 300 };
  static unsigned char *objects[many];
  for (unsigned round = 0; round < 3; round++) {
    const struct copy *maker = round % 2 ? &first : &second;
    const struct copy *other = round % 2 ? &second : &first;
    for (unsigned i = 0; i < many; i++) {
      CHECK((objects[i] = maker->make(size)));
      fill(objects[i], size, i);
    }
    for (unsigned i = 0; i < many; i++) {
      CHECK(is_filled(objects[i], size, size, i));
      CHECK(other->region_of(objects[i]) == maker->region_of(objects[i]));
      CHECK(other->region_of(objects[i]) != NULL);
      other->end(objects[i]);
    }
  }
}

static void *use_both(void *argument) {
  objects_go_over(100);
  objects_go_over(20000);
  second.end(argument);
  return first.make(1000);
}

static void *end_in_second(void *argument) {
  second.end(argument);
  return NULL;
}

int main(int count, char **arguments) {
  CHECK(count == 4);
  first = copy_open(arguments[1]);
  second = copy_open(arguments[2]);
  int two = strcmp(arguments[3], "two") == 0;
  CHECK((first.identity() != second.identity()) == two);
  blocks_are_shared();
  for (size_t size = 1; size < 300000; size = size * 7 + 1)
    objects_go_over(size);

  pthread_t thread;
  void *left = NULL;
  CHECK(pthread_create(&thread, NULL, use_both, first.make(10)) == 0);
  CHECK(pthread_join(thread, &left) == 0);
  first.trim(); // what this thread keeps for it
  CHECK(dlclose(first.library) == 0);
  second.end(left);
  CHECK(pthread_create(&thread, NULL, end_in_second, second.make(10)) == 0);
  CHECK(pthread_join(thread, &left) == 0);
  second.trim();
  CHECK(second.mapped() == 0);
  return 0;
}
