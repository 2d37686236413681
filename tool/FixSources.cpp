// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The command 'fix'.

#include "tool/FixSources.h"
#include "tool/BuildFiles.h"
#include "tool/FixSelection.h"
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

/// Functions that stay, and what their users need to have of the new ones.
static void tellKept(const EditableProgram &Of, llvm::ArrayRef<Fix> Taken) {
  std::vector<std::string> Names;
  for (const SurfaceFunction &Each : Of.answer().Functions)
    for (const Fix &Done : Taken)
      if (auto Kept = Done.Beside.find(Each.Mangled);
          Kept != Done.Beside.end() && Each.Public)
        Names.push_back(Kept->second);
  if (!Names.empty())
    llvm::errs() << "membrane: new functions beside those that stay, to be "
                    "exported as these are: "
                 << llvm::join(Names, ", ") << "\n";
}

namespace {

/// What all rounds did.
struct Totals {
  size_t Mended = 0;
  /// By check and function, what is mended by a function beside it.
  std::set<std::pair<std::string, std::string>> Kept;
  std::set<std::string> Files;
  std::vector<std::string> Build; ///< words for the maintainer
};

} // namespace

static void add(const EditableProgram &Of, llvm::ArrayRef<Fix> Taken,
                const BuildAdvice &Build, Totals &Into) {
  for (const Fix &Each : Taken) {
    Into.Mended += Each.Mended.size();
    for (auto [Index, Kind] : Each.Mended)
      if (const Finding &About = Of.outcome().Findings[Index];
          Each.Beside.count(About.Symbol))
        Into.Kept.insert({About.Check, About.Symbol});
    for (const Edit &Change : Each.Edits)
      Into.Files.insert(Change.File);
  }
  if (!Build.Lines.empty())
    Into.Build = Build.Lines;
}

/// What is not mended and why, and the totals, on the standard error.
static void tell(const Request &Asked, const EditableProgram &Of,
                 const FixSelection &Chosen, const Totals &All) {
  bool Written = Asked.InPlace || Asked.Interactive;
  llvm::raw_ostream &Err = llvm::errs();
  size_t Left = 0;
  for (const auto &[Index, Why] : Chosen.withheld()) {
    const Finding &About = Of.outcome().Findings[Index];
    if (All.Kept.count({About.Check, About.Symbol}))
      continue;
    ++Left;
    std::string Place = relativeTo(Of.root(), Why.File).str();
    llvm::WithColor::note(Err, Place + ":" + std::to_string(Why.Line) + ":" +
                                   std::to_string(Why.Column))
        << "'" << About.Function << "' is not mended: " << Why.Reason << " ["
        << About.Check << "]\n";
  }
  Err << "membrane: " << count(All.Mended, "finding")
      << (Written ? " mended in " : " would be mended in ")
      << count(All.Files.size(), "file") << ", " << count(Left, "finding")
      << " not mended\n";
  llvm::StringRef Start = "the edited code needs the runtime: ";
  for (const std::string &Line : All.Build) {
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

/// The fixes that hold and can be written in the formats that are asked for.
static llvm::Expected<FixSelection>
choose(const Request &Asked, const EditableProgram &Of, StageTimes &Times) {
  llvm::Expected<Fixes> Planned = Of.plan(Times);
  if (!Planned)
    return Planned.takeError();
  FixSelection Chosen(Of, std::move(*Planned), Times);
  Chosen.dropUnfit();
  if (llvm::any_of(Asked.Outputs, [](const OutputRequest &Output) {
        return Output.Form == Format::Replacements;
      }))
    Chosen.dropCreating();
  if (llvm::Error Failure = Chosen.verify())
    return Failure;
  return Chosen;
}

llvm::Expected<FoundFixes> findFixes(const Request &Asked, const Scanned &Shown,
                                     StageTimes &Times) {
  llvm::Expected<EditableProgram> Of = EditableProgram::read(Asked, Times);
  if (!Of)
    return Of.takeError();
  llvm::Expected<FixSelection> Chosen = choose(Asked, *Of, Times);
  if (!Chosen)
    return Chosen.takeError();
  llvm::Expected<OfferedFixes> Offered = fixesByFinding(*Of, Chosen->offered());
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
    else if (auto Why = Chosen->withheld().find(Same->second);
             Why != Chosen->withheld().end())
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

/// One round: a scan, and what it leads to. Gives whether another one may find
/// more to do.
static llvm::Expected<bool> fixOnce(const Request &Asked, StageTimes &Times,
                                    Totals &All) {
  llvm::Expected<EditableProgram> Of = EditableProgram::read(Asked, Times);
  if (!Of)
    return Of.takeError();
  llvm::Expected<FixSelection> Chosen = choose(Asked, *Of, Times);
  if (!Chosen)
    return Chosen.takeError();
  std::vector<Fix> Taken = Chosen->offered().vec();
  if (Asked.Interactive) {
    llvm::Expected<std::vector<Fix>> Wanted = askForEach(*Of, Taken);
    if (!Wanted)
      return Wanted.takeError();
    Taken = std::move(*Wanted);
    if (llvm::Error Failure = tryAgain(*Of, Taken, Chosen->offered(), Times))
      return Failure;
  }
  BuildAdvice Build = adviseFor(*Of, Taken);
  if (llvm::Error Failure = writeFixes(Asked, *Of, Taken, Build))
    return Failure;
  add(*Of, Taken, Build, All);
  // Objects of a type that is opaque now may get regions of their own, and so
  // on.
  bool More = Asked.InPlace && !Taken.empty();
  if (Asked.Quiet)
    return More;
  tellOpaque(Taken);
  tellKept(*Of, Taken);
  if (!More)
    tell(Asked, *Of, *Chosen, All);
  return More;
}

llvm::Expected<ExitCode> fixSources(const Request &Asked, StageTimes &Times) {
  for (const OutputRequest &Output : Asked.Outputs)
    if (llvm::Error Refused = checkWritable(Output.File))
      return Refused;
  if (auto Checked = runChecks(Surface(), Asked.Checks); !Checked)
    return Checked.takeError();
  Totals All;
  // Each round mends something, but that might come back in another form.
  constexpr unsigned MostRounds = 8;
  unsigned Round = 0;
  for (bool More = true; More && Round < MostRounds; ++Round) {
    llvm::Expected<bool> Again = fixOnce(Asked, Times, All);
    if (!Again)
      return Again.takeError();
    More = *Again;
  }
  return ExitCode::Clean;
}

} // namespace membrane
