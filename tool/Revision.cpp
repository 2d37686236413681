// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What git says about a revision: which files are other now, and their text.
//
// Nothing is checked out: a text is asked for when a unit reads its file, and
// comes as a checkout would write it, line ends and all.

#include "tool/Earlier.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FileUtilities.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Program.h"

extern char **environ;

namespace fs = llvm::sys::fs;

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

//===-- Changes -----------------------------------------------------------===//

namespace {

/// One entry of "git diff --raw".
struct RawChange {
  llvm::StringRef OldMode, NewMode, OldBlob, Old, New;
  char Kind = 'M';

  bool isLink() const {
    return llvm::is_contained({OldMode, NewMode}, "120000");
  }
  bool isModule() const {
    return llvm::is_contained({OldMode, NewMode}, "160000");
  }
};

} // namespace

/// ":MODE MODE BLOB BLOB KIND", a path, and for R another path, each with a
/// zero behind it.
static std::vector<RawChange> readChanges(llvm::StringRef Told) {
  llvm::SmallVector<llvm::StringRef, 64> Words;
  Told.split(Words, '\0', -1, /*KeepEmpty=*/false);
  std::vector<RawChange> Changes;
  for (size_t Next = 0; Next + 1 < Words.size();) {
    llvm::SmallVector<llvm::StringRef, 5> Parts;
    Words[Next++].drop_front().split(Parts, ' ');
    if (Parts.size() != 5)
      break;
    RawChange Change{Parts[0],    Parts[1],    Parts[2],
                     Words[Next], Words[Next], Parts[4].front()};
    ++Next;
    if (Change.Kind == 'R' && Next < Words.size())
      Change.New = Words[Next++];
    Changes.push_back(Change);
  }
  return Changes;
}

/// Asks git for a blob as it would be in the working tree.
static FileOverlay::Loader loaderOf(llvm::StringRef Top, llvm::StringRef Blob,
                                    llvm::StringRef Name) {
  return [Top = Top.str(), Blob = Blob.str(),
          Path = "--path=" + Name.str()]() -> llvm::ErrorOr<std::string> {
    llvm::Expected<std::string> Text =
        runGit(Top, {"cat-file", "--filters", Path, Blob});
    if (Text)
      return std::move(*Text);
    llvm::consumeError(Text.takeError());
    return std::make_error_code(std::errc::io_error);
  };
}

static void takeBack(const RawChange &Change, Earlier &Then) {
  std::string Old = Then.Top + "/" + Change.Old.str();
  std::string New = Then.Top + "/" + Change.New.str();
  if (Change.isLink() || Change.isModule()) {
    Then.Notes.push_back(std::string("taken as it is now, as it is a ") +
                         (Change.isLink() ? "link: " : "submodule: ") +
                         Change.New.str());
    return;
  }
  if (Change.OldMode == "000000")
    return Then.Files.hide(New);
  if (New != Old) {
    Then.Files.hide(New);
    Then.OldNames[Change.New] = Change.Old.str();
  }
  Then.Files.add(Old, loaderOf(Then.Top, Change.OldBlob, Change.Old));
  if (Change.Kind == 'D' && isSource(Change.Old))
    Then.Deleted.push_back(Change.Old.str());
}

/// Sources that git does not know and is not told to ignore are new ones.
static llvm::Error hideUntracked(Earlier &Then) {
  llvm::Expected<std::string> Told =
      runGit(Then.Top, {"ls-files", "-z", "--others", "--exclude-standard"});
  if (!Told)
    return Told.takeError();
  llvm::SmallVector<llvm::StringRef, 64> Names;
  llvm::StringRef(*Told).split(Names, '\0', -1, /*KeepEmpty=*/false);
  for (llvm::StringRef Name : Names)
    if (isSource(Name))
      Then.Files.hide(Then.Top + "/" + Name.str());
  return llvm::Error::success();
}

static llvm::Expected<std::string> findCommit(llvm::StringRef Top,
                                              llvm::StringRef Revision) {
  std::string Wanted = Revision.str() + "^{commit}";
  llvm::Expected<std::string> Commit = runGit(
      Top, {"rev-parse", "--verify", "--quiet", "--end-of-options", Wanted});
  if (Commit)
    return llvm::StringRef(*Commit).trim().str();
  llvm::consumeError(Commit.takeError());
  return complain("'" + Revision.str() + "' names no commit of '" + Top.str() +
                  "'; 'git log' lists them");
}

llvm::Expected<std::shared_ptr<const Earlier>>
readRevision(llvm::StringRef Directory, llvm::StringRef Revision) {
  auto Then = std::make_shared<Earlier>();
  llvm::Expected<std::string> Top =
      runGit(Directory, {"rev-parse", "--show-toplevel"});
  if (!Top)
    return Top.takeError();
  llvm::SmallString<256> Real;
  llvm::StringRef Named = llvm::StringRef(*Top).rtrim('\n');
  Then->Top = fs::real_path(Named, Real) ? Named.str() : Real.str().str();
  llvm::Expected<std::string> Commit = findCommit(Then->Top, Revision);
  if (!Commit)
    return Commit.takeError();
  llvm::Expected<std::string> Unmerged =
      runGit(Then->Top, {"ls-files", "-z", "--unmerged"});
  if (!Unmerged)
    return Unmerged.takeError();
  if (!Unmerged->empty())
    return complain("a merge is not finished in '" + Then->Top +
                    "'; finish it, so that git can tell what has changed");
  llvm::Expected<std::string> Told =
      runGit(Then->Top, {"diff", "--raw", "-z", "-M", "--no-abbrev",
                         "--no-relative", *Commit, "--"});
  if (!Told)
    return Told.takeError();
  if (llvm::Error Failure = hideUntracked(*Then))
    return Failure;
  for (const RawChange &Change : readChanges(*Told))
    takeBack(Change, *Then);
  return Then;
}

} // namespace membrane
