// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One worker process, as its parent sees it, and what runs inside it.
//
// A worker is forked from the parent and never calls exec, so the program is
// loaded once. What it prints goes to an unnamed file that the parent reads
// only if the worker dies, never to the terminal. It ends when its pipe does
// and when its parent does.

#ifndef MEMBRANE_TOOL_WORKER_H
#define MEMBRANE_TOOL_WORKER_H

#include "tool/Protocol.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/Support/Error.h"
#include <chrono>
#include <cstdio>
#include <sys/types.h>

namespace membrane {

/// What a job gives for one unit.
struct JobResult {
  std::string Bytes;
  UnitSeconds Seconds;
  bool Last = false; ///< the worker ends: that frees the unit's memory
};

/// What a worker does with a unit, named by its index. Runs in the worker:
/// what it changes in memory does not reach the parent.
using UnitJob = llvm::function_ref<llvm::Expected<JobResult>(unsigned Unit)>;

/// When a worker makes place for a fresh one.
struct WorkerLimits {
  unsigned Units = 256;                ///< after that many units
  uint64_t Memory = uint64_t(3) << 29; ///< once it took that many bytes more
};

class Worker {
public:
  using Clock = std::chrono::steady_clock;
  static constexpr unsigned Idle = UINT32_MAX;

  Worker() = default;
  Worker(const Worker &) = delete;
  Worker &operator=(const Worker &) = delete;
  ~Worker() { kill(); }

  /// Forks. Others are the workers of the same parent, whose pipes the new
  /// process must not hold open.
  llvm::Error start(UnitJob Job, const WorkerLimits &Limits,
                    llvm::ArrayRef<std::unique_ptr<Worker>> Others);
  bool isRunning() const { return Process > 0; }

  /// Hands out a unit; false if the worker is gone.
  bool assign(unsigned Unit);
  unsigned unit() const { return Current; }
  Clock::time_point since() const { return Assigned; }

  /// To poll; readable when the worker has said something or is gone.
  int answers() const { return FromWorker; }
  /// Takes what it said; false if it is gone.
  bool readSome() { return Reader.readSome(FromWorker); }
  /// A complete answer makes the worker idle.
  std::optional<Answer> take();

  /// Ends the process now, waits for it and closes the pipes.
  void kill();
  /// Ends a worker that broke off by itself and says why, with the first
  /// line that it printed: "clang crashed (SIGSEGV): ...".
  std::string explainDeath();

private:
  void closePipes();

  pid_t Process = -1;
  int ToWorker = -1, FromWorker = -1;
  std::FILE *Noise = nullptr; ///< what it printed
  unsigned Current = Idle;
  Clock::time_point Assigned;
  AnswerReader Reader;
};

} // namespace membrane

#endif
