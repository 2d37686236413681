// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A program that was scanned and can be scanned again with edits in its
// sources, which stay as they are.

#ifndef MEMBRANE_TOOL_EDITABLEPROGRAM_H
#define MEMBRANE_TOOL_EDITABLEPROGRAM_H

#include "report/Report.h"
#include "tool/FileOverlay.h"
#include "tool/Pipeline.h"
#include "llvm/ADT/StringSet.h"

namespace membrane {

class EditableProgram {
public:
  /// Scans what Asked names.
  static llvm::Expected<EditableProgram> read(const Request &Asked,
                                              StageTimes &Times);

  const Surface &answer() const { return Answer; }
  const Outcome &outcome() const { return Found; }
  llvm::StringRef root() const { return Selected.Root; }
  llvm::ArrayRef<FailedUnit> failed() const { return Failed; }
  /// The text of a file as it was scanned; fails if it has changed since.
  llvm::Expected<std::string> text(llvm::StringRef File) const;
  /// Whether a file is not there, and was not when the program was read.
  bool isNew(llvm::StringRef File) const;

  /// The runtime's one header in the project, without links; empty if the
  /// project has none and shall have none.
  llvm::StringRef oneHeader() const { return OneHeader; }
  /// The files of the commands whose units read one of these, without links.
  std::vector<std::string> unitsOf(llvm::ArrayRef<Edit> Edits) const;

  /// Parses the units that a goal is about and plans their edits.
  llvm::Expected<Fixes> plan(StageTimes &Times) const;

  /// Scans with the edits of Tried. Gives what is wrong with them: a unit that
  /// does not compile or has a new warning, something that got worse, a
  /// finding that is still there; empty if nothing is. With Mended, the last
  /// of Tried may leave some of its findings: Mended gets those that it does
  /// not, and it is wrong if there are none.
  llvm::Expected<std::string>
  tryOut(llvm::ArrayRef<Fix> Tried, StageTimes &Times,
         std::map<size_t, FixKind> *Mended = nullptr) const;
  /// The edited files, with the edits of all of them.
  llvm::Expected<std::vector<PatchedFile>> patch(llvm::ArrayRef<Fix> All) const;

private:
  /// One unit as it was read.
  struct ReadUnit {
    std::optional<Unit> Facts;
    std::vector<std::string> Warnings; ///< sorted
  };

  llvm::Expected<std::vector<FailedUnit>>
  readUnits(const Inputs &From, llvm::MutableArrayRef<ReadUnit> Into,
            StageTimes &Times) const;
  llvm::Expected<Surface> analyzeUnits(llvm::ArrayRef<ReadUnit> Read,
                                       std::vector<FailedUnit> Failed,
                                       StageTimes &Times) const;
  llvm::Error findHeader();
  bool reads(size_t Command, const FileOverlay &Edited,
             const llvm::StringSet<> &NewNames) const;

  Request Asked;
  Inputs Selected;
  std::shared_ptr<const Knowledge> Given;
  SourceTimes Sources;
  std::vector<ReadUnit> Units; ///< by command
  std::vector<FailedUnit> Failed;
  Surface Answer;
  Outcome Found;
  std::string OneHeader;
};

} // namespace membrane

#endif
