// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A whole component of the call graph at once, where abstract execution costs
// too much: inclusion constraints instead of states.
//
// No order of statements and no contexts: what any fact stores at a place is
// found there by all. Where that costs little, the places in an object and what
// hangs there at the entry are told apart (ADR 25). As in data structure
// analysis (Lattner, Lenharth and Adve, PLDI 2007) the functions of a component
// share one graph. What tells their summaries apart are the objects behind each
// function's own arguments: an address that another function's caller gave does
// not come from this one's.

#ifndef MEMBRANE_ANALYSIS_ESCAPE_COARSE_H
#define MEMBRANE_ANALYSIS_ESCAPE_COARSE_H

#include "analysis/escape/Inclusion.h"
#include "analysis/escape/Nodes.h"
#include "analysis/escape/Reach.h"
#include <map>
#include <optional>
#include <set>

namespace membrane {

class Coarse {
public:
  enum class Detail : uint8_t {
    Objects, ///< an object is one cell, and one with all that hangs under it
    Places,  ///< the same is told apart by offsets and paths
  };
  /// Members index the program's functions; all calls between them are among
  /// them.
  Coarse(Solver &Whole, llvm::ArrayRef<uint32_t> Members, Detail Level);

  /// The members' summaries, in their order. None if Places cost too much.
  std::vector<FunctionSummary> solve();

private:
  friend class CoarseSummary;
  using Variable = Inclusion::Variable;
  using Object = Inclusion::Object;
  static constexpr uint32_t None = UINT32_MAX;
  static constexpr size_t MaxGlobals = 8; ///< with functions in them, and
                                          ///< without, that are told apart
  static constexpr size_t MaxBlocks = 64; ///< told apart by their calls
  /// Steps that Places may take, and for each fact of the members.
  static constexpr uint64_t StartSteps = 100000, StepsForFact = 100;

  /// What an object of the graph is.
  struct Thing {
    Node::Kind Form = Node::Kind::Unseen;
    uint32_t Number = 0;  ///< as in Node; of a Fresh: index into Blocks
    Object Parent = None; ///< of a Content
    Object Root = None;   ///< of memory of the caller's: the one at its top
    /// Its name there; none if all that hangs under the root is one.
    NodeId Named = {};
    NodeTable *Names = nullptr;
    /// What hung under it at the entry, by where that was read. It may be the
    /// thing itself, or one above it.
    llvm::SmallVector<std::pair<Object, Offset>, 2> Entered = {};
    bool Several = false;
    bool Flat = false;
    bool Pointers = false; ///< an Argument: as in Node
    bool Constant = false; ///< a Global that nothing writes
    bool Mixed = false;    ///< it stands for others by the way as well
    uint32_t Frame = None; ///< whose argument leads to it
  };

  /// A member of the component.
  struct Frame {
    uint32_t Index = 0; ///< into the program's functions
    const Function *Code = nullptr;
    std::vector<const Fact *> Definitions; ///< by ValueId
    std::vector<Variable> Values;          ///< by ValueId, or None
    std::vector<Variable> Arguments;       ///< machine-level
    std::map<int64_t, Variable> Results;   ///< by the byte they start at
    Location ReturnWhere;
    Inclusion::Set Own;               ///< the objects of its arguments
    std::unique_ptr<NodeTable> Names; ///< theirs
    Object Variadic = None;
    std::vector<uint32_t> FirstFact; ///< by block: facts before it
    std::vector<SymbolId> Callees;
    std::vector<TargetListId> CalleeLists;
  };

  /// A call as constraints.
  struct Place {
    Frame *In = nullptr;
    const Fact *Step = nullptr;
    Location Where;
    uint32_t Fact = 0; ///< number in the program
    uint32_t Block = 0;
    SymbolId Callee;
    std::vector<Variable> Arguments;
    Variable Result = None;
    Variable Hook = None;    ///< the replaceable pointer that was called
    Variable Further = None; ///< the list of variadic arguments, once needed
  };

  /// Memory that the component allocates; blocks of one allocator are one.
  struct Block {
    Allocation Made;
    std::vector<Variable> Hooks; ///< through which the allocator is called
    Variable IfNull = None;      ///< as in Allocation
    /// The place in a variable of a hook that is null where it is made.
    std::optional<Value> Instead;
    /// Whether it goes back to the partner of a hook, if anywhere.
    bool goesBack() const { return !Hooks.empty() || Instead; }
    Object Named = 0;
    /// By position of the function that calls it: the way down, one of each.
    std::map<uint32_t, llvm::SmallVector<CallStep, 3>> Sites;
  };

  struct Assumption {
    UnseenCode Code;
    Variable Hook = None; ///< made by those who give what is called here
  };
  struct Handed {
    Variable Hook = None; ///< None: code that keeps it for ever
    Variable Holds = 0;
    Location Where;
    bool Back = false;   ///< what came from a hook goes back
    bool Hidden = false; ///< as pointers to what no client can look into
  };
  struct Release {
    Variable Block = 0;
    CallStep By;
  };
  /// A call through a pointer whose targets are not all known.
  struct OpenCall {
    Place Site;
    Variable Pointer = 0;
    std::string Shape;     ///< of the call; empty: any
    bool Guessed = false;  ///< some of Called may stand elsewhere only
    bool Outside = false;  ///< others than the program's functions are called
    bool Virtual = false;  ///< of a method, found by the class of an object
    bool Deferred = false; ///< a function without a body calls it
    bool Exposed = false;
    const CallTargets *Shown = nullptr; ///< null: the link does not know it
    std::set<SymbolId> Called;
  };

  /// Bits of an address that are stored, or passed, as a number.
  struct Part {
    const Frame *In = nullptr;
    Variable Address = None; ///< where they are stored
    Variable Given, Moved;
    Inclusion::Set Done;
    Location Passed; ///< to a function that is not a member
    /// What Address is without a way through memory, once that is known.
    std::optional<Inclusion::Set> Direct = std::nullopt;
  };
  /// What a callee has stored beside whole addresses.
  struct StoredPart {
    const Frame *In = nullptr;
    Variable Address = None, Given = None;
    friend auto operator<=>(const StoredPart &, const StoredPart &) = default;
  };

  // Coarse.cpp: objects, values, the order of things.
  void openFrame(uint32_t Position, uint32_t Index);
  Object object(Thing New, Inclusion::Access Allowed);
  Variable holder(Object Named);
  Object global(SymbolId Named);
  Object constant(SymbolId Named);
  bool leadsToVariables(SymbolId Constant);
  Object several(SymbolId Example);
  Variable symbol(SymbolId Named);
  Variable value(Frame &In, ValueId Named);
  Variable makeValue(Frame &In, ValueId Named);
  bool isNumber(Variable Named) const;
  void assume(const UnseenCode &Code, Variable Hook);
  void unflatten();
  void open(Object Flat);
  void noteText();
  bool settleText();

  // CoarsePlaces.cpp: places in objects, and what is there at the entry.
  Object splitObject(Thing New, Inclusion::Access Allowed);
  Object callers(Thing New,
                 Inclusion::Access Allowed = Inclusion::Access::Outside);
  Object content(Object Holder, Offset At);
  void fillAtEntry(Object Place);
  void mix(Object A, Object B);
  Variable moved(Variable Address, Offset By);
  Variable anywhere(Variable Address) { return moved(Address, Offset::any()); }
  Offset distanceOf(const Frame &In, const Fact &Move) const;
  Variable makeMoved(Frame &In, ValueId Named);
  ValueId startOf(const Frame &In, ValueId Address) const;

  // CoarseFacts.cpp: one fact each.
  void addFacts(Frame &In);
  void addFact(Frame &In, const Fact &Step, uint32_t Number);
  void addMerge(Frame &In, const Fact &Step);
  void addLoad(Frame &In, const Fact &Step);
  void addStore(Frame &In, const Fact &Step);
  void store(Variable Address, Variable Given);
  void storeNumbers(Variable Address);
  void addCopyFact(Frame &In, const Fact &Step);
  void addCopy(Variable To, Variable From, uint64_t Size = 0);
  void addArithmetic(Frame &In, const Fact &Step);
  void addUnmodelled(Frame &In, const Fact &Step);
  bool isMoving(const Frame &In, ValueId Address) const;
  bool settleDistances();
  bool settleBytes();

  // CoarseParts.cpp: addresses in pieces.
  bool isPart(const Frame &In, ValueId Named, unsigned Depth) const;
  bool isGathered(const Frame &In, ValueId Named, unsigned Depth) const;
  void addPart(Frame &In, Variable Address, ValueId Given);
  void passParts(Place &Site, const Function &Callee);
  Inclusion::Set movable(const Frame &In, Variable Given,
                         const Inclusion::Set &Made) const;
  bool moveParts(Part &Held, const Inclusion::Set &Made);
  bool moveStored(const Inclusion::Set &Made, Inclusion::Set &Holders);
  bool settleGathered(const Inclusion::Set &Holders);
  void noteParts();
  bool openHolders();
  bool settleParts();

  // CoarseCalls.cpp.
  void addCall(Frame &In, const Fact &Step, CallSite Site, uint32_t Number);
  void call(Place &Site, SymbolId Callee);
  void enter(Place &Site, SymbolId Callee);
  bool isUnfilled(const Frame &In, ValueId Given, int64_t Bytes) const;
  std::optional<Binding> toldBy(const Frame &In, uint32_t Argument,
                                ValueId Passed) const;
  Context toldTo(const Place &Site, const FunctionSummary &Callee) const;
  Context literalsOf(const Place &Site, const FunctionSummary &Callee) const;
  void callMember(Place &Site, Frame &Callee);
  void callUnseen(Place &Site, const UnseenCode &Why);
  CallSite siteOf(const Place &Site) const;
  bool isHidden(const Place &Site, uint32_t Argument) const;
  bool isUserData(const Place &Site, uint32_t Argument) const;
  void callOutside(OpenCall &Open);
  void handOut(const Place &Site, const Handed &New);
  void callOpen(OpenCall Open);
  bool settleCalls();
  bool isAnybodys(const OpenCall &Open, const Inclusion::Set &Targets) const;
  struct Maker {
    Variable Hook = None, IfNull = None; ///< as in Block
    std::optional<Value> Instead;
  };
  Variable block(Place &Site, const Allocation &Made, const Maker &By);
  void expose(const Place &Site);
  void havoc(const Place &Site);
  void setResult(Place &Site, Variable From);

  // CoarseInstead.cpp: what is called where a hook is null.
  static bool isSamePlace(const std::optional<Value> &A,
                          const std::optional<Value> &B);
  std::optional<Value> hookRead(const Frame &In, ValueId Read) const;
  std::optional<Value> hookAbsentIn(const Frame &In, uint32_t Block);
  std::optional<Value> insteadOf(const Place &Site,
                                 const FunctionSummary &Callee,
                                 const Allocation &Made);
  bool isFreedInstead(const OpenCall &Open, uint32_t Argument);

  // CoarseNames.cpp: one object by two names of a callee.
  struct Based;
  /// A call of a function whose summary is another one if two of its names are
  /// one object.
  struct NamedCall {
    Place Site;
    const FunctionSummary *Summary; ///< in the context Told
    Context Told;
    Solver::Evidence Why = Solver::Evidence::Program; ///< of all that is told
  };
  static Based baseOf(const Frame &In, ValueId Named);
  static std::optional<Offset> distance(const Frame &In, ValueId Named,
                                        ValueId Other);
  bool shareObject(Variable A, Variable B) const;
  std::optional<Binding> tell(NamedCall &Call, const Node &Named,
                              const Node &Other);
  bool settleNames(NamedCall &Call);
  bool settleNames();
  bool settleKept();

  // CoarseApply.cpp: a callee's summary as constraints.
  struct Applied;
  /// What all calls of one function have in common: what hangs under its
  /// arguments is each call's own, the rest is not.
  struct Common {
    std::vector<bool> Nodes;    ///< by node: common
    std::vector<Variable> Of;   ///< by common node, once made
    std::vector<Variable> Held; ///< by cell that holds only such
    bool Stored = false;        ///< in common nodes, of those cells
    /// What a value has of such, where that is not all of it or not a cell.
    llvm::DenseMap<const PointsTo *, Variable> Parts;
  };
  Common &commonOf(const FunctionSummary &Callee);
  void apply(Place &Site, const FunctionSummary &Callee);
  Variable at(Applied &Call, NodeId Named);
  Variable map(Applied &Call, const Node &Inner);
  Variable makeBlock(Applied &Call, const Allocation &Made);
  Variable commonPart(Applied &Call, const PointsTo &Holds);
  Variable values(Applied &Call, const PointsTo &Holds);
  static bool isCommon(const Applied &Call, const PointsTo &Holds);
  void applyCells(Applied &Call);
  void applyEffects(Applied &Call);
  void applyCalls(Applied &Call);
  OpenCall innerCall(Applied &Call, const DeferredCall &Inner);
  void enterShown(const Place &Site, OpenCall &New);
  void callPassedOn(Applied &Call, const DeferredCall &Inner);

  Solver &Whole;
  const Program &Linked;
  Detail Level;
  Reach Reached;
  Inclusion Sets;
  std::vector<Frame> Frames;
  llvm::DenseMap<uint32_t, uint32_t> Position; ///< of a function in Frames
  std::vector<Thing> Things; ///< by object; nothing at the number of a place
  Object Number, Null, Constants, Statics, Thrown, Unseen;
  Variable Numbers, Nulls, UnseenValue, Released, Havoced;
  llvm::DenseMap<uint32_t, Object> OfSymbol;
  Object SeveralGlobals[2] = {None, None};
  size_t ConstantCount = 0;
  size_t GlobalCount[2] = {0, 0}; ///< without functions in them, and with
  llvm::DenseMap<uint32_t, Variable> SymbolValue;
  /// By variable and place in it: addresses that settleKept has put there.
  std::set<std::tuple<uint32_t, Offset, KeptAddress>> Kept;
  llvm::DenseMap<Object, Variable> OfObject;
  std::map<std::pair<Variable, Offset>, Variable> OfDistance; ///< moved
  /// Contents, by the object at the top and the name there.
  llvm::DenseMap<std::pair<Object, uint32_t>, Object> OfName;
  NodeTable GlobalNames; ///< of the variables of the program
  llvm::DenseSet<Variable>
      HoldNumbers;                  ///< addresses to which a number was stored
  llvm::DenseSet<Variable> Written; ///< all to which anything was stored
  /// Copies, to and from, that are not known to move numbers.
  std::vector<std::pair<Variable, Variable>> Bytes;

  std::vector<Block> Blocks;
  std::vector<Assumption> Assumptions;
  std::set<std::pair<UnseenCode, Variable>> Known; ///< of Assumptions
  std::vector<Handed> Given;
  std::vector<Release> Releases;
  struct Stored {
    Variable Address, Holds;
    Location Where;
  };
  std::vector<Stored> Stores; ///< of pointers, for whoever asks where
  std::vector<OpenCall> Open;
  std::vector<NamedCall> NamedCalls; ///< by the callee
  /// Hooks of functions without a body, which have a default for null.
  std::vector<Variable> Nullable;
  /// Calls of the caller's functions, for exported models.
  struct Told {
    Variable Hook = 0;
    std::vector<Variable> Passed;
    bool Returned = false, Defaulted = false;
  };
  std::vector<Told> Calls;
  bool MoreCalls = false;
  bool ReachesCaught = false; ///< an exception that a caller may have caught
  struct Distance {
    Variable Left, Right, Result;
    bool Linked = false;  ///< to what it is subtracted from
    bool Negated = false; ///< and to what is subtracted
  };
  std::vector<Distance> Distances;
  llvm::DenseMap<const FunctionSummary *, std::unique_ptr<Common>> Commons;
  std::vector<Part> PartsMoved;
  std::vector<StoredPart> PartsStored;
  Variable Parts; ///< all addresses of which there are some
  /// Arguments and results of calls that can put parts together.
  std::vector<std::pair<std::vector<Variable>, Variable>> Gathered;
  std::vector<Variable> UsedAsRecords; ///< by what is done there
  struct Moved {
    Variable To, From, Holds;
  };
  std::vector<Moved> Copies; ///< of bytes
  /// Text to which bytes are copied: pointers too, if these are some.
  std::vector<std::pair<Inclusion::Set, Variable>> Text;
  /// Calls between members: by callee, who calls it where.
  std::vector<std::map<uint32_t, Location>> CalledBy;
};

} // namespace membrane

#endif
