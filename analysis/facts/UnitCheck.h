// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Whether a unit that was read from bytes keeps the promises of Facts.h.

#ifndef MEMBRANE_ANALYSIS_FACTS_UNITCHECK_H
#define MEMBRANE_ANALYSIS_FACTS_UNITCHECK_H

#include "analysis/facts/Facts.h"

namespace membrane {

/// What is wrong with the unit; empty if every id names an entry of its table
/// and every fact and terminator has the operands of its kind.
llvm::StringRef findInconsistency(const Unit &Read);

} // namespace membrane

#endif
