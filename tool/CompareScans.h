// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The command 'diff': two records, or a revision and the working tree, in;
// what changed out.

#ifndef MEMBRANE_TOOL_COMPARESCANS_H
#define MEMBRANE_TOOL_COMPARESCANS_H

#include "tool/Run.h"
#include "tool/Times.h"

namespace membrane {

/// Findings means that something got worse.
llvm::Expected<ExitCode> compareScans(const Request &Asked, StageTimes &Times);

} // namespace membrane

#endif
