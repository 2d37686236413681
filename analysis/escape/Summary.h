// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The summary of one function: its points-to graph at the exit, from the
// caller's side.
//
// Nodes stand for objects: what arguments and globals point to, what was in
// their memory at the entry (Content), what the call allocated (Fresh). Cells
// say what stands in memory at the exit where that differs from the entry.
// (Whaley and Rinard, "Compositional pointer and escape analysis for Java
// programs", OOPSLA 1999.)

#ifndef MEMBRANE_ANALYSIS_ESCAPE_SUMMARY_H
#define MEMBRANE_ANALYSIS_ESCAPE_SUMMARY_H

#include "analysis/escape/PointsTo.h"
#include "analysis/escape/Thrown.h"
#include "analysis/models/Models.h"
#include "analysis/summary/AllocationClass.h"
#include <memory>
#include <string>
#include <vector>

namespace membrane {

/// What is behind a pointer, by the types on some way to it.
struct Likely {
  RecordId Record; ///< an object of this record
  TypeId Slots;    ///< or an array of pointers of this type
  explicit operator bool() const { return Record || Slots; }
};

/// A link at At of a node that leads to what is above it.
struct LinkBelow {
  NodeId From;
  Offset At;
  friend auto operator<=>(const LinkBelow &, const LinkBelow &) = default;
};

struct Node {
  enum class Kind : uint8_t {
    Argument, ///< what machine-level argument Number points to
    Variadic, ///< the list of variadic arguments
    Global,   ///< the variable Number (a symbol)
    Function, ///< the function Number (a symbol)
    Content,  ///< what the pointer at At in Parent pointed to at the entry
    Fresh,    ///< memory that allocation Number made
    Local,    ///< a stack slot; never in a summary
    Static,   ///< memory that a library without a body keeps for ever
    Thrown,   ///< the exception objects, which the C++ runtime holds
    Unseen,   ///< anything that code which was not seen can reach or make
  };
  Kind Form = Kind::Unseen;
  uint32_t Number = 0;
  NodeId Parent;
  Offset At;
  /// Stands for more than one object at a time: stores only add.
  bool Multiple = false;
  RecordId Record; ///< the type by which its start was used, if any
  /// What its pointers likely lead to where that is not known: links of one
  /// kind are folded, and nothing else follows from it.
  /// Of a Fresh or Argument also what others that were given it use it as.
  Likely Guess;
  bool Vague = false; ///< they do not agree
  bool Flat = false;  ///< declared to hold numbers or text: no pointer that was
                      ///< there at the entry is followed
  bool Bytes = false; ///< the caller says that pointers stand in its bytes
  bool Pointers = false;    ///< the program reads or stores pointers there
  bool LeftByThrow = false; ///< a Fresh: alive wherever an exception leaves
  bool Disputed = false;    ///< used as two records that do not fit together
  /// A Global: one for all further ones that clients see, or for all that they
  /// do not; Number names one of them.
  bool Several = false;
  bool Seen = false; ///< a Several: by clients
  /// A Content: also stands for what it points to at these offsets,
  ShortList<Offset, 1> Folded;
  /// and for what nodes below it point to.
  ShortList<LinkBelow, 1> Below;

  /// Whether what is read there is more than text.
  bool isOfPointers() const { return Pointers || (Record && !Flat); }
};

/// A call or allocation on the way down to an allocation.
struct CallStep {
  Location Where;
  SymbolId Callee; ///< none for a call through a pointer
  friend bool operator==(const CallStep &, const CallStep &) = default;
};

/// Global numbers of the facts that lead to an allocation, the outermost first.
using AllocationChain = ShortList<uint32_t, 3>;

/// Memory that a call makes.
struct Allocation {
  AllocationChain Chain; ///< the identity of the Fresh node; at most MaxChain
  static constexpr unsigned MaxChain = 3;
  std::string Family; ///< "malloc"
  AllocatorKind Kind = AllocatorKind::Heap;
  std::string Release;    ///< the usual release of the family
  bool NeverNull = false; ///< it throws instead (operator new)
  bool Zeroed = false;    ///< what no cell says of the block is 0
  /// The pointer through which the allocator was called, if the caller or the
  /// program can replace it: an Argument, a Content, or a Global.
  NodeId Hook;
  SymbolId Default; ///< the function that the library itself installs there
  /// Without a hook: an Argument or a Content that is null whenever this is
  /// made, and so no hook itself, nor leads to one.
  NodeId IfNull;
  /// Of a piece: what the arena of the program's own is, to which Hook leads.
  RecordId Arena;
  /// Of a function without a body: what it returns if this is made.
  ModelSuccess FilledIf = ModelSuccess::Unknown;
  ShortList<CallStep, 3> Steps; ///< outermost first; at most MaxSteps
  static constexpr unsigned MaxSteps = 8;
};

/// What stands at At in Node at the exit.
struct SummaryCell {
  NodeId Node;
  Offset At;
  PointsTo Holds;
  /// Whether the old content is certainly gone.
  bool Replaces = false;
  Location Where; ///< of the store
  /// A number that is less wide than a pointer; whole pointers are as before.
  bool Small = false;
  /// A number where the record by which Node is used has one.
  bool Number = false;
  /// Replaces, if a pointer to Node that the function tests is not null.
  bool Guarded = false;
  uint8_t Wide = 8; ///< as of Cell
};

/// What was done at a place in the caller's memory on the way to the exits, and
/// shows in no cell. A caller that has one object for two of the names needs
/// it.
struct InterimUse {
  enum : uint8_t {
    Lost = 1,   ///< what was stored there was overwritten
    Reread = 2, ///< what was stored there was read again
    // The same of numbers.
    LostNumber = 4,
    RereadNumber = 8,
  };
  NodeId Node;
  Offset At;
  uint8_t How = 0;
  friend auto operator<=>(const InterimUse &, const InterimUse &) = default;
};

struct NodeRelease {
  NodeId Node;
  bool Always = false;
  Location Where;
  /// Always, or moved to another block, which the function gives instead.
  bool Gone = Always;
};

/// Memory that calls through the pointer Hook were given.
struct HandedOut {
  NodeId Hook;
  PointsTo Holds;
  Location Where;
  /// What the program puts there releases, and no more. Memory that was
  /// allocated through a hook goes back where it came from.
  bool Back = false;
  /// Given as pointers to what no client can look into.
  bool Hidden = false;
};

struct UnseenCode {
  AssumptionKind Kind = AssumptionKind::Callee;
  std::string Name;
  Location Where;
  friend auto operator<=>(const UnseenCode &, const UnseenCode &) = default;
};

/// A block of memory that nothing reaches at the exit and nobody freed.
struct LostBlock {
  uint32_t Allocation = 0; ///< index into FunctionSummary::Allocations
  Location Where;          ///< of the exit
  bool Everywhere = false; ///< lost at every exit at which it exists
};

/// A block that this function had in hand: it allocated it, or a callee let it
/// out.
struct HeldBlock {
  uint32_t Allocation = 0;         ///< index into FunctionSummary::Allocations
  bool Freed = false;              ///< on every way out on which it exists
  ShortList<CallStep, 2> Releases; ///< calls that free it
  static constexpr size_t MaxReleases = 32; ///< the first ones
  bool releasesAreAll() const { return Releases.size() < MaxReleases; }
};

/// A pointer or number that the caller gives: argument Argument, or what
/// stands behind it after following Offsets.
struct InputPath {
  uint32_t Argument = 0;
  ShortList<int64_t, 2> Offsets;
  static constexpr unsigned MaxDepth = 3;
  friend bool operator==(const InputPath &, const InputPath &) = default;
  friend bool operator<(const InputPath &A, const InputPath &B) {
    return std::tie(A.Argument, A.Offsets) < std::tie(B.Argument, B.Offsets);
  }
};

/// A call through a pointer that the caller or the program set.
struct DeferredCall {
  NodeId Hook; ///< what is called
  std::vector<PointsTo> Passed;
  bool Returned = false; ///< its result is the function's
  /// The library has a function of its own for Hook, whose effects are in the
  /// summary.
  bool Defaulted = false;
  /// Of a call by name: the link shows what it passes to be called.
  bool Shown = false;
};

struct FunctionSummary {
  // What is listed.
  static constexpr size_t MaxAssumptions = 16; ///< of one kind
  static constexpr size_t MaxCalls = 16;       ///< of functions of the caller's
  static constexpr size_t MaxHooks = 64;       ///< what more of them is called
  static constexpr size_t MaxGiven = 48;       ///< addresses that one is given

  bool Returns = false;      ///< some path returns normally
  bool Unwinds = false;      ///< some path leaves past every handler (longjmp)
  bool Throws = false;       ///< some path leaves by an exception
  ThrownTypes Thrown;        ///< of such exceptions
  bool ReturnsTwice = false; ///< setjmp
  bool Coarse =
      false; ///< it, or a callee, was solved without places in objects
  /// Reaches the exception that is handled, which a caller may have caught.
  bool ReachesCaught = false;
  std::vector<Node> Nodes;
  std::vector<SummaryCell> Cells;  ///< ordered by node and offset
  std::vector<InterimUse> Interim; ///< ordered
  /// Whether it is another one for some callers that have one object for two of
  /// its nodes.
  bool MixesNames = false;
  /// By cell: the first one that holds the same. What leads to each other has
  /// cells that all do, and is translated at a call once.
  std::vector<uint32_t> Alike;
  size_t Size = 0;                 ///< addresses in all cells
  std::vector<SummaryCell> Result; ///< Node unused; At in the returned bytes
  std::vector<Allocation> Allocations; ///< also those that do not get out
  std::vector<NodeRelease> Releases;
  std::vector<HandedOut> Handed;
  bool MoreHanded = false; ///< one of them stands for more
  /// Calls of what is not the function's own. Without a body they are made
  /// where the summary is applied; of a body they are told for its users.
  std::vector<DeferredCall> Calls;
  bool MoreCalls =
      false; ///< Calls does not list all, or not all that is passed
  std::vector<UnseenCode> Assumptions;
  std::vector<LostBlock> Lost;
  std::vector<HeldBlock> Held; ///< says nothing to a caller
  std::vector<SymbolId> Callees;
  /// Callees, too: each is one of Program::TargetLists.
  std::vector<TargetListId> CalleeLists;
  /// Inputs whose value would decide a branch or an indirect call.
  std::vector<InputPath> Decisive;
  /// What is declared to be text or numbers, of which it copies bytes: behind
  /// arguments, or behind pointers under them.
  std::vector<InputPath> Texts;
  // Of functions without a body.
  bool Bodyless = false; ///< may write numbers where its arguments point
  unsigned Fixed = 0;    ///< arguments that are none of the variadic list
  int TypeArgument = -1; ///< which one says the type of what it throws, if any
  std::vector<std::pair<NodeId, NodeId>> Copies; ///< contents from, to
  Location ReturnWhere;                          ///< of one return
  /// The same without what an exception leaves behind, for the code after a
  /// call; null if that is this summary.
  std::shared_ptr<const FunctionSummary> Returned;

  /// The Argument, Global, ... at the top of a chain of contents.
  NodeId root(NodeId Named) const {
    while (Nodes[Named.Index].Form == Node::Kind::Content)
      Named = Nodes[Named.Index].Parent;
    return Named;
  }

  /// Whether a node is another one, or was reached through it.
  bool isUnder(NodeId Named, NodeId Top) const;

  /// Whether what held this memory at the entry holds it no more: something
  /// else stands in its place, or the holder is freed and this is not. Nothing
  /// else that callers know holds it, but for the place Out; it was not moved
  /// on in the same object. What the memory itself holds goes with it.
  bool isDetached(NodeId Memory, const SummaryCell *Out = nullptr) const;

  /// Whether a caller has anything to learn from it.
  bool matters() const {
    return !Allocations.empty() || !Releases.empty() || !Assumptions.empty() ||
           !Handed.empty() || !Returns || Unwinds || Throws;
  }

  /// Whether what it learns from a context can only be which number comes back.
  bool choosesNumber() const {
    return !matters() && !Decisive.empty() && Result.size() == 1 &&
           Result[0].Holds.targets().empty() &&
           !Result[0].Holds.numbers().empty() && !Result[0].Holds.isOneNumber();
  }
};

/// Whether what is called takes a size or a count and gives a pointer ("ptr
/// (..., i64, ...)"), and is no getter.
bool looksLikeAllocator(const Fact &Call);

/// What the function itself never looks into is what others take it for. Not
/// before all summaries are made: nothing else may follow from that.
void settleKinds(FunctionSummary &Summary);

/// Whether a node is memory for which the caller has a name, too.
bool isCallers(const Node &Object);

/// Whether two nodes, where they are one object, may give another summary.
bool mixesNames(const FunctionSummary &Summary);

/// Of a function that is solved by constraints: makes its result a block of its
/// own, if its author says so and it may be a part of what the program keeps.
/// FirstFact is the function's, in the program.
void believePromise(const Program &Linked, const Function &Code,
                    uint32_t FirstFact, FunctionSummary &Summary);

/// Fills in Alike and Size, when the cells are complete.
void findAlike(FunctionSummary &Summary);

/// Takes all memory that the function makes out of its summary.
void dropFresh(FunctionSummary &Summary);
/// The same, of a summary that is not of several exits, but for one block.
void dropFreshBut(FunctionSummary &Summary, NodeId Kept);

/// What a call does that can reach any of several functions with bodies.
FunctionSummary
joinSummaries(llvm::ArrayRef<const FunctionSummary *> Summaries);

/// Whether two summaries say the same (for the fixpoint).
bool sameSummary(const FunctionSummary &A, const FunctionSummary &B);

} // namespace membrane

#endif
