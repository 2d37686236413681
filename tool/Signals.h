// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What signals do: Ctrl-C ends the program at once and leaves nothing behind;
// a reader that closes the pipe is no crash.

#ifndef MEMBRANE_TOOL_SIGNALS_H
#define MEMBRANE_TOOL_SIGNALS_H

#include <sys/types.h>

namespace membrane {

/// The exit code after Ctrl-C, as shells have it.
inline constexpr int InterruptedExit = 130;

/// Of the program: SIGINT, SIGTERM and SIGHUP remove LLVM's temporary files
/// and exit; workers end with their parent. A write to a closed pipe fails
/// instead of ending the process.
void handleSignals();

/// Of a worker, first thing after the fork: it is killed when Parent ends.
void endWithParent(pid_t Parent);

/// Of a worker: signals end it and its parent sees which.
void resetSignals();

} // namespace membrane

#endif
