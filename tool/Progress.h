// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One line on the terminal that says how far the run is:
//
//     [12/340] 3.5/s, 1m34s left  src/node.c
//
// It is written over itself, at most ten times a second, and erased at the
// end.

#ifndef MEMBRANE_TOOL_PROGRESS_H
#define MEMBRANE_TOOL_PROGRESS_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/raw_ostream.h"
#include <chrono>
#include <string>

namespace membrane {

/// The line without its erasing, cut to Columns; Seconds is since the start.
std::string progressLine(size_t Done, size_t Total, double Seconds,
                         llvm::StringRef Name, unsigned Columns);

class Progress {
public:
  /// Shows nothing if Out is null.
  Progress(llvm::raw_ostream *Out, unsigned Columns, size_t Total)
      : Out(Out), Columns(Columns), Total(Total) {}
  ~Progress() { erase(); }
  Progress(const Progress &) = delete;
  Progress &operator=(const Progress &) = delete;

  void show(size_t Done, llvm::StringRef Name);
  void erase();

private:
  using Clock = std::chrono::steady_clock;

  llvm::raw_ostream *Out;
  unsigned Columns;
  size_t Total;
  Clock::time_point Start = Clock::now();
  Clock::time_point Last; ///< when it was shown
  std::string Shown;
};

} // namespace membrane

#endif
