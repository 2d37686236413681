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

static void closing_twice_does_nothing(void) {
  mbr_scratch outer = mbr_scratch_open(), inner = mbr_scratch_open();
  defer_note(&outer, "o");
  defer_note(&inner, "i");
  mbr_scratch_close(&outer);
  CHECK(noted("io"));
  mbr_scratch_close(&outer);
  mbr_scratch_close(&inner);
  mbr_scratch_close(&inner);
  CHECK(!mbr_scratch_region(&outer) && !mbr_scratch_alloc(&outer, 1));
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

static void without_memory(void) {
  CHECK(nothing_is_held());
  mbr_block_limit(0);
  MBR_SCRATCH(scratch) {
    CHECK(!mbr_scratch_region(&scratch));
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
  without_memory();
  CHECK(nothing_is_held());
  return 0;
}
