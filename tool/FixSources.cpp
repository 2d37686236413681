// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The command 'fix'.
//
// All fixes are tried together first, since most are good; if they are not,
// halves are, until the bad ones are found. A trial costs a scan of the edited
// units, so k bad ones of n cost about k log n of them.

#include "tool/FixSources.h"
#include "tool/BuildFiles.h"
#include "tool/EditableProgram.h"
#include "tool/Outputs.h"
#include "tool/RuntimeFiles.h"
#include "tool/WriteSources.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/WithColor.h"
#include <iostream>

namespace fs = llvm::sys::fs;

namespace membrane {

namespace {

/// Fixes on their way from planned to offered.
class Selection {
public:
  Selection(const EditableProgram &Of, Fixes Planned, StageTimes &Times)
      : Of(Of), Times(Times), All(std::move(Planned)) {}

  /// Leaves those that stay inside of the root and hold together with those
  /// before them.
  void dropUnfit();
  /// Leaves those that need no new file.
  void dropCreating();
  /// Leaves those that a scan finds good.
  llvm::Error verify();

  llvm::ArrayRef<Fix> offered() const { return All.Offered; }
  const std::map<size_t, Obstacle> &withheld() const { return All.Withheld; }

private:
  void withhold(const Fix &Bad, llvm::StringRef Why);
  llvm::Error sift(std::vector<Fix> Tried, std::vector<Fix> &Good);
  llvm::Error addTypes(std::vector<Fix> &Types, std::vector<Fix> &Good);

  const EditableProgram &Of;
  StageTimes &Times;
  Fixes All;
};

} // namespace

void Selection::withhold(const Fix &Bad, llvm::StringRef Why) {
  for (auto [Index, Kind] : Bad.Mended) {
    Location Where = Of.outcome().Findings[Index].Where;
    All.Withheld.try_emplace(
        Index, Obstacle{Where ? Of.answer().Files[Where.File.Index] : "",
                        Where.Line, Where.Column, Why.str()});
  }
}

static bool isInside(llvm::StringRef Root, llvm::StringRef File) {
  return File.starts_with(Root) &&
         (Root.ends_with("/") || File.drop_front(Root.size()).starts_with("/"));
}

/// Why a file must not be edited; empty if it may be. A unit that could not be
/// read cannot be verified either.
static std::string whyFixed(const EditableProgram &Of, llvm::StringRef Root,
                            llvm::StringRef File) {
  if (!isInside(Root, File))
    return ("'" + File + "' is outside of the root").str();
  for (const FailedUnit &Each : Of.failed()) {
    llvm::SmallString<256> Path(Each.File);
    llvm::sys::path::make_absolute(Of.root(), Path);
    if (fs::equivalent(Path.str(), File))
      return "'" + Each.File +
             "' does not compile with all of its commands: " + Each.Reason;
  }
  return "";
}

void Selection::dropUnfit() {
  llvm::SmallString<128> Root;
  if (fs::real_path(Of.root(), Root))
    Root = Of.root();
  std::vector<Fix> Fit;
  EditSet Edits;
  for (Fix &Each : All.Offered) {
    std::string Why;
    for (const Edit &Change : Each.Edits)
      if (Why.empty())
        Why = whyFixed(Of, Root, Change.File);
    if (!Why.empty()) {
      withhold(Each, Why);
    } else if (Edits.add(Each.Edits)) {
      Fit.push_back(std::move(Each));
    } else {
      withhold(Each, "another fix edits the same place; apply that and run "
                     "again");
    }
  }
  All.Offered = std::move(Fit);
}

void Selection::dropCreating() {
  llvm::erase_if(All.Offered, [&](const Fix &Each) {
    auto New = llvm::find_if(
        Each.Edits, [&](const Edit &Made) { return Of.isNew(Made.File); });
    if (New == Each.Edits.end())
      return false;
    // All else was in its favour.
    for (auto [Index, Kind] : Each.Mended)
      All.Withheld.erase(Index);
    withhold(Each, "clang-apply-replacements cannot create '" + New->File +
                       "'; use the diff or --in-place");
    return true;
  });
}

/// Adds to Good what of Tried holds together with it.
llvm::Error Selection::sift(std::vector<Fix> Tried, std::vector<Fix> &Good) {
  if (Tried.empty())
    return llvm::Error::success();
  std::vector<Fix> Both = Good;
  llvm::append_range(Both, Tried);
  llvm::Expected<std::string> Wrong = Of.tryOut(Both, Times);
  if (!Wrong)
    return Wrong.takeError();
  if (Wrong->empty()) {
    Good = std::move(Both);
    return llvm::Error::success();
  }
  if (Tried.size() == 1) {
    withhold(Tried.front(), *Wrong);
    return llvm::Error::success();
  }
  size_t Half = Tried.size() / 2;
  std::vector<Fix> First(Tried.begin(), Tried.begin() + Half);
  std::vector<Fix> Second(Tried.begin() + Half, Tried.end());
  if (llvm::Error Failure = sift(std::move(First), Good))
    return Failure;
  return sift(std::move(Second), Good);
}

/// Moves to Good those types that can be opaque, one by one, with the findings
/// that are gone then.
llvm::Error Selection::addTypes(std::vector<Fix> &Types,
                                std::vector<Fix> &Good) {
  std::vector<Fix> Bad;
  for (Fix &Each : Types) {
    std::vector<Fix> Tried = Good;
    Tried.push_back(Each);
    std::map<size_t, FixKind> Mended;
    llvm::Expected<std::string> Wrong = Of.tryOut(Tried, Times, &Mended);
    if (!Wrong)
      return Wrong.takeError();
    if (!Wrong->empty()) {
      withhold(Each, *Wrong);
      Bad.push_back(std::move(Each));
      continue;
    }
    Fix Left = Each;
    for (auto [Index, Kind] : Mended) {
      Left.Mended.erase(Index);
      All.Withheld.erase(Index);
    }
    withhold(Left, "it is about more than what is in '" + Left.Subject + "'");
    Each.Mended = std::move(Mended);
    Good.push_back(std::move(Each));
  }
  Types = std::move(Bad);
  return llvm::Error::success();
}

static std::set<size_t> mendedBy(llvm::ArrayRef<Fix> All) {
  std::set<size_t> Mended;
  for (const Fix &Each : All)
    for (auto [Index, Kind] : Each.Mended)
      Mended.insert(Index);
  return Mended;
}

/// A type becomes opaque if that mends something that no other fix does, and
/// then in place of the others that would mend the same.
llvm::Error Selection::verify() {
  std::vector<Fix> Types, Later, Others, Good;
  for (Fix &Each : All.Offered)
    (Each.Opaque.empty() ? Others : Later).push_back(std::move(Each));
  auto TakeUncovered = [&](const std::set<size_t> &Covered) {
    Types.clear();
    llvm::erase_if(Later, [&](Fix &Each) {
      bool Needed = llvm::any_of(
          Each.Mended, [&](auto About) { return !Covered.count(About.first); });
      if (Needed)
        Types.push_back(std::move(Each));
      return Needed;
    });
  };
  TakeUncovered(mendedBy(Others));
  if (llvm::Error Failure = addTypes(Types, Good))
    return Failure;
  // Beside the other fixes, some may be good.
  llvm::append_range(Later, std::move(Types));
  std::set<size_t> Done = mendedBy(Good);
  llvm::erase_if(Others, [&](const Fix &Each) {
    bool Other = llvm::any_of(
        Each.Mended, [&](auto About) { return Done.count(About.first); });
    if (Other)
      withhold(Each, "another fix mends a part of it; apply that and run "
                     "again");
    return Other;
  });
  if (llvm::Error Failure = sift(std::move(Others), Good))
    return Failure;
  TakeUncovered(mendedBy(Good));
  if (llvm::Error Failure = addTypes(Types, Good))
    return Failure;
  // What one fix could not mend, another one does.
  for (size_t Index : mendedBy(Good))
    All.Withheld.erase(Index);
  All.Offered = std::move(Good);
  return llvm::Error::success();
}

//===-- Asking ------------------------------------------------------------===//

/// Shows each fix and asks, as 'git add -p' does.
static llvm::Expected<std::vector<Fix>>
askForEach(const EditableProgram &Of, llvm::ArrayRef<Fix> Offered) {
  std::vector<Fix> Taken;
  bool Rest = false;
  for (size_t Index = 0; Index < Offered.size(); ++Index) {
    const Fix &Each = Offered[Index];
    if (Rest) {
      Taken.push_back(Each);
      continue;
    }
    llvm::Expected<std::vector<PatchedFile>> Files = Of.patch({Each});
    if (!Files)
      return Files.takeError();
    writePatch(*Files, llvm::outs());
    std::string Answer;
    while (Answer.empty() || !llvm::StringRef("ynaq").contains(Answer[0])) {
      llvm::outs() << "(" << Index + 1 << "/" << Offered.size() << ") mend '"
                   << Each.Subject << "' [y,n,a,q,?]? ";
      llvm::outs().flush();
      if (!std::getline(std::cin, Answer))
        Answer = "q";
      if (Answer == "?")
        llvm::outs() << "y - apply this fix\nn - leave it\na - apply this and "
                        "all that follow\nq - leave this and all that follow\n";
    }
    Rest = Answer[0] == 'a';
    if (Answer[0] == 'y' || Rest)
      Taken.push_back(Each);
    if (Answer[0] == 'q')
      break;
  }
  return Taken;
}

/// Fixes were verified together; some of them alone may not hold.
static llvm::Error tryAgain(const EditableProgram &Of,
                            llvm::ArrayRef<Fix> Taken,
                            llvm::ArrayRef<Fix> Offered, StageTimes &Times) {
  if (Taken.empty() || Taken.size() == Offered.size())
    return llvm::Error::success();
  llvm::Expected<std::string> Wrong = Of.tryOut(Taken, Times);
  if (!Wrong)
    return Wrong.takeError();
  if (!Wrong->empty())
    return llvm::createStringError(
        "these fixes do not hold without the others: " + *Wrong +
        "; no file was edited");
  return llvm::Error::success();
}

//===-- Telling -----------------------------------------------------------===//

static std::string count(size_t Number, llvm::StringRef Thing) {
  return std::to_string(Number) + " " + Thing.str() + (Number == 1 ? "" : "s");
}

/// Types that become opaque, and what their clients need then.
static void tellOpaque(llvm::ArrayRef<Fix> Taken) {
  for (const Fix &Each : Taken) {
    if (Each.Opaque.empty())
      continue;
    llvm::errs() << "membrane: '" << Each.Subject
                 << "' becomes opaque: " << count(Each.Mended.size(), "finding")
                 << "\n";
    if (!Each.Moved.empty())
      llvm::errs() << "membrane: new functions of the library, to be exported "
                      "as the others are: "
                   << llvm::join(Each.Moved, ", ") << "\n";
  }
}

/// What is not mended and why, and the totals, on the standard error.
static void tell(const Request &Asked, const EditableProgram &Of,
                 const Selection &Chosen, llvm::ArrayRef<Fix> Taken,
                 const BuildAdvice &Build) {
  bool Written = Asked.InPlace || Asked.Interactive;
  llvm::raw_ostream &Err = llvm::errs();
  for (const auto &[Index, Why] : Chosen.withheld()) {
    const Finding &About = Of.outcome().Findings[Index];
    std::string Place = relativeTo(Of.root(), Why.File).str();
    llvm::WithColor::note(Err, Place + ":" + std::to_string(Why.Line) + ":" +
                                   std::to_string(Why.Column))
        << "'" << About.Function << "' is not mended: " << Why.Reason << " ["
        << About.Check << "]\n";
  }
  tellOpaque(Taken);
  size_t Mended = 0;
  std::set<std::string> Files;
  for (const Fix &Each : Taken) {
    Mended += Each.Mended.size();
    for (const Edit &Change : Each.Edits)
      Files.insert(Change.File);
  }
  Err << "membrane: " << count(Mended, "finding")
      << (Written ? " mended in " : " would be mended in ")
      << count(Files.size(), "file") << ", "
      << count(Chosen.withheld().size(), "finding") << " not mended\n";
  llvm::StringRef Start = "the edited code needs the runtime: ";
  for (const std::string &Line : Build.Lines) {
    Err << "membrane: " << Start << Line << '\n';
    Start = "";
  }
}

/// The runtime in the project, and what the build needs to find the runtime.
static BuildAdvice adviseFor(const EditableProgram &Of,
                             llvm::ArrayRef<Fix> Taken) {
  RuntimeUse Use;
  std::vector<Edit> Edits;
  for (const Fix &Each : Taken)
    if (usesRuntime(Each))
      llvm::append_range(Edits, Each.Edits);
  if (Edits.empty())
    return {};
  llvm::SmallString<128> Root;
  if (fs::real_path(Of.root(), Root))
    Root = Of.root();
  Use.Root = Root.str().str();
  Use.Units = Of.unitsOf(Edits);
  Use.OneHeader = Of.oneHeader().str();
  BuildAdvice Advice = adviseBuild(Use, [&](llvm::StringRef File) {
    return llvm::expectedToOptional(Of.text(File));
  });
  if (!Use.OneHeader.empty())
    llvm::append_range(Advice.Edits, makeRuntime(Use.OneHeader));
  return Advice;
}

/// What tells a finding from the others of a scan, also if the files of two
/// scans are numbered in different ways.
using FindingIdentity = std::tuple<std::string, std::string, std::string,
                                   std::string, unsigned, unsigned>;

static FindingIdentity identityOf(const Surface &Answer, const Finding &Of) {
  std::string File = Of.Where ? Answer.Files[Of.Where.File.Index] : "";
  return {Of.Check, Of.Function,   Of.Message,
          File,     Of.Where.Line, Of.Where.Column};
}

/// The fixes by the findings that they mend.
static llvm::Expected<OfferedFixes> fixesByFinding(const EditableProgram &Of,
                                                   llvm::ArrayRef<Fix> Taken) {
  OfferedFixes All;
  for (const Fix &Each : Taken) {
    llvm::Expected<std::vector<PatchedFile>> Files = Of.patch({Each});
    if (!Files)
      return Files.takeError();
    for (auto [Index, Kind] : Each.Mended)
      All[Index] = {fixName(Kind).str(), *Files};
  }
  return All;
}

llvm::Expected<FoundFixes> findFixes(const Request &Asked, const Scanned &Shown,
                                     StageTimes &Times) {
  llvm::Expected<EditableProgram> Of = EditableProgram::read(Asked, Times);
  if (!Of)
    return Of.takeError();
  llvm::Expected<Fixes> Planned = Of->plan(Times);
  if (!Planned)
    return Planned.takeError();
  Selection Chosen(*Of, std::move(*Planned), Times);
  Chosen.dropUnfit();
  if (llvm::Error Failure = Chosen.verify())
    return Failure;
  llvm::Expected<OfferedFixes> Offered = fixesByFinding(*Of, Chosen.offered());
  if (!Offered)
    return Offered.takeError();
  std::map<FindingIdentity, size_t> Known;
  for (auto [Index, Each] : llvm::enumerate(Of->outcome().Findings))
    Known.try_emplace(identityOf(Of->answer(), Each), Index);
  FoundFixes All;
  for (auto [Index, Each] : llvm::enumerate(Shown.Found.Findings)) {
    auto Same = Known.find(identityOf(Shown.Answer, Each));
    if (Same == Known.end())
      continue;
    if (auto Fix = Offered->find(Same->second); Fix != Offered->end())
      All.Offered.emplace(Index, Fix->second);
    else if (auto Why = Chosen.withheld().find(Same->second);
             Why != Chosen.withheld().end())
      All.Withheld.emplace(Index, Why->second);
  }
  return All;
}

static llvm::Error writeFixes(const Request &Asked, const EditableProgram &Of,
                              llvm::ArrayRef<Fix> Taken,
                              const BuildAdvice &Build) {
  std::vector<Fix> All(Taken);
  All.emplace_back().Edits = Build.Edits;
  llvm::Expected<std::vector<PatchedFile>> Files = Of.patch(All);
  if (!Files)
    return Files.takeError();
  if (Asked.InPlace || Asked.Interactive)
    return writeSources(*Files);
  llvm::Expected<std::vector<PatchedFile>> Sources = Of.patch(Taken);
  if (!Sources)
    return Sources.takeError();
  llvm::Expected<OfferedFixes> Fixes = fixesByFinding(Of, Taken);
  if (!Fixes)
    return Fixes.takeError();
  for (const OutputRequest &Output : Asked.Outputs)
    if (llvm::Error Failure =
            writeOutput(Output.File, [&](llvm::raw_ostream &Out) {
              if (Output.Form == Format::Sarif)
                writeSarif(Of.answer(), Of.outcome(), *Fixes, MEMBRANE_VERSION,
                           Out);
              else if (Output.Form == Format::Actions)
                writeActions(Of.answer(), Of.outcome(), *Fixes, Out);
              else if (Output.Form == Format::Replacements)
                writeReplacements(*Sources, Out);
              else
                writePatch(*Files, Out);
            }))
      return Failure;
  return llvm::Error::success();
}

llvm::Expected<ExitCode> fixSources(const Request &Asked, StageTimes &Times) {
  for (const OutputRequest &Output : Asked.Outputs)
    if (llvm::Error Refused = checkWritable(Output.File))
      return Refused;
  if (auto Checked = runChecks(Surface(), Asked.Checks); !Checked)
    return Checked.takeError();
  llvm::Expected<EditableProgram> Of = EditableProgram::read(Asked, Times);
  if (!Of)
    return Of.takeError();
  llvm::Expected<Fixes> Planned = Of->plan(Times);
  if (!Planned)
    return Planned.takeError();
  Selection Chosen(*Of, std::move(*Planned), Times);
  Chosen.dropUnfit();
  if (llvm::any_of(Asked.Outputs, [](const OutputRequest &Output) {
        return Output.Form == Format::Replacements;
      }))
    Chosen.dropCreating();
  if (llvm::Error Failure = Chosen.verify())
    return Failure;
  std::vector<Fix> Taken = Chosen.offered().vec();
  if (Asked.Interactive) {
    llvm::Expected<std::vector<Fix>> Wanted = askForEach(*Of, Taken);
    if (!Wanted)
      return Wanted.takeError();
    Taken = std::move(*Wanted);
    if (llvm::Error Failure = tryAgain(*Of, Taken, Chosen.offered(), Times))
      return Failure;
  }
  BuildAdvice Build = adviseFor(*Of, Taken);
  if (llvm::Error Failure = writeFixes(Asked, *Of, Taken, Build))
    return Failure;
  if (!Asked.Quiet)
    tell(Asked, *Of, Chosen, Taken, Build);
  return ExitCode::Clean;
}

} // namespace membrane
