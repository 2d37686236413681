// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Edits source files, and makes new ones: all of them, or none.
//
// Every new text is written beside its file before the first file is replaced;
// then only renames are left, during which signals wait. If one fails, those
// before it are undone. Directories of new files are made first, and go again
// if the files do.

#include "tool/WriteSources.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include <csignal>
#include <sys/stat.h>
#include <unistd.h>

namespace fs = llvm::sys::fs;

namespace membrane {

namespace {

/// Keeps the signals that end the program waiting.
class SignalsWait {
public:
  SignalsWait() {
    sigset_t Ending;
    sigemptyset(&Ending);
    for (int Signal : {SIGINT, SIGTERM, SIGHUP, SIGQUIT})
      sigaddset(&Ending, Signal);
    sigprocmask(SIG_BLOCK, &Ending, &Before);
  }
  ~SignalsWait() { sigprocmask(SIG_SETMASK, &Before, nullptr); }
  SignalsWait(const SignalsWait &) = delete;
  SignalsWait &operator=(const SignalsWait &) = delete;

private:
  sigset_t Before;
};

/// One file and what is to take its place.
struct Replacement {
  const PatchedFile &Of;
  fs::TempFile New;
  const std::string &path() const { return Of.Edits.front().File; }
};

/// Directories that were made for new files, the outer ones first.
class NewDirectories {
public:
  llvm::Error make(llvm::StringRef Path);
  /// Takes them away again.
  void remove() {
    for (const std::string &Each : llvm::reverse(Made))
      fs::remove(Each);
  }

private:
  std::vector<std::string> Made;
};

} // namespace

static llvm::Error refuse(llvm::StringRef File, const llvm::Twine &Why) {
  return llvm::createStringError("'" + File + "' " + Why +
                                 "; no file was edited");
}

llvm::Error NewDirectories::make(llvm::StringRef Path) {
  if (Path.empty() || fs::is_directory(Path))
    return llvm::Error::success();
  if (llvm::Error Failure = make(llvm::sys::path::parent_path(Path)))
    return Failure;
  if (std::error_code Failure =
          fs::create_directory(Path, /*IgnoreExisting=*/false))
    return refuse(Path, "cannot be made: " + Failure.message());
  Made.push_back(Path.str());
  return llvm::Error::success();
}

static llvm::Error check(const PatchedFile &Of) {
  const std::string &File = Of.Edits.front().File;
  fs::file_status Status;
  if (Of.IsNew)
    return fs::exists(File) ? refuse(File, "was made during the run; run again")
                            : llvm::Error::success();
  if (std::error_code Failure = fs::status(File, Status))
    return refuse(File, "cannot be read: " + Failure.message());
  if (Status.type() != fs::file_type::regular_file)
    return refuse(File, "is no regular file");
  // Also for root, whom nothing stops.
  bool Writable = Status.permissions() & fs::all_write;
  if (!Writable || fs::access(File, fs::AccessMode::Write))
    return refuse(File, "is read-only");
  auto Now = llvm::MemoryBuffer::getFile(File, /*IsText=*/false,
                                         /*RequiresNullTerminator=*/false,
                                         /*IsVolatile=*/true);
  if (!Now)
    return refuse(File, "cannot be read: " + Now.getError().message());
  if ((*Now)->getBuffer() != Of.Text)
    return refuse(File, "was changed during the run; run again");
  return llvm::Error::success();
}

/// As open would give them to a file that it makes.
static fs::perms permissionsOfNew() {
  mode_t Mask = umask(0);
  umask(Mask);
  return fs::perms((fs::all_read | fs::all_write) & ~Mask);
}

/// A file beside File with this text, and its owner and permissions if it is
/// there.
static llvm::Expected<fs::TempFile> writeBeside(const std::string &File,
                                                llvm::StringRef Text) {
  fs::file_status Status;
  std::error_code Failure = fs::status(File, Status);
  bool IsNew = Failure == std::errc::no_such_file_or_directory;
  if (Failure && !IsNew)
    return refuse(File, "cannot be read: " + Failure.message());
  llvm::Expected<fs::TempFile> Beside = fs::TempFile::create(
      File + ".tmp-%%%%%%%%", fs::owner_read | fs::owner_write);
  if (!Beside)
    return refuse(File,
                  "cannot be written: " + llvm::toString(Beside.takeError()));
  {
    llvm::raw_fd_ostream Out(Beside->FD, /*shouldClose=*/false);
    Out << Text;
    Out.flush();
    Failure = Out.error();
    Out.clear_error();
  }
  // Only root may give a file away; anybody else owns it already.
  if (!IsNew)
    (void)!fchown(Beside->FD, Status.getUser(), Status.getGroup());
  if (!Failure)
    Failure = fs::setPermissions(Beside->FD, IsNew ? permissionsOfNew()
                                                   : Status.permissions());
  if (!Failure && fsync(Beside->FD) != 0)
    Failure = std::error_code(errno, std::generic_category());
  if (!Failure)
    return Beside;
  llvm::consumeError(Beside->discard());
  return refuse(File, "cannot be written: " + Failure.message());
}

static void undo(llvm::ArrayRef<Replacement> Done) {
  for (const Replacement &Each : Done)
    if (Each.Of.IsNew)
      fs::remove(Each.path());
    else if (auto Back = writeBeside(Each.path(), Each.Of.Text))
      llvm::consumeError(Back->keep(Each.path()));
    else
      llvm::consumeError(Back.takeError());
}

static void discard(llvm::MutableArrayRef<Replacement> Left) {
  for (Replacement &Each : Left)
    llvm::consumeError(Each.New.discard());
}

static llvm::Error prepare(llvm::ArrayRef<PatchedFile> Files,
                           NewDirectories &Directories,
                           std::vector<Replacement> &All) {
  for (const PatchedFile &Each : Files)
    if (llvm::Error Refused = check(Each))
      return Refused;
  for (const PatchedFile &Each : Files) {
    const std::string &File = Each.Edits.front().File;
    if (Each.IsNew)
      if (llvm::Error Refused =
              Directories.make(llvm::sys::path::parent_path(File)))
        return Refused;
    llvm::Expected<fs::TempFile> New =
        writeBeside(File, applyEdits(Each.Text, Each.Edits));
    if (!New)
      return New.takeError();
    All.push_back({Each, std::move(*New)});
  }
  return llvm::Error::success();
}

llvm::Error writeSources(llvm::ArrayRef<PatchedFile> Files) {
  std::vector<Replacement> All;
  NewDirectories Directories;
  if (llvm::Error Refused = prepare(Files, Directories, All)) {
    discard(All);
    Directories.remove();
    return Refused;
  }
  SignalsWait Now;
  llvm::MutableArrayRef<Replacement> Each = All;
  for (size_t Index = 0; Index < All.size(); ++Index)
    if (llvm::Error Failure = All[Index].New.keep(All[Index].path())) {
      undo(Each.take_front(Index));
      discard(Each.drop_front(Index));
      Directories.remove();
      return refuse(All[Index].path(), "cannot be replaced: " +
                                           llvm::toString(std::move(Failure)));
    }
  return llvm::Error::success();
}

} // namespace membrane
