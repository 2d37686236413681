// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A program that can be scanned again with edits in its sources.
//
// What a unit says is kept, so that a trial parses only the units that read an
// edited file; link and the stages behind it run over all.

#include "tool/EditableProgram.h"
#include "tool/FormatEdits.h"
#include "tool/RuntimeFiles.h"
#include "tool/Scans.h"
#include "tool/Trial.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/Path.h"

namespace fs = llvm::sys::fs;
namespace path = llvm::sys::path;

namespace membrane {

/// Where <membrane/region.h> is: beside this program, as installed, else where
/// it was built.
static std::string runtimeHeaders() {
  static int Here;
  llvm::SmallString<128> Path(fs::getMainExecutable("membrane", &Here));
  path::remove_filename(Path);
  path::append(Path, "..", "include");
  if (fs::exists(Path + "/membrane/region.h"))
    return Path.str().str();
  return MEMBRANE_RUNTIME_HEADERS;
}

static FrontendOptions optionsFor(const Request &Asked) {
  FrontendOptions Options{Asked.ResourceDirectory, Asked.ExtraArguments};
  Options.ExtraArguments.push_back("-isystem");
  Options.ExtraArguments.push_back(runtimeHeaders());
  Options.KeepsWarnings = true;
  return Options;
}

//===-- Units -------------------------------------------------------------===//

/// Warnings, a zero byte, the bytes of the unit.
static llvm::Expected<JobResult> compile(const Inputs &From, unsigned Index,
                                         FrontendOptions Options) {
  JobResult Result;
  if (From.Files)
    Options.Files = From.Files->over(llvm::vfs::createPhysicalFileSystem());
  llvm::Error Failure =
      parseUnit(From.Commands[Index], Options, [&](const ParsedUnit &Parsed) {
        llvm::json::Array Warnings;
        for (const std::string &Each : Parsed.Warnings)
          Warnings.push_back(llvm::json::fixUTF8(Each));
        llvm::raw_string_ostream(Result.Bytes)
            << llvm::json::Value(std::move(Warnings)) << '\0';
        Result.Bytes += writeUnit(lowerUnit(Parsed));
      });
  if (Failure)
    return Failure;
  return Result;
}

static std::vector<std::string> readWarnings(llvm::StringRef Text) {
  std::vector<std::string> Warnings;
  llvm::Expected<llvm::json::Value> Read = llvm::json::parse(Text);
  assert(Read && "written by compile");
  for (const llvm::json::Value &Each : *Read->getAsArray())
    Warnings.push_back(Each.getAsString()->str());
  llvm::sort(Warnings);
  return Warnings;
}

llvm::Expected<std::vector<FailedUnit>>
EditableProgram::readUnits(const Inputs &From,
                           llvm::MutableArrayRef<ReadUnit> Into,
                           StageTimes &Times) const {
  FrontendOptions Options = optionsFor(Asked);
  return workOnUnits(
      From, Asked, Times,
      [&](unsigned Index) { return compile(From, Index, Options); },
      [&](size_t Index, llvm::StringRef Bytes) -> llvm::Error {
        auto [Warnings, Facts] = Bytes.split('\0');
        llvm::Expected<Unit> Decoded = readUnit(Facts);
        if (!Decoded)
          return Decoded.takeError();
        Into[Index] = {std::move(*Decoded), readWarnings(Warnings)};
        return llvm::Error::success();
      });
}

llvm::Expected<Surface>
EditableProgram::analyzeUnits(llvm::ArrayRef<ReadUnit> Read,
                              std::vector<FailedUnit> Broken,
                              StageTimes &Times) const {
  Collection All;
  All.Root = Selected.Root;
  All.Total = unsigned(Selected.Commands.size());
  All.Failed = std::move(Broken);
  for (const ReadUnit &Each : Read)
    if (Each.Facts)
      All.Units.push_back(*Each.Facts);
  llvm::Expected<std::optional<Surface>> New =
      analyze(Asked, std::move(All), *Given, Times);
  if (!New)
    return New.takeError();
  assert(*New && "'fix' dumps no stage");
  return std::move(**New);
}

llvm::Expected<EditableProgram> EditableProgram::read(const Request &Asked,
                                                      StageTimes &Times) {
  EditableProgram New;
  New.Asked = Asked;
  llvm::Expected<Knowledge> Given = readKnowledge(Asked);
  if (!Given)
    return Given.takeError();
  // Of a call that became an instruction fixes ask by what the source says.
  Given->Known.readAll();
  New.Given = std::make_shared<const Knowledge>(std::move(*Given));
  llvm::Expected<Inputs> Selected = selectInputs(Asked);
  if (!Selected)
    return Selected.takeError();
  New.Selected = std::move(*Selected);
  New.Sources.startNow();
  New.Units.resize(New.Selected.Commands.size());
  llvm::Expected<std::vector<FailedUnit>> Failed =
      New.readUnits(New.Selected, New.Units, Times);
  if (!Failed)
    return Failed.takeError();
  New.Failed = std::move(*Failed);
  if (llvm::Error None =
          reviewFailures(Asked, unsigned(New.Units.size()), New.Failed))
    return None;
  llvm::Expected<Surface> Answer =
      New.analyzeUnits(New.Units, New.Failed, Times);
  if (!Answer)
    return Answer.takeError();
  New.Answer = std::move(*Answer);
  llvm::Expected<Outcome> Found =
      runChecks(New.Answer, Asked.Checks,
                [&](llvm::StringRef Path) { return New.Sources.read(Path); });
  if (!Found)
    return Found.takeError();
  New.Found = std::move(*Found);
  if (llvm::Error Wrong = New.findHeader())
    return Wrong;
  return New;
}

llvm::Expected<std::string> EditableProgram::text(llvm::StringRef File) const {
  auto Text = Sources.read(File);
  if (!Text)
    return llvm::createStringError(
        "'" + File.str() +
        "' cannot be read or was changed during the run; nothing is edited, "
        "run again");
  return Text->getBuffer().str();
}

/// The one that was asked for, else the one that the project has.
llvm::Error EditableProgram::findHeader() {
  llvm::SmallString<256> Real;
  if (Asked.RuntimeDirectory.empty()) {
    for (const ReadUnit &Each : Units)
      for (llvm::StringRef File :
           Each.Facts ? llvm::ArrayRef<std::string>(Each.Facts->Files)
                      : llvm::ArrayRef<std::string>())
        if (path::filename(File) == RuntimeHeader && OneHeader.empty() &&
            !fs::real_path(File, Real))
          OneHeader = Real.str().str();
    return llvm::Error::success();
  }
  llvm::SmallString<256> Whole(Asked.RuntimeDirectory);
  fs::make_absolute(Whole);
  path::remove_dots(Whole, /*remove_dot_dot=*/true);
  std::string There = Whole.str().str(), Below;
  // Only the first folders of the way need to be there.
  while (fs::real_path(There, Real) && path::has_parent_path(There)) {
    Below = path::filename(There).str() + "/" + Below;
    There = path::parent_path(There).str();
  }
  path::append(Real, Below, RuntimeHeader);
  path::remove_dots(Real);
  OneHeader = Real.str().str();
  llvm::SmallString<256> Root;
  if (!fs::real_path(Selected.Root, Root) &&
      !OneHeader.starts_with((Root + "/").str()))
    return llvm::createStringError("the directory of --runtime, '" +
                                   Asked.RuntimeDirectory +
                                   "', is outside of the root");
  return llvm::Error::success();
}

std::vector<std::string>
EditableProgram::unitsOf(llvm::ArrayRef<Edit> Edits) const {
  FileOverlay Edited;
  for (const Edit &Each : Edits)
    Edited.add(Each.File, [] { return std::string(); });
  std::set<std::string> Found;
  for (size_t Index = 0; Index < Units.size(); ++Index) {
    llvm::SmallString<256> Real;
    if (reads(Index, Edited, {}) &&
        !fs::real_path(Selected.Commands[Index].File, Real))
      Found.insert(Real.str().str());
  }
  return {Found.begin(), Found.end()};
}

bool EditableProgram::isNew(llvm::StringRef File) const {
  return !fs::exists(File) && llvm::none_of(Units, [&](const ReadUnit &Each) {
    return Each.Facts && llvm::is_contained(Each.Facts->Files, File);
  });
}

//===-- Planning ----------------------------------------------------------===//

llvm::Expected<Fixes> EditableProgram::plan(StageTimes &Times) const {
  std::vector<Goal> Goals =
      chooseGoals(Answer, Found.Findings,
                  Asked.KeepsAbi ? OldNames::Stay : OldNames::Change);
  Inputs Concerned;
  Concerned.Root = Selected.Root;
  for (size_t Index = 0; Index < Units.size(); ++Index)
    if (Units[Index].Facts && llvm::any_of(Goals, [&](const Goal &Each) {
          return concerns(Each, Answer, Units[Index].Facts->Files);
        }))
      Concerned.Commands.push_back(Selected.Commands[Index]);
  FrontendOptions Options = optionsFor(Asked);
  // In the order of the commands, whatever the number of workers.
  std::vector<std::vector<UnitEdits>> ByUnit(Concerned.Commands.size());
  auto Plan = [&](unsigned Index) -> llvm::Expected<JobResult> {
    JobResult Result;
    if (llvm::Error Failure = parseUnit(
            Concerned.Commands[Index], Options, [&](const ParsedUnit &Parsed) {
              Result.Bytes =
                  writeParts(planUnit(Parsed, Answer, Goals, OneHeader));
            }))
      return Failure;
    return Result;
  };
  auto Take = [&](size_t Index, llvm::StringRef Bytes) -> llvm::Error {
    llvm::Expected<std::vector<UnitEdits>> Read = readParts(Bytes);
    if (!Read)
      return Read.takeError();
    ByUnit[Index] = std::move(*Read);
    return llvm::Error::success();
  };
  // A unit that fails now says nothing, and its goals are withheld.
  if (!Concerned.Commands.empty())
    if (auto Broken = workOnUnits(Concerned, Asked, Times, Plan, Take); !Broken)
      return Broken.takeError();
  std::vector<UnitEdits> Parts;
  for (std::vector<UnitEdits> &Each : ByUnit)
    llvm::append_range(Parts, std::move(Each));
  Fixes All = joinParts(Answer, Goals, Parts);
  planAnnotations(
      Answer, Found.Findings, [&](llvm::StringRef File) { return text(File); },
      OneHeader, All);
  withholdRest(Answer, Found.Findings, All);
  return All;
}

llvm::Expected<std::vector<PatchedFile>>
EditableProgram::patch(llvm::ArrayRef<Fix> All) const {
  std::vector<Edit> Edits;
  for (const Fix &Each : All)
    llvm::append_range(Edits, Each.Edits);
  llvm::Expected<std::vector<Edit>> Merged = mergeEdits(Edits);
  if (!Merged)
    return Merged.takeError();
  llvm::SmallString<128> Root;
  if (fs::real_path(Selected.Root, Root))
    Root = Selected.Root;
  std::vector<PatchedFile> Files;
  for (Edit &Each : *Merged) {
    if (Files.empty() || Files.back().Edits.front().File != Each.File) {
      bool IsNew = Each.Offset + Each.Length == 0 && isNew(Each.File);
      llvm::Expected<std::string> Text =
          IsNew ? std::string() : text(Each.File);
      if (!Text)
        return Text.takeError();
      Files.push_back(
          {relativeTo(Root, Each.File).str(), std::move(*Text), {}, IsNew});
    }
    assert((!Files.back().IsNew || Files.back().Edits.empty()) &&
           "one edit makes a file");
    Files.back().Edits.push_back(std::move(Each));
  }
  for (PatchedFile &Each : Files)
    Each.Edits = formatEdits(Each.Text, std::move(Each.Edits));
  return Files;
}

//===-- Trials ------------------------------------------------------------===//

/// Whether the unit of a command reads one of the files, or one that has the
/// name of a file that is not there yet: that may be found in its place.
bool EditableProgram::reads(size_t Command, const FileOverlay &Edited,
                            const llvm::StringSet<> &NewNames) const {
  return Units[Command].Facts &&
         llvm::any_of(Units[Command].Facts->Files, [&](llvm::StringRef File) {
           return Edited.find(File) || NewNames.contains(path::filename(File));
         });
}

/// A warning of After that Before has fewer times; both are sorted.
static std::string newWarning(llvm::ArrayRef<std::string> Before,
                              llvm::ArrayRef<std::string> After) {
  std::vector<std::string> New;
  std::set_difference(After.begin(), After.end(), Before.begin(), Before.end(),
                      std::back_inserter(New));
  return New.empty() ? "" : New.front();
}

/// Of a type that would be opaque in vain.
static std::string stillThere(const Fix &Of, const Outcome &Found) {
  if (Of.Mended.empty())
    return "no finding would be gone";
  const Finding &First = Found.Findings[Of.Mended.begin()->first];
  return "none of the findings about '" + Of.Opaque + "' would be gone: '" +
         First.Function + "' would still have its '" + First.Check + "'";
}

llvm::Expected<std::string>
EditableProgram::tryOut(llvm::ArrayRef<Fix> Tried, StageTimes &Times,
                        std::map<size_t, FixKind> *Mended) const {
  llvm::Expected<std::vector<PatchedFile>> Files = patch(Tried);
  if (!Files)
    return llvm::toString(Files.takeError());
  auto Edited = std::make_shared<FileOverlay>();
  llvm::StringSet<> NewNames;
  for (const PatchedFile &Each : *Files)
    if (Each.IsNew)
      NewNames.insert(path::filename(Each.Name));
  for (const PatchedFile &Each : *Files)
    Edited->add(Each.Edits.front().File,
                [New = applyEdits(Each.Text, Each.Edits)] { return New; });
  if (!OneHeader.empty() && !fs::exists(OneHeader))
    Edited->add(OneHeader, [] { return runtimeText(RuntimeHeader); });
  Inputs Again;
  Again.Root = Selected.Root;
  Again.Files = Edited;
  std::vector<size_t> Commands;
  for (size_t Index = 0; Index < Units.size(); ++Index)
    if (reads(Index, *Edited, NewNames)) {
      Again.Commands.push_back(Selected.Commands[Index]);
      Commands.push_back(Index);
    }
  std::vector<ReadUnit> Read(Commands.size());
  llvm::Expected<std::vector<FailedUnit>> Broken =
      readUnits(Again, Read, Times);
  if (!Broken)
    return Broken.takeError();
  if (!Broken->empty())
    return "'" + Broken->front().File +
           "' would not compile: " + Broken->front().Reason;
  std::vector<ReadUnit> All = Units;
  for (size_t Index = 0; Index < Commands.size(); ++Index) {
    std::string Warning =
        newWarning(Units[Commands[Index]].Warnings, Read[Index].Warnings);
    if (!Warning.empty())
      return "there would be a new warning: " + Warning;
    All[Commands[Index]] = std::move(Read[Index]);
  }
  llvm::Expected<Surface> New = analyzeUnits(All, Failed, Times);
  if (!New)
    return New.takeError();
  llvm::Expected<Outcome> NewFound =
      runChecks(*New, Asked.Checks, [&](llvm::StringRef Path) {
        return Edited->find(Path) ? Edited->read(Path) : Sources.read(Path);
      });
  if (!NewFound)
    return NewFound.takeError();
  std::vector<Fix> Claiming = Tried.vec();
  if (Mended) {
    const Fix &Last = Tried.back();
    *Mended = findingsGone(Last, {Answer, Found}, {*New, *NewFound});
    Claiming.back().Mended = *Mended;
    if (Mended->empty())
      return stillThere(Last, Found);
  }
  return whatGetsWorse(Claiming, {Answer, Found}, {*New, *NewFound});
}

} // namespace membrane
