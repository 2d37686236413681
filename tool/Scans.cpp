// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The stages of a scan in their order, for one set of inputs.

#include "tool/Scans.h"
#include "tool/Config.h"
#include "tool/OldFiles.h"
#include "tool/Pipeline.h"
#include "tool/UnitCache.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"

namespace membrane {

void rememberUnits(Inputs &Selected) {
  if (!Selected.Cache)
    Selected.Cache = std::make_shared<UnitCache>("");
  Selected.Cache->keepInMemory();
}

/// The models of today, and the export list as the inputs have it.
static llvm::Expected<Knowledge> knowledgeOf(const Inputs &Selected,
                                             const Request &Asked) {
  llvm::Expected<Knowledge> Given = readKnowledge(Asked);
  if (!Given || !Given->Exports || !Selected.Files)
    return Given;
  llvm::SmallString<128> File(Asked.ExportFile);
  llvm::sys::fs::make_absolute(File);
  if (!Selected.Files->find(File))
    return Given;
  auto Old = Selected.Files->read(File);
  if (!Old) // there was none
    return Given;
  llvm::Expected<ExportList> Exports =
      parseExports(Old->getBuffer(), Asked.ExportFile);
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
