// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The command 'fix': findings → edits that were verified → a diff or the files.

#ifndef MEMBRANE_TOOL_FIXSOURCES_H
#define MEMBRANE_TOOL_FIXSOURCES_H

#include "tool/Run.h"
#include "tool/Times.h"

namespace membrane {

llvm::Expected<ExitCode> fixSources(const Request &Asked, StageTimes &Times);

} // namespace membrane

#endif
