// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What changed between two records of one function.

#ifndef MEMBRANE_REPORT_FUNCTIONCHANGES_H
#define MEMBRANE_REPORT_FUNCTIONCHANGES_H

#include "report/Diff.h"
#include "report/Matching.h"

namespace membrane {

/// Which record something is from.
struct Sides {
  const Surface &Old, &New;
};

std::vector<SpotStep> resolve(const Surface &Answer,
                              llvm::ArrayRef<Step> Witness);
Spot resolve(const Surface &Answer, Location Where);

/// The change of a set of functions that release something; nothing if both
/// are the same. One that is gone is worse: its callers would now free what
/// they must not, or not at all.
std::optional<Change> compareReleases(llvm::ArrayRef<std::string> Before,
                                      llvm::ArrayRef<std::string> After);

/// Both are there.
std::vector<Change> functionChanges(const Sides &Records,
                                    const Match<SurfaceFunction> &Both);

} // namespace membrane

#endif
