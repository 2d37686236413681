// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Objects that come from code which is neither seen nor a client's.

#ifndef MEMBRANE_ANALYSIS_LINK_UNSEENOBJECTS_H
#define MEMBRANE_ANALYSIS_LINK_UNSEENOBJECTS_H

#include "analysis/link/Link.h"
#include "llvm/ADT/DenseSet.h"

namespace membrane {

/// Records of which functions that nothing describes give objects, or variables
/// that nothing defines hold or lead to some: they may have functions in them
/// that no store of the program shows. Not those of variables that neither code
/// nor an initial value names (AddressTaken), nor clients know: a declaration
/// of what this build leaves out. Linear in facts.
std::set<RecordId>
findUnseenObjects(const Program &Linked, const Models *Known,
                  const llvm::DenseSet<uint32_t> &AddressTaken);

/// Whether neither a body nor a model says what a function does.
bool isUndescribed(const Program &Linked, const Models *Known, SymbolId Callee);

} // namespace membrane

#endif
