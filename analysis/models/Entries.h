// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What 'calls', 'blocks' and 'control' of a model row list.

#ifndef MEMBRANE_ANALYSIS_MODELS_ENTRIES_H
#define MEMBRANE_ANALYSIS_MODELS_ENTRIES_H

#include "analysis/models/Row.h"
#include "analysis/models/Values.h"

namespace membrane {

/// Adds {argument: N, ...} or {through: PLACE, ...} to the row's calls, or
/// complains.
void readCallEntry(ValueReader &In, llvm::yaml::Node *Node, Model &Into);

/// Adds {family: NAME, through: PLACE} to the row's blocks, or complains.
/// Gives the family that it names, which somebody must know.
std::optional<NamePlace> readBlockEntry(ValueReader &In, llvm::yaml::Node *Node,
                                        Model &Into);

/// Adds the words of 'control' to the row, or complains.
void readControlWords(ValueReader &In, llvm::yaml::Node *Node, Model &Into);

} // namespace membrane

#endif
