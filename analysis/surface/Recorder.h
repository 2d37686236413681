// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The summary of one function → its record.

#ifndef MEMBRANE_ANALYSIS_SURFACE_RECORDER_H
#define MEMBRANE_ANALYSIS_SURFACE_RECORDER_H

#include "analysis/surface/Addresses.h"
#include "analysis/surface/ClientMemory.h"
#include "analysis/surface/Completeness.h"
#include "analysis/surface/Destructors.h"
#include "analysis/surface/Supplied.h"
#include <set>

namespace membrane {

/// What the records of all functions share.
struct SurfaceContext {
  const Program &Linked;
  const PathNamer &Names;
  const ReleaseIndex &Releases;
  const Summaries &Found;
  const Completeness &Complete;
  const Models &Known;
  /// By TargetListId: their names.
  std::vector<NameList> Listed;
  SuppliedMembers::Clients Who;
  Destructors Ends{Linked, Found};
  AddressUse Addresses{Linked};
  SuppliedMembers Supplied{Linked, Found, Who};
  ClientMemory Clients{Linked, Found};
  std::vector<bool> OnlyRelease = {}; ///< by function, as Wrappers.h says
};

/// The names of the lists of targets that functions share.
std::vector<NameList> namesOfLists(const Program &Linked);

/// How clients give a block back.
struct ReleasedBy {
  std::vector<std::string> Functions;
  bool Usual = false;  ///< only by what always releases its family
  std::string As = {}; ///< the family that they release, if it is another one
  bool Itself = false; ///< the object in which it gets out does, at its end
  std::string Owner = {}; ///< as of Escape
};

class Recorder {
public:
  Recorder(const SurfaceContext &Shared, const Function &Code,
           const FunctionSummary &Found)
      : Shared(Shared), Linked(Shared.Linked), Names(Shared.Names), Code(Code),
        Found(Found) {}

  /// The record of the function as one of its symbols: its own or an alias.
  SurfaceFunction record(const Symbol &As);

private:
  /// An exit that is being walked: what is reported, and how far.
  struct Walk {
    Escape Base;              ///< exit, argument
    std::set<NodeId> Visited; ///< fresh blocks and statics on the way
    Location Stored;          ///< of the last store
    RecordId Holder; ///< what the argument points to, of Exit::Argument
    llvm::SmallVector<FreedPlace::Step, 4> Steps; ///< from it to the memory
    llvm::SmallVector<RecordId, 4> Further; ///< what the steps but the last
                                            ///< lead to
    std::optional<ReleasedBy> Release;      ///< of the first block on the way
    bool OfArena = false; ///< that block goes with an arena, and it alone
  };

  // Recorder.cpp
  void describe(const Symbol &As);
  void addAssumptions(const Symbol &As);
  void addReleases();
  void addKeeps();
  void addResult();
  void addBorrow(NodeId From);
  const AccessPath &pointerTo(NodeId Named);

  // Escapes.cpp
  void findEscapes();
  void walkResult();
  std::optional<ReleasedBy> releaseByResult(llvm::ArrayRef<SummaryCell> All,
                                            const SummaryCell &Part) const;
  void walkArguments();
  AccessPath placeInGlobal(const SummaryCell &Place);
  void walkGlobals();
  ReleaseIndex::Set releasesUnder(const Walk &Way) const;
  bool isEmptied(const Walk &Way) const;
  void walkStatic(Walk &From, const AccessPath &Path, const Target &To);
  void walkThrown();
  llvm::ArrayRef<uint32_t> cellsOf(NodeId Block);
  void walkCell(Walk &Way, const AccessPath &Path, const PointsTo &Holds);
  void walkTarget(Walk &Way, const AccessPath &Path, const Target &To);
  void walkInside(Walk &Way, const AccessPath &Path, NodeId Block);
  void addOther(Escape &Known, const ReleasedBy &Back, const Target &To) const;
  bool isOpaque(const AccessPath &Path, RecordId Used,
                const Allocation &Made) const;
  void addEscape(Walk &Way, const AccessPath &Path, const Target &To);
  static constexpr uint64_t PointerSize = 8;
  bool isNumber(uint32_t Argument) const;
  bool isByContract() const;
  llvm::ArrayRef<Target> keepable(const SummaryCell &Place);
  void addRetention(const SummaryCell &Place, const Target &To);
  bool isReplaced(NodeId Result) const;
  bool isUnderArgument(NodeId Block) const;

  bool isFresh(NodeId Named) const {
    return Found.Nodes[Named.Index].Form == Node::Kind::Fresh;
  }

  // Lent.cpp
  bool canKeep(const FunctionSummary &Does, const SummaryCell &Place) const;
  static bool keepsSurely(const FunctionSummary &Does, const SummaryCell &Place,
                          NodeId Block);
  void findRetained();
  bool isLent(NodeId Block, Offset At);

  // HandedOut.cpp
  bool comesHome(NodeId Block, NodeId Hook) const;
  llvm::ArrayRef<TypeId> parametersBehind(NodeId Hook);
  AccessPath passedAs(const HandedOut &Given, const Target &To);
  bool isUndeclared(const DeferredCall &Call, RecordId Used);
  AccessPath passedFor(const HandedOut &Given, const Target &To);
  void walkStoredOutside();
  void walkHanded();

  // Doubts.cpp
  bool isUnlikely(TypeId Declared) const;
  bool isCode(NodeId Object);
  bool hasNoData(TypeId Declared) const;
  void findBlurred();
  bool isBlurred(const SummaryCell &Place) const;
  bool isNoDeeper(const AccessPath &Path, const Escape &Known) const;

  // Released.cpp
  ReleasedBy releaseOf(Walk &Way, const AccessPath &Path, const Target &Out);
  std::string familyReleased(const ReleaseIndex::Set &By, RecordId Named,
                             const Allocation &Made) const;
  bool mayBeReleased(const AccessPath &Path, NodeId Block) const;
  /// By block: the ways to it.
  using HungPlaces =
      std::map<NodeId, std::vector<llvm::SmallVector<FreedPlace::Step, 4>>>;
  void addHung(NodeId Block, llvm::ArrayRef<FreedPlace::Step> Way,
               HungPlaces &Into) const;
  bool takesGiven(const Releaser &As, NodeId Block) const;
  ReleaseIndex::Set ofKind(ReleaseIndex::Set Of, NodeId Block) const;
  ReleaseIndex::Set releasesOfMade(RecordId Type, NodeId Block) const;
  ReleasedBy releaseOfBlock(const AccessPath &Path, const Target &Out) const;
  std::optional<ReleasedBy> releaseOfArena(const Allocation &Made) const;
  bool freesThrough(const Releaser &As, NodeId Block) const;
  bool needsOther(const Releaser &As) const;
  bool missesBegin(const Releaser &As, const Target &Out) const;
  ReleasedBy releaseUnder(const Walk &Way, NodeId Block) const;
  ReleasedBy findUnder(const Walk &Way, NodeId Block) const;
  std::optional<Walk> withoutTail(const Walk &Way) const;
  ReleasedBy releaseOfMember(const Walk &Way, NodeId Block) const;
  ReleasedBy releaseFurther(const Walk &Way, NodeId Block) const;
  ReleaseIndex::Set releasesOfHolder(RecordId Holder) const;
  bool spoils(const Releaser &As, const Walk &Way, NodeId Block) const;
  std::string releaseOfKept(uint32_t Into, const AccessPath &At,
                            uint32_t Kept) const;
  void noteSteps(Walk &Way, const SummaryCell &Place) const;
  void startUnder(Walk &Way, const SummaryCell &Place) const;

  // Allocators.cpp
  void addAllocators();
  void addLeaks();
  bool givesResult(const CallStep &Made) const;
  bool isCertain(const LostBlock &Lost) const;
  Allocator describe(const Allocation &Made) const; ///< no witness
  std::vector<Step> stepsOf(const Allocation &Made) const;
  std::string familyOf(const Allocation &Made) const;
  bool isCallers(const Allocation &Made) const;
  bool pointsInto(const PointsTo &Value, const Allocation &Made) const;
  bool isHeld(const Allocation &Made) const;
  bool standsFor(const Allocation &A, const Allocation &B) const;
  bool isDefaultOf(const Allocation &Made, const Allocation &Other) const;
  const Allocation *leftOut(const Allocation &Made) const;
  void classify();

  // Sites.cpp
  void addSites();
  Site siteOf(uint32_t Index) const;
  void addEnds(uint32_t Index, const HeldBlock &Had, Site &Into) const;
  std::optional<uint64_t> sizeOf(const Allocation &Made,
                                 const Counterpart &Instead) const;
  bool isPlain(const Allocation &Made) const;
  std::map<uint32_t, Step> findKept();

  const SurfaceContext &Shared;
  const Program &Linked;
  const PathNamer &Names;
  const Function &Code;
  const FunctionSummary &Found;
  SurfaceFunction Out;
  std::map<NodeId, ReleasedBy> BlockReleases; ///< by functions of the library
  /// Blocks that globals keep by a known address in them, and which do; once
  /// asked for.
  std::optional<std::map<AllocationChain, llvm::SmallVector<SymbolId, 1>>>
      Retained;
  std::vector<llvm::SmallVector<uint32_t, 2>> CellsOf; ///< by node
  std::vector<std::optional<AccessPath>> PointersTo;   ///< by node, once asked
  std::map<uint32_t, std::vector<Target>> Keepable; ///< by the first cell alike
  std::set<NodeId> Blurred;                 ///< arguments, see Doubts.cpp
  std::set<std::pair<NodeId, NodeId>> Kept; ///< told: under which global, what
  /// The same as Out.Retains says it: several nodes have the same path.
  std::set<std::tuple<bool, ArgumentRef, std::string, std::string>> KeptInWords;
};

/// An argument in words: "0", "this", "...".
std::string textOf(ArgumentRef Argument);

/// The source name of a function as one of its symbols.
std::string nameAs(const Function &Code, const Symbol &As);

} // namespace membrane

#endif
