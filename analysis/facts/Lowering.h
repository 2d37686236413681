// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A function in SSA → its blocks of facts.

#ifndef MEMBRANE_ANALYSIS_FACTS_LOWERING_H
#define MEMBRANE_ANALYSIS_FACTS_LOWERING_H

#include "analysis/facts/Builder.h"

namespace membrane {

/// Fills Values, Blocks and StackBytes of Into, whose Where must be set.
void lowerBody(const llvm::Function &Source, Surroundings &Around,
               Function &Into);

} // namespace membrane

#endif
