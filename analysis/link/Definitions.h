// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the merge of units remembers of names that several units define, and the
// choice between their definitions.

#ifndef MEMBRANE_ANALYSIS_LINK_DEFINITIONS_H
#define MEMBRANE_ANALYSIS_LINK_DEFINITIONS_H

#include "analysis/link/Link.h"
#include <map>

namespace membrane {

struct Definitions {
  /// By symbols that may mean several definitions: the units that have these.
  std::map<SymbolId, std::vector<uint32_t>> Open;
  /// Definitions of names that have several, by the name and the unit.
  std::map<std::pair<std::string, uint32_t>, SymbolId> Own;
};

/// Makes uses of open symbols a choice between definitions.
void chooseDefinitions(Program &Joined, const Definitions &Known);

} // namespace membrane

#endif
