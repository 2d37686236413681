// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The first half of a run. Large files go first, so that the last worker does
// not sit alone over one; what comes out is in the order of the commands,
// whatever the number of workers.

#include "tool/UnitFiles.h"
#include "tool/FileOverlay.h"
#include "tool/Outputs.h"
#include "tool/Progress.h"
#include "tool/UnitCache.h"
#include "tool/Workers.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/BuryPointer.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/Threading.h"
#include "llvm/Support/WithColor.h"

namespace fs = llvm::sys::fs;
namespace path = llvm::sys::path;

namespace membrane {

template <typename... Pieces>
static llvm::Error complain(const char *Format, const Pieces &...Values) {
  return llvm::createStringError(llvm::inconvertibleErrorCode(), Format,
                                 Values...);
}

//===-- Compiling ---------------------------------------------------------===//

static std::vector<unsigned>
largestFirst(llvm::ArrayRef<CompileCommand> Commands) {
  std::vector<uint64_t> Sizes(Commands.size());
  std::vector<unsigned> Order(Commands.size());
  for (size_t Index = 0; Index < Commands.size(); ++Index) {
    Order[Index] = unsigned(Index);
    if (fs::file_size(Commands[Index].File, Sizes[Index]))
      Sizes[Index] = 0;
  }
  llvm::sort(Order, [&](unsigned Left, unsigned Right) {
    return std::pair(Sizes[Right], Left) < std::pair(Sizes[Left], Right);
  });
  return Order;
}

/// The files that units of these inputs see, for one parse.
static FileSystemRef openFiles(const Inputs &Selected) {
  FileSystemRef Files = llvm::vfs::createPhysicalFileSystem();
  return Selected.Files ? Selected.Files->over(std::move(Files)) : Files;
}

/// The job of a worker: one command to bytes, for a cache with a trace of what
/// was read before them.
static llvm::Expected<JobResult> compile(const Inputs &Selected, unsigned Index,
                                         FrontendOptions Options) {
  JobResult Result;
  FileTrace Trace;
  Options.Files = openFiles(Selected);
  if (Selected.Cache)
    Options.Files = traceFiles(std::move(Options.Files), Trace);
  llvm::Error Failure = parseUnit(
      Selected.Commands[Index], Options, [&](const ParsedUnit &Parsed) {
        Unit Lowered = lowerUnit(Parsed);
        const Unit::Times &Spent = Lowered.Seconds;
        Result.Seconds = {Spent.Parse, Spent.CodeGen, Spent.Promote,
                          Spent.Lower, 0};
        Result.Bytes = writeUnit(Lowered);
        Result.Last = Parsed.Stays;
        // The process is about to end, which is faster.
        if (Parsed.Stays)
          llvm::BuryPointer(std::make_unique<Unit>(std::move(Lowered)));
      });
  if (Failure)
    return Failure;
  if (Selected.Cache)
    Result.Bytes = Trace.bytes() + Result.Bytes;
  return Result;
}

static bool wantsProgress(const Request &Asked) {
  if (Asked.Quiet || Asked.Progress == When::Never)
    return false;
  return Asked.Progress == When::Always ||
         llvm::sys::Process::StandardErrIsDisplayed();
}

static unsigned countWorkers(const Request &Asked, size_t Units) {
  unsigned Cores = llvm::hardware_concurrency().compute_thread_count();
  return unsigned(std::min<size_t>(Asked.Jobs ? Asked.Jobs : Cores, Units));
}

namespace {

/// The first half of a run: what the cache holds, and workers for the rest.
class Compilation {
public:
  Compilation(const Inputs &Selected, const Request &Asked, StageTimes &Times,
              UnitSink Take)
      : Selected(Selected), Asked(Asked), Times(Times), Take(Take),
        Options{Asked.ResourceDirectory, Asked.ExtraArguments},
        Reasons(Selected.Commands.size()) {}

  llvm::Error run(UnitJob Job);
  std::vector<FailedUnit> failed();

private:
  std::vector<unsigned> takeCached(std::vector<unsigned> Order);
  bool takeCached(unsigned Index, FileAnswers &Now);
  void finish(UnitOutcome Outcome);
  void keep(unsigned Index, llvm::StringRef Entry);

  const Inputs &Selected;
  const Request &Asked;
  StageTimes &Times;
  UnitSink Take;
  FrontendOptions Options;
  std::vector<std::string> Reasons; ///< of those that failed
  std::vector<std::string> Keys;    ///< in the cache
  bool Complained = false;          ///< about the cache
};

} // namespace

bool Compilation::takeCached(unsigned Index, FileAnswers &Now) {
  std::optional<std::string> Bytes = Selected.Cache->find(Keys[Index], Now);
  if (!Bytes)
    return false;
  llvm::Error Bad = Take(Index, *Bytes);
  bool Taken = !Bad;
  llvm::consumeError(std::move(Bad)); // it is read again
  return Taken;
}

/// Gives the units that have to be read.
std::vector<unsigned> Compilation::takeCached(std::vector<unsigned> Order) {
  if (!Selected.Cache)
    return Order;
  for (const CompileCommand &Each : Selected.Commands)
    Keys.push_back(cacheKey(Each, Options));
  FileAnswers Now(openFiles(Selected));
  llvm::erase_if(Order, [&](unsigned Index) { return takeCached(Index, Now); });
  return Order;
}

void Compilation::keep(unsigned Index, llvm::StringRef Entry) {
  llvm::Error Unkept = Selected.Cache->add(Keys[Index], Entry);
  if (!Unkept)
    return;
  std::string Reason = llvm::toString(std::move(Unkept));
  if (!Complained && !Asked.Quiet)
    llvm::WithColor::warning(llvm::errs(), "membrane")
        << "the cache keeps nothing: " << Reason << '\n';
  Complained = true;
}

void Compilation::finish(UnitOutcome Outcome) {
  Times.add(Outcome.Seconds);
  std::string &Reason = Reasons[Outcome.Unit];
  Reason = std::move(Outcome.Failure);
  if (!Reason.empty())
    return;
  llvm::StringRef Bytes = Outcome.Bytes;
  if (Selected.Cache) {
    keep(Outcome.Unit, Bytes);
    (void)FileTrace::take(Bytes);
  }
  if (llvm::Error Bad = Take(Outcome.Unit, Bytes))
    Reason = llvm::toString(std::move(Bad));
}

llvm::Error Compilation::run(UnitJob Job) {
  const std::vector<CompileCommand> &Commands = Selected.Commands;
  Stopwatch Watch(Times.Reading);
  std::vector<unsigned> Order = takeCached(largestFirst(Commands));
  WorkersOptions Work;
  Work.Count = Times.Workers = countWorkers(Asked, Order.size());
  Work.TimeoutSeconds = Asked.UnitTimeout;
  unsigned Columns = llvm::sys::Process::StandardErrColumns();
  Progress Line(wantsProgress(Asked) ? &llvm::errs() : nullptr,
                Columns ? Columns : 80, Order.size());
  size_t Done = 0;
  return runUnits(
      Order, Job, Work,
      [&](UnitOutcome Outcome) {
        ++Done;
        finish(std::move(Outcome));
      },
      [&](llvm::ArrayRef<unsigned> Running) {
        const CompileCommand &Oldest = Commands[Running.front()];
        Line.show(Done, relativeTo(Selected.Root, Oldest.File));
      });
}

std::vector<FailedUnit> Compilation::failed() {
  std::vector<FailedUnit> Failed;
  for (size_t Index = 0; Index < Reasons.size(); ++Index)
    if (!Reasons[Index].empty())
      Failed.push_back(
          {relativeTo(Selected.Root, Selected.Commands[Index].File).str(),
           std::move(Reasons[Index])});
  return Failed;
}

llvm::Expected<std::vector<FailedUnit>>
workOnUnits(const Inputs &Selected, const Request &Asked, StageTimes &Times,
            UnitJob Job, UnitSink Take) {
  Compilation Whole(Selected, Asked, Times, Take);
  if (llvm::Error Stopped = Whole.run(Job))
    return Stopped;
  return Whole.failed();
}

llvm::Expected<std::vector<FailedUnit>> compileUnits(const Inputs &Selected,
                                                     const Request &Asked,
                                                     StageTimes &Times,
                                                     UnitSink Take) {
  FrontendOptions Options{Asked.ResourceDirectory, Asked.ExtraArguments};
  Options.KeepLarge = true;
  return workOnUnits(
      Selected, Asked, Times,
      [&](unsigned Index) { return compile(Selected, Index, Options); }, Take);
}

bool areAllKnown(const Inputs &Selected, const Request &Asked) {
  if (!Selected.Cache)
    return false;
  FrontendOptions Options{Asked.ResourceDirectory, Asked.ExtraArguments};
  FileAnswers Now(openFiles(Selected));
  return llvm::all_of(Selected.Commands, [&](const CompileCommand &Each) {
    return Selected.Cache->find(cacheKey(Each, Options), Now).has_value();
  });
}

llvm::Error reviewFailures(const Request &Asked, unsigned Total,
                           llvm::ArrayRef<FailedUnit> Failed) {
  bool All = Failed.size() == Total;
  std::string List;
  for (const FailedUnit &Each : Failed) {
    if (All)
      List += "\n  " + Each.File + ": " + Each.Reason;
    else if (!Asked.Quiet)
      llvm::WithColor::warning(llvm::errs(), "membrane")
          << "'" << Each.File << "' is left out: " << Each.Reason << '\n';
  }
  if (!All)
    return llvm::Error::success();
  if (Total == 1)
    return complain("the only unit failed:%s", List.c_str());
  return complain("all %u units failed; does the project build with clang?%s",
                  Total, List.c_str());
}

llvm::Expected<Collection> collectUnits(const Request &Asked,
                                        StageTimes &Times) {
  llvm::Expected<Inputs> Selected = selectInputs(Asked);
  if (!Selected)
    return Selected.takeError();
  return collectUnits(*Selected, Asked, Times);
}

llvm::Expected<Collection>
collectUnits(const Inputs &Selected, const Request &Asked, StageTimes &Times) {
  Collection Collected;
  Collected.Sources.startNow();
  Collected.Root = Selected.Root;
  Collected.Total = unsigned(Selected.Commands.size());
  std::vector<std::optional<Unit>> Read(Collected.Total);
  auto Decode = [&](size_t Index, llvm::StringRef Bytes) -> llvm::Error {
    Stopwatch Watch(Times.Decode);
    llvm::Expected<Unit> Decoded = readUnit(Bytes);
    if (!Decoded)
      return Decoded.takeError();
    Read[Index] = std::move(*Decoded);
    return llvm::Error::success();
  };
  llvm::Expected<std::vector<FailedUnit>> Failed =
      compileUnits(Selected, Asked, Times, Decode);
  if (!Failed)
    return Failed.takeError();
  Collected.Failed = std::move(*Failed);
  for (std::optional<Unit> &Each : Read)
    if (Each)
      Collected.Units.push_back(std::move(*Each));
  if (llvm::Error None =
          reviewFailures(Asked, Collected.Total, Collected.Failed))
    return None;
  return Collected;
}

//===-- Files -------------------------------------------------------------===//

llvm::Expected<Collection> readUnitFiles(const Request &Asked,
                                         StageTimes &Times) {
  Stopwatch Watch(Times.Decode);
  Collection Collected;
  std::vector<std::string> Sources;
  for (const std::string &File : Asked.Files) {
    auto Buffer = llvm::MemoryBuffer::getFile(File);
    if (!Buffer)
      return complain("cannot read the unit file '%s': %s", File.c_str(),
                      Buffer.getError().message().c_str());
    llvm::Expected<Unit> Read = readUnit((*Buffer)->getBuffer());
    if (!Read)
      return complain("'%s': %s; 'membrane summarize' writes unit files",
                      File.c_str(), llvm::toString(Read.takeError()).c_str());
    Sources.push_back(Read->MainFile);
    Collected.Sources.addUnit(File, Read->Files);
    Collected.Units.push_back(std::move(*Read));
  }
  Collected.Total = unsigned(Collected.Units.size());
  llvm::Expected<std::string> Root = chooseRoot(Asked.Root, Sources);
  if (!Root)
    return Root.takeError();
  Collected.Root = std::move(*Root);
  return Collected;
}

/// Where each unit goes: the file itself, or one file each in a directory,
/// named after the source; the same source again gets a number.
static llvm::Expected<std::vector<std::string>>
placeUnitFiles(const Inputs &Selected, llvm::StringRef Output) {
  if (Selected.Commands.size() == 1 && !Output.ends_with("/") &&
      !fs::is_directory(Output))
    return std::vector<std::string>{Output.str()};
  if (fs::exists(Output) && !fs::is_directory(Output))
    return complain("%zu units do not fit in one file; give a directory with "
                    "-o, or name one source file",
                    Selected.Commands.size());
  llvm::StringSet<> Taken;
  std::vector<std::string> Places;
  for (const CompileCommand &Command : Selected.Commands) {
    llvm::StringRef Name = relativeTo(Selected.Root, Command.File);
    llvm::SmallString<128> Place(Output);
    path::append(Place, path::relative_path(Name));
    std::string Unique = (Place + ".facts").str();
    for (unsigned Number = 2; !Taken.insert(Unique).second; ++Number)
      Unique = (Place + "." + llvm::Twine(Number) + ".facts").str();
    if (std::error_code Failure =
            fs::create_directories(path::parent_path(Unique)))
      return complain("cannot make the directory of '%s': %s", Unique.c_str(),
                      Failure.message().c_str());
    Places.push_back(std::move(Unique));
  }
  return Places;
}

llvm::Error writeUnitFiles(const Request &Asked, StageTimes &Times) {
  llvm::Expected<Inputs> Selected = selectInputs(Asked);
  if (!Selected)
    return Selected.takeError();
  llvm::Expected<std::vector<std::string>> Places =
      placeUnitFiles(*Selected, Asked.Outputs.front().File);
  if (!Places)
    return Places.takeError();
  for (const std::string &Place : *Places)
    if (llvm::Error Refused = checkWritable(Place))
      return Refused;
  llvm::Error Unwritten = llvm::Error::success();
  auto Write = [&](size_t Index, llvm::StringRef Bytes) -> llvm::Error {
    llvm::Error Failure = writeOutput(
        (*Places)[Index], [&](llvm::raw_ostream &Out) { Out << Bytes; });
    Unwritten = llvm::joinErrors(std::move(Unwritten), std::move(Failure));
    return llvm::Error::success();
  };
  llvm::Expected<std::vector<FailedUnit>> Failed =
      compileUnits(*Selected, Asked, Times, Write);
  if (!Failed)
    return llvm::joinErrors(std::move(Unwritten), Failed.takeError());
  llvm::Error None =
      reviewFailures(Asked, unsigned(Selected->Commands.size()), *Failed);
  return llvm::joinErrors(std::move(Unwritten), std::move(None));
}

} // namespace membrane
