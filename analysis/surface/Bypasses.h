// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Allocations that go past an allocator which the library's user may choose.

#ifndef MEMBRANE_ANALYSIS_SURFACE_BYPASSES_H
#define MEMBRANE_ANALYSIS_SURFACE_BYPASSES_H

#include "analysis/surface/Recorder.h"

namespace membrane {

/// By index in Program::Functions: each function's own. Public is by the same
/// index; what no public function reaches is not looked at.
std::vector<std::vector<Bypass>> findBypasses(const SurfaceContext &Shared,
                                              const Models &Known,
                                              const std::vector<bool> &Public);

} // namespace membrane

#endif
