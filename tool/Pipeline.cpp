// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Stages 5 to 7 in their order.

#include "tool/Pipeline.h"
#include "analysis/escape/Escape.h"
#include "analysis/link/Link.h"
#include "tool/MissingModels.h"
#include "tool/Outputs.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/BuryPointer.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/WithColor.h"

namespace membrane {

llvm::Expected<Models> readModels(llvm::ArrayRef<std::string> Files) {
  Models Known = Models::builtin();
  for (const std::string &File : Files) {
    auto Buffer = llvm::MemoryBuffer::getFile(File, /*IsText=*/true);
    if (!Buffer)
      return llvm::createStringError(
          llvm::inconvertibleErrorCode(), "cannot read the models '%s': %s",
          File.c_str(), Buffer.getError().message().c_str());
    if (llvm::Error Wrong = Known.add((*Buffer)->getBuffer(), File))
      return Wrong;
  }
  return Known;
}

static llvm::Error readNotes(llvm::StringRef File,
                             std::vector<ContractNote> &Notes) {
  llvm::SmallString<256> Path(File);
  auto Buffer = llvm::MemoryBuffer::getFile(Path, /*IsText=*/true);
  if (!Buffer)
    return llvm::createStringError("cannot read the API notes '" + File +
                                   "': " + Buffer.getError().message());
  llvm::Expected<std::vector<ContractNote>> Read =
      readApiNotes((*Buffer)->getBuffer(), File);
  if (!Read)
    return Read.takeError();
  // Places in the answer are absolute.
  if (std::error_code Failure = llvm::sys::fs::make_absolute(Path))
    return llvm::createStringError(Failure, "%s", Path.c_str());
  llvm::sys::path::remove_dots(Path, /*remove_dot_dot=*/true);
  for (ContractNote &Note : *Read) {
    Note.File = Path.str().str();
    Notes.push_back(std::move(Note));
  }
  return llvm::Error::success();
}

llvm::Expected<Knowledge> readKnowledge(const Request &Asked) {
  llvm::Expected<Models> Known = readModels(Asked.ModelFiles);
  if (!Known)
    return Known.takeError();
  Knowledge Given{std::move(*Known), std::nullopt};
  for (const std::string &File : Asked.NoteFiles)
    if (llvm::Error Wrong = readNotes(File, Given.Notes))
      return Wrong;
  if (Asked.ExportFile.empty())
    return Given;
  llvm::Expected<ExportList> Exports = readExports(Asked.ExportFile);
  if (!Exports)
    return Exports.takeError();
  Given.Exports = std::move(*Exports);
  return Given;
}

/// Says so when what the user calls public is not there, since everything
/// would be private then.
static void warnOfPublic(const Request &Asked, const Program &Linked,
                         const SurfaceOptions &Options) {
  if (Asked.Quiet)
    return;
  if (!Asked.PublicGlobs.empty() &&
      !llvm::is_contained(Linked.PublicFile, true))
    llvm::WithColor::warning(llvm::errs(), "membrane")
        << "no file that was read matches --public; globs start at '"
        << Options.Root << "'\n";
  if (!Asked.ExportFile.empty() && Options.Exports.empty())
    llvm::WithColor::warning(llvm::errs(), "membrane")
        << "no function is named in '" << Asked.ExportFile << "'\n";
}

static SurfaceOptions makeSurfaceOptions(const Request &Asked,
                                         const Program &Linked,
                                         const Knowledge &Given,
                                         llvm::StringRef Root) {
  SurfaceOptions Options;
  Options.Root = Root.str();
  Options.PublicGlobs = Asked.PublicGlobs;
  if (!Given.Exports)
    return Options;
  ExportMatcher Listed(*Given.Exports);
  for (const Symbol &Each : Linked.Symbols)
    if (Each.Defined && Each.Link != Linkage::Internal &&
        Listed.exports(Each.Name))
      Options.Exports.insert(Each.Name);
  return Options;
}

/// Prints an early stage to the output; there is no surface then.
static llvm::Expected<std::optional<Surface>>
dump(const Request &Asked,
     llvm::function_ref<void(llvm::raw_ostream &)> Print) {
  if (llvm::Error Failure = writeOutput(Asked.Outputs.front().File, Print))
    return Failure;
  return std::nullopt;
}

/// Whether files of a database were picked: others may call into them.
static bool readsPart(const Request &Asked) {
  return !Asked.HasFlags &&
         !llvm::all_of(Asked.Files, [](llvm::StringRef File) {
           return File.ends_with(".facts");
         });
}

static Program linkAll(std::vector<Unit> Units, const Collection &From,
                       const Request &Asked, const Knowledge &Given,
                       StageTimes &Times) {
  Stopwatch Watch(Times.Link);
  LinkOptions Options{From.Root, Asked.PublicGlobs, &Given.Known, Given.Notes};
  Options.Whole = From.Failed.empty() && !Given.Exports && !readsPart(Asked);
  return linkUnits(std::move(Units), Options);
}

static Summaries findEscapes(const Program &Linked, const Models &Known,
                             StageTimes &Times) {
  Stopwatch Watch(Times.Escape);
  return analyzeEscapes(Linked, Known);
}

static Surface findSurface(const Request &Asked, const Program &Linked,
                           const Summaries &Found, const Knowledge &Given,
                           const Collection &From, StageTimes &Times) {
  Stopwatch Watch(Times.Surface);
  SurfaceOptions Options = makeSurfaceOptions(Asked, Linked, Given, From.Root);
  return buildSurface(Linked, Found, Given.Known, Options);
}

/// The units that clients may link, if there are programs beside them; puts
/// them first. A further one only names the files of the programs, so that ids
/// of files are the same in both.
static std::vector<Unit> libraryOf(std::vector<Unit> &Units,
                                   const Knowledge &Given) {
  size_t Count = putProgramsLast(Units, Given.Known);
  if (Count == 0 || Count == Units.size())
    return {};
  auto Programs = Units.begin() + ptrdiff_t(Count);
  std::vector<Unit> Library(Units.begin(), Programs);
  Unit &Rest = Library.emplace_back();
  for (const Unit &Each : llvm::make_range(Programs, Units.end()))
    llvm::append_range(Rest.Files, Each.Files);
  return Library;
}

/// The answer for the units of the library alone.
static Surface analyzeLibrary(std::vector<Unit> Units, const Collection &From,
                              const Request &Asked, const Knowledge &Given,
                              StageTimes &Times) {
  Program Linked = linkAll(std::move(Units), From, Asked, Given, Times);
  Summaries Found = findEscapes(Linked, Given.Known, Times);
  return findSurface(Asked, Linked, Found, Given, From, Times);
}

llvm::Expected<std::optional<Surface>> analyze(const Request &Asked,
                                               Collection Collected,
                                               const Knowledge &Given,
                                               StageTimes &Times) {
  if (Asked.Stage == Dump::Facts)
    return dump(Asked, [&](llvm::raw_ostream &Out) {
      for (const Unit &Each : Collected.Units)
        print(Each, Out);
    });
  std::vector<Unit> Library = libraryOf(Collected.Units, Given);
  Program Linked =
      linkAll(std::move(Collected.Units), Collected, Asked, Given, Times);
  warnOfPublic(Asked, Linked,
               makeSurfaceOptions(Asked, Linked, Given, Collected.Root));
  if (Asked.Stage == Dump::Link)
    return dump(Asked, [&](llvm::raw_ostream &Out) { print(Linked, Out); });
  Summaries Found = findEscapes(Linked, Given.Known, Times);
  if (Asked.Stage == Dump::Escape)
    return dump(Asked,
                [&](llvm::raw_ostream &Out) { print(Found, Linked, Out); });
  Surface Answer = findSurface(Asked, Linked, Found, Given, Collected, Times);
  if (!Library.empty())
    Answer = joinViews(
        analyzeLibrary(std::move(Library), Collected, Asked, Given, Times),
        std::move(Answer));
  Answer.Root = Collected.Root;
  Answer.UnitsTotal = Collected.Total;
  Answer.Failed = std::move(Collected.Failed);
  // The end of the process gives this memory back at once.
  if (Asked.Command == Verb::Scan && Asked.DiffFile.empty()) {
    llvm::BuryPointer(std::make_unique<Program>(std::move(Linked)));
    llvm::BuryPointer(std::make_unique<Summaries>(std::move(Found)));
  }
  return Answer;
}

std::string missingModels(const Request &Asked, Collection Collected,
                          const Knowledge &Given, StageTimes &Times) {
  Program Linked =
      linkAll(std::move(Collected.Units), Collected, Asked, Given, Times);
  std::vector<MissingLine> Lines =
      describeMissing(Linked, findMissing(Linked, Given.Known), Collected.Root);
  std::string Text;
  llvm::raw_string_ostream Out(Text);
  if (Asked.Task == ModelTask::Skeleton)
    printSkeleton(Lines, Out);
  else
    printMissing(Lines, Out);
  return Text;
}

std::string exportModels(const Request &Asked, Collection Collected,
                         const Knowledge &Given, StageTimes &Times) {
  std::vector<Unit> Library = libraryOf(Collected.Units, Given);
  Program Linked =
      linkAll(Library.empty() ? std::move(Collected.Units) : std::move(Library),
              Collected, Asked, Given, Times);
  SurfaceOptions Options =
      makeSurfaceOptions(Asked, Linked, Given, Collected.Root);
  warnOfPublic(Asked, Linked, Options);
  Summaries Found = findEscapes(Linked, Given.Known, Times);
  Stopwatch Watch(Times.Surface);
  Surface Answer = buildSurface(Linked, Found, Given.Known, Options);
  std::string Text;
  llvm::raw_string_ostream Out(Text);
  exportModels(Answer, Linked, Found, Given.Known).print(Out);
  return Text;
}

} // namespace membrane
