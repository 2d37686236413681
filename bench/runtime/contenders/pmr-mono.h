// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// std::pmr::monotonic_buffer_resource over new and delete; with BUFFER it
// begins in so many bytes inside the handle.

#include <memory_resource>
#include <new>

struct region {
  alignas(std::max_align_t) unsigned char storage[sizeof(
      std::pmr::monotonic_buffer_resource)];
#ifdef BUFFER
  alignas(std::max_align_t) unsigned char buffer[BUFFER];
#endif
  std::pmr::monotonic_buffer_resource *resource() {
    return std::launder(
        reinterpret_cast<std::pmr::monotonic_buffer_resource *>(storage));
  }
};

static inline void region_open(region *in) {
#ifdef BUFFER
  new (in->storage)
      std::pmr::monotonic_buffer_resource(in->buffer, sizeof in->buffer);
#else
  new (in->storage) std::pmr::monotonic_buffer_resource();
#endif
}

static inline void *region_alloc(region *in, size_t size) {
  return in->resource()->allocate(size);
}

static inline void region_close(region *in) {
  in->resource()->~monotonic_buffer_resource();
}
