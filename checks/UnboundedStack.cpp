// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// unbounded-stack: alloca, a variable-length array or recursion, here or in a
// callee, whose size nothing bounds.

#include "checks/Rows.h"

using namespace membrane;

void membrane::checkUnboundedStack(const SurfaceFunction &Function,
                                   FindingSink Emit) {
  if (Function.Stack.Bounded)
    return;
  Finding Found;
  for (const Allocator &Source : Function.Allocators)
    if (Source.Kind == AllocatorKind::Stack && Found.Witness.empty())
      Found.Witness = Source.Witness;
  bool ByRecursion = Found.Witness.empty() && Function.Stack.Recursive;
  Found.Message = "'" + Function.Name + "' " +
                  (ByRecursion ? "recurses to a depth that nothing bounds"
                               : "needs stack whose size nothing bounds");
  Found.Advice = ByRecursion
                     ? "limit the depth, or turn the recursion into a loop"
                     : "check the size against a constant first, or use heap "
                       "or region memory above it";
  Emit(std::move(Found));
}
