// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Functions and variables whose address is a value somewhere.

#ifndef MEMBRANE_ANALYSIS_LINK_ADDRESSTAKEN_H
#define MEMBRANE_ANALYSIS_LINK_ADDRESSTAKEN_H

#include "analysis/link/Link.h"
#include "llvm/ADT/DenseSet.h"

namespace membrane {

/// By SymbolId of the definition: what a function or an initial value names
/// other than by calling it. Linear in values.
llvm::DenseSet<uint32_t> findAddressTaken(const Program &Linked);

} // namespace membrane

#endif
