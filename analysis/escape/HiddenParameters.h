// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a function of a client's cannot look into, of all that it is given.

#ifndef MEMBRANE_ANALYSIS_ESCAPE_HIDDENPARAMETERS_H
#define MEMBRANE_ANALYSIS_ESCAPE_HIDDENPARAMETERS_H

#include "analysis/link/Link.h"

namespace membrane {

/// Whether the function that a call through a pointer calls is declared to take
/// this argument as a pointer to a record that no client can look into.
/// Definitions: by ValueId, the facts of Code that make values.
bool isHiddenParameter(const Program &Linked, const Function &Code,
                       llvm::ArrayRef<const Fact *> Definitions,
                       const Fact &Call, uint32_t Argument);

} // namespace membrane

#endif
