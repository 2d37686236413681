// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How much stack a call can take.

#ifndef MEMBRANE_ANALYSIS_SURFACE_STACKDEPTH_H
#define MEMBRANE_ANALYSIS_SURFACE_STACKDEPTH_H

#include "analysis/link/Link.h"
#include "analysis/surface/Surface.h"

namespace membrane {

/// Bytes of static slots on the deepest chain of calls that the program shows,
/// by function; unbounded if the chain holds a slot of run-time size or a
/// cycle. Linear in calls.
std::vector<Stack> stackDepths(const Program &Linked);

} // namespace membrane

#endif
