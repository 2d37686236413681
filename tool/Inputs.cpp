// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Finding the database, picking its entries, choosing the root.

#include "tool/Inputs.h"
#include "analysis/summary/Globs.h"
#include "tool/UnitCache.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/WithColor.h"

namespace fs = llvm::sys::fs;
namespace path = llvm::sys::path;

namespace membrane {

template <typename... Pieces>
static llvm::Error complain(const char *Format, const Pieces &...Values) {
  return llvm::createStringError(llvm::inconvertibleErrorCode(), Format,
                                 Values...);
}

static std::string makeAbsolute(llvm::StringRef Path) {
  llvm::SmallString<128> Result(Path);
  fs::make_absolute(Result);
  path::remove_dots(Result, /*remove_dot_dot=*/true);
  return Result.str().str();
}

/// The path without symbolic links; as given if it cannot be followed.
static std::string realPath(llvm::StringRef Path) {
  llvm::SmallString<128> Result;
  return fs::real_path(Path, Result) ? Path.str() : Result.str().str();
}

static bool isInside(llvm::StringRef Path, llvm::StringRef Directory) {
  return Path.consume_front(Directory) &&
         (Path.empty() || Directory.ends_with("/") || Path.starts_with("/"));
}

//===-- The root ----------------------------------------------------------===//

static std::string commonParent(llvm::ArrayRef<std::string> Files) {
  llvm::StringRef Common = path::parent_path(Files.front());
  for (const std::string &File : Files)
    while (!isInside(File, Common))
      Common = path::parent_path(Common);
  return Common.str();
}

llvm::Expected<std::string> chooseRoot(llvm::StringRef Asked,
                                       llvm::ArrayRef<std::string> Files) {
  if (!Asked.empty()) {
    if (!fs::is_directory(Asked))
      return complain("the root '%s' is no directory", Asked.str().c_str());
    return makeAbsolute(Asked);
  }
  std::string Working = makeAbsolute(".");
  auto InWorking = [&](const std::string &File) {
    return isInside(File, Working);
  };
  if (Files.empty() || llvm::all_of(Files, InWorking))
    return Working;
  return commonParent(Files);
}

llvm::StringRef relativeTo(llvm::StringRef Root, llvm::StringRef Path) {
  llvm::StringRef Rest = Path;
  if (!isInside(Path, Root) || Path == Root)
    return Path;
  Rest.consume_front(Root);
  return Rest.ltrim('/');
}

//===-- Commands ----------------------------------------------------------===//

static std::vector<std::string> filesOf(const Inputs &Selected) {
  std::vector<std::string> Files;
  for (const CompileCommand &Command : Selected.Commands)
    Files.push_back(Command.File);
  return Files;
}

static llvm::Error checkExists(llvm::StringRef File) {
  if (fs::exists(File))
    return llvm::Error::success();
  return complain("no such file: '%s'", File.str().c_str());
}

/// A command for each file, with the flags behind "--".
static llvm::Expected<Inputs> makeCommands(const Request &Asked) {
  Inputs Selected;
  std::string Working = makeAbsolute(".");
  for (const std::string &File : Asked.Files) {
    if (llvm::Error Missing = checkExists(File))
      return Missing;
    if (fs::is_directory(File))
      return complain("'%s' is a directory; name its files before '--'",
                      File.c_str());
    CompileCommand Command;
    Command.Directory = Working;
    Command.File = makeAbsolute(File);
    Command.Arguments.push_back("clang");
    llvm::append_range(Command.Arguments, Asked.Flags);
    Command.Arguments.push_back("-c");
    Command.Arguments.push_back(Command.File);
    Selected.Commands.push_back(std::move(Command));
  }
  return Selected;
}

/// Looks in the working directory and its parents, each time also in "build".
/// The working directory if there is none, for the reader to complain about.
static std::string findDatabase() {
  std::string Working = makeAbsolute(".");
  for (llvm::StringRef Place = Working; !Place.empty();
       Place = path::parent_path(Place))
    for (llvm::StringRef Inner : {"", "build"}) {
      llvm::SmallString<128> Candidate(Place);
      path::append(Candidate, Inner, "compile_commands.json");
      if (fs::exists(Candidate))
        return Candidate.str().str();
    }
  return ".";
}

/// Whether a file or directory that the user named covers a command.
static bool covers(llvm::StringRef Wanted, llvm::StringRef WantedReal,
                   const CompileCommand &Command) {
  return isInside(Command.File, Wanted) ||
         isInside(realPath(Command.File), WantedReal);
}

/// Keeps the commands of the files and directories that were named.
static llvm::Error restrictTo(llvm::ArrayRef<std::string> Files,
                              llvm::StringRef Database, Inputs &Selected) {
  std::vector<bool> Keep(Selected.Commands.size());
  for (const std::string &File : Files) {
    if (llvm::Error Missing = checkExists(File))
      return Missing;
    std::string Wanted = makeAbsolute(File), WantedReal = realPath(File);
    bool Found = false;
    for (auto [Index, Command] : llvm::enumerate(Selected.Commands))
      if (covers(Wanted, WantedReal, Command))
        Keep[Index] = Found = true;
    if (!Found)
      return complain("no compile command for '%s' in '%s'; build the file "
                      "with the project, or give its flags: membrane ... %s -- "
                      "FLAGS",
                      File.c_str(), Database.str().c_str(), File.c_str());
  }
  std::vector<CompileCommand> Kept;
  for (auto [Index, Command] : llvm::enumerate(Selected.Commands))
    if (Keep[Index])
      Kept.push_back(std::move(Command));
  Selected.Commands = std::move(Kept);
  return llvm::Error::success();
}

/// Drops what the configuration leaves out. A file that is named itself stays.
static llvm::Error heedConfig(const Request &Asked, Inputs &Selected) {
  PathGlobs Sources(Asked.SourceGlobs), Excluded(Asked.ExcludeGlobs);
  llvm::StringSet<> Named;
  for (const std::string &File : Asked.Files)
    Named.insert(makeAbsolute(File));
  bool Restricts = Asked.Files.empty() && !Asked.SourceGlobs.empty();
  llvm::erase_if(Selected.Commands, [&](const CompileCommand &Each) {
    return !Named.contains(Each.File) &&
           ((Restricts && !Sources.match(Each.File)) ||
            Excluded.match(Each.File));
  });
  if (!Selected.Commands.empty())
    return llvm::Error::success();
  return complain("'sources' and 'exclude' of '%s' leave no file to read",
                  Asked.ConfigFile.c_str());
}

static llvm::Expected<Inputs> readCommands(const Request &Asked) {
  std::string Database = Asked.Build.empty() ? findDatabase() : Asked.Build;
  llvm::Expected<std::vector<CompileCommand>> Commands =
      readCompilationDatabase(Database);
  if (!Commands)
    return Commands.takeError();
  Inputs Selected;
  Selected.Commands = std::move(*Commands);
  if (!Asked.Files.empty())
    if (llvm::Error Wrong = restrictTo(Asked.Files, Database, Selected))
      return Wrong;
  if (!Asked.SourceGlobs.empty() || !Asked.ExcludeGlobs.empty())
    if (llvm::Error Wrong = heedConfig(Asked, Selected))
      return Wrong;
  return Selected;
}

/// The cache that was asked for. One that cannot be used costs only time.
static std::shared_ptr<UnitCache> openCache(const Request &Asked) {
  if (Asked.CacheDirectory.empty())
    return nullptr;
  auto Opened = std::make_shared<UnitCache>(makeAbsolute(Asked.CacheDirectory));
  llvm::Error Failure = Opened->open();
  if (!Failure)
    return Opened;
  std::string Reason = llvm::toString(std::move(Failure));
  if (!Asked.Quiet)
    llvm::WithColor::warning(llvm::errs(), "membrane")
        << "no use is made of the cache '" << Asked.CacheDirectory
        << "': " << Reason << '\n';
  return nullptr;
}

llvm::Expected<Inputs> selectInputs(const Request &Asked) {
  llvm::StringRef Headers = Asked.ResourceDirectory;
  if (!Headers.empty() && !fs::is_directory(Headers))
    return complain("the resource directory '%s' is no directory; 'clang "
                    "-print-resource-dir' prints the right one",
                    Headers.str().c_str());
  llvm::Expected<Inputs> Selected =
      Asked.HasFlags ? makeCommands(Asked) : readCommands(Asked);
  if (!Selected)
    return Selected.takeError();
  llvm::Expected<std::string> Root = chooseRoot(Asked.Root, filesOf(*Selected));
  if (!Root)
    return Root.takeError();
  Selected->Root = std::move(*Root);
  Selected->Cache = openCache(Asked);
  return Selected;
}

} // namespace membrane
