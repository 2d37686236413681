// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The command 'fix': findings → edits that were verified → a diff or the files.

#ifndef MEMBRANE_TOOL_FIXSOURCES_H
#define MEMBRANE_TOOL_FIXSOURCES_H

#include "tool/Run.h"
#include "tool/Scans.h"
#include "tool/Times.h"

namespace membrane {

llvm::Expected<ExitCode> fixSources(const Request &Asked, StageTimes &Times);

/// What it would do about the findings of a scan that was asked for in the
/// same way. Reads the sources again.
llvm::Expected<FoundFixes> findFixes(const Request &Asked, const Scanned &Shown,
                                     StageTimes &Times);

} // namespace membrane

#endif
