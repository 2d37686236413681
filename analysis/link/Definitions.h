// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the merge of units remembers of where definitions come from, and the
// choice between several of one name.

#ifndef MEMBRANE_ANALYSIS_LINK_DEFINITIONS_H
#define MEMBRANE_ANALYSIS_LINK_DEFINITIONS_H

#include "analysis/link/Link.h"
#include <map>

namespace membrane {

struct Definitions {
  std::vector<uint32_t> UnitOfFunction; ///< by index into Program::Functions
  std::vector<uint32_t> UnitOfSymbol;   ///< that defines it; by SymbolId
  /// By the first strong definition of a name: the further ones.
  std::map<SymbolId, std::vector<SymbolId>> Others;
};

/// Lets units without a definition of their own use any.
void chooseDefinitions(Program &Joined, const Definitions &Known);

} // namespace membrane

#endif
