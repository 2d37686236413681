// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Where function pointers travel, and so what indirect calls can reach.

#ifndef MEMBRANE_ANALYSIS_LINK_TARGETS_H
#define MEMBRANE_ANALYSIS_LINK_TARGETS_H

#include "analysis/link/Link.h"

namespace membrane {

struct IndirectTargets {
  std::vector<std::vector<SymbolId>> Lists;
  std::vector<std::pair<CallSite, CallTargets>> Calls; ///< ordered by site
  std::set<MemberKey> Filled; ///< members that may hold a function
  std::vector<std::vector<int64_t>> Offsets; ///< as in Program
  FunctionOffsets StoredAt;                  ///< the same
};

/// Targets of every indirect call. Field-based inclusion: all
/// instances of a record's member are one place (Lu and Hu, "Where does it
/// go?", CCS 2019, call the idea multi-layer type analysis). Calls of functions
/// that pass on what they are given to be called are among them. Needs
/// OpenRecord and PassedOn. Linear in facts plus (places x functions that reach
/// them).
IndirectTargets findIndirectTargets(const Program &Linked,
                                    const LinkOptions &Options);

} // namespace membrane

#endif
