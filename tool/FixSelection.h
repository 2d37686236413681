// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which of the planned fixes are offered.

#ifndef MEMBRANE_TOOL_FIXSELECTION_H
#define MEMBRANE_TOOL_FIXSELECTION_H

#include "tool/EditableProgram.h"

namespace membrane {

/// Fixes on their way from planned to offered.
class FixSelection {
public:
  FixSelection(const EditableProgram &Of, Fixes Planned, StageTimes &Times)
      : Of(Of), Times(Times), All(std::move(Planned)) {}

  /// Leaves those that stay inside of the root and hold together with those
  /// before them.
  void dropUnfit();
  /// Leaves those that need no new file.
  void dropCreating();
  /// Leaves those that a scan finds good.
  llvm::Error verify();

  llvm::ArrayRef<Fix> offered() const { return All.Offered; }
  const std::map<size_t, Obstacle> &withheld() const { return All.Withheld; }

private:
  void withhold(const Fix &Bad, llvm::StringRef Why);
  /// The same in place of what was said before: what was tried says more than
  /// what could not be.
  void withholdTried(const Fix &Bad, llvm::StringRef Why);
  llvm::Error sift(std::vector<Fix> Tried, std::vector<Fix> &Good);
  llvm::Error addTypes(std::vector<Fix> &Types, std::vector<Fix> &Good);
  llvm::Error addLate(std::vector<Fix> &Good);

  const EditableProgram &Of;
  StageTimes &Times;
  Fixes All;
  std::vector<Fix> Late; ///< that edit what one before them edits
};

} // namespace membrane

#endif
