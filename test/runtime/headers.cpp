// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The headers are C++ as well, and work through the shared library.

#include <cstddef>
#include <membrane/block.h>
#include <membrane/handle.h>
#include <membrane/region.h>
#include <memory>

static_assert(alignof(std::max_align_t) <= 16, "MBR_ALIGN suits any type");

struct Release {
  void operator()(void *Object) const { mbr_release(Object); }
};

int main() {
  std::unique_ptr<int, Release> Handle(
      static_cast<int *>(mbr_handle_create(sizeof(int))));
  if (!Handle || *Handle != 0)
    return 1;
  mbr_region *Region = mbr_region_of(Handle.get());
  void *Object = mbr_alloc(Region, 100);
  return Object && mbr_region_of(Object) == Region ? 0 : 1;
}
