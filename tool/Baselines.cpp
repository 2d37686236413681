// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The file of --baseline.

#include "tool/Baselines.h"
#include "tool/Outputs.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"

namespace membrane {

llvm::Expected<Baseline> loadBaseline(const Request &Asked) {
  const std::string &File = Asked.BaselineFile;
  if (File.empty())
    return Baseline();
  if (Asked.WritesBaseline) {
    if (llvm::Error Refused = checkWritable(File))
      return Refused;
    if (!llvm::sys::fs::exists(File))
      return Baseline();
  }
  llvm::sys::fs::file_status Status;
  if (!llvm::sys::fs::status(File, Status) &&
      Status.type() == llvm::sys::fs::file_type::character_file)
    return llvm::createStringError("the baseline '" + File +
                                   "' cannot be used: it is a device");
  auto Buffer = llvm::MemoryBuffer::getFile(File);
  if (!Buffer)
    return llvm::createStringError("cannot read the baseline '" + File +
                                   "': " + Buffer.getError().message() +
                                   "; --write-baseline makes one");
  llvm::Expected<Baseline> Read = readBaseline((*Buffer)->getBuffer());
  if (!Read)
    return llvm::createStringError(
        "the baseline '" + File +
        "' cannot be used: " + llvm::toString(Read.takeError()));
  return Read;
}

/// Files that are named restrict a scan of a database.
static Extent extentOf(const Request &Asked) {
  return Asked.Command == Verb::Scan && !Asked.Files.empty() ? Extent::Part
                                                             : Extent::Whole;
}

static size_t sizeOf(const Baseline &Of) {
  size_t Size = 0;
  for (const auto &[Key, Count] : Of)
    Size += Count;
  return Size;
}

llvm::Error useBaseline(const Request &Asked, const Baseline &Accepted,
                        Surface &Answer, Outcome &Found) {
  if (Asked.BaselineFile.empty())
    return llvm::Error::success();
  auto Ran = chooseChecks(Asked.Checks);
  if (!Ran)
    return Ran.takeError();
  Extent Seen = extentOf(Asked);
  Baseline Gone = applyBaseline(Answer, Accepted, *Ran, Seen, Found);
  size_t Less = sizeOf(Gone);
  std::string Named = "the baseline '" + Asked.BaselineFile + "'";
  if (!Asked.WritesBaseline) {
    if (Less)
      Answer.Notes.push_back(std::to_string(Less) + " of the findings in " +
                             Named + (Less == 1 ? " is" : " are") +
                             " gone; update it with --write-baseline");
    return llvm::Error::success();
  }
  Answer.Notes.push_back(
      Named + " was written: " + std::to_string(Found.Findings.size()) +
      " added, " + std::to_string(Less) + " taken out");
  Baseline Now = Accepted;
  for (const auto &[Key, Count] : Gone) {
    Now[Key] -= Count;
    if (Now[Key] == 0)
      Now.erase(Key);
  }
  accept(Answer, Found.Findings, Now);
  applyBaseline(Answer, Now, *Ran, Seen, Found);
  return writeOutput(Asked.BaselineFile,
                     [&](llvm::raw_ostream &Out) { print(Now, Out); });
}

} // namespace membrane
