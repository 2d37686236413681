// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Runs a job over units in several processes.
//
// Takes the order of the units and the job; gives each unit's bytes or the
// reason why it has none. A unit that crashes its worker, ends it or runs too
// long costs only itself: the worker is replaced and the others go on.

#ifndef MEMBRANE_TOOL_WORKERS_H
#define MEMBRANE_TOOL_WORKERS_H

#include "tool/Worker.h"
#include <string>

namespace membrane {

struct WorkersOptions {
  unsigned Count = 1;
  unsigned TimeoutSeconds = 0; ///< of one unit; 0: none
  WorkerLimits Limits;
};

/// How one unit ended.
struct UnitOutcome {
  unsigned Unit = 0;
  std::string Bytes;
  std::string Failure; ///< empty: it went well
  UnitSeconds Seconds;
};

/// Gets each unit once, in the order in which they end.
using OutcomeSink = llvm::function_ref<void(UnitOutcome Outcome)>;
/// Called several times a second; Running lists the units at work.
using TickSink = llvm::function_ref<void(llvm::ArrayRef<unsigned> Running)>;

/// Hands out the units of Order one at a time, first things first. Fails only
/// if no worker can be started.
llvm::Error runUnits(llvm::ArrayRef<unsigned> Order, UnitJob Job,
                     const WorkersOptions &Options, OutcomeSink Emit,
                     TickSink Tick);

} // namespace membrane

#endif
