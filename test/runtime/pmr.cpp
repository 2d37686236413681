// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Standard containers in regions and heaps.

#include "check.h"

#include <map>
#include <membrane/pmr.hpp>
#include <string>
#include <unordered_map>
#include <vector>

namespace {

using Words =
    std::pmr::unordered_map<std::pmr::string, std::pmr::vector<size_t>>;

/// Where every word is, of a text that is made up.
void fill(Words &All) {
  for (size_t I = 0; I < 2000; I++) {
    std::pmr::string Word("a word that is too long for the string itself ",
                          All.get_allocator().resource());
    Word += std::to_string(I % 100);
    All[Word].push_back(I);
  }
}

void check(const Words &All, const mbr_region *Region) {
  CHECK(All.size() == 100);
  for (const auto &[Word, Places] : All) {
    CHECK(Places.size() == 20 && Places[1] == Places[0] + 100);
    CHECK(mbr_region_of(Word.data()) == Region);
    CHECK(mbr_region_of(Places.data()) == Region);
  }
}

template <class Resource> void containersAreInTheRegion(Resource &Memory) {
  mbr_region *Region = mbr_region_of(Memory.allocate(1));
  Words All(&Memory);
  fill(All);
  check(All, Region);
  All.erase(All.begin());
  // One that nobody destroys: its memory ends with the region.
  auto *Left = new (Memory.allocate(sizeof(Words))) Words(&Memory);
  fill(*Left);
  check(*Left, Region);
}

template <class Resource> void overAlignedObjects(Resource &Memory) {
  for (size_t Alignment = 1; Alignment <= 8192; Alignment *= 2) {
    void *Object = Memory.allocate(3 * Alignment, Alignment);
    CHECK(aligned(Object, Alignment));
    memset(Object, 1, 3 * Alignment);
    void *Next = Memory.allocate(10, Alignment);
    CHECK(aligned(Next, Alignment) && Next != Object);
    Memory.deallocate(Next, 10, Alignment);
    Memory.deallocate(Object, 3 * Alignment, Alignment);
  }
}

template <class Resource> void missingMemoryThrows(Resource &Memory) {
  bool Caught = false;
  try {
    (void)Memory.allocate(PTRDIFF_MAX, 8);
  } catch (const std::bad_alloc &) {
    Caught = true;
  }
  CHECK(Caught);
  try {
    (void)Memory.allocate(PTRDIFF_MAX, 64);
    CHECK(!"it was thrown");
  } catch (const std::bad_alloc &) {
  }
  CHECK(Memory.allocate(100));
}

void theNewestIsGivenBack(mbr::RegionResource &Memory) {
  void *First = Memory.allocate(100);
  void *Second = Memory.allocate(100);
  Memory.deallocate(First, 100);
  Memory.deallocate(Second, 100);
  auto *Third = static_cast<char *>(Memory.allocate(50));
  CHECK(Third >= Second && Third < static_cast<char *>(Second) + 100);
}

void aHeapUsesMemoryAgain(mbr::HeapResource &Memory) {
  mbr_region *Region = mbr_heap_region(Memory.place());
  std::pmr::map<int, std::pmr::vector<int>> Map(&Memory);
  size_t Before = 0;
  for (int Round = 0; Round < 50; Round++) {
    for (int I = 0; I < 300; I++)
      Map[I].assign(static_cast<size_t>(I), Round);
    for (int I = 0; I < 300; I++)
      Map.erase(I);
    if (Round == 1)
      Before = mbr_region_bytes(Region);
  }
  CHECK(mbr_region_bytes(Region) == Before);
}

void equalIfInOnePlace() {
  mbr_region *One = mbr_region_create(), *Two = mbr_region_create();
  mbr_heap *Heap = mbr_heap_create(One);
  mbr::RegionResource A(One), B(One), C(Two);
  mbr::HeapResource D(Heap), E(Heap);
  CHECK(A == A && A == B && B == A);
  CHECK(A != C && A != D && D != A);
  CHECK(D == E && A != *std::pmr::new_delete_resource());
  // What is equal takes the memory over.
  {
    std::pmr::vector<int> From({1, 2, 3}, &A), Into(&B);
    const int *Place = From.data();
    Into = std::move(From);
    CHECK(Into.data() == Place && Into.size() == 3);
  }
  mbr_region_destroy(One);
  mbr_region_destroy(Two);
}

} // namespace

int main() {
  mbr_region *Region = mbr_region_create();
  mbr::RegionResource Plain(Region);
  containersAreInTheRegion(Plain);
  overAlignedObjects(Plain);
  missingMemoryThrows(Plain);
  theNewestIsGivenBack(Plain);
  mbr::HeapResource Heap(mbr_heap_create(Region));
  containersAreInTheRegion(Heap);
  overAlignedObjects(Heap);
  missingMemoryThrows(Heap);
  aHeapUsesMemoryAgain(Heap);
  mbr_region_destroy(Region);
  equalIfInOnePlace();
  return 0;
}
