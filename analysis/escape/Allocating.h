// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Whether a function can come to an allocation at all, as far as the small
// numbers and null pointers decide that calls give.
//
// Takes the facts of a function and of all that it calls; runs each body once
// for each set of known arguments (conditional constants, no memory) and asks
// for every call that is left whether it allocates. A function that comes to
// none makes no memory, whatever constraints say of the paths through it.
// Linear in the facts times the sets; from MaxSets on, nothing is known.

#ifndef MEMBRANE_ANALYSIS_ESCAPE_ALLOCATING_H
#define MEMBRANE_ANALYSIS_ESCAPE_ALLOCATING_H

#include "analysis/escape/Solver.h"
#include <map>

namespace membrane {

/// Of numbers that every width of an integer keeps.
bool holds(Relation Compared, int64_t Left, int64_t Right);

class Allocating {
public:
  explicit Allocating(Solver &Whole);
  /// Index is of the program's functions.
  bool can(uint32_t Index);

private:
  friend class ConstantRun;
  static constexpr unsigned MaxSets = 8;   ///< of arguments of one function
  static constexpr unsigned MaxSweeps = 8; ///< over one body

  /// By argument, without trailing unknown ones.
  using Arguments = std::vector<int16_t>;
  /// Of a run and of all that it calls.
  struct Findings {
    bool Allocates = false;
    bool Opens = false;              ///< calls what the link does not list
    bool Mentions = false;           ///< has the address of what allocates
    bool add(const Findings &Other); ///< true if anything was new
  };
  struct Run {
    uint32_t Index = 0;
    Arguments Given;
    Findings Found;
    std::vector<uint32_t> Callers;     ///< positions in Runs
    std::vector<uint32_t> MentionedBy; ///< the same
  };
  uint32_t runOf(uint32_t Index, Arguments Given);
  const std::vector<bool> &deciding(uint32_t Index);
  void call(uint32_t From, SymbolId Callee, Arguments Given);
  bool makesMemory(SymbolId Callee);
  void mention(uint32_t From, SymbolId Callee);
  void note(uint32_t From, const Fact &Step, uint32_t Block, uint32_t Fact);
  void noteFunctions(uint32_t From, SymbolId Held, unsigned Depth = 0);
  void explore(uint32_t From);
  void spread(size_t First);

  Solver &Whole;
  const Program &Linked;
  std::vector<Run> Runs;
  std::map<std::pair<uint32_t, Arguments>, uint32_t> Known;
  std::vector<unsigned> Sets; ///< by function
  /// By function: the arguments that can decide something; empty: not asked.
  std::vector<std::vector<bool>> Deciding;
  size_t Explored = 0; ///< of Runs
};

} // namespace membrane

#endif
