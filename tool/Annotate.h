// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The command 'annotate': the contracts that hold, as a diff or as a list.

#ifndef MEMBRANE_TOOL_ANNOTATE_H
#define MEMBRANE_TOOL_ANNOTATE_H

#include "analysis/surface/Surface.h"
#include "tool/Run.h"
#include "tool/Sources.h"

namespace membrane {

/// Writes what Asked wants of the answer.
llvm::Error annotate(const Request &Asked, const Surface &Answer,
                     const SourceTimes &Sources);

} // namespace membrane

#endif
