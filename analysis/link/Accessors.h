// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Functions that stand for a variable: "#define errors (*errors_of_thread())".

#ifndef MEMBRANE_ANALYSIS_LINK_ACCESSORS_H
#define MEMBRANE_ANALYSIS_LINK_ACCESSORS_H

#include "analysis/link/Link.h"
#include "llvm/ADT/DenseSet.h"

namespace membrane {

/// By SymbolId of the definition.
struct NamedCalls {
  /// Functions that are more than called: their address is a value.
  llvm::DenseSet<uint32_t> AddressTaken;
  /// Others, of which each result is null or the address of a variable or of a
  /// member.
  llvm::DenseSet<uint32_t> Accessors;
};

/// Linear in facts.
NamedCalls findNamedCalls(const Program &Linked);

} // namespace membrane

#endif
