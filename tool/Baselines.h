// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The file of --baseline: read before the work, applied after it, written if
// that was asked for.

#ifndef MEMBRANE_TOOL_BASELINES_H
#define MEMBRANE_TOOL_BASELINES_H

#include "checks/Checks.h"
#include "tool/Options.h"

namespace membrane {

/// What was asked for; an empty one if there is no file yet that is to be
/// written, or none at all.
llvm::Expected<Baseline> loadBaseline(const Request &Asked);

/// Hides what is accepted. A note of Answer says what is gone, or what was
/// written.
llvm::Error useBaseline(const Request &Asked, const Baseline &Accepted,
                        Surface &Answer, Outcome &Found);

} // namespace membrane

#endif
