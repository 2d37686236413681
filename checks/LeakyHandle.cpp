// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// leaky-handle: a public function gives out a pointer into an opaque handle.
// One finding for each such function and type.

#include "checks/Rows.h"

using namespace membrane;

void membrane::checkLeakyHandle(const SurfaceType &Type, FindingSink Emit) {
  if (!Type.Opaque)
    return;
  for (const std::string &Accessor : Type.Leaks) {
    Finding Found;
    Found.Function = Accessor;
    Found.Message = "'" + Accessor + "' gives out a pointer into the opaque '" +
                    Type.Name + "', which dangles when that is released";
    Found.Advice = "give out a copy, a number, or a call that does the work; "
                   "or say how long the pointer is good for";
    Emit(std::move(Found));
  }
}
