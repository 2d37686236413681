// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reads both records or makes them, compares them, and writes the answers.

#include "tool/CompareScans.h"
#include "report/Report.h"
#include "tool/Earlier.h"
#include "tool/Outputs.h"
#include "tool/Scans.h"
#include "llvm/ADT/StringExtras.h"
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
recordOf(const Inputs &Selected, const Request &Asked, StageTimes &Times) {
  llvm::Expected<Scanned> Made = scanInputs(Selected, Asked, Times);
  if (!Made)
    return Made.takeError();
  return recordOf(Made->Answer, Made->Found);
}

static llvm::Expected<Comparison> compareRevision(const Request &Asked,
                                                  StageTimes &Times) {
  // What is wrong with the names of checks is told before the work.
  if (auto Checked = runChecks(Surface(), Asked.Checks); !Checked)
    return Checked.takeError();
  llvm::Expected<Inputs> Selected = selectInputs(Asked);
  if (!Selected)
    return Selected.takeError();
  auto Then = readRevision(Selected->Root, Asked.Revision);
  if (!Then)
    return Then.takeError();
  if (!touchesAny(**Then, *Selected))
    return llvm::createStringError("no file to compile is in the repository '" +
                                   (*Then)->Top + "'");
  rememberUnits(*Selected);
  llvm::Expected<ScanRecord> New = recordOf(*Selected, Asked, Times);
  if (!New)
    return New.takeError();
  Inputs Before = inputsOf(*Selected, *Then);
  llvm::Expected<ScanRecord> Old =
      areSame(Before, *Selected, Asked) ? *New : recordOf(Before, Asked, Times);
  if (!Old)
    return llvm::createStringError("at '" + Asked.Revision +
                                   "': " + llvm::toString(Old.takeError()));
  Comparison Found = compare(Asked, *Old, *New);
  llvm::append_range(Found.Notes, (*Then)->Notes);
  if (!(*Then)->Deleted.empty())
    Found.Notes.push_back("not compared, as they are gone and with them their "
                          "compile commands: " +
                          llvm::join((*Then)->Deleted, ", "));
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
  case Format::Actions:
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
