// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The limits of the analysis, and how often each was hit.

#ifndef MEMBRANE_ANALYSIS_ESCAPE_BOUNDS_H
#define MEMBRANE_ANALYSIS_ESCAPE_BOUNDS_H

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace membrane {

/// What has a limit. Past it an answer is coarser, never less safe: more
/// objects, offsets or paths are taken for one, or something is assumed.
enum class Bound : uint8_t {
  AllocationsApart, ///< of one callee, told apart by call
  Assumptions,      ///< of one kind and function, listed
  CallDepth,        ///< of functions that no call graph showed
  Cells,            ///< of one object
  CoarseFunctions,  ///< functions that fine precision costs too much
  ContextDepth,     ///< contexts that wait for contexts
  ContextRecursion, ///< functions of a cycle that has contexts
  ContextRounds,    ///< over a recursive context
  Contexts,         ///< of one function
  DecisiveInputs,   ///< of one function or one value
  FoldedLinks,      ///< pointers to follow from one argument or global
  Globals,          ///< that a component uses, at coarse precision
  HandedOut,        ///< callbacks that one function gives memory to
  InputDepth,       ///< links of the path to a decisive input
  LargeCycles,      ///< functions of one cycle of calls
  Members,          ///< that are pointers, of a record that is copied
  Nesting,          ///< of types
  Numbers,          ///< that one value may be
  Offsets,          ///< into one object that one value may have
  Rounds,           ///< over one function of a cycle
  SeveralNames,     ///< of one object, given to a callee that takes one
  Sweeps,           ///< over one body
  Targets,          ///< of one call, told apart
  ThrownTypes,      ///< of exceptions that leave one function
  WitnessChain,     ///< calls that name a block
  WitnessSteps,     ///< of a witness
};

/// Notes that a limit was hit. Counts are the thread's own, so that a set or a
/// cell that is cut needs to know nothing of the run that it is a part of.
void countBound(Bound Hit);

/// Puts this thread's counts back to what they were, for a run that only looks,
/// or that is not kept.
class UncountedBounds {
public:
  UncountedBounds();
  ~UncountedBounds();
  /// What was counted up to now stays.
  void keep();
  UncountedBounds(const UncountedBounds &) = delete;
  UncountedBounds &operator=(const UncountedBounds &) = delete;

private:
  std::vector<uint64_t> Before;
};

/// What this thread has counted since the last call, by the limit's name.
std::map<std::string, uint64_t> takeBounds();

} // namespace membrane

#endif
