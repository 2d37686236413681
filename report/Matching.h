// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which functions and findings of two records are the same.

#ifndef MEMBRANE_REPORT_MATCHING_H
#define MEMBRANE_REPORT_MATCHING_H

#include "report/Record.h"

namespace membrane {

/// One is null if the other is there in one record only.
template <typename Row> struct Match {
  const Row *Old = nullptr, *New = nullptr;
};

/// Those of the new record in its order, then what is left of the old one.
std::vector<Match<SurfaceFunction>> matchFunctions(const Surface &Old,
                                                   const Surface &New);

/// The findings that only one record has.
std::vector<Match<Finding>> differentFindings(llvm::ArrayRef<Finding> Old,
                                              llvm::ArrayRef<Finding> New);

} // namespace membrane

#endif
