// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// mapped-per-call: the function maps memory and unmaps it before it returns.
// One finding for each mapping, where it is made.

#include "checks/Rows.h"
#include "llvm/ADT/STLExtras.h"

using namespace membrane;

void membrane::checkMappedPerCall(const SurfaceFunction &Function,
                                  FindingSink Emit) {
  for (const Site &Place : Function.Sites) {
    if (Place.Kind != AllocatorKind::Mapping || !Place.Freed || !Place.Plain ||
        !Place.Within.empty())
      continue;
    Finding Found;
    Found.Message = "'" + Function.Name + "' maps and unmaps memory in a call";
    Found.Advice = "keep the mapping in an object that the caller holds, or "
                   "take the memory from a pool that keeps its mappings";
    Found.Witness = Place.Witness;
    llvm::append_range(Found.Witness, Place.Ends);
    Emit(std::move(Found));
  }
}
