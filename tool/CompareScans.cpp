// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reads both records or makes them, compares them, and writes the answers.

#include "tool/CompareScans.h"
#include "report/Report.h"
#include "tool/Config.h"
#include "tool/Outputs.h"
#include "tool/Pipeline.h"
#include "tool/Worktree.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"

namespace membrane {

/// "-" is the standard input.
static llvm::Expected<ScanRecord> readRecordFile(llvm::StringRef File) {
  auto Buffer = llvm::MemoryBuffer::getFileOrSTDIN(File);
  if (!Buffer)
    return llvm::createStringError(
        "cannot read '" + File.str() + "': " + Buffer.getError().message() +
        "; 'membrane scan --format=json -o FILE' writes a record");
  return readRecord((*Buffer)->getBuffer(), File);
}

static Comparison compare(const Request &Asked, const ScanRecord &Old,
                          const ScanRecord &New) {
  return compareRecords(Old, New, Asked.All ? Compared::All : Compared::Public);
}

static llvm::Expected<Comparison> compareFiles(const Request &Asked) {
  llvm::Expected<ScanRecord> Old = readRecordFile(Asked.Files[0]);
  if (!Old)
    return Old.takeError();
  llvm::Expected<ScanRecord> New = readRecordFile(Asked.Files[1]);
  if (!New)
    return New.takeError();
  return compare(Asked, *Old, *New);
}

//===-- A revision and the working tree -----------------------------------===//

/// The record that a scan would write.
static llvm::Expected<ScanRecord>
scanInputs(const Inputs &Selected, const Request &Asked, StageTimes &Times) {
  if (Selected.Commands.empty())
    return ScanRecord{MEMBRANE_VERSION, {}, {}};
  llvm::Expected<Knowledge> Given = readKnowledge(Asked);
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
  assert(*Answer && "'diff' dumps no stage");
  llvm::Expected<Outcome> Found =
      runChecks(**Answer, Asked.Checks,
                [&](llvm::StringRef Path) { return Sources.read(Path); });
  if (!Found)
    return Found.takeError();
  setLevels(Asked, *Found);
  std::string Text;
  llvm::raw_string_ostream Out(Text);
  writeJson(**Answer, *Found, MEMBRANE_VERSION, Out);
  return readRecord(Text, "the scan");
}

/// Globs and the export list are those of the revision, models are today's.
static Request requestFor(const Worktree &Then, const Request &Asked) {
  Request Mapped = Asked;
  for (std::string &Glob : Mapped.PublicGlobs)
    Glob = Then.placeOf(Glob);
  llvm::SmallString<128> Exports(Asked.ExportFile);
  if (!Exports.empty() && !llvm::sys::fs::make_absolute(Exports))
    if (std::string Place = Then.placeOf(Exports); llvm::sys::fs::exists(Place))
      Mapped.ExportFile = Place;
  return Mapped;
}

static llvm::Expected<Comparison> compareRevision(const Request &Asked,
                                                  StageTimes &Times) {
  // What is wrong with the names of checks is told before the work.
  if (auto Checked = runChecks(Surface(), Asked.Checks); !Checked)
    return Checked.takeError();
  llvm::Expected<Inputs> Selected = selectInputs(Asked);
  if (!Selected)
    return Selected.takeError();
  auto Then = Worktree::create(Selected->Root, Asked.Revision);
  if (!Then)
    return Then.takeError();
  llvm::Expected<Inputs> Before = (*Then)->inputsOf(*Selected);
  if (!Before)
    return Before.takeError();
  llvm::Expected<ScanRecord> Old =
      scanInputs(*Before, requestFor(**Then, Asked), Times);
  if (!Old)
    return llvm::createStringError("at '" + Asked.Revision +
                                   "': " + llvm::toString(Old.takeError()));
  llvm::Expected<ScanRecord> New = scanInputs(*Selected, Asked, Times);
  if (!New)
    return New.takeError();
  Comparison Found = compare(Asked, *Old, *New);
  if (!(*Then)->deleted().empty())
    Found.Notes.push_back("not compared, as they are gone and with them their "
                          "compile commands: " +
                          llvm::join((*Then)->deleted(), ", "));
  return Found;
}

//===-- The command -------------------------------------------------------===//

static void writeComparison(const Request &Asked, const OutputRequest &Output,
                            const Comparison &Found, llvm::raw_ostream &Out) {
  switch (Output.Form) {
  case Format::Text:
    return writeDiffText(Found, styleFor(Asked, Output.File), Out);
  case Format::Markdown:
    return writeDiffMarkdown(Found, Out);
  case Format::Json:
    return writeDiffJson(Found, MEMBRANE_VERSION, Out);
  case Format::Sarif:
  case Format::Github:
  case Format::Gitlab:
  case Format::Junit:
  case Format::Patch:
  case Format::Replacements:
    break; // of findings and fixes only
  }
}

llvm::Expected<ExitCode> compareScans(const Request &Asked, StageTimes &Times) {
  for (const OutputRequest &Output : Asked.Outputs)
    if (llvm::Error Refused = checkWritable(Output.File))
      return Refused;
  llvm::Expected<Comparison> Found = Asked.Revision.empty()
                                         ? compareFiles(Asked)
                                         : compareRevision(Asked, Times);
  if (!Found)
    return Found.takeError();
  for (const OutputRequest &Output : Asked.Outputs)
    if (llvm::Error Failure =
            writeOutput(Output.File, [&](llvm::raw_ostream &Out) {
              writeComparison(Asked, Output, *Found, Out);
            }))
      return Failure;
  return Found->Counts[unsigned(Effect::Worse)] ? ExitCode::Findings
                                                : ExitCode::Clean;
}

} // namespace membrane
