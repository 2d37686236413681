// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Records that begin alike, as those that stand for one another do.

#ifndef MEMBRANE_ANALYSIS_LINK_ALIKE_H
#define MEMBRANE_ANALYSIS_LINK_ALIKE_H

#include "analysis/link/Link.h"

namespace membrane {

/// The members of all records that have the name of a member that holds an
/// address, stand in its place, and have room for one.
std::vector<MemberKey> membersAlike(const Program &Linked, MemberKey Member);

} // namespace membrane

#endif
