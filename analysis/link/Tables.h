// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Tables of functions that nobody outside of the program fills.

#ifndef MEMBRANE_ANALYSIS_LINK_TABLES_H
#define MEMBRANE_ANALYSIS_LINK_TABLES_H

#include "analysis/link/Link.h"

namespace membrane {

/// Records of which some member is called, and every such call shows all that
/// it reaches. Needs the targets of indirect calls; linear in the facts of the
/// functions that have any.
std::set<RecordId> findShutTables(const Program &Linked);

} // namespace membrane

#endif
