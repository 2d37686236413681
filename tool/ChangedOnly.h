// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The option --diff: only what a change brings.
//
// Takes a unified diff that leads to the files that are there. The old files
// are made out of it, and the program is scanned as it was and as it is. Of
// the findings those stay that are on changed lines, that were not there
// before, or whose function has another class than before.

#ifndef MEMBRANE_TOOL_CHANGEDONLY_H
#define MEMBRANE_TOOL_CHANGEDONLY_H

#include "tool/Earlier.h"
#include "tool/Scans.h"
#include <set>

namespace membrane {

/// What a diff changes.
struct SourceChange {
  std::shared_ptr<Earlier> Then;
  /// Lines of the new files, by path without links.
  llvm::StringMap<std::set<unsigned>> Added, TakenAbove;
};

/// Reads the file of --diff. Fails if it is no diff, or does not lead to the
/// files that are there.
llvm::Expected<SourceChange> readChange(const Request &Asked,
                                        const Inputs &Selected);

/// The program before the change, as far as it could be read then; none if it
/// is that of Selected, which has been read.
std::optional<Scanned> scanBefore(const Request &Asked, const Inputs &Selected,
                                  const SourceChange &Made, StageTimes &Times);

/// Takes out of Now what the change did not bring. Notes say how many findings
/// there are elsewhere, and which functions have another class.
void keepChanged(const SourceChange &Made, const Scanned &Before, Scanned &Now);

} // namespace membrane

#endif
