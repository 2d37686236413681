// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A request → the stages it needs, in order, and the exit code.

#ifndef MEMBRANE_TOOL_RUN_H
#define MEMBRANE_TOOL_RUN_H

#include "tool/Options.h"

namespace membrane {

/// What main returns.
enum class ExitCode : int { Clean = 0, Findings = 1, CouldNotRun = 2 };

/// Does what was asked; an error means that it could not.
llvm::Expected<ExitCode> run(const Request &Asked);

} // namespace membrane

#endif
