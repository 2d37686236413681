// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Abstract execution of one function, in one context of its callers.
//
// Runs the facts of each block over the memory state at its start and joins
// the result into its successors, and again the blocks to which something new
// came, until nothing changes. Values only grow and
// are bounded (PointsTo.h, NodeTable), and so are the sweeps.

#ifndef MEMBRANE_ANALYSIS_ESCAPE_BODY_H
#define MEMBRANE_ANALYSIS_ESCAPE_BODY_H

#include "analysis/escape/Solver.h"
#include "analysis/escape/State.h"
#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/SetVector.h"
#include <set>

namespace membrane {

class Application;

/// One call: what is called with what.
struct Calling {
  const Fact &Step;
  CallSite Site;
  std::vector<PointsTo> Arguments;
  ValueId Result;
  NodeId Hook;      ///< the pointer through which it was called, if replaceable
  SymbolId Default; ///< the callee, if it is only the hook's default
  /// What the step calls makes the call: its arguments are not the step's.
  bool Deferred = false;

  /// The value that the step passes as an argument, if it does.
  std::optional<ValueId> given(uint32_t Argument) const {
    return !Deferred && Argument < Step.Arguments.size() &&
                   Argument < Arguments.size()
               ? std::optional(Step.Arguments[Argument])
               : std::nullopt;
  }
};

/// The comparison that makes the condition of a block, if one in it does.
const Fact *comparisonOf(const Block &Part, ValueId Condition);

/// Whether a value is what stood higher in another.
inline bool isShifted(const Fact *Step) {
  return Step && Step->Form == Fact::Kind::Arithmetic &&
         Step->Operator == Operation::ShiftRight;
}

/// One way out of a function: the memory there and what is returned.
struct WayOut {
  State Memory;
  llvm::SmallVector<PointsTo, 1> Returned;
  Location Where;
  ValueId Number;     ///< what is returned, if that is one value
  bool Early = false; ///< by an exception or longjmp
};

class Body {
public:
  Body(Solver &Whole, uint32_t Index, const Context &Given);
  ~Body();

  /// Runs to the fixpoint. Nothing if that costs too much.
  std::optional<FunctionSummary> analyze();

  /// A member that is no record: a number, a pointer, or an array of such.
  struct Leaf {
    Offset At;
    uint64_t Size;
    bool Pointer;
  };

private:
  friend class Application;
  friend class Conclusion;

  // Body.cpp: the fixpoint.
  void bindContext(const Context &Given);
  using GivenArguments = llvm::DenseMap<uint32_t, PointsTo>;
  void bindNames(const Context &Given, GivenArguments &Arguments);
  PointsTo entryAt(Target Place);
  PointsTo entryOf(const ObjectName &Named, const GivenArguments &Arguments);
  void sweep();
  void runAgain() { Dirty.set(); }
  void noteGrown(ValueId Named);
  bool isFixpoint();
  bool isTooCostly() const;
  bool isLarge() const;
  void runBlock(uint32_t Index);
  void leave(const Terminator &End, State &After);
  bool isGuarded(const Fact &Step) const;
  void enter(BlockId Next, const State &From);
  bool isLive(BlockId From, BlockId To) const;
  void noteWayOut(BlockId Last, const State &Now);

  // Transfer.cpp: one fact each.
  void runFact(const Fact &Step, State &Now);
  void runLocal(const Fact &Step, State &Now);
  void runDisplace(const Fact &Step);
  void runMerge(const Fact &Step, const State &Now);
  PointsTo movedByRounds(const PointsTo &Given, const Fact &Round) const;
  PointsTo mergedFrom(const Fact &Step, size_t Edge);
  bool namesOlder(ValueId Given, const State &From);
  void noteMovedAway(BlockId Next, const State &From);
  void noteAbsent(BlockId Next, const State &From);
  void runLoad(const Fact &Step, State &Now);
  void runStore(const Fact &Step, State &Now);
  void noteAstray();
  void runCopy(const Fact &Step, State &Now);
  void runFill(const Fact &Step, State &Now);
  void runPart(const Fact &Step);
  void runArithmetic(const Fact &Step);
  uint8_t movedBy(const Fact &Step);
  void runUnmodelled(const Fact &Step, State &Now);
  void runStartVariadic(const Fact &Step, State &Now);
  struct Range {
    Target From, To;
    uint64_t Size; ///< 0: to the end
  };
  Offset span(const Target &Start, uint64_t Size) const;
  const Symbol *constant(NodeId Named) const;
  std::vector<Leaf> leavesOf(NodeId Named) const;
  /// From is To if no bytes are copied.
  void noteFilled(const Range &Bytes, const PointsTo &Value, Location Where);
  const Type *typeBehind(const Node &Object) const;
  void noteWritten(const Target &Given, Location Where);
  void leaveForeign(State &Now, Location Where);
  void leaveNumbers(const Calling &Call, State &Now);
  void copyRange(const State &Source, State &Now, const Range &Bytes);
  Likely likelyAt(ValueId Address) const;
  bool isBeforePiece(const Target &Address) const;
  std::vector<int64_t> knownPlaces(const State &Source,
                                   const Range &Bytes) const;
  void copyKnown(const State &Source, State &Now, const Range &Bytes);
  void overwrite(State &Now, const PointsTo &To, uint64_t Size);
  // Constants.cpp: what is read out of constants.
  PointsTo constantContent(Target From);
  void noteConstants(ValueId Loaded, const PointsTo &Address);
  PointsTo called(ValueId Pointer);

  // Parts.cpp: addresses in pieces.
  void copyPiecewise(const Fact &Store, State &Now);
  bool isElement(ValueId Address) const;
  std::optional<ArrayPlace> arrayAround(ValueId Address, Offset By) const;
  PointsTo movedFrom(ValueId Address);
  PointsTo somewhereFrom(ValueId Address, Offset By);
  PointsTo reached(ValueId Address);
  bool isNumberMember(ValueId Address) const;
  bool isTakenApart(NodeId Of) const;
  bool isPutTogether(ValueId Packed);
  PointsTo narrowed(const PointsTo &Holds, uint64_t Size) const;
  PointsTo partsGiven(const Calling &Call, const Function *Callee,
                      const State &Now) const;
  void notePartsPassed(const Calling &Call, const Function &Callee);

  // Branch.cpp: conditions.
  PointsTo compare(const Fact &Step);
  void noteOrigins(const Fact &Step, ValueId Operand);
  void decide(const Terminator &End, State &After);
  bool isNoAddress(ValueId Named);
  void doubtHeld(NodeId Holder, State &Now);
  void assumeNull(const Fact &Test, State &Now);

  // Call.cpp: which functions a call reaches.
  void runCall(const Fact &Step, State &Now);
  void addCallee(SymbolId Callee);
  bool isTheirs(const Calling &Call, const PointsTo &Pointer);
  void callElsewhere(const Calling &Call, const PointsTo &Pointer,
                     llvm::ArrayRef<SymbolId> Known, State &Now);
  void callSymbol(const Calling &Call, SymbolId Callee, State &Now);
  std::unique_ptr<Application> prepare(const Calling &Call, SymbolId Callee,
                                       const FunctionSummary &Any,
                                       const State &Now);
  bool isOfGlobal(NodeId Input) const;
  bool saysLess(NodeId Hook, NodeId Known) const;
  void callPointer(const Calling &Call, const PointsTo &Pointer, State &Now);
  void callEach(const Calling &Call, llvm::ArrayRef<SymbolId> Callees,
                State &Now);
  void callDefaults(const Calling &Call, llvm::ArrayRef<SymbolId> Known,
                    State &Now);
  Calling withoutFreed(const Calling &Call, NodeId Hook,
                       llvm::ArrayRef<SymbolId> Defaults);
  void handOut(HandedOut Given);
  void handOutSlots(const HandedOut &Given, const State &Now);
  void noteUnder(const HandedOut &Given, const State &Now);
  std::vector<SymbolId> findTold(const Calling &Call, Solver::Together &All,
                                 const State &Now);
  std::vector<SymbolId> callTogether(const Calling &Call,
                                     llvm::ArrayRef<SymbolId> Callees,
                                     const State &Now, State &After);
  void callOutside(const Calling &Call, NodeId Hook, State &Now);
  void callUnseen(const Calling &Call, const UnseenCode &Why, State &Now);
  bool isFromClient(const PointsTo &Pointer) const;
  bool goesElsewhere(const Calling &Call, const PointsTo &Pointer) const;
  void noteDeferred(const DeferredCall &New);
  void runDeferred(const Calling &Call, const DeferredCall &Inner,
                   const PointsTo &Pointer, State &Now);
  NodeId makeFresh(const Allocation &Made, State &Now);
  void addAllocation(const Allocation &Made);
  const Target *askedOf(const Fact &Test) const;
  const Target *nullBetween(uint32_t Before, uint32_t Here) const;
  void noteFilled(ValueId Result, NodeId Block, const Allocation &Made);
  bool mayTellWay(const Fact &Step) const;
  void noteAlive(BlockId Next, const State &From);
  void noteWay(const Fact &Step);
  bool isMadeSince(ValueId Number, NodeId Block, uint32_t Here) const;
  void noteMoved(ValueId Result, NodeId Block);
  bool isUsedNotNull(ValueId Result) const;
  void freeMoved(const Fact &Test, unsigned Side, State &Now) const;
  llvm::SmallVector<NodeId, 2> unfilledIf(ValueId Number, Relation Is,
                                          int64_t With) const;
  llvm::SmallVector<NodeId, 2>
  unfilledOn(const Terminator &End, const Fact *Test, unsigned Side) const;
  NodeId absentWith(NodeId One, NodeId Other) const;
  NodeId absentIn(uint32_t Block) const;
  bool isFreedWithout(const Calling &Call, NodeId Hook, uint32_t Argument);
  bool isTested(const Target &To) const;
  bool isToldNotNull(ValueId Pointer) const;
  bool isLasting(ValueId Named) const;
  bool needsRelation(uint32_t Block, const Fact &Test, Relation Wanted) const;
  void addUnmade(const Fact &Test, unsigned Side, const State &Now,
                 llvm::SmallVectorImpl<NodeId> &Gone) const;
  const Target *stillAt(ValueId Loaded) const;
  const Target *nonNullOn(const Fact &Test, unsigned Side, const State &Now);
  bool mayLeadBack(const PointsTo &Link, const PointsTo &Object) const;
  std::optional<std::pair<Target, ValueId>> backOn(const Fact &Test,
                                                   unsigned Side);
  const Fact *pickedStore(const Block &Part, ValueId Condition) const;
  void assumePicked(const Fact &Store, unsigned Side, State &Now);
  void assumeBack(const std::pair<Target, ValueId> &Link, State &Now);
  void noteDefaults();
  bool isInputItself(const Target &To) const;
  void havoc(const Calling &Call, State &Now);
  void setResult(const Calling &Call, const PointsTo &Holds);

  // Tested.cpp
  bool loadsMember(const Fact &Step, Target Place) const;
  std::optional<int64_t> testedNumber(Target Place, const CallSite &At);

  // Specialise.cpp: what the caller knows of a callee's inputs.
  Context contextFor(const FunctionSummary &Callee, const Calling &Call,
                     const State &Now);
  struct Input {
    PointsTo Holds;
    std::optional<InputPath> Outer;
    std::optional<Target> Place; ///< where it stands in memory
  };
  Input inputOf(const InputPath &Path, const Calling &Call, const State &Now);
  uint64_t sizeAt(Target Place, const State &Now) const;
  void passDecisive(const Input &Held);
  void passOrigins(const InputPath &Path, const Calling &Call);
  void bind(const InputPath &Path, const PointsTo &Known, Context &Into);
  void bindClients(const Calling &Call, Context &Into) const;
  void bindLiteral(const InputPath &Path, const Calling &Call,
                   Context &Into) const;
  void bindTested(const InputPath &Path, const PointsTo &Given,
                  const Calling &Call, Context &Into) const;
  void addDecisive(const InputPath &Path);

  // Text.cpp
  void addText(NodeId Named);
  void noteText(NodeId From);
  void noteGivenText(NodeId From);
  bool mayHoldPointers(const Target &Given, const State &Now) const;
  void bindTexts(const FunctionSummary &Callee, const Calling &Call,
                 const State &Now, Context &Into);

  // Shared by all.
  const PointsTo &get(ValueId Named) {
    const PointsTo &Held = Values[Named.Index];
    return Held.empty() ? make(Named) : Held;
  }
  const PointsTo &make(ValueId Named);
  void set(ValueId Named, const PointsTo &Holds);
  void assume(AssumptionKind Kind, llvm::StringRef Name, Location Where);
  void expose(const PointsTo &Given, State &Now);
  uint32_t factNumber(const Fact &Step) const;
  bool isSureOf(const PointsTo &Address) const;
  bool isRecursive() const { return Whole.isRecursive(Index); }
  uint8_t signsOf(ValueId Returned, uint32_t From);
  uint8_t signsWith(ValueId Number, NodeId Block, uint32_t From) const;
  void store(State &Now, const PointsTo &Address, const State::Writing &What);
  PointsTo load(const State &Now, const PointsTo &Address, uint64_t Size);
  void leaveEarly(const State &Now);
  void jump(const State &Now);
  void raise(const State &Now);

  // Thrown.cpp: of which types exceptions are.
  void arrive(BlockId Pad, const State &Now, const ThrownTypes &Types);
  ThrownTypes passing(const Fact &Pad, const ThrownTypes &Types) const;
  ThrownTypes leaving() const;

  Solver &Whole;
  const Program &Linked;
  uint32_t Index;
  const Function &Code;
  const Outline &Shape;
  const std::vector<const Fact *> &Definitions; ///< by ValueId; null: no fact
  NodeTable Nodes;
  InitialCells Initial;
  std::set<uint32_t> NeverNull; ///< arguments whose pointer is not null
  /// By value: blocks that use what it is, beside those that it is used in.
  std::map<uint32_t, std::set<uint32_t>> AskedIn;
  /// Arguments that are functions of a caller outside of the program.
  std::set<uint32_t> FromClient;
  llvm::DenseSet<uint32_t> OfConstants; ///< values that are read there

  std::vector<PointsTo> Values;                             ///< by ValueId
  llvm::DenseMap<uint32_t, std::vector<SummaryCell>> Parts; ///< of calls
  llvm::DenseMap<uint32_t, llvm::SmallVector<InputPath, 2>> Origins;
  struct KnownBlock {
    size_t Position; ///< in Effects.Allocations
    NodeId IfNull;   ///< as all calls say that make it, but those in MadeIn
    bool Agreed = true;
    llvm::SmallSetVector<uint32_t, 2> MadeIn; ///< BlockIds

    void agree(NodeId Null) {
      Agreed &= Null && (!IfNull || IfNull == Null);
      IfNull = Null;
    }
  };
  std::map<NodeTable::BlockKey, KnownBlock> KnownBlocks;
  llvm::DenseSet<uint32_t> KnownCallees; ///< Effects.Callees
  std::vector<State> Entry;              ///< by BlockId
  /// By BlockId, without loops: the blocks from which it was entered and the
  /// memory there, until all that it merges is known.
  std::map<uint32_t, std::vector<std::pair<uint32_t, State>>> Late;
  llvm::BitVector Dirty; ///< by BlockId: something is new since it ran
  llvm::DenseSet<std::pair<uint32_t, uint32_t>> LiveEdges;
  /// Results of calls and the blocks that exist only if they are not null.
  std::set<std::pair<ValueId, NodeId>> ByResult;
  /// Numbers and the blocks that exist only if it has one of these signs.
  std::map<std::pair<ValueId, NodeId>, uint8_t> FilledIf;
  /// By edge, where a number is merged: the blocks of memory that exist there.
  std::map<std::pair<uint32_t, uint32_t>, std::set<NodeId>> AliveOn;
  /// Blocks that were freed if a result is not null, as it has what they had.
  std::map<ValueId, std::set<NodeId>> MovedTo;
  std::set<NodeId> Moved; ///< all of them
  /// Results that may be null though their block, an earlier one, exists.
  std::set<std::pair<ValueId, NodeId>> MovedOnto;
  /// Nodes that are not there on some path, as a pointer to them is null.
  std::set<NodeId> Absent;
  /// By edge: of what is merged there, what is not.
  std::map<std::pair<uint32_t, uint32_t>, std::set<NodeId>> AbsentOn;
  bool HasLargeCallee = false;
  /// Set elements that may be read and joined: at all, and with many objects.
  uint64_t MaySpend = 0, OwnShare = 0;
  uint32_t Running = 0; ///< the block that is run

  /// By BlockId of a landing pad: what gets there.
  std::map<uint32_t, ThrownTypes> Arriving;
  bool Resumes = false; ///< an exception that arrived leaves
  State Unwound;        ///< all ways out by exception or longjmp
  State Landing;        ///< what a longjmp to this function's setjmp may find
  bool HasLanding = false;
  /// What was stored at places of inputs of which no cell tells.
  struct Filling {
    PointsTo Holds;
    Location Where;
    bool Small = false;
  };
  std::map<std::pair<NodeId, Offset>, Filling> Filled;
  /// By new block that callbacks were given: what stood in it then.
  std::map<NodeId, PointsTo> GivenInside;
  /// New blocks that stood under an object when callbacks were given that.
  std::map<NodeId, HandedOut> GivenUnder;
  std::map<uint32_t, Location> Astray; ///< stores through no address, by fact
  FunctionSummary Effects;             ///< grows as calls are met; no graph yet
  /// By node: the first calls that free it, for whoever asks where.
  llvm::DenseMap<uint32_t, ShortList<CallStep, 2>> FreedBy;
  std::map<uint32_t, State> Exits; ///< by BlockId: before its return
  /// The same before paths join in a last block, by the block before that; for
  /// memory that is lost on some path only.
  std::map<uint32_t, std::vector<WayOut>> WaysOut;
};

} // namespace membrane

#endif
