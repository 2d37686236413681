// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A scratch ends with its block, however that is left; what was left open
// inside of it ends with it.

#include "check.h"

#include <membrane/scratch.h>
#include <setjmp.h>

static void defer_note(mbr_scratch *scratch, const char *name) {
  mbr_region *region = mbr_scratch_region(scratch);
  CHECK(region && mbr_defer(region, note, mbr_strdup(region, name)) == 0);
}

static int leave_early(int how) {
  for (int i = 0; i < 3; i++) {
    MBR_SCRATCH(scratch) {
      defer_note(&scratch, "e");
      CHECK(mbr_scratch_alloc(&scratch, 1000));
      if (how == 0)
        return 7;
      if (how == 1)
        break; // leaves the block, not the loop around it
      if (how == 2)
        goto out;
      CHECK(mbr_scratch_alloc(&scratch, 1000));
    }
    note((char[]){"+"});
  }
out:
  return 8;
}

static void it_ends_however_it_is_left(void) {
  CHECK(leave_early(0) == 7 && noted("e"));
  CHECK(leave_early(1) == 8 && noted("e+e+e+"));
  CHECK(leave_early(2) == 8 && noted("e"));
  CHECK(leave_early(3) == 8 && noted("e+e+e+"));
}

/// Each may be allocated from while inner ones are open.
static void nest(unsigned deep) {
  MBR_SCRATCH(scratch) {
    unsigned char *before = mbr_scratch_alloc(&scratch, deep * 50);
    fill(before, deep * 50, deep);
    if (deep < 40)
      nest(deep + 1);
    unsigned char *after = mbr_scratch_alloc(&scratch, 700);
    fill(after, 700, deep + 1);
    CHECK(mbr_region_of(after) == mbr_scratch_region(&scratch));
    MBR_SCRATCH(inner)
    for (size_t size = 0; size < 100000; size = size * 2 + 100) {
      memset(mbr_scratch_alloc(&inner, size), 0xee, size);
      memset(mbr_alloc(mbr_scratch_region(&inner), size), 0xdd, size);
      CHECK(mbr_scratch_alloc(&scratch, size));
    }
    CHECK(is_filled(before, deep * 50, deep * 50, deep));
    CHECK(is_filled(after, 700, 700, deep + 1));
  }
}

static jmp_buf far;

static void jump_out(unsigned deep) {
  MBR_SCRATCH(scratch) {
    CHECK(mbr_scratch_alloc(&scratch, 2000));
    defer_note(&scratch, (char[]){(char)('a' + deep), 0});
    if (deep == 4)
      longjmp(far, 1);
    jump_out(deep + 1);
  }
}

static void jumps(void) {
  for (int round = 0; round < 100; round++) {
    MBR_SCRATCH(outer) {
      defer_note(&outer, "o");
      if (setjmp(far) == 0)
        jump_out(0);
      CHECK(noted("")); // they end with this one
      CHECK(mbr_scratch_alloc(&outer, 3000));
      MBR_SCRATCH(next) defer_note(&next, "n");
      CHECK(noted("n"));
    }
    CHECK(noted("edcbao"));
  }
}

/// Whatever a function asks of a scratch's region for which there is no memory.
static void has_no_room(mbr_region *region) {
  CHECK(!mbr_alloc(region, 0) && !mbr_alloc(region, 1));
  CHECK(!mbr_alloc(region, 100000) && !mbr_alloc(region, 5000000));
  CHECK(!mbr_calloc(region, 2, 8) && !mbr_aligned_alloc(region, 64, 1));
  CHECK(!mbr_strdup(region, "a") && !mbr_memdup(region, "a", 1));
  CHECK(!mbr_asprintf(region, "%d", 1) && !mbr_realloc(region, NULL, 0, 8));
  CHECK(!mbr_grow(region, NULL, 8) && !mbr_region_create_child(region));
  CHECK(mbr_defer(region, note, "n") == -1 && mbr_region_bytes(region) == 0);
  mbr_cursor cursor = mbr_cursor_open(region);
  CHECK(!mbr_cursor_alloc(&cursor, 1) && !mbr_cursor_alloc(&cursor, 100000));
  mbr_cursor_close(&cursor);
  CHECK(!mbr_alloc(region, 1));
}

static void closing_twice_does_nothing(void) {
  mbr_scratch outer = mbr_scratch_open(), inner = mbr_scratch_open();
  defer_note(&outer, "o");
  defer_note(&inner, "i");
  mbr_scratch_close(&outer);
  CHECK(noted("io"));
  mbr_scratch_close(&outer);
  mbr_scratch_close(&inner);
  mbr_scratch_close(&inner);
  CHECK(!mbr_scratch_alloc(&outer, 1));
  has_no_room(mbr_scratch_region(&outer));
}

static void in_any_order(void) {
  mbr_scratch first = mbr_scratch_open(), second = mbr_scratch_open();
  mbr_scratch third = mbr_scratch_open();
  defer_note(&first, "1");
  defer_note(&second, "2");
  defer_note(&third, "3");
  mbr_scratch_close(&second);
  CHECK(noted("32"));
  mbr_scratch_close(&third);
  CHECK(mbr_scratch_alloc(&first, 1000));
  mbr_scratch_close(&first);
  CHECK(noted("1"));
}

/// One that was closed with an outer one is closed again, when others have been
/// opened that may stand in its place.
static void the_place_of_another(void) {
  mbr_scratch outer = mbr_scratch_open(), inner = mbr_scratch_open();
  mbr_scratch_close(&outer);
  mbr_scratch first = mbr_scratch_open(), second = mbr_scratch_open();
  defer_note(&first, "1");
  defer_note(&second, "2");
  mbr_scratch_close(&inner);
  CHECK(noted(""));
  mbr_scratch_close(&first);
  CHECK(noted("21"));
}

/// A function that takes the region, and the scratch itself, in turns: all is
/// in the memory that a scratch begins with.
static void region_and_scratch_in_turns(void) {
  MBR_SCRATCH(scratch) {
    size_t empty = mbr_region_bytes(mbr_scratch_region(&scratch));
    char *objects[20];
    for (unsigned i = 0; i < 20; i++) {
      objects[i] = i % 3 ? mbr_alloc(mbr_scratch_region(&scratch), 50 + i)
                         : mbr_scratch_alloc(&scratch, 50 + i);
      CHECK(objects[i]);
      fill(objects[i], 50 + i, i);
    }
    for (unsigned i = 0; i < 20; i++)
      CHECK(is_filled(objects[i], 50 + i, 50 + i, i));
    CHECK(mbr_region_bytes(mbr_scratch_region(&scratch)) == empty);
  }
}

static void without_memory(void) {
  CHECK(nothing_is_held());
  mbr_block_limit(0);
  MBR_SCRATCH(scratch) {
    has_no_room(mbr_scratch_region(&scratch));
    CHECK(!mbr_scratch_alloc(&scratch, 1) && !mbr_scratch_alloc(&scratch, 0));
  }
  mbr_block_limit(SIZE_MAX);
  MBR_SCRATCH(scratch) CHECK(mbr_scratch_alloc(&scratch, SIZE_MAX) == NULL);
}

int main(void) {
  it_ends_however_it_is_left();
  nest(0);
  jumps();
  closing_twice_does_nothing();
  in_any_order();
  the_place_of_another();
  region_and_scratch_in_turns();
  without_memory();
  CHECK(nothing_is_held());
  return 0;
}
