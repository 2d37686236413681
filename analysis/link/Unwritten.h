// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Tables of functions that could be written, and are not.

#ifndef MEMBRANE_ANALYSIS_LINK_UNWRITTEN_H
#define MEMBRANE_ANALYSIS_LINK_UNWRITTEN_H

#include "analysis/link/Link.h"

namespace membrane {

/// Variables with functions in them that keep their initial values, though
/// nothing in the source says so. Each variable costs the uses of its address,
/// and those are bounded.
std::vector<SymbolId> findUnwritten(const Program &Linked,
                                    const LinkOptions &Options);

} // namespace membrane

#endif
