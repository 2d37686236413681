// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A whole scan of inputs, as they are or as they were, for those who compare
// two.

#ifndef MEMBRANE_TOOL_SCANS_H
#define MEMBRANE_TOOL_SCANS_H

#include "report/Report.h"
#include "tool/Inputs.h"
#include "tool/Times.h"

namespace membrane {

struct Scanned {
  Surface Answer;
  Outcome Found;
};

/// Both halves and the checks. Nothing is found in no commands.
llvm::Expected<Scanned> scanInputs(const Inputs &Selected, const Request &Asked,
                                   StageTimes &Times);

/// The record that a scan writes of its answer.
llvm::Expected<ScanRecord> recordOf(const Surface &Answer,
                                    const Outcome &Found);

/// Whether a scan of Old must give what one of Now, which is done, has given:
/// the change is nowhere that a unit looks.
bool areSame(const Inputs &Old, const Inputs &Now, const Request &Asked);

/// Sees to it that what a scan reads is there for the next one.
void rememberUnits(Inputs &Selected);

} // namespace membrane

#endif
