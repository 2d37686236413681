// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One piece of code, run with every kind of allocator.

#include "check.h"

#include <membrane/allocator.h>

/// A stack of numbers that owns nothing but what its allocator gave.
struct stack {
  mbr_allocator allocator;
  int *numbers;
  size_t count, room;
};

static int push(struct stack *stack, int number) {
  if (stack->count == stack->room) {
    size_t room = stack->room ? 2 * stack->room : 4;
    int *numbers =
        mbr_resize(stack->allocator, stack->numbers,
                   stack->room * sizeof *numbers, room * sizeof *numbers);
    if (!numbers)
      return 0;
    stack->numbers = numbers;
    stack->room = room;
  }
  stack->numbers[stack->count++] = number;
  return 1;
}

static void use(mbr_allocator allocator) {
  struct stack stack = {.allocator = allocator};
  for (int i = 0; i < 1000; i++)
    CHECK(push(&stack, i));
  for (int i = 0; i < 1000; i++)
    CHECK(stack.numbers[i] == i);
  mbr_deallocate(allocator, stack.numbers, stack.room * sizeof(int));

  char *object = mbr_allocate(allocator, 100);
  CHECK(object && aligned(object, MBR_ALIGN));
  memset(object, 5, 100);
  CHECK(!mbr_resize(allocator, object, 100, SIZE_MAX));
  CHECK(!mbr_allocate(allocator, SIZE_MAX - 100));
  CHECK(object[0] == 5 && object[99] == 5);
  object = mbr_resize(allocator, object, 100, 10);
  CHECK(object && object[9] == 5);
  object = mbr_resize(allocator, object, 10, 0);
  CHECK(object);
  mbr_deallocate(allocator, object, 0);
  object = mbr_allocate(allocator, 0);
  CHECK(object);
  mbr_deallocate(allocator, object, 0);
  mbr_deallocate(allocator, NULL, 0);
}

static void the_newest_is_given_back(void) {
  mbr_region *region = mbr_region_create();
  mbr_allocator allocator = mbr_allocator_region(region);
  char *first = mbr_allocate(allocator, 50);
  char *second = mbr_allocate(allocator, 60);
  CHECK(mbr_region_of(first) == region);
  mbr_deallocate(allocator, second, 60);
  char *third = mbr_allocate(allocator, 20);
  CHECK(third >= second && third < second + 60);
  mbr_deallocate(allocator, first, 50); // not the newest: nothing happens
  CHECK(mbr_allocate(allocator, 50) != first);
  mbr_region_destroy(region);
}

// An allocator of the program's own, which counts what is out.

static void *count_allocate(void *context, size_t size) {
  void *object = size <= PTRDIFF_MAX ? malloc(size + 1) : NULL;
  if (object)
    *(size_t *)context += size;
  return object;
}

static void *count_resize(void *context, void *object, size_t old_size,
                          size_t size) {
  void *moved = size <= PTRDIFF_MAX ? realloc(object, size + 1) : NULL;
  if (moved)
    *(size_t *)context += size - old_size;
  return moved;
}

static void count_release(void *context, void *object, size_t size) {
  *(size_t *)context -= size;
  free(object);
}

static void an_allocator_of_its_own(void) {
  size_t out = 0;
  use((mbr_allocator){&out, count_allocate, count_resize, count_release});
  CHECK(out == 0);
}

int main(void) {
  use(mbr_allocator_libc());
  mbr_region *region = mbr_region_create();
  use(mbr_allocator_region(region));
  mbr_region_destroy(region);
  the_newest_is_given_back();
  an_allocator_of_its_own();
  return 0;
}
