// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// missing-release: the library hands out a handle and has no public function
// that releases it. One finding for each function, at its first such escape.

#include "checks/Rows.h"
#include "llvm/ADT/STLExtras.h"

using namespace membrane;

/// A FILE, a mapping: its own release is what a client calls.
static bool isHeap(const SurfaceFunction &Function, const Escape &Out) {
  return llvm::any_of(Function.Allocators, [&](const Allocator &Source) {
    return Source.Family == Out.Family && Source.Kind == AllocatorKind::Heap;
  });
}

/// The result, if nobody else keeps it, or what is stored for the caller. Of
/// what has no type nobody can say that it is one.
static bool isHandle(const SurfaceFunction &Function, const Escape &Out) {
  if (Out.Type.empty())
    return false;
  if (Out.To == Exit::Return)
    return Out.Path.empty() && (Function.Result == Ownership::Owned ||
                                Function.Result == Ownership::Sometimes);
  return Out.To == Exit::Argument && Out.Path == "*";
}

void membrane::checkMissingRelease(const SurfaceFunction &Function,
                                   FindingSink Emit) {
  for (const Escape &Out : Function.Escapes) {
    if (!Out.Opaque || !Out.Unreleased || !isHandle(Function, Out) ||
        !isHeap(Function, Out) || isCallersMemory(Function, Out))
      continue;
    Finding Found;
    Found.Message = "'" + Function.Name + "' hands out a '" + Out.Type +
                    "' that no public function releases";
    Found.Advice = "add a function that takes it and frees all that hangs "
                   "under it";
    Found.Witness = Out.Witness;
    return Emit(std::move(Found));
  }
}
