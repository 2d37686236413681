// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The stages of a scan in their order, for one set of inputs.

#include "tool/Scans.h"
#include "tool/Config.h"
#include "tool/FileOverlay.h"
#include "tool/Pipeline.h"
#include "tool/UnitCache.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"

namespace membrane {

void rememberUnits(Inputs &Selected) {
  if (!Selected.Cache)
    Selected.Cache = std::make_shared<UnitCache>("");
  Selected.Cache->keepInMemory();
}

/// The export list as it was, if that is other than it is.
static const FileOverlay::Change *oldExports(const Inputs &Old,
                                             const Request &Asked) {
  if (Asked.ExportFile.empty() || !Old.Files)
    return nullptr;
  llvm::SmallString<128> File(Asked.ExportFile);
  (void)llvm::sys::fs::make_absolute(File);
  return Old.Files->find(File);
}

llvm::Expected<ScanRecord> recordOf(const Surface &Answer,
                                    const Outcome &Found) {
  std::string Text;
  llvm::raw_string_ostream Out(Text);
  writeJson(Answer, Found, {}, MEMBRANE_VERSION, Out);
  return readRecord(Text, "the scan");
}

bool areSame(const Inputs &Old, const Inputs &Now, const Request &Asked) {
  auto IsSame = [](const CompileCommand &Left, const CompileCommand &Right) {
    return Left.Directory == Right.Directory && Left.File == Right.File &&
           Left.Arguments == Right.Arguments;
  };
  return llvm::equal(Old.Commands, Now.Commands, IsSame) &&
         !oldExports(Old, Asked) && areAllKnown(Old, Asked);
}

/// The models of today, and the export list as the inputs have it.
static llvm::Expected<Knowledge> knowledgeOf(const Inputs &Selected,
                                             const Request &Asked) {
  llvm::Expected<Knowledge> Given = readKnowledge(Asked);
  const FileOverlay::Change *Other = oldExports(Selected, Asked);
  if (!Given || !Other || !Other->wasThere() || !Other->text())
    return Given;
  llvm::Expected<ExportList> Exports =
      parseExports(*Other->text(), Asked.ExportFile);
  if (!Exports)
    return Exports.takeError();
  Given->Exports = std::move(*Exports);
  return Given;
}

llvm::Expected<Scanned> scanInputs(const Inputs &Selected, const Request &Asked,
                                   StageTimes &Times) {
  if (Selected.Commands.empty())
    return Scanned();
  llvm::Expected<Knowledge> Given = knowledgeOf(Selected, Asked);
  if (!Given)
    return Given.takeError();
  llvm::Expected<Collection> Collected = collectUnits(Selected, Asked, Times);
  if (!Collected)
    return Collected.takeError();
  SourceTimes Sources = Collected->Sources;
  llvm::Expected<std::optional<Surface>> Answer =
      analyze(Asked, std::move(*Collected), *Given, Times);
  if (!Answer)
    return Answer.takeError();
  assert(*Answer && "who compares dumps no stage");
  llvm::Expected<Outcome> Found =
      runChecks(**Answer, Asked.Checks, [&](llvm::StringRef Path) {
        return Selected.Files && Selected.Files->find(Path)
                   ? Selected.Files->read(Path)
                   : Sources.read(Path);
      });
  if (!Found)
    return Found.takeError();
  setLevels(Asked, *Found);
  return Scanned{std::move(**Answer), std::move(*Found)};
}

} // namespace membrane
