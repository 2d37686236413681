// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The call graph's strongly connected components, callees first.

#ifndef MEMBRANE_ANALYSIS_LINK_CALLGRAPH_H
#define MEMBRANE_ANALYSIS_LINK_CALLGRAPH_H

#include "analysis/link/Link.h"

namespace membrane {

/// Components of the graph of direct calls and of the indirect ones that
/// Linked.Indirect resolves. Linear in calls and in the lists of their targets
/// (Tarjan, 1972, without recursion).
std::vector<std::vector<uint32_t>> orderComponents(const Program &Linked);

} // namespace membrane

#endif
