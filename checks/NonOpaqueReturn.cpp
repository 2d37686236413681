// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// non-opaque-return: memory escapes through the result and its type is not
// opaque. One finding for each function, at the first such escape; what hangs
// below the result goes with it.

#include "checks/Rows.h"

using namespace membrane;

void membrane::checkNonOpaqueReturn(const SurfaceFunction &Function,
                                    FindingSink Emit) {
  for (const Escape &Out : Function.Escapes) {
    if (Out.To != Exit::Return || !isVisible(Function, Out))
      continue;
    Finding Found;
    Found.Message = "'" + Function.Name + "' returns a non-opaque allocation";
    Found.Advice = visibleAdvice(Out);
    Found.Witness = Out.Witness;
    return Emit(std::move(Found));
  }
}
