// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// scattered-handle: an opaque object is built of several kinds of block, and
// its release frees them one by one. One finding for each type.
//
// Quiet where a region would not serve: the release does not always end the
// object (it counts holders, or keeps it).

#include "checks/Rows.h"

using namespace membrane;

void membrane::checkScatteredHandle(const SurfaceType &Type, FindingSink Emit) {
  bool Serves = Type.Opaque && Type.Blocks > 1 && !Type.Constructors.empty();
  // What it leaves is said by partial-release.
  if (!Serves || !Type.Remains.empty())
    return;
  Finding Found;
  Found.Function = Type.Release.front();
  Found.Message = "the release of '" + Type.Name + "' frees " +
                  std::to_string(Type.Blocks) + " kinds of block one by one";
  Found.Advice = "one region for each object would serve, and the release "
                 "would be one call";
  if (!Type.Singly.empty())
    Found.Advice = "a region for each object would serve, with blocks that it "
                   "can free singly, as '" +
                   Type.Singly + "' does";
  Emit(std::move(Found));
}
