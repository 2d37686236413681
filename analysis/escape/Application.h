// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A callee's summary, played at a call.

#ifndef MEMBRANE_ANALYSIS_ESCAPE_APPLICATION_H
#define MEMBRANE_ANALYSIS_ESCAPE_APPLICATION_H

#include "analysis/escape/Body.h"

namespace membrane {

/// A name of the callee's, and what the caller knows by it.
struct SharedObject {
  ObjectName Name;
  PointsTo Leads;
  NodeId Inner; ///< the callee's node, if it has one
  bool Multiple = false;
  /// Ways from it that lead back to it.
  llvm::SmallVector<llvm::SmallVector<Offset, 2>, 1> Folded;
};

/// Maps the callee's nodes to the caller's values and replays its effects.
/// Fresh nodes are renamed for this call, so two calls of one allocator make
/// two blocks.
class Application {
public:
  Application(Body &Caller, const FunctionSummary &Callee, const Calling &Call,
              SymbolId Named);

  const FunctionSummary &summary() const { return Callee; }
  /// What the callee has to be told of the names by which it reaches one
  /// object, if its summary takes them for several and is another one for that.
  /// It was made for what is Known.
  Context sharedNames(const State &AtCall, const Context &Known);
  /// Whether one of the functions whose summaries were joined to this one may
  /// have to be told something; if not, none has.
  bool mayShareNames(const State &AtCall);

  void apply(State &Now);
  /// The same in two steps: what is left if it throws, and what it returns to.
  void applyThrown(State &Now);
  void applyReturned(State &Now);

private:
  struct Stored {
    Offset At;    ///< in the caller's object
    NodeId Inner; ///< the callee's
    bool Number = false, Lost = false;
  };
  using ByObject = llvm::DenseMap<uint32_t, llvm::SmallVector<Stored, 2>>;
  ByObject stored();
  void addFolded(SharedObject &Object) const;
  struct Wanted {
    NodeId Inner;                        ///< the callee's node,
    std::unique_ptr<SharedObject> Bound; ///< or what is known without one
    Offset At;
    bool Numbers = false, OnlyLost = false;
  };
  std::vector<Wanted> wanted(const Context &Known);
  using Meeting =
      llvm::function_ref<bool(const Wanted &, const Stored &, const Target &)>;
  bool meets(const Context &Known, Meeting Matters);
  void addBound(const Binding &Told, std::vector<Wanted> &Into);
  bool isApart(NodeId Inner) const;
  const SharedObject &shared(NodeId Inner);
  SharedObject makeShared(NodeId Inner);
  bool areOne(const SharedObject &A, const SharedObject &B, const Target &To);
  bool mayBeOne(const Wanted &Place, const Stored &Other, const Target &To);
  void tell(const SharedObject &A, const SharedObject &B, const Target &To,
            Context &Into);
  void passInterim();
  void play(State &After);
  void leaveByException(const State &After);
  const PointsTo &at(NodeId Named) {
    return IsMapped[Named.Index] ? Mapped[Named.Index] : meet(Named);
  }
  const PointsTo &meet(NodeId Named);
  PointsTo map(NodeId Named);
  bool isReturned(NodeId Inner) const;
  bool isOnlyReturned(NodeId Inner) const;
  PointsTo exceptions();
  PointsTo followTo(const PointsTo &Holder, Offset At, const Node &Inner);
  void addLinks(PointsTo &Found, NodeId Named);
  PointsTo below(const PointsTo &Found, NodeId Above, NodeId Named);
  PointsTo contentOf(NodeId Named);
  PointsTo follow(const PointsTo &Holder, Offset At);
  const PointsTo &translate(const PointsTo &Holds);
  Allocation rename(const Allocation &Made);
  bool holdsHook(NodeId Place) const;
  NodeId renameArena(const PointsTo &Pointer) const;
  NodeId renameHook(const Allocation &Made);
  bool isMoved(const NodeRelease &Given) const;
  bool movesOlder(NodeId Block) const;
  NodeId make(const Allocation &Made);
  void release(State &Now);
  void copy(State &Now);
  void holdCells();
  bool mayReplace(uint32_t Cell, uint32_t Other) const;
  std::vector<bool> sharedCells();
  bool isCallersBlock(NodeId Inner);
  bool makesWhatItStores(const SummaryCell &Place);
  bool tellsAll(const SummaryCell &Place) const;
  void writeCells(State &Now);
  void leaveNumbers(State &Now);
  void returnResult();
  bool isOverlapped(NodeId Hook);
  bool isAnyMember(NodeId Hook) const;
  NodeId hookOf(NodeId Hook);
  bool isNobodys(const PointsTo &Pointer);
  bool isShown(const DeferredCall &Inner) const;
  void takeEffects();
  void callBack(State &After);
  std::set<NodeId> endedBlocks();
  void handOn(HandedOut Given);
  void handOut(const DeferredCall &Inner);
  void passOn(const DeferredCall &Inner, const DeferredCall &Outer,
              const PointsTo &Pointer, State &After);
  class AliasClosure;
  void closeAliases();
  void passVariadic(State &After);
  State thrown(const State &After);
  ThrownTypes thrownTypes() const;

  static constexpr size_t MaxApart = 16; ///< allocations of one callee that
                                         ///< keep their calls apart

  Body &Caller;
  const FunctionSummary &Callee;
  const Calling &Call;
  SymbolId Named;
  State Before; ///< the memory at the call
  State *Now = nullptr;
  std::vector<PointsTo> Mapped; ///< by the callee's NodeId
  std::vector<bool> IsMapped;
  /// By the callee's NodeId, once asked for.
  std::vector<std::unique_ptr<SharedObject>> SharedAs;
  /// Sets that were translated; few are different.
  std::vector<std::pair<PointsTo, std::unique_ptr<PointsTo>>> Translated;
  /// The block that this call makes, if an earlier one may be the one it moves.
  std::optional<NodeId> MovedOnto;
  std::vector<PointsTo> Held; ///< by the callee's cells that others are alike
};

} // namespace membrane

#endif
