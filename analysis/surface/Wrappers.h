// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Functions of the program that do nothing but call an allocator, or nothing
// but give back their first argument.

#ifndef MEMBRANE_ANALYSIS_SURFACE_WRAPPERS_H
#define MEMBRANE_ANALYSIS_SURFACE_WRAPPERS_H

#include "analysis/surface/Recorder.h"

namespace membrane {

/// What does in a region what a function's own call to an allocation does.
Counterpart counterpartOf(const SurfaceContext &Shared, const Function &Code,
                          const Allocation &Made);

/// What resizes in a region what it made there, if the function's own call is
/// one of a function that resizes.
Counterpart growsInRegion(const SurfaceContext &Shared, const Function &Code,
                          const Allocation &Made);

/// Whether a place of a function releases memory of its arguments only to give
/// what is in it a larger or smaller block.
bool onlyResizes(const SurfaceContext &Shared, const Function &Code,
                 Location Where);

/// By function: whether it does nothing but release its first argument.
std::vector<bool> findOnlyReleasing(const SurfaceContext &Shared);
/// Whether a call does nothing else.
bool onlyReleases(const SurfaceContext &Shared, SymbolId Callee);

} // namespace membrane

#endif
