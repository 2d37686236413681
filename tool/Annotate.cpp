// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Takes the answer of a scan; writes the contracts in the form that was asked
// for. A header that changed since it was read is left alone, and told.

#include "tool/Annotate.h"
#include "fixes/Fixes.h"
#include "report/Report.h"
#include "tool/Outputs.h"
#include "tool/WriteSources.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/WithColor.h"
#include <map>

namespace membrane {

static llvm::raw_ostream &warn() {
  return llvm::WithColor::warning(llvm::errs(), "membrane");
}

/// All headers that get words, by path.
static std::vector<PatchedFile> patchesOf(const Request &Asked,
                                          const Surface &Answer,
                                          llvm::ArrayRef<Annotation> All,
                                          const SourceTimes &Sources) {
  std::map<std::string, std::vector<const Annotation *>> ByFile;
  for (const Annotation &Each : All)
    if (!Each.Missing.empty() && Each.Obstacle.empty())
      ByFile[Answer.Files[Each.At.Where.File.Index]].push_back(&Each);
  std::vector<PatchedFile> Files;
  for (const auto &[Path, Given] : ByFile) {
    std::unique_ptr<llvm::MemoryBuffer> Header = Sources.read(Path);
    llvm::SmallString<256> Real;
    bool Gone = !Header || llvm::sys::fs::real_path(Path, Real);
    if (Gone && !Asked.Quiet)
      warn() << "'" << Path << "' was changed since it was read; "
             << "run this again\n";
    if (Gone)
      continue;
    llvm::StringRef Relative = Path;
    Relative.consume_front(Answer.Root);
    llvm::StringRef Text = Header->getBuffer();
    Files.push_back({Relative.ltrim('/').str(), Text.str(),
                     editsOfHeader(Real, Text, Given)});
  }
  return Files;
}

/// What the diff does not say.
static void tellRest(const Request &Asked, llvm::ArrayRef<Annotation> All) {
  size_t None = 0, Hindered = 0;
  for (const Annotation &Each : All) {
    None += Each.Holding.empty() && Each.Function->Contracts.empty();
    Hindered += !Each.Obstacle.empty();
  }
  if (Asked.Quiet || None + Hindered == 0)
    return;
  llvm::WithColor::note(llvm::errs(), "membrane")
      << "of " << All.size() << " public functions no contract is known for "
      << None << ", and for " << Hindered
      << " it is not written; --format=text says why\n";
}

llvm::Error annotate(const Request &Asked, const Surface &Answer,
                     const SourceTimes &Sources) {
  std::vector<Annotation> All = findAnnotations(
      Answer, Asked.Assumed ? Assuming::Allowed : Assuming::Refused);
  if (Asked.InPlace) {
    tellRest(Asked, All);
    return writeSources(patchesOf(Asked, Answer, All, Sources));
  }
  for (const OutputRequest &Output : Asked.Outputs) {
    auto Print = [&](llvm::raw_ostream &Out) {
      if (Output.Form == Format::Json)
        return writeAnnotationsJson(Answer, All, Out);
      if (Output.Form == Format::Text)
        return writeAnnotations(Answer, All, Out);
      writePatch(patchesOf(Asked, Answer, All, Sources), Out);
      tellRest(Asked, All);
    };
    if (llvm::Error Failure = writeOutput(Output.File, Print))
      return Failure;
  }
  return llvm::Error::success();
}

} // namespace membrane
