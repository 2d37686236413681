// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// contained-heap: a block from the heap that the function gives back on every
// way out, so that a scratch region or the stack would serve. One finding for
// each allocation. Not for what a callee makes for itself, for a buffer that
// grows, or for what comes out of the caller's allocator.

#include "checks/Rows.h"
#include "llvm/ADT/STLExtras.h"

using namespace membrane;

/// The most that is proposed to move to the stack.
static constexpr uint64_t MostStackBytes = 1024;

static bool isCandidate(const SurfaceFunction &Function, const Site &Place) {
  return Place.Kind == AllocatorKind::Heap && Place.Plain && Place.Freed &&
         Place.Within.empty() && !isCallersFamily(Function, Place.Family);
}

/// Whether a block is what an older one grew into: the call that makes it
/// releases that.
static bool growsFrom(const Site &New, const Site &Old) {
  Location Where = New.Witness.back().Where;
  return &Old != &New && llvm::any_of(Old.Ends, [&](const Step &End) {
    return End.Where == Where;
  });
}

static std::string advise(const Site &Place) {
  if (Place.Bytes && *Place.Bytes != 0 && *Place.Bytes <= MostStackBytes)
    return "a local variable of " + std::to_string(*Place.Bytes) +
           " bytes would serve, and no release would be needed";
  return "memory of a scratch region would serve, and no release would be "
         "needed";
}

void membrane::checkContainedHeap(const SurfaceFunction &Function,
                                  FindingSink Emit) {
  llvm::ArrayRef<Site> All = Function.Sites;
  for (const Site &Place : All) {
    bool Grown = llvm::any_of(
        All, [&](const Site &Old) { return growsFrom(Place, Old); });
    if (!isCandidate(Function, Place) || Grown)
      continue;
    Finding Found;
    Found.Message = "'" + Function.Name +
                    "' takes memory from the heap and gives it back in the "
                    "same call";
    Found.Advice = advise(Place);
    Found.Witness = Place.Witness;
    llvm::append_range(Found.Witness, Place.Ends);
    Emit(std::move(Found));
  }
}
