// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The headers are C++ as well: with the shared library, inlined or called.

#include <cstddef>
#include <membrane/adapters.h>
#include <membrane/allocator.h>
#include <membrane/block.h>
#include <membrane/handle.h>
#include <membrane/heap.h>
#include <membrane/region.h>
#include <membrane/scratch.h>
#include <memory>

#include "check.h"

static_assert(alignof(std::max_align_t) <= 16, "MBR_ALIGN suits any type");

struct Release {
  void operator()(void *Object) const { mbr_release(Object); }
};

/// What the other headers declare is exported.
static bool heapAndAllocator(mbr_region *Region) {
  mbr_heap *Heap = mbr_heap_create(Region);
  mbr_allocator Allocator = mbr_allocator_region(Region);
  void *Object = mbr_allocate(Allocator, 10);
  mbr_deallocate(Allocator, Object, 10);
  mbr_heap *Before = mbr_heap_enter(Heap);
  char *Text = mbr_malloc_strdup("text");
  mbr_free(Text);
  mbr::Scratch Scratch;
  return Object && Text && mbr_heap_enter(Before) == Heap &&
         mbr_zlib_alloc(Heap, 2, 3) && Scratch.alloc(10) &&
         mbr_sqlite_roundup(3) == 16;
}

static void handle() {
  std::unique_ptr<int, Release> Handle(
      static_cast<int *>(mbr_handle_create(sizeof(int))));
  CHECK(Handle && *Handle == 0);
  mbr_region *Region = mbr_handle_region(Handle.get());
  void *Object = mbr_alloc(Region, 100);
  CHECK(Object && mbr_region_of(Object) == Region && heapAndAllocator(Region));
  CHECK(mbr_defer(Region, note, mbr_strdup(Region, "h")) == 0);
}

/// Left by an exception, which ends the inner one first.
static void scratch() {
  try {
    mbr::Scratch Outer;
    mbr_region *Region = Outer.region();
    CHECK(mbr_defer(Region, note, mbr_strdup(Region, "o")) == 0);
    mbr::Scratch Inner;
    CHECK(Inner.alloc(1000) && Outer.alloc(1000));
    Region = Inner.region();
    CHECK(mbr_defer(Region, note, mbr_strdup(Region, "i")) == 0);
    MBR_SCRATCH(Block) {
      CHECK(mbr_scratch_alloc(&Block, 10));
      throw 1;
    }
  } catch (int) {
    note(const_cast<char *>("x"));
  }
}

static void cursor() {
  mbr_region *Region = mbr_region_create();
  mbr_cursor Cursor = mbr_cursor_open(Region);
  for (int I = 0; I < 1000; ++I)
    CHECK(mbr_cursor_alloc(&Cursor, 40));
  mbr_cursor_close(&Cursor);
  mbr_mark Mark = mbr_region_mark(Region);
  CHECK(mbr_alloc(Region, 100000));
  mbr_region_rewind(Region, Mark);
  mbr_region_destroy(Region);
}

int main() {
  handle();
  CHECK(noted("h"));
  scratch();
  CHECK(noted("iox"));
  cursor();
  CHECK(nothing_is_held());
  return 0;
}
