// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Where the time of a run went, for --time-report.

#ifndef MEMBRANE_TOOL_TIMES_H
#define MEMBRANE_TOOL_TIMES_H

#include "tool/Protocol.h"
#include "llvm/Support/raw_ostream.h"
#include <chrono>

namespace membrane {

/// Seconds per stage: those of the units are summed over all workers, the
/// others are the parent's.
struct StageTimes {
  UnitSeconds Units;
  double Reading = 0; ///< from the first unit to the last, by the clock
  double Decode = 0, Link = 0, Escape = 0, Surface = 0, Checks = 0, Report = 0;
  unsigned Workers = 0;

  void add(const UnitSeconds &Unit);
  void print(llvm::raw_ostream &Out) const;
};

/// Adds the time until it goes out of scope to a sum.
class Stopwatch {
public:
  explicit Stopwatch(double &Sum) : Sum(Sum) {}
  ~Stopwatch() {
    Sum += std::chrono::duration<double>(Clock::now() - Start).count();
  }
  Stopwatch(const Stopwatch &) = delete;
  Stopwatch &operator=(const Stopwatch &) = delete;

private:
  using Clock = std::chrono::steady_clock;
  double &Sum;
  Clock::time_point Start = Clock::now();
};

} // namespace membrane

#endif
