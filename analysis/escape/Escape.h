// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A function's facts and its callees' summaries → its summary; callees before
// callers, recursion by fixpoint.

#ifndef MEMBRANE_ANALYSIS_ESCAPE_ESCAPE_H
#define MEMBRANE_ANALYSIS_ESCAPE_ESCAPE_H

#include "analysis/escape/Summary.h"
#include "analysis/link/Link.h"
#include "analysis/models/Models.h"
#include <map>

namespace membrane {

/// What every function of a program does with memory.
struct Summaries {
  std::vector<FunctionSummary> Of; ///< by index in Program::Functions
  /// By function: what it does in contexts in which the program gives it one
  /// object for two of its names.
  std::vector<std::vector<FunctionSummary>> Told;
  /// What functions do for callers outside of the program, if that is something
  /// else: such a caller passes functions of its own, and none that others
  /// pass.
  std::map<size_t, FunctionSummary> ForClients;
  const FunctionSummary &forClients(size_t Index) const {
    auto Known = ForClients.find(Index);
    return Known == ForClients.end() ? Of[Index] : Known->second;
  }
  /// How often each limit of the analysis was hit, by its name.
  std::map<std::string, uint64_t> Bounds;
};

Summaries analyzeEscapes(const Program &Linked, const Models &Known);

/// The stable text form, for --dump=escape.
void print(const Summaries &Found, const Program &Linked,
           llvm::raw_ostream &Out);

} // namespace membrane

#endif
