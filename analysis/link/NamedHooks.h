// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Hooks of other libraries, of which a model tells what is called through them.

#ifndef MEMBRANE_ANALYSIS_LINK_NAMEDHOOKS_H
#define MEMBRANE_ANALYSIS_LINK_NAMEDHOOKS_H

#include "analysis/link/Link.h"

namespace membrane {

/// Calls through a variable that no unit defines, that the program only calls
/// (xmlFree) and that has a row become calls of that name. Linear in the facts
/// of the program.
void nameHookCalls(Program &Linked, const Models &Known);

} // namespace membrane

#endif
