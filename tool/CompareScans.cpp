// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reads both records, compares them, and writes the answers.

#include "tool/CompareScans.h"
#include "report/Report.h"
#include "tool/Outputs.h"
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

static void writeComparison(const Request &Asked, const OutputRequest &Output,
                            const Comparison &Found, llvm::raw_ostream &Out) {
  switch (Output.Form) {
  case Format::Text:
    return writeDiffText(Found, styleFor(Asked, Output.File), Out);
  case Format::Markdown:
    return writeDiffMarkdown(Found, Out);
  case Format::Json:
    return writeDiffJson(Found, MEMBRANE_VERSION, Out);
  }
}

llvm::Expected<ExitCode> compareScans(const Request &Asked) {
  for (const OutputRequest &Output : Asked.Outputs)
    if (llvm::Error Refused = checkWritable(Output.File))
      return Refused;
  llvm::Expected<ScanRecord> Old = readRecordFile(Asked.Files[0]);
  if (!Old)
    return Old.takeError();
  llvm::Expected<ScanRecord> New = readRecordFile(Asked.Files[1]);
  if (!New)
    return New.takeError();
  Comparison Found =
      compareRecords(*Old, *New, Asked.All ? Compared::All : Compared::Public);
  for (const OutputRequest &Output : Asked.Outputs)
    if (llvm::Error Failure =
            writeOutput(Output.File, [&](llvm::raw_ostream &Out) {
              writeComparison(Asked, Output, Found, Out);
            }))
      return Failure;
  return Found.Counts[unsigned(Effect::Worse)] ? ExitCode::Findings
                                               : ExitCode::Clean;
}

} // namespace membrane
