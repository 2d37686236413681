// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// non-opaque-return: memory escapes through the result and its type is not
// opaque. One finding for each function, at the first such escape; what hangs
// below the result goes with it.

#include "checks/Rows.h"

using namespace membrane;

/// What is made on demand and kept in an object is that object's to release.
static std::string adviceFor(const SurfaceFunction &Function,
                             const Escape &Out) {
  if (Function.Result != Ownership::Borrowed || !Out.Path.empty() ||
      Function.Borrows.empty() || !Function.Borrows.front().FromArgument)
    return visibleAdvice(Out);
  return argumentPhrase(Function.Borrows.front().Argument) +
         " keeps it and owns it: the caller must not release it; give out a "
         "copy or a number, or say how long the pointer is good for";
}

void membrane::checkNonOpaqueReturn(const SurfaceFunction &Function,
                                    FindingSink Emit) {
  for (const Escape &Out : Function.Escapes) {
    if (Out.To != Exit::Return || !isVisible(Function, Out))
      continue;
    Finding Found;
    Found.Message = "'" + Function.Name + "' returns a non-opaque allocation";
    Found.Advice = adviceFor(Function, Out);
    Found.Witness = Out.Witness;
    return Emit(std::move(Found));
  }
}
