// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The commands, each from its request to its exit code.

#include "tool/Run.h"
#include "report/Report.h"
#include "tool/Annotate.h"
#include "tool/Baselines.h"
#include "tool/ChangedOnly.h"
#include "tool/CompareScans.h"
#include "tool/Config.h"
#include "tool/FixSources.h"
#include "tool/Outputs.h"
#include "tool/Pipeline.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/BuryPointer.h"
#include "llvm/Support/Process.h"

namespace membrane {

/// What can be wrong with a request without a look at the units.
static llvm::Error checkBeforeWork(const Request &Asked) {
  for (const OutputRequest &Output : Asked.Outputs)
    if (llvm::Error Refused = checkWritable(Output.File))
      return Refused;
  return runChecks(Surface(), Asked.Checks).takeError();
}

/// Both halves, and when the sources were read; nothing if an earlier stage
/// was dumped.
static llvm::Expected<std::optional<Surface>>
answer(const Request &Asked, StageTimes &Times, SourceTimes &Sources) {
  if (llvm::Error Wrong = checkBeforeWork(Asked))
    return Wrong;
  llvm::Expected<Knowledge> Given = readKnowledge(Asked);
  if (!Given)
    return Given.takeError();
  llvm::Expected<Collection> Collected = Asked.Command == Verb::Link
                                             ? readUnitFiles(Asked, Times)
                                             : collectUnits(Asked, Times);
  if (!Collected)
    return Collected.takeError();
  Sources = std::move(Collected->Sources);
  return analyze(Asked, std::move(*Collected), *Given, Times);
}

/// A change, and the scan of what was there before it, unless that is as what
/// is there now.
using BeforeChange =
    std::optional<std::pair<SourceChange, std::optional<Scanned>>>;

/// The answer of now, and that of before the change of --diff.
static llvm::Expected<std::optional<Surface>> answerBoth(const Request &Asked,
                                                         StageTimes &Times,
                                                         SourceTimes &Sources,
                                                         BeforeChange &Then) {
  if (llvm::Error Wrong = checkBeforeWork(Asked))
    return Wrong;
  llvm::Expected<Knowledge> Given = readKnowledge(Asked);
  if (!Given)
    return Given.takeError();
  llvm::Expected<Inputs> Selected = selectInputs(Asked);
  if (!Selected)
    return Selected.takeError();
  llvm::Expected<SourceChange> Made = readChange(Asked, *Selected);
  if (!Made)
    return Made.takeError();
  rememberUnits(*Selected);
  llvm::Expected<Collection> Collected = collectUnits(*Selected, Asked, Times);
  if (!Collected)
    return Collected.takeError();
  Sources = std::move(Collected->Sources);
  Then.emplace(std::move(*Made), std::nullopt);
  Then->second = scanBefore(Asked, *Selected, Then->first, Times);
  return analyze(Asked, std::move(*Collected), *Given, Times);
}

//===-- Scan and link -----------------------------------------------------===//

static void writeReport(const Request &Asked, const OutputRequest &Output,
                        const Scanned &Now, const FoundFixes &Fixes,
                        llvm::raw_ostream &Out) {
  const Surface &Answer = Now.Answer;
  const Outcome &Found = Now.Found;
  switch (Output.Form) {
  case Format::Text:
    return writeText(Answer, Found, Fixes, styleFor(Asked, Output.File), Out);
  case Format::Json:
    return writeJson(Answer, Found, Fixes, MEMBRANE_VERSION, Out);
  case Format::Markdown:
  case Format::Patch:
  case Format::Replacements:
  case Format::Actions:
    break; // of comparisons and fixes only
  case Format::Sarif:
    return writeSarif(Answer, Found, Fixes.Offered, MEMBRANE_VERSION, Out);
  case Format::Github:
    return writeGithub(Answer, Found, Out);
  case Format::Gitlab:
    return writeGitlab(Answer, Found, Out);
  case Format::Junit:
    return writeJunit(Answer, Found, Asked.FailOn, Out);
  }
}

static llvm::Error writeReports(const Request &Asked, const Scanned &Now,
                                const FoundFixes &Fixes) {
  for (const OutputRequest &Output : Asked.Outputs) {
    auto Print = [&](llvm::raw_ostream &Out) {
      writeReport(Asked, Output, Now, Fixes, Out);
    };
    if (llvm::Error Failure = writeOutput(Output.File, Print))
      return Failure;
  }
  return llvm::Error::success();
}

/// Says once where comments suppress nothing.
static void noteStale(Surface &Answer, llvm::ArrayRef<FileId> Stale) {
  if (Stale.empty())
    return;
  size_t Others = Stale.size() - 1;
  Answer.Notes.push_back(
      "comments suppress nothing in '" + Answer.Files[Stale.front().Index] +
      "'" + (Others ? " and " + std::to_string(Others) + " more" : "") +
      ": changed since it was read, or not to be read now");
}

static llvm::Expected<Outcome> findFindings(const Request &Asked,
                                            Surface &Answer,
                                            const SourceTimes &Sources,
                                            StageTimes &Times) {
  Stopwatch Watch(Times.Checks);
  llvm::Expected<Outcome> Found =
      runChecks(Answer, Asked.Checks,
                [&](llvm::StringRef Path) { return Sources.read(Path); });
  if (!Found)
    return Found;
  noteStale(Answer, Found->Stale);
  setLevels(Asked, *Found);
  return Found;
}

/// Hides what is in the baseline, and what a change did not bring.
static llvm::Error select(const Request &Asked, const Baseline &Accepted,
                          BeforeChange &Then, Scanned &Now) {
  if (Then && !Then->second)
    Then->second = Now;
  if (llvm::Error Failure = useBaseline(Asked, Accepted, Now.Answer, Now.Found))
    return Failure;
  if (Then)
    keepChanged(Then->first, *Then->second, Now);
  return llvm::Error::success();
}

static llvm::Expected<ExitCode>
reportScan(const Request &Asked, const Scanned &Now, const FoundFixes &Fixes) {
  if (llvm::Error Failure = writeReports(Asked, Now, Fixes))
    return Failure;
  bool Fails = llvm::any_of(Now.Found.Findings, [&](const Finding &Each) {
    return Asked.FailOn && Each.Severity >= *Asked.FailOn;
  });
  return Fails ? ExitCode::Findings : ExitCode::Clean;
}

static llvm::Expected<ExitCode> scan(const Request &Asked, StageTimes &Times) {
  llvm::Expected<Baseline> Accepted = loadBaseline(Asked);
  if (!Accepted)
    return Accepted.takeError();
  SourceTimes Sources;
  BeforeChange Then;
  llvm::Expected<std::optional<Surface>> Answered =
      Asked.DiffFile.empty() ? answer(Asked, Times, Sources)
                             : answerBoth(Asked, Times, Sources, Then);
  if (!Answered)
    return Answered.takeError();
  if (!*Answered)
    return ExitCode::Clean;
  if (Asked.Stage == Dump::Summary) {
    if (llvm::Error Failure = writeOutput(
            Asked.Outputs.front().File,
            [&](llvm::raw_ostream &Out) { print(**Answered, Out); }))
      return Failure;
    return ExitCode::Clean;
  }
  Scanned Now{std::move(**Answered), {}};
  llvm::Expected<Outcome> Found =
      findFindings(Asked, Now.Answer, Sources, Times);
  if (!Found)
    return Found.takeError();
  Now.Found = std::move(*Found);
  if (llvm::Error Failure = select(Asked, *Accepted, Then, Now))
    return Failure;
  FoundFixes Fixes;
  if (Asked.Fixes && !Now.Found.Findings.empty()) {
    llvm::Expected<FoundFixes> Mending = findFixes(Asked, Now, Times);
    if (!Mending)
      return Mending.takeError();
    Fixes = std::move(*Mending);
  }
  Stopwatch Watch(Times.Report);
  llvm::Expected<ExitCode> Code = reportScan(Asked, Now, Fixes);
  // The end of the process gives this memory back at once.
  llvm::BuryPointer(std::make_unique<Scanned>(std::move(Now)));
  return Code;
}

//===-- The others --------------------------------------------------------===//

static llvm::Expected<ExitCode> explainFunction(const Request &Asked,
                                                StageTimes &Times) {
  SourceTimes Sources;
  llvm::Expected<std::optional<Surface>> Answered =
      answer(Asked, Times, Sources);
  if (!Answered)
    return Answered.takeError();
  Stopwatch Watch(Times.Report);
  const std::string &File = Asked.Outputs.front().File;
  std::string Text;
  llvm::raw_string_ostream Lines(Text);
  TextStyle Style = styleFor(Asked, File);
  Style.IsAsRead = [&](llvm::StringRef Path) { return Sources.isAsRead(Path); };
  Lines.enable_colors(Style.Color);
  if (llvm::Error Unknown = explain(**Answered, Asked.Topic, Style, Lines))
    return Unknown;
  if (llvm::Error Failure =
          writeOutput(File, [&](llvm::raw_ostream &Out) { Out << Text; }))
    return Failure;
  return ExitCode::Clean;
}

static llvm::Expected<ExitCode> annotateHeaders(const Request &Asked,
                                                StageTimes &Times) {
  SourceTimes Sources;
  llvm::Expected<std::optional<Surface>> Answered =
      answer(Asked, Times, Sources);
  if (!Answered)
    return Answered.takeError();
  Stopwatch Watch(Times.Report);
  if (llvm::Error Failure = annotate(Asked, **Answered, Sources))
    return Failure;
  return ExitCode::Clean;
}

static llvm::Expected<ExitCode> listModels(const Request &Asked) {
  std::vector<std::string> Files = Asked.ModelFiles;
  llvm::append_range(Files, Asked.Files);
  llvm::Expected<Models> Known = readModels(Files);
  if (!Known)
    return Known.takeError();
  const std::string &File = Asked.Outputs.front().File;
  auto Print = [&](llvm::raw_ostream &Out) {
    if (Asked.Task == ModelTask::List)
      Known->print(Out);
  };
  if (llvm::Error Failure = writeOutput(File, Print))
    return Failure;
  return ExitCode::Clean;
}

static bool areUnitFiles(const Request &Asked) {
  return !Asked.HasFlags && !Asked.Files.empty() &&
         llvm::all_of(Asked.Files, [](llvm::StringRef File) {
           return File.ends_with(".facts");
         });
}

/// What a program says about models.
static llvm::Expected<ExitCode> askProgram(const Request &Asked,
                                           StageTimes &Times) {
  if (llvm::Error Wrong = checkBeforeWork(Asked))
    return Wrong;
  llvm::Expected<Knowledge> Given = readKnowledge(Asked);
  if (!Given)
    return Given.takeError();
  llvm::Expected<Collection> Collected = areUnitFiles(Asked)
                                             ? readUnitFiles(Asked, Times)
                                             : collectUnits(Asked, Times);
  if (!Collected)
    return Collected.takeError();
  std::string Text =
      Asked.Task == ModelTask::Export
          ? exportModels(Asked, std::move(*Collected), *Given, Times)
          : missingModels(Asked, std::move(*Collected), *Given, Times);
  if (llvm::Error Failure =
          writeOutput(Asked.Outputs.front().File,
                      [&](llvm::raw_ostream &Out) { Out << Text; }))
    return Failure;
  return ExitCode::Clean;
}

static llvm::Expected<ExitCode> runModels(const Request &Asked,
                                          StageTimes &Times) {
  switch (Asked.Task) {
  case ModelTask::List:
  case ModelTask::Check:
    return listModels(Asked);
  case ModelTask::Missing:
  case ModelTask::Skeleton:
  case ModelTask::Export:
    return askProgram(Asked, Times);
  }
  llvm_unreachable("a task that nobody does");
}

static llvm::Expected<ExitCode> summarize(const Request &Asked,
                                          StageTimes &Times) {
  if (llvm::Error Failure = writeUnitFiles(Asked, Times))
    return Failure;
  return ExitCode::Clean;
}

static llvm::Expected<ExitCode> showHelp(const Request &Asked) {
  unsigned Terminal = llvm::sys::Process::StandardOutColumns();
  if (llvm::Error Unknown = printHelp(Asked.Topic, llvm::outs(), Terminal))
    return Unknown;
  if (llvm::Error Failure = finishStandardOutput())
    return Failure;
  return ExitCode::Clean;
}

static llvm::Expected<ExitCode> showConfig(const Request &Asked) {
  if (auto Chosen = chooseChecks(Asked.Checks); !Chosen)
    return Chosen.takeError();
  if (llvm::Error Failure =
          writeOutput(Asked.Outputs.front().File,
                      [&](llvm::raw_ostream &Out) { printConfig(Asked, Out); }))
    return Failure;
  return ExitCode::Clean;
}

static llvm::Expected<ExitCode> showVersion() {
  llvm::outs() << "membrane " MEMBRANE_VERSION " (LLVM " LLVM_VERSION_STRING
                  ")\n";
  if (llvm::Error Failure = finishStandardOutput())
    return Failure;
  return ExitCode::Clean;
}

static llvm::Expected<ExitCode> dispatch(const Request &Asked,
                                         StageTimes &Times) {
  switch (Asked.Command) {
  case Verb::Scan:
  case Verb::Link:
    return scan(Asked, Times);
  case Verb::Explain:
    return explainFunction(Asked, Times);
  case Verb::Models:
    return runModels(Asked, Times);
  case Verb::Summarize:
    return summarize(Asked, Times);
  case Verb::Diff:
    return compareScans(Asked, Times);
  case Verb::Fix:
    return fixSources(Asked, Times);
  case Verb::Annotate:
    return annotateHeaders(Asked, Times);
  case Verb::Help:
    return showHelp(Asked);
  case Verb::Version:
    return showVersion();
  }
  llvm_unreachable("a verb without a command");
}

llvm::Expected<ExitCode> run(const Request &Asked) {
  StageTimes Times;
  if (Asked.DumpsConfig)
    return showConfig(Asked);
  llvm::Expected<ExitCode> Code = dispatch(Asked, Times);
  if (Asked.TimeReport && Code)
    Times.print(llvm::errs());
  return Code;
}

} // namespace membrane
