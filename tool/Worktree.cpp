// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Git, the process that clears up, and the mapping of commands.

#include "tool/Worktree.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FileUtilities.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Program.h"
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

namespace fs = llvm::sys::fs;
namespace path = llvm::sys::path;

namespace membrane {

//===-- Git ---------------------------------------------------------------===//

static llvm::Error complain(const std::string &Text) {
  return llvm::createStringError(Text);
}

static std::string contentOf(llvm::StringRef File) {
  auto Buffer = llvm::MemoryBuffer::getFile(File);
  return Buffer ? (*Buffer)->getBuffer().str() : "";
}

/// Without the variables by which a hook names its repository.
static std::vector<llvm::StringRef> plainEnvironment() {
  std::vector<llvm::StringRef> Variables;
  for (char **Each = environ; *Each; ++Each)
    if (!llvm::StringRef(*Each).starts_with("GIT_"))
      Variables.push_back(*Each);
  return Variables;
}

llvm::Expected<std::string> runGit(llvm::StringRef Directory,
                                   llvm::ArrayRef<llvm::StringRef> Arguments) {
  llvm::ErrorOr<std::string> Program = llvm::sys::findProgramByName("git");
  if (!Program)
    return complain("--git needs git, which is not on PATH");
  llvm::SmallString<128> Said, Complained;
  if (fs::createTemporaryFile("membrane-git", "out", Said))
    return complain("cannot write a temporary file");
  llvm::FileRemover RemoveSaid(Said);
  if (fs::createTemporaryFile("membrane-git", "err", Complained))
    return complain("cannot write a temporary file");
  llvm::FileRemover RemoveComplained(Complained);
  std::vector<llvm::StringRef> Words = {*Program, "-C", Directory, "-c",
                                        "core.hooksPath=/dev/null"};
  llvm::append_range(Words, Arguments);
  std::optional<llvm::StringRef> Streams[] = {"", Said.str(), Complained.str()};
  std::vector<llvm::StringRef> Environment = plainEnvironment();
  if (!llvm::sys::ExecuteAndWait(*Program, Words, Environment, Streams))
    return contentOf(Said);
  std::string Reason = contentOf(Complained);
  return complain("git: " + llvm::StringRef(Reason).trim().str());
}

//===-- The worktree ------------------------------------------------------===//

/// Of the process that removes the worktree: waits until every end of the pipe
/// but its own is closed. Ctrl-C, which all of a terminal get, is not for it.
[[noreturn]] static void guard(int Pipe, llvm::StringRef Top,
                               llvm::StringRef Path) {
  setsid();
  for (int Signal : {SIGINT, SIGTERM, SIGHUP})
    std::signal(Signal, SIG_IGN);
  if (int Nowhere = open("/dev/null", O_RDWR); Nowhere >= 0)
    for (int Stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
      dup2(Nowhere, Stream);
  char Byte;
  while (read(Pipe, &Byte, 1) < 0 && errno == EINTR)
    ;
  llvm::consumeError(
      runGit(Top, {"worktree", "remove", "--force", Path}).takeError());
  (void)fs::remove_directories(Path);
  _exit(0);
}

llvm::Error Worktree::startGuard() {
  int Ends[2];
  if (pipe2(Ends, O_CLOEXEC))
    return complain("cannot make a pipe");
  Guard = fork();
  if (Guard == 0) {
    close(Ends[1]);
    guard(Ends[0], Top, Path);
  }
  close(Ends[0]);
  Alive = Ends[1];
  return Guard < 0 ? complain("cannot start a process")
                   : llvm::Error::success();
}

Worktree::~Worktree() {
  if (Alive >= 0)
    close(Alive);
  if (Guard > 0)
    waitpid(Guard, nullptr, 0);
}

llvm::Error Worktree::checkOut() {
  llvm::SmallString<128> Made;
  if (std::error_code Failure =
          fs::createUniqueDirectory("membrane-diff", Made))
    return complain("cannot make a temporary directory: " + Failure.message());
  Path = Made.str().str();
  if (llvm::Error Failure = startGuard())
    return Failure;
  return runGit(Top, {"worktree", "add", "--detach", "--force", Path, Commit})
      .takeError();
}

static bool isSource(llvm::StringRef File) {
  return llvm::is_contained({".c", ".cc", ".cpp", ".cxx", ".C", ".c++"},
                            path::extension(File));
}

/// The output of git names "R100", the old and the new path, or "D" and one.
llvm::Error Worktree::readRenames() {
  llvm::Expected<std::string> Told =
      runGit(Top, {"diff", "--name-status", "-z", "-M", "--diff-filter=RD",
                   Commit, "--"});
  if (!Told)
    return Told.takeError();
  llvm::SmallVector<llvm::StringRef, 32> Words;
  llvm::StringRef(*Told).split(Words, '\0', -1, /*KeepEmpty=*/false);
  for (size_t Index = 0; Index + 1 < Words.size(); ++Index) {
    bool IsRename = Words[Index].starts_with("R");
    llvm::StringRef Old = Words[++Index];
    if (IsRename && Index + 1 < Words.size())
      OldNames[Path + "/" + Words[++Index].str()] = Path + "/" + Old.str();
    else if (isSource(Old))
      Deleted.push_back(Old.str());
  }
  return llvm::Error::success();
}

llvm::Expected<std::unique_ptr<Worktree>>
Worktree::create(llvm::StringRef Directory, llvm::StringRef Revision) {
  std::unique_ptr<Worktree> Made(new Worktree());
  llvm::Expected<std::string> Top =
      runGit(Directory, {"rev-parse", "--show-toplevel"});
  if (!Top)
    return Top.takeError();
  Made->Top = llvm::StringRef(*Top).rtrim('\n').str();
  llvm::Expected<std::string> Prefix =
      runGit(Directory, {"rev-parse", "--show-prefix"});
  if (!Prefix)
    return Prefix.takeError();
  llvm::StringRef Named = Directory;
  Named.consume_back(llvm::StringRef(*Prefix).rtrim("/\n"));
  Made->Named = Named.size() > 1 ? Named.rtrim('/').str() : Made->Top;
  std::string Wanted = Revision.str() + "^{commit}";
  llvm::Expected<std::string> Commit =
      runGit(Made->Top,
             {"rev-parse", "--verify", "--quiet", "--end-of-options", Wanted});
  if (!Commit) {
    llvm::consumeError(Commit.takeError());
    return complain("'" + Revision.str() + "' names no commit of '" +
                    Made->Top + "'; 'git log' lists them");
  }
  Made->Commit = llvm::StringRef(*Commit).trim().str();
  if (llvm::Error Failure = Made->checkOut())
    return Failure;
  if (llvm::Error Failure = Made->readRenames())
    return Failure;
  return Made;
}

//===-- Commands ----------------------------------------------------------===//

std::string Worktree::placeOf(llvm::StringRef Place) const {
  for (llvm::StringRef Each : {Top, Named}) {
    llvm::StringRef Rest = Place;
    if (Rest.consume_front(Each) && (Rest.empty() || Rest.starts_with("/")))
      return Path + Rest.str();
  }
  return Place.str();
}

/// A path at the end of an argument ("-I/project/include") is mapped if it is
/// there in that revision.
std::string Worktree::argumentOf(llvm::StringRef Argument) const {
  size_t Start = std::min(Argument.find(Top), Argument.find(Named));
  if (Start == llvm::StringRef::npos)
    return Argument.str();
  std::string Place = placeOf(Argument.substr(Start));
  return fs::exists(Place) ? Argument.take_front(Start).str() + Place
                           : Argument.str();
}

static std::string absoluteIn(llvm::StringRef Directory, llvm::StringRef Name) {
  llvm::SmallString<128> Whole(Name);
  path::make_absolute(Directory, Whole);
  path::remove_dots(Whole, /*remove_dot_dot=*/true);
  return Whole.str().str();
}

/// The directories of a command's own headers, and that of its file.
static std::vector<std::string> headerDirectories(const CompileCommand &Now) {
  std::vector<std::string> Found = {path::parent_path(Now.File).str()};
  for (size_t Index = 1; Index < Now.Arguments.size(); ++Index) {
    llvm::StringRef Argument = Now.Arguments[Index];
    if (!Argument.consume_front("-I") && !Argument.consume_front("-iquote") &&
        !Argument.consume_front("-isystem"))
      continue;
    if (Argument.empty() && Index + 1 < Now.Arguments.size())
      Argument = Now.Arguments[++Index];
    Found.push_back(absoluteIn(Now.Directory, Argument));
  }
  return Found;
}

std::optional<CompileCommand>
Worktree::commandOf(const CompileCommand &Now) const {
  CompileCommand Then;
  Then.File = placeOf(Now.File);
  if (auto Old = OldNames.find(Then.File); Old != OldNames.end())
    Then.File = Old->second;
  if (!fs::exists(Then.File))
    return std::nullopt;
  Then.Directory = placeOf(Now.Directory);
  // For '-I../include'; without it the unit fails and says so.
  (void)fs::create_directories(Then.Directory);
  Then.Arguments.push_back(Now.Arguments.front());
  // Behind all others, so that only what is nowhere else is found there.
  for (const std::string &Each : headerDirectories(Now)) {
    if (placeOf(Each) == Each)
      continue;
    Then.Arguments.push_back("-idirafter");
    Then.Arguments.push_back(Each);
  }
  for (const std::string &Each : llvm::drop_begin(Now.Arguments))
    Then.Arguments.push_back(absoluteIn(Now.Directory, Each) == Now.File
                                 ? Then.File
                                 : argumentOf(Each));
  return Then;
}

llvm::Expected<Inputs> Worktree::inputsOf(const Inputs &Now) const {
  bool Foreign = llvm::all_of(Now.Commands, [&](const CompileCommand &Each) {
    return placeOf(Each.File) == Each.File;
  });
  if (Foreign)
    return complain("no file to compile is in the repository '" + Top + "'");
  Inputs Then;
  Then.Root = placeOf(Now.Root);
  for (const CompileCommand &Each : Now.Commands)
    if (std::optional<CompileCommand> Command = commandOf(Each))
      Then.Commands.push_back(std::move(*Command));
  return Then;
}

} // namespace membrane
