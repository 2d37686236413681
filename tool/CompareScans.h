// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The command 'diff': two records in, what changed out.

#ifndef MEMBRANE_TOOL_COMPARESCANS_H
#define MEMBRANE_TOOL_COMPARESCANS_H

#include "tool/Run.h"

namespace membrane {

/// Findings means that something got worse.
llvm::Expected<ExitCode> compareScans(const Request &Asked);

} // namespace membrane

#endif
