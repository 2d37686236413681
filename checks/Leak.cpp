// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// leak: memory that is allocated, not freed, and not reachable afterwards, on
// some path. One finding for each block that is lost.

#include "checks/Rows.h"

using namespace membrane;

void membrane::checkLeak(const SurfaceFunction &Function, FindingSink Emit) {
  for (const Leak &Lost : Function.Leaks) {
    Finding Found;
    Found.Message =
        "'" + Function.Name + "' leaks memory of family '" + Lost.Family + "'";
    Found.Advice = "release it on every path, or hand it to the caller";
    Found.Witness = Lost.Witness;
    Emit(std::move(Found));
  }
}
