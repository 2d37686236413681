// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The parent's loop: poll the workers, collect answers, hand out units, bury
// the dead. One thread, so that forking a replacement is safe at any time.

#include "tool/Workers.h"
#include "llvm/ADT/SmallVector.h"
#include <algorithm>
#include <poll.h>

namespace membrane {

using Clock = Worker::Clock;
static constexpr int TickMilliseconds = 100;

namespace {

class Crew {
public:
  Crew(llvm::ArrayRef<unsigned> Order, UnitJob Job,
       const WorkersOptions &Options, OutcomeSink Emit)
      : Waiting(Order), Job(Job), Options(Options), Emit(Emit) {}

  llvm::Error run(TickSink Tick);

private:
  llvm::Error feed(Worker &Idle);
  llvm::Error listen(Worker &Busy);
  llvm::Error expire(Worker &Busy);
  void fail(unsigned Unit, std::string Reason);
  llvm::SmallVector<unsigned> running() const;

  llvm::ArrayRef<unsigned> Waiting;
  UnitJob Job;
  const WorkersOptions &Options;
  OutcomeSink Emit;
  std::vector<std::unique_ptr<Worker>> Workers;
};

} // namespace

/// Gives the next unit, if there is one, to a worker that runs or is started.
llvm::Error Crew::feed(Worker &Idle) {
  if (Waiting.empty()) {
    Idle.kill();
    return llvm::Error::success();
  }
  // A worker can die between two units (for want of memory); the next unit
  // has no part in that and goes to a fresh one.
  for (unsigned Attempt = 0; Attempt < 2; ++Attempt) {
    if (!Idle.isRunning())
      if (llvm::Error Failure = Idle.start(Job, Options.Limits, Workers))
        return Failure;
    if (Idle.assign(Waiting.front())) {
      Waiting = Waiting.drop_front();
      return llvm::Error::success();
    }
    Idle.kill();
  }
  fail(Waiting.front(), "the worker ended before it took the unit");
  Waiting = Waiting.drop_front();
  return feed(Idle);
}

void Crew::fail(unsigned Unit, std::string Reason) {
  UnitOutcome Outcome;
  Outcome.Unit = Unit;
  Outcome.Failure = std::move(Reason);
  Emit(std::move(Outcome));
}

/// Passes on what a complete answer says.
static UnitOutcome toOutcome(Answer Complete) {
  UnitOutcome Outcome;
  Outcome.Unit = Complete.Header.Unit;
  Outcome.Seconds = Complete.Header.Seconds;
  if (!Complete.Header.Failed) {
    Outcome.Bytes = std::move(Complete.Bytes);
    return Outcome;
  }
  Outcome.Failure = std::move(Complete.Bytes);
  if (Outcome.Failure.empty())
    Outcome.Failure = "failed without a reason";
  return Outcome;
}

/// A worker has said something or is gone.
llvm::Error Crew::listen(Worker &Busy) {
  bool Alive = Busy.readSome();
  unsigned Unit = Busy.unit();
  if (std::optional<Answer> Complete = Busy.take()) {
    if (Complete->Header.Retiring)
      Busy.kill();
    // The worker goes on before the answer is looked at.
    llvm::Error Failure = feed(Busy);
    Emit(toOutcome(std::move(*Complete)));
    return Failure;
  }
  if (Alive)
    return llvm::Error::success();
  fail(Unit, Busy.explainDeath());
  return feed(Busy);
}

/// Ends a worker whose unit takes too long.
llvm::Error Crew::expire(Worker &Busy) {
  auto Limit = std::chrono::seconds(Options.TimeoutSeconds);
  if (!Busy.isRunning() || !Options.TimeoutSeconds ||
      Clock::now() - Busy.since() < Limit)
    return llvm::Error::success();
  unsigned Unit = Busy.unit();
  Busy.kill();
  fail(Unit, "not done after " + std::to_string(Options.TimeoutSeconds) +
                 " s; --unit-timeout allows more");
  return feed(Busy);
}

llvm::SmallVector<unsigned> Crew::running() const {
  llvm::SmallVector<unsigned> Units;
  for (const std::unique_ptr<Worker> &Each : Workers)
    if (Each->isRunning())
      Units.push_back(Each->unit());
  return Units;
}

llvm::Error Crew::run(TickSink Tick) {
  size_t Count = std::min<size_t>(std::max(1u, Options.Count), Waiting.size());
  for (size_t Index = 0; Index < Count; ++Index)
    Workers.push_back(std::make_unique<Worker>());
  for (const std::unique_ptr<Worker> &Each : Workers)
    if (llvm::Error Failure = feed(*Each))
      return Failure;
  for (llvm::SmallVector<unsigned> Units; !(Units = running()).empty();) {
    Tick(Units);
    llvm::SmallVector<pollfd> Ends;
    for (const std::unique_ptr<Worker> &Each : Workers)
      Ends.push_back({Each->answers(), POLLIN, 0}); // poll skips -1
    // An interruption counts as a tick.
    if (poll(Ends.data(), Ends.size(), TickMilliseconds) < 0)
      continue;
    for (size_t Index = 0; Index < Ends.size(); ++Index)
      if (llvm::Error Failure = Ends[Index].revents ? listen(*Workers[Index])
                                                    : expire(*Workers[Index]))
        return Failure;
  }
  return llvm::Error::success();
}

llvm::Error runUnits(llvm::ArrayRef<unsigned> Order, UnitJob Job,
                     const WorkersOptions &Options, OutcomeSink Emit,
                     TickSink Tick) {
  return Crew(Order, Job, Options, Emit).run(Tick);
}

} // namespace membrane
