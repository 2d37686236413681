// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Calls through pointers to methods that the program alone has set.

#ifndef MEMBRANE_ANALYSIS_LINK_METHODPOINTERS_H
#define MEMBRANE_ANALYSIS_LINK_METHODPOINTERS_H

#include "analysis/link/Link.h"

namespace membrane {

class Models; // analysis/models/Models.h

/// Gives calls through a pointer to a method the targets that they have, where
/// the program shows all that gets into the pointer.
void closeMethodCalls(Program &Linked, const Models *Known);

} // namespace membrane

#endif
