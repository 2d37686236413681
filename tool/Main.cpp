// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The program: arguments in, an exit code out. The only place that prints
// errors and the only one that ends the process.

#include "tool/Config.h"
#include "tool/Outputs.h"
#include "tool/Run.h"
#include "tool/Signals.h"
#include "llvm/Support/WithColor.h"

using namespace membrane;

/// What jemalloc reads, where it is linked in (tool/CMakeLists.txt): one thread
/// allocates, and what is freed is soon used again or the process ends.
// NOLINTNEXTLINE(readability-identifier-naming): its name for it.
extern "C" const char *const malloc_conf =
    "narenas:1,dirty_decay_ms:-1,muzzy_decay_ms:-1";

static ExitCode report(llvm::Error Failure) {
  llvm::handleAllErrors(std::move(Failure),
                        [](const llvm::ErrorInfoBase &Each) {
                          llvm::WithColor::error(llvm::errs(), "membrane")
                              << Each.message() << '\n';
                        });
  return ExitCode::CouldNotRun;
}

static ExitCode runArguments(llvm::ArrayRef<const char *> Arguments) {
  llvm::Expected<Request> Asked = parseArguments(Arguments);
  if (!Asked)
    return report(Asked.takeError());
  if (llvm::Error Wrong = applyConfig(*Asked))
    return report(std::move(Wrong));
  llvm::Expected<ExitCode> Code = run(*Asked);
  return Code ? *Code : report(Code.takeError());
}

int main(int Count, char **Values) {
  handleSignals();
  ExitCode Code = runArguments(llvm::ArrayRef(Values, Count).drop_front());
  if (llvm::Error Unwritten = finishStandardOutput())
    Code = report(std::move(Unwritten));
  llvm::errs().clear_error(); // nobody is left to tell
  return int(Code);
}
