// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The blocks that a function makes for its caller, with those that are resized
// on the way.

#ifndef MEMBRANE_FIXES_OUTPUTBLOCKS_H
#define MEMBRANE_FIXES_OUTPUTBLOCKS_H

#include "fixes/Fixes.h"
#include "llvm/ADT/STLExtras.h"

namespace clang {
class CallExpr;
} // namespace clang

namespace membrane {

class BodyView;

struct OutputBlocks {
  explicit OutputBlocks(const SurfaceFunction &Of);

  bool contains(const Site &Place) const {
    return llvm::is_contained(All, &Place);
  }
  /// The call that resizes a block to one of them; null if none does.
  const Site *resizedBy(const Site &Place) const;
  /// Whether all that becomes of a block is that it is released, or resized.
  bool isFollowed(const Site &Place) const;

  std::vector<const Site *> All; ///< in the order of the function's sites
};

/// Whether a block comes from what makes one that can be resized in a region.
bool canGrow(const Site &Place);

/// Why what a call resizes may be something else than null or one of the
/// blocks: they have to be in local variables that hold nothing else.
std::optional<Obstacle> checkResized(const BodyView &Body,
                                     const clang::CallExpr &Call,
                                     const OutputBlocks &Blocks);

/// Whether the block of code around a release ends with a return.
bool returnsBehind(const BodyView &Body, const clang::CallExpr &Release);

} // namespace membrane

#endif
