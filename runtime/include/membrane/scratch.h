// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Scratch: memory for the time of a block of code.
//
//     MBR_SCRATCH(scratch) {                   // C
//       char *line = mbr_scratch_alloc(&scratch, size);
//       ...                                    // return and break are fine
//     }
//
//     MBR_SCRATCH_SCOPE(scratch);              // until the end of this block
//     char *line = mbr_scratch_alloc(&scratch, size);
//
//     mbr::Scratch scratch;                    // C++
//     char *line = static_cast<char *>(scratch.alloc(size));
//
// A scratch is a region of its own that ends with the block. They nest: each
// may be allocated from while inner ones are open. A thread knows its open
// ones: when one closes, those that were opened after it and left open, by
// longjmp say, are closed with it, the newest first. longjmp to a place inside
// of the block itself, or to before it, is safe in this way: nothing is lost
// once an outer scratch of the thread closes. Each closes on the thread that
// opened it.

#ifndef MEMBRANE_SCRATCH_H
#define MEMBRANE_SCRATCH_H

#include <membrane/region.h>

#ifdef __cplusplus
extern "C" {
#endif

/// An open scratch. Without memory every allocation in it gives NULL. To be
/// closed by mbr_scratch_close.
typedef struct mbr_scratch {
  mbr_region *region;
  size_t number;
} mbr_scratch;

/// Opens a scratch on this thread. Constant time.
MBR_API mbr_scratch mbr_scratch_open(void);

/// Closes it: as mbr_region_destroy of its region and of those opened after
/// it. Closing twice does nothing.
MBR_API void mbr_scratch_close(mbr_scratch *scratch);

/// As mbr_alloc in the scratch.
MBR_API void *mbr_scratch_alloc(mbr_scratch *scratch, size_t size)
    __attribute__((malloc, alloc_size(2)));

/// The region of the scratch, for functions that take one: it ends with the
/// scratch. Never NULL: when there was no memory, or the scratch is closed, it
/// is one without room, of which every function that allocates gets NULL.
MBR_API mbr_region *mbr_scratch_region(mbr_scratch *scratch);

/// A block of code with a scratch named `name`: runs once, and closes the
/// scratch however it is left, longjmp excepted.
#define MBR_SCRATCH(name)                                                      \
  for (mbr_scratch name                                                        \
       __attribute__((cleanup(mbr_scratch_close))) = mbr_scratch_open(),       \
       *name##_once = &name;                                                   \
       name##_once; name##_once = NULL)

/// Declares a scratch named `name` that closes when the block it is declared in
/// is left, in whatever way, longjmp excepted: MBR_SCRATCH without indenting
/// what follows. Stands where a declaration may, with a semicolon behind it.
#define MBR_SCRATCH_SCOPE(name)                                                \
  mbr_scratch name __attribute__((cleanup(mbr_scratch_close))) =               \
      mbr_scratch_open()

#ifdef MBR_INLINE

MBR_INLINE mbr_region *mbr_scratch_region(mbr_scratch *scratch) {
  return scratch->region;
}

MBR_INLINE void *mbr_scratch_alloc(mbr_scratch *scratch, size_t size) {
  return mbr_alloc(scratch->region, size);
}

#endif

#ifdef __cplusplus
}

namespace mbr {

/// A scratch for the time of a C++ scope.
class Scratch {
public:
  Scratch() : Open(mbr_scratch_open()) {}
  ~Scratch() { mbr_scratch_close(&Open); }
  Scratch(const Scratch &) = delete;
  Scratch &operator=(const Scratch &) = delete;

  /// As mbr_scratch_alloc.
  void *alloc(size_t Size) { return mbr_scratch_alloc(&Open, Size); }
  /// As mbr_scratch_region.
  mbr_region *region() { return mbr_scratch_region(&Open); }

private:
  mbr_scratch Open;
};

} // namespace mbr
#endif

#endif
