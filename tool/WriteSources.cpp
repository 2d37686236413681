// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Edits source files: all of them, or none.
//
// Every new text is written beside its file before the first file is replaced;
// then only renames are left, during which signals wait. If one fails, those
// before it are undone.

#include "tool/WriteSources.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include <csignal>
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
  std::string File;
  std::string Old;
  fs::TempFile New;
};

} // namespace

static llvm::Error refuse(llvm::StringRef File, const llvm::Twine &Why) {
  return llvm::createStringError("'" + File + "' " + Why +
                                 "; no file was edited");
}

static llvm::Error check(const std::string &File, llvm::StringRef Text) {
  fs::file_status Status;
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
  if ((*Now)->getBuffer() != Text)
    return refuse(File, "was changed during the run; run again");
  return llvm::Error::success();
}

/// A file beside File with this text, and its owner and permissions.
static llvm::Expected<fs::TempFile> writeBeside(const std::string &File,
                                                llvm::StringRef Text) {
  fs::file_status Status;
  if (std::error_code Failure = fs::status(File, Status))
    return refuse(File, "cannot be read: " + Failure.message());
  llvm::Expected<fs::TempFile> Beside = fs::TempFile::create(
      File + ".tmp-%%%%%%%%", fs::owner_read | fs::owner_write);
  if (!Beside)
    return refuse(File,
                  "cannot be written: " + llvm::toString(Beside.takeError()));
  std::error_code Failure;
  {
    llvm::raw_fd_ostream Out(Beside->FD, /*shouldClose=*/false);
    Out << Text;
    Out.flush();
    Failure = Out.error();
    Out.clear_error();
  }
  // Only root may give a file away; anybody else owns it already.
  (void)!fchown(Beside->FD, Status.getUser(), Status.getGroup());
  if (!Failure)
    Failure = fs::setPermissions(Beside->FD, Status.permissions());
  if (!Failure && fsync(Beside->FD) != 0)
    Failure = std::error_code(errno, std::generic_category());
  if (!Failure)
    return Beside;
  llvm::consumeError(Beside->discard());
  return refuse(File, "cannot be written: " + Failure.message());
}

static void undo(llvm::MutableArrayRef<Replacement> Done) {
  for (Replacement &Each : Done)
    if (auto Back = writeBeside(Each.File, Each.Old))
      llvm::consumeError(Back->keep(Each.File));
    else
      llvm::consumeError(Back.takeError());
}

static void discard(llvm::MutableArrayRef<Replacement> Left) {
  for (Replacement &Each : Left)
    llvm::consumeError(Each.New.discard());
}

static llvm::Error prepare(llvm::ArrayRef<PatchedFile> Files,
                           std::vector<Replacement> &All) {
  for (const PatchedFile &Each : Files)
    if (llvm::Error Refused = check(Each.Edits.front().File, Each.Text))
      return Refused;
  for (const PatchedFile &Each : Files) {
    const std::string &File = Each.Edits.front().File;
    llvm::Expected<fs::TempFile> New =
        writeBeside(File, applyEdits(Each.Text, Each.Edits));
    if (!New)
      return New.takeError();
    All.push_back({File, Each.Text, std::move(*New)});
  }
  return llvm::Error::success();
}

llvm::Error writeSources(llvm::ArrayRef<PatchedFile> Files) {
  std::vector<Replacement> All;
  if (llvm::Error Refused = prepare(Files, All)) {
    discard(All);
    return Refused;
  }
  SignalsWait Now;
  llvm::MutableArrayRef<Replacement> Each = All;
  for (size_t Index = 0; Index < All.size(); ++Index)
    if (llvm::Error Failure = All[Index].New.keep(All[Index].File)) {
      undo(Each.take_front(Index));
      discard(Each.drop_front(Index));
      return refuse(All[Index].File, "cannot be replaced: " +
                                         llvm::toString(std::move(Failure)));
    }
  return llvm::Error::success();
}

} // namespace membrane
