// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// leaky-handle: a public function gives out a pointer into an opaque handle.
// One finding for each such function and type; for all that only give one to
// functions of the caller's, one for each type.

#include "checks/Rows.h"
#include "llvm/ADT/STLExtras.h"

using namespace membrane;

void membrane::checkLeakyHandle(const SurfaceType &Type, FindingSink Emit) {
  if (!Type.Opaque)
    return;
  for (const std::string &Accessor : Type.Leaks) {
    bool IsHanded = llvm::is_contained(Type.Handed, Accessor);
    Finding Found;
    Found.Function = Accessor;
    Found.Message = "'" + Accessor + "' " +
                    (IsHanded ? "gives a callback" : "gives out") +
                    " a pointer into the opaque '" + Type.Name +
                    "', which dangles when that is released";
    Found.Advice = IsHanded ? "give it a copy, or say that the pointer is good "
                              "for the time of the call"
                            : "give out a copy, a number, or a call that does "
                              "the work; or say how long the pointer is good "
                              "for";
    if (IsHanded)
      Found.Cause = Type.Name;
    Emit(std::move(Found));
  }
}
