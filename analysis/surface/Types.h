// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The records that public functions hand out, and who makes, leaks and
// releases them.

#ifndef MEMBRANE_ANALYSIS_SURFACE_TYPES_H
#define MEMBRANE_ANALYSIS_SURFACE_TYPES_H

#include "analysis/surface/Recorder.h"

namespace membrane {

/// One entry per record that a public function returns or stores fresh, by
/// name. Public is by index in Program::Functions.
std::vector<SurfaceType> describeTypes(const SurfaceContext &Shared,
                                       const Summaries &Found,
                                       const std::vector<bool> &Public);

} // namespace membrane

#endif
