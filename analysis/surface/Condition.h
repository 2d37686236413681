// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// When the caller owns a result that it sometimes owns, where that is simple:
// an argument decides (null, a flag), or the other result is an argument
// itself, so that a comparison tells.
//
// Takes the function's body and what its callees return; every value that can
// be returned has to be known as new memory, as borrowed, or as null. Not
// modelled: conditions on memory, and several that hold together.

#ifndef MEMBRANE_ANALYSIS_SURFACE_CONDITION_H
#define MEMBRANE_ANALYSIS_SURFACE_CONDITION_H

#include "analysis/surface/Recorder.h"

namespace membrane {

/// "argument 0 is null"; empty if it is not so simple.
std::string ownedWhen(const SurfaceContext &Shared, const Function &Code,
                      const FunctionSummary &Found);

} // namespace membrane

#endif
