// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Hooks of other libraries' structs that the program leaves alone.

#ifndef MEMBRANE_ANALYSIS_LINK_UNFILLED_H
#define MEMBRANE_ANALYSIS_LINK_UNFILLED_H

#include "analysis/link/Link.h"

namespace membrane {

/// Pointers to functions, members of records of system headers, in which
/// neither the program nor a client of its stores a function. Filled: where
/// some do, of all members. Needs OpenRecord, Callable and the targets of
/// indirect calls; linear in the facts of the program.
std::set<MemberKey> findUnfilled(const Program &Linked,
                                 const LinkOptions &Options,
                                 const std::set<MemberKey> &Filled);

} // namespace membrane

#endif
