// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Files that appear whole or not at all.

#include "tool/Outputs.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Process.h"

namespace fs = llvm::sys::fs;

namespace membrane {

static llvm::Error complain(llvm::StringRef File, const std::string &Reason) {
  return llvm::createStringError(llvm::inconvertibleErrorCode(),
                                 "cannot write '%s': %s", File.str().c_str(),
                                 Reason.c_str());
}

/// Follows links, so that the file is replaced and not the link to it.
static std::string resolve(llvm::StringRef File) {
  llvm::SmallString<128> Real;
  return fs::real_path(File, Real) ? File.str() : Real.str().str();
}

/// Whether File is there and no regular file: a pipe or a device, which is
/// written in place.
static bool isSpecial(llvm::StringRef File) {
  fs::file_status Status;
  return !fs::status(File, Status) &&
         Status.type() != fs::file_type::regular_file;
}

static llvm::Expected<fs::TempFile> createBeside(llvm::StringRef File) {
  llvm::Expected<fs::TempFile> Created = fs::TempFile::create(
      File + ".tmp-%%%%%%%%", fs::all_read | fs::all_write);
  if (!Created)
    return complain(File, llvm::toString(Created.takeError()));
  return Created;
}

llvm::Error checkWritable(llvm::StringRef File) {
  if (File.empty())
    return llvm::Error::success();
  if (fs::is_directory(File))
    return complain(File, "it is a directory");
  if (std::error_code Refused = fs::access(File, fs::AccessMode::Write);
      Refused && Refused != std::errc::no_such_file_or_directory)
    return complain(File, Refused.message());
  if (isSpecial(File))
    return llvm::Error::success();
  llvm::Expected<fs::TempFile> Probe = createBeside(resolve(File));
  if (!Probe)
    return Probe.takeError();
  return Probe->discard();
}

using Printer = llvm::function_ref<void(llvm::raw_ostream &)>;

/// Prints and takes the stream's error away from it, which would otherwise
/// end the program.
static std::error_code printTo(llvm::raw_fd_ostream &Out, Printer Print) {
  Print(Out);
  Out.flush();
  std::error_code Failure = Out.error();
  Out.clear_error();
  return Failure;
}

static llvm::Error writeInPlace(llvm::StringRef File, Printer Print) {
  std::error_code Failure;
  llvm::raw_fd_ostream Out(File, Failure, fs::CD_OpenExisting);
  if (!Failure)
    Failure = printTo(Out, Print);
  if (Failure && Failure != std::errc::broken_pipe)
    return complain(File, Failure.message());
  return llvm::Error::success();
}

llvm::Error writeOutput(llvm::StringRef File, Printer Print) {
  if (File.empty()) {
    Print(llvm::outs());
    return finishStandardOutput();
  }
  if (isSpecial(File))
    return writeInPlace(File, Print);
  std::string Target = resolve(File);
  llvm::Expected<fs::TempFile> Beside = createBeside(Target);
  if (!Beside)
    return Beside.takeError();
  std::error_code Failure;
  {
    llvm::raw_fd_ostream Out(Beside->FD, /*shouldClose=*/false);
    Failure = printTo(Out, Print);
  }
  if (llvm::ErrorOr<fs::perms> Old = fs::getPermissions(Target);
      Old && !Failure)
    Failure = fs::setPermissions(Beside->TmpName, *Old);
  if (!Failure) {
    if (llvm::Error Kept = Beside->keep(Target))
      return complain(File, llvm::toString(std::move(Kept)));
    return llvm::Error::success();
  }
  llvm::consumeError(Beside->discard());
  return complain(File, Failure.message());
}

llvm::Error finishStandardOutput() {
  llvm::raw_fd_ostream &Out = llvm::outs();
  Out.flush();
  std::error_code Failure = Out.error();
  Out.clear_error();
  if (!Failure || Failure == std::errc::broken_pipe)
    return llvm::Error::success();
  return llvm::createStringError(llvm::inconvertibleErrorCode(),
                                 "cannot write to the standard output: %s",
                                 Failure.message().c_str());
}

bool wantsColor(When Asked, llvm::StringRef File) {
  if (Asked != When::Auto)
    return Asked == When::Always;
  std::optional<std::string> Refused = llvm::sys::Process::GetEnv("NO_COLOR");
  if (!File.empty() || (Refused && !Refused->empty()))
    return false;
  return llvm::sys::Process::StandardOutHasColors();
}

TextStyle styleFor(const Request &Asked, llvm::StringRef File) {
  TextStyle Style;
  Style.Color = wantsColor(Asked.Color, File);
  Style.Width = File.empty() ? llvm::sys::Process::StandardOutColumns() : 0;
  return Style;
}

} // namespace membrane
