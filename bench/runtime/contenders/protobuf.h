// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// google::protobuf::Arena; objects are arrays of char.

#include <cstddef>
#include <google/protobuf/arena.h>
#include <new>

struct region {
  alignas(
      std::max_align_t) unsigned char storage[sizeof(google::protobuf::Arena)];
  google::protobuf::Arena *arena() {
    return std::launder(reinterpret_cast<google::protobuf::Arena *>(storage));
  }
};

static inline void region_open(region *in) {
  new (in->storage) google::protobuf::Arena();
}

static inline void *region_alloc(region *in, size_t size) {
  return google::protobuf::Arena::CreateArray<char>(in->arena(), size);
}

static inline void region_close(region *in) { in->arena()->~Arena(); }
