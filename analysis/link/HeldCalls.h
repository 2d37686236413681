// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Functions of libraries that call what a variable holds (std::call_once).

#ifndef MEMBRANE_ANALYSIS_LINK_HELDCALLS_H
#define MEMBRANE_ANALYSIS_LINK_HELDCALLS_H

#include "analysis/link/Link.h"

namespace membrane {

/// Passes what the variable holds, where such a function is passed to be called
/// (Program::PassedOn).
void passHeldCalls(Program &Linked, const Models &Known);

} // namespace membrane

#endif
