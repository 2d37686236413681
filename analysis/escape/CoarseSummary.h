// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The solution for a component → the summary of each of its functions.

#ifndef MEMBRANE_ANALYSIS_ESCAPE_COARSESUMMARY_H
#define MEMBRANE_ANALYSIS_ESCAPE_COARSESUMMARY_H

#include "analysis/escape/Coarse.h"

namespace membrane {

/// What each function sees of the graph: the memory behind its own arguments,
/// what all see (globals, blocks, unseen code), and none of the others'.
class CoarseSummary {
public:
  explicit CoarseSummary(Coarse &Whole);
  FunctionSummary read(uint32_t Position);

private:
  using Variable = Coarse::Variable;
  using Object = Coarse::Object;

  /// What one set means to every function of the component.
  struct Shared {
    std::vector<Object> Objects;
    bool Number = false, Null = false;
    bool Others = false; ///< it has arguments of some function
  };
  const Shared &shared(Variable Named);
  bool isShared(Object Named) const;
  bool isInput(Object Named) const;
  void findWritten();
  void findFreed();
  void findHanded();
  void followSlots();
  void findStores();
  void findWays();
  std::vector<CallStep> stepsTo(uint32_t Position, uint32_t Block) const;

  // Of the function that is read; CoarseHooks.cpp has those that ask for hooks.
  llvm::ArrayRef<Object> visible(Variable Named);
  Object hookOf(Variable Named);
  bool isNoHook(Object To) const;
  bool givesNothing(Object To) const;
  Object globalHookOf(Variable Named);
  Object supplierOf(const Coarse::Block &Held);
  NodeId inputItself(Variable Named);
  bool isAnybodys(Variable Named);
  NodeId contentAt(const Value &Place);
  bool isTheirs(Variable Named);
  bool allOf(Variable Named, llvm::function_ref<bool(Object, Offset)> IsTrue);
  const PointsTo &translate(Variable Named);
  NodeId node(Object Named);
  void readBlocks();
  void readAssumptions();
  void readHanded();
  void readCalls();
  void readCells();
  void readText(Object Holder);
  void readCell(Object Holder);
  bool stoodThere(Object Holder, Offset At, Object To, Offset Into) const;
  void readPlace(Object Holder, Object Place, Offset At);
  void readReleases();
  void reach(Variable Named);
  void reachBlock(Object Named);

  Coarse &Whole;
  /// By representative.
  llvm::DenseMap<Variable, std::unique_ptr<Shared>> Known;
  llvm::DenseMap<Object, CallStep> FreedBy;
  std::vector<std::vector<CallStep>> FreesBlock; ///< by block
  /// By representative of a cell: a store that puts a block there.
  llvm::DenseMap<Variable, Location> StoredAt;
  /// By block: from each function the next call on the way to the allocation.
  struct Way {
    uint32_t Next = Coarse::None;
    Location Where;
  };
  std::vector<std::vector<Way>> Ways;
  Inclusion::Set Slots;        ///< of stacks
  Inclusion::Set Written;      ///< objects without a cell
  std::vector<Object> Holders; ///< shared objects that can be written
  /// By representative of a hook, and Back and Hidden of HandedOut: all that it
  /// is given so.
  std::map<std::tuple<Variable, bool, bool>, std::pair<Variable, Location>>
      Handed;
  /// By representative of a hook: some call gives its result, all have a
  /// default.
  struct CallsOfHook {
    bool Returned = false, Defaulted = true;
  };
  std::map<Variable, CallsOfHook> Called;
  std::vector<Coarse::Assumption> Assumptions;
  std::set<Variable> Arguments; ///< of all members, by representative
  std::set<Variable> Nullable;  ///< by representative

  Coarse::Frame *Here = nullptr;
  uint32_t Position = 0;
  FunctionSummary Summary;
  llvm::DenseMap<Object, NodeId> Of;
  /// By representative.
  llvm::DenseMap<Variable, std::unique_ptr<std::vector<Object>>> Seen;
  llvm::DenseMap<Variable, std::unique_ptr<PointsTo>> Translated;
  llvm::DenseMap<Variable, Object> Hooks;
  llvm::DenseSet<Variable> Followed;
  llvm::DenseSet<Object> Reached; ///< blocks that the caller can get at
  std::vector<Object> Work;
};

} // namespace membrane

#endif
