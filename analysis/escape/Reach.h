// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which facts of a component of the call graph are reached, if every condition
// can be true: what follows a call that does not return is not.

#ifndef MEMBRANE_ANALYSIS_ESCAPE_REACH_H
#define MEMBRANE_ANALYSIS_ESCAPE_REACH_H

#include "analysis/escape/Solver.h"
#include "llvm/ADT/DenseMap.h"

namespace membrane {

class Reach {
public:
  struct Member {
    std::vector<uint32_t> Runs; ///< by block: how many of its facts are reached
    std::vector<bool> Entered;  ///< by block
    bool Returns = false;
    bool Unwinds = false;
    bool Throws = false;
  };

  /// Members index the program's functions. Linear in their size.
  Reach(Solver &Whole, llvm::ArrayRef<uint32_t> Members);

  const Member &of(uint32_t Index) const { return Of[Position.at(Index)]; }
  bool has(uint32_t Index) const { return Position.count(Index); }

private:
  /// A call after which the block goes on when its callee returns.
  struct Place {
    uint32_t Index = 0, Block = 0, Fact = 0;
  };
  void enter(uint32_t Index, uint32_t Block);
  void run(Place From);
  void leave(const Place &At);
  bool returns(const Place &At, const Fact &Call);
  bool noteCallee(const Place &At, const Fact &Call, SymbolId Callee);
  void noteLeaving();

  Solver &Whole;
  const Program &Linked;
  llvm::DenseMap<uint32_t, uint32_t> Position;
  std::vector<Member> Of;
  /// By member: the calls that wait for it to return.
  std::vector<std::vector<Place>> Waiting;
  struct Caller {
    uint32_t Position;
    bool Guarded;
  };
  std::vector<std::vector<Caller>> Callers; ///< by member
  std::vector<Place> Work;
};

} // namespace membrane

#endif
