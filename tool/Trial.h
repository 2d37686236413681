// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a scan of the edited program says of the fixes: which findings are
// gone, and whether anything is worse that the fixes do not mean to change.

#ifndef MEMBRANE_TOOL_TRIAL_H
#define MEMBRANE_TOOL_TRIAL_H

#include "checks/Checks.h"
#include "fixes/Fixes.h"

namespace membrane {

struct ScanView {
  const Surface &Answer;
  const Outcome &Found;
};

/// Those of a fix's findings that the new scan has not.
std::map<size_t, FixKind> findingsGone(const Fix &Of, const ScanView &Old,
                                       const ScanView &New);

/// A finding of theirs that is still there, or something that got worse; ""
/// if nothing is.
std::string whatGetsWorse(llvm::ArrayRef<Fix> Tried, const ScanView &Old,
                          const ScanView &New);

} // namespace membrane

#endif
