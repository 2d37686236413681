// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Who calls a function.

#ifndef MEMBRANE_ANALYSIS_LINK_CALLERS_H
#define MEMBRANE_ANALYSIS_LINK_CALLERS_H

#include "analysis/link/Link.h"
#include <map>
#include <optional>

namespace membrane {

struct Callers {
  std::map<uint32_t, std::vector<CallSite>> Sites; ///< by function
  std::set<uint32_t> Unseen; ///< functions that code without a body may call
};

/// By what calls name and by the targets of the others.
Callers findCallers(const Program &Linked);

/// What a call of Sites passes to a function as one of its arguments; none if
/// it passes less, or calls code that was not seen, which calls the function.
std::optional<ValueId> givenTo(const Program &Linked, const Fact &Call,
                               uint32_t Function, uint32_t Argument);

} // namespace membrane

#endif
