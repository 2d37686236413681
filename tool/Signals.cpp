// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Signals, on top of LLVM's handlers, which know the temporary files.

#include "tool/Signals.h"
#include "llvm/Support/Signals.h"
#include <csignal>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

namespace membrane {

/// Runs inside a signal handler, after LLVM has removed temporary files: only
/// calls that are safe there.
static void leave() {
  static constexpr char EraseLine[] = "\r\033[K";
  if (isatty(STDERR_FILENO))
    (void)!write(STDERR_FILENO, EraseLine, sizeof(EraseLine) - 1);
  _exit(InterruptedExit);
}

void handleSignals() {
  std::signal(SIGPIPE, SIG_IGN);
  llvm::sys::SetInterruptFunction(leave);
}

void endWithParent(pid_t Parent) {
#ifdef __linux__
  prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
  if (getppid() != Parent) // it ended before the call above
    _exit(InterruptedExit);
}

void resetSignals() {
  llvm::sys::unregisterHandlers();
  for (int Signal : {SIGINT, SIGTERM, SIGHUP, SIGUSR2})
    std::signal(Signal, SIG_DFL);
  std::signal(SIGPIPE, SIG_IGN);
}

} // namespace membrane
