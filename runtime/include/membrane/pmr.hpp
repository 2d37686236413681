// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Standard C++ containers in a region, through std::pmr.
//
//     mbr::RegionResource Resource(Region);
//     std::pmr::vector<std::pmr::string> Lines(&Resource);
//
// Takes a region or a heap, which the resource does not own and which must
// stand as long as memory of the resource is used; gives a memory resource.
// The thread rules are the region's. A container may be left as it is when the
// region ends: its memory goes, the destructors of its elements do not run.
//
// Missing memory is std::bad_alloc, as std::pmr demands. In a program without
// exceptions it ends the program.

#ifndef MEMBRANE_PMR_HPP
#define MEMBRANE_PMR_HPP

#include <cstdlib>
#include <membrane/heap.h>
#include <memory_resource>
#include <new>

namespace mbr {

namespace detail {

/// Gives `Object` back, or throws if it is null.
inline void *expectMemory(void *Object) {
  if (MBR_LIKELY(Object != nullptr))
    return Object;
#if defined(__cpp_exceptions)
  throw std::bad_alloc();
#else
  std::abort();
#endif
}

/// Whether both are a `Resource` with the same `place()`.
template <class Resource>
bool samePlace(const Resource &One, const std::pmr::memory_resource &Other) {
  if (&One == &Other)
    return true;
#if defined(__cpp_rtti)
  const auto *Same = dynamic_cast<const Resource *>(&Other);
  return Same && Same->place() == One.place();
#else
  return false;
#endif
}

} // namespace detail

/// The fastest one: for containers that are filled once. Memory that they give
/// back is used again only if it is the newest of the region, the rest when the
/// region ends; so a vector that grows takes twice its size, and one that knows
/// its size (reserve) once. Two with the same region are equal, where there is
/// RTTI.
class RegionResource final : public std::pmr::memory_resource {
public:
  explicit RegionResource(mbr_region *Region) : Region(Region) {}
  mbr_region *place() const { return Region; }

private:
  void *do_allocate(size_t Size, size_t Alignment) override {
    return detail::expectMemory(
        MBR_LIKELY(Alignment <= MBR_ALIGN)
            ? mbr_alloc(Region, Size)
            : mbr_aligned_alloc(Region, Alignment, Size));
  }

  void do_deallocate(void *Object, size_t Size, size_t) override {
    if (Size != 0) // The newest object of size 0 makes room for the next.
      (void)mbr_realloc(Region, Object, Size, 0);
  }

  bool do_is_equal(const memory_resource &Other) const noexcept override {
    return detail::samePlace(*this, Other);
  }

  mbr_region *Region;
};

/// For containers that change for long: memory that they give back is used
/// again, except objects that are aligned to more than MBR_ALIGN, which are the
/// region's as above. Two with the same heap are equal, where there is RTTI.
class HeapResource final : public std::pmr::memory_resource {
public:
  explicit HeapResource(mbr_heap *Heap) : Heap(Heap) {}
  mbr_heap *place() const { return Heap; }

private:
  void *do_allocate(size_t Size, size_t Alignment) override {
    return detail::expectMemory(
        MBR_LIKELY(Alignment <= MBR_ALIGN)
            ? mbr_heap_alloc(Heap, Size)
            : mbr_aligned_alloc(mbr_heap_region(Heap), Alignment, Size));
  }

  void do_deallocate(void *Object, size_t Size, size_t Alignment) override {
    if (MBR_LIKELY(Alignment <= MBR_ALIGN))
      mbr_heap_free(Heap, Object);
    else if (Size != 0)
      (void)mbr_realloc(mbr_heap_region(Heap), Object, Size, 0);
  }

  bool do_is_equal(const memory_resource &Other) const noexcept override {
    return detail::samePlace(*this, Other);
  }

  mbr_heap *Heap;
};

} // namespace mbr

#endif
