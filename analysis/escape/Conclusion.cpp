// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "analysis/escape/Conclusion.h"

#include "analysis/escape/Bounds.h"
#include "analysis/escape/Cells.h"

using namespace membrane;

FunctionSummary membrane::conclude(Body &Run) {
  FunctionSummary Found = Conclusion(Run, Conclusion::Ways::All).conclude();
  if (Found.Returns && Found.Throws && !Found.Unwinds)
    Found.Returned = std::make_shared<FunctionSummary>(
        Conclusion(Run, Conclusion::Ways::Returns).conclude());
  return Found;
}

void Conclusion::joinExits() {
  for (auto &[Block, Exit] : Run.Exits) {
    Final.join(Run.Nodes, Run.Initial, Exit);
    if (!Summary.ReturnWhere)
      Summary.ReturnWhere = Run.Code.Blocks[Block].End.Where;
  }
  Summary.Returns = !Run.Exits.empty();
  if (Of == Ways::All && (Run.Effects.Unwinds || Run.Effects.Throws))
    Final.join(Run.Nodes, Run.Initial, Run.Unwound);
}

/// Freed on every path on which it exists.
bool Conclusion::isDangling(NodeId Named) const {
  return Final.has(Named) && Final.alive(Named) == Freed;
}

/// What of a value means something to the caller.
PointsTo Conclusion::visible(const PointsTo &Holds) const {
  PointsTo Rest = Holds.without([&](NodeId To) {
    return Run.Nodes[To].Form == Node::Kind::Local ||
           (Run.Nodes[To].Form == Node::Kind::Fresh && isDangling(To));
  });
  if (Rest.targets().size() != Holds.targets().size())
    Rest.addScalar();
  return Rest;
}

void Conclusion::collectResult() {
  for (auto &[Block, Exit] : Run.Exits) {
    const Terminator &Return = Run.Code.Blocks[Block].End;
    for (const ReturnedPart &Given : Return.Returned) {
      PointsTo Holds = visible(Run.get(Given.Value));
      if (!Holds.targets().empty() && !Run.isPutTogether(Given.Value) &&
          !NodeTable::canReturnPointer(Run.Linked, Run.Code, Given.Bytes))
        Holds = PointsTo::scalar();
      auto Same = llvm::find_if(Summary.Result, [&](const SummaryCell &Part) {
        return Part.At == Offset::exact(Given.Bytes);
      });
      if (Same != Summary.Result.end()) {
        Same->Holds.add(Holds);
        continue;
      }
      SummaryCell Part;
      Part.At = Offset::exact(Given.Bytes);
      Part.Holds = Holds;
      Part.Where = Return.Where;
      Summary.Result.push_back(Part);
    }
  }
  for (auto &[Block, Exit] : Run.Exits)
    for (const ReturnedPart &Given : Run.Code.Blocks[Block].End.Returned)
      for (SummaryCell &Part : Summary.Result)
        if (Part.At == Offset::exact(Given.Bytes))
          Part.Holds.loosen(
              Exit.movedAway(Run.Nodes, Run.get(Given.Value), Part.Holds));
}

void Conclusion::reach(const PointsTo &Holds) {
  for (const Target &To : Holds.targets())
    if ((Run.Nodes[To.Node].Form == Node::Kind::Fresh ||
         Run.Nodes[To.Node].Form == Node::Kind::Thrown) &&
        Reached.insert(To.Node).second)
      Work.push_back(To.Node);
}

/// Whether an exception gives the caller what hangs under it: one that leaves,
/// or one that the caller has caught.
bool Conclusion::isThrownSeen() const {
  return !Summary.Thrown.empty() || Summary.ReachesCaught;
}

bool Conclusion::mayBeAbsent(NodeId Named) const {
  for (; Run.Nodes[Named].Form == Node::Kind::Content;
       Named = Run.Nodes[Named].Parent)
    if (Run.Absent.count(Named))
      return true;
  return Run.Absent.count(Named) != 0;
}

/// Takes away the cells of one new object that the one for any offset covers.
static void dropCovered(std::vector<SummaryCell> &Cells, size_t First) {
  auto Start = Cells.begin() + ptrdiff_t(First);
  auto Any = std::find_if(Start, Cells.end(), [](const SummaryCell &Place) {
    return Place.At == Offset::any() && !Place.Small;
  });
  if (Any == Cells.end())
    return;
  const SummaryCell Whole = *Any;
  Cells.erase(std::remove_if(Start, Cells.end(),
                             [&](const SummaryCell &Place) {
                               return Place.At != Offset::any() &&
                                      !Place.Replaces &&
                                      Whole.Holds.covers(Place.Holds);
                             }),
              Cells.end());
}

/// The cells of one object that say something new.
void Conclusion::addCells(NodeId Holder) {
  const Node &Object = Run.Nodes[Holder];
  size_t First = Summary.Cells.size();
  for (const Cell &Place : Final.cells(Holder)) {
    SummaryCell Out;
    Out.Node = Holder;
    Out.At = Place.At;
    Out.Holds = visible(untold(Place));
    Out.Where = Place.Where;
    Out.Small = Place.Small;
    Out.Wide = Place.Wide;
    bool Old = false;
    bool Number =
        Run.Nodes.isInput(Holder) && Run.Nodes.isNumberAt(Holder, Place.At);
    Out.Number = Number && Out.Holds.targets().empty();
    if (!Place.Small && Run.Nodes.isInput(Holder) && !Number) {
      NodeId Before = Run.Nodes.content(Holder, Place.At);
      Old = llvm::any_of(Out.Holds.targets(), [&](const Target &To) {
        return To.Node == Before && To.At == Offset();
      });
      // The same object, unless that stands for several: `at = at->next`.
      if (Old && Out.Holds.single() && !Run.Nodes[Before].Multiple)
        continue;
    }
    Out.Replaces = !Old && !Object.Multiple && Place.At.isExact();
    Out.Guarded = Out.Replaces && mayBeAbsent(Holder);
    Summary.Cells.push_back(Out);
    reach(Out.Holds);
  }
  if (Object.Form == Node::Kind::Fresh)
    dropCovered(Summary.Cells, First);
}

void Conclusion::findReachable() {
  for (const SummaryCell &Part : Summary.Result)
    reach(Part.Holds);
  for (const HandedOut &Given : Summary.Handed)
    reach(Given.Holds);
  for (const DeferredCall &Inner : Summary.Calls)
    for (const PointsTo &Passed : Inner.Passed)
      reach(Passed);
  // Nodes may gain contents while they are looked at; those have no cells.
  size_t Count = Run.Nodes.size();
  for (uint32_t I = 0; I < Count; ++I) {
    NodeId Holder(I);
    Node::Kind Form = Run.Nodes[Holder].Form;
    if (Form == Node::Kind::Local || Form == Node::Kind::Fresh ||
        Form == Node::Kind::Function || isDangling(Holder))
      continue;
    if (Form != Node::Kind::Thrown)
      addCells(Holder);
    else if (isThrownSeen())
      reach(PointsTo::to(Holder));
  }
  while (!Work.empty()) {
    NodeId Next = Work.back();
    Work.pop_back();
    addCells(Next);
  }
}

/// What was done on the way, as far as it matters if another name is one for
/// the same place.
void Conclusion::addInterim() {
  std::map<Target, uint8_t> Used = Run.Nodes.uses();
  for (uint32_t I = 0; I < Run.Nodes.size(); ++I)
    if (isCallers(Run.Nodes[NodeId(I)]) && isDangling(NodeId(I)))
      for (const Cell &Place : Final.cells(NodeId(I)))
        Used[{NodeId(I), Place.At}] |=
            Place.Small ? InterimUse::LostNumber : InterimUse::Lost;
  std::set<NodeId> Written, Read, ReadNumbers;
  for (const SummaryCell &Place : Summary.Cells)
    if (isCallers(Run.Nodes[Place.Node]))
      Written.insert(Place.Node);
  for (uint32_t I = 0; I < Run.Nodes.size(); ++I)
    if (Run.Nodes[NodeId(I)].Form == Node::Kind::Content)
      Read.insert(Run.Nodes[NodeId(I)].Parent);
  for (const auto &[Place, How] : Used) {
    if (How & (InterimUse::Lost | InterimUse::LostNumber))
      Written.insert(Place.Node);
    if (How & InterimUse::Reread)
      Read.insert(Place.Node);
    if (How & InterimUse::RereadNumber)
      ReadNumbers.insert(Place.Node);
  }
  bool Decides = llvm::any_of(Run.Effects.Decisive, [](const InputPath &Path) {
    return !Path.Offsets.empty();
  });
  for (auto [Place, How] : Used) {
    auto Others = [Own = Place.Node](const std::set<NodeId> &All) {
      return All.size() > All.count(Own);
    };
    if (!Others(Written))
      How &= InterimUse::Lost | InterimUse::LostNumber;
    if (!Decides && !Others(Read))
      How &= uint8_t(~InterimUse::Lost);
    if (!Decides && !Others(ReadNumbers))
      How &= uint8_t(~InterimUse::LostNumber);
    if (How)
      Summary.Interim.push_back({Place.Node, Place.At, How});
  }
}

void Conclusion::addReleases() {
  for (uint32_t I = 0; I < Run.Nodes.size(); ++I) {
    NodeId Named(I);
    if (!Run.Nodes.isInput(Named) || !Final.has(Named) ||
        !(Final.alive(Named) & Freed))
      continue;
    bool Gone = Final.alive(Named) == Freed && !Run.Nodes[Named].Multiple;
    // Who moves a block gives another one for it: that is no release of it.
    bool Always = Gone && !Run.Moved.count(Named);
    auto By = Run.FreedBy.find(Named.Index);
    Summary.Releases.push_back(
        {Named, Always,
         By == Run.FreedBy.end() ? Location() : By->second.front().Where,
         Gone});
  }
}

/// Adds what stood in blocks that are gone when they were given to a callback.
PointsTo Conclusion::withInside(const PointsTo &Given) const {
  PointsTo All = Given;
  std::set<NodeId> Met;
  llvm::SmallVector<Target, 8> Work(Given.targets());
  while (!Work.empty()) {
    NodeId Block = Work.pop_back_val().Node;
    auto Inside = Run.GivenInside.find(Block);
    if (Inside == Run.GivenInside.end() || !Met.insert(Block).second ||
        !visible(PointsTo::to(Block)).targets().empty())
      continue;
    All.add(Inside->second);
    llvm::append_range(Work, Inside->second.targets());
  }
  return All;
}

/// Blocks, and what a caller may have put there: what else there is exists
/// without the call.
void Conclusion::addHanded() {
  for (const HandedOut &Given : Run.Effects.Handed) {
    HandedOut Out = Given;
    Out.Holds = visible(withInside(Given.Holds)).without([&](NodeId To) {
      Node::Kind Form = Run.Nodes[To].Form;
      return Form != Node::Kind::Fresh && Form != Node::Kind::Argument &&
             Form != Node::Kind::Content;
    });
    if (!Out.Holds.targets().empty())
      hand(Out);
  }
}

/// What is passed to functions of the caller's. Memory that is gone at the
/// exit has no contents in the summary: it is anybody's.
void Conclusion::addCalls() {
  Summary.Calls = Run.Effects.Calls;
  Summary.MoreCalls = Run.Effects.MoreCalls;
  for (DeferredCall &Inner : Summary.Calls)
    for (PointsTo &Passed : Inner.Passed) {
      PointsTo Rest = visible(Passed);
      if (Rest.targets().size() != Passed.targets().size())
        Rest.add({Run.Nodes.unseen(), Offset::any()});
      Passed = Rest;
    }
}

void Conclusion::addHeld() {
  for (uint32_t I = 0; I < Run.Nodes.size(); ++I) {
    NodeId Block(I);
    if (Run.Nodes[Block].Form != Node::Kind::Fresh)
      continue;
    HeldBlock Out{allocationOf(Block), isDangling(Block), {}};
    if (auto By = Run.FreedBy.find(Block.Index); By != Run.FreedBy.end())
      Out.Releases = By->second;
    Summary.Held.push_back(std::move(Out));
  }
}

void Conclusion::need(NodeId Named) {
  for (; Kept.try_emplace(Named).second &&
         Run.Nodes[Named].Form == Node::Kind::Content;)
    Named = Run.Nodes[Named].Parent;
}

void Conclusion::need(const PointsTo &Holds) {
  for (const Target &To : Holds.targets())
    need(To.Node);
}

/// What a node is, whatever the order in which nodes were met: equal summaries
/// have equal numbers. A parent's is the start of its contents'.
std::vector<int64_t> Conclusion::identity(NodeId Named) const {
  const Node &Object = Run.Nodes[Named];
  std::vector<int64_t> Key;
  if (Object.Form == Node::Kind::Content) {
    Key = identity(Object.Parent);
    auto [Bytes, Steps] = Object.At.key();
    Key.insert(Key.end(), {1, Bytes, int64_t(Steps)});
    return Key;
  }
  Key.push_back(int64_t(Object.Form));
  if (Object.Form != Node::Kind::Fresh) {
    Key.push_back(Object.Several ? INT64_MAX - Object.Seen
                                 : int64_t(Object.Number));
    return Key;
  }
  const Allocation &Made = Run.Nodes.Allocations[Object.Number];
  if (Made.Hook)
    llvm::append_range(Key, identity(Made.Hook));
  auto Own = Run.Nodes.keyOf(Made);
  Key.insert(Key.end(), Own.begin() + 1, Own.end());
  return Key;
}

uint32_t Conclusion::allocationOf(NodeId Block) const {
  return PlaceOf.at(
      Run.Nodes.keyOf(Run.Nodes.Allocations[Run.Nodes[Block].Number]));
}

/// Those that lead back to others that are needed.
void Conclusion::needLinks() {
  for (size_t Before = 0; Before != Kept.size();) {
    Before = Kept.size();
    for (const auto &[Old, New] : std::map(Kept))
      for (const LinkBelow &Link : Run.Nodes[Old].Below)
        need(Link.From);
  }
}

/// Gives the nodes that the summary needs their numbers in it.
void Conclusion::numberNodes() {
  for (const Allocation &Made : Summary.Allocations)
    for (NodeId Used : {Made.Hook, Made.IfNull})
      if (Used)
        need(Used);
  for (const SummaryCell &Part : Summary.Result)
    need(Part.Holds);
  for (const SummaryCell &Place : Summary.Cells) {
    need(Place.Node);
    need(Place.Holds);
  }
  for (const NodeRelease &Given : Summary.Releases)
    need(Given.Node);
  for (const InterimUse &Use : Summary.Interim)
    need(Use.Node);
  for (const HandedOut &Given : Summary.Handed) {
    need(Given.Hook);
    need(Given.Holds);
  }
  for (const DeferredCall &Inner : Summary.Calls) {
    need(Inner.Hook);
    for (const PointsTo &Passed : Inner.Passed)
      need(Passed);
  }
  needLinks();
  std::map<std::vector<int64_t>, NodeId> Ordered;
  for (const auto &[Old, New] : Kept)
    Ordered[identity(Old)] = Old;
  for (const auto &[Key, Old] : Ordered) {
    Kept[Old] = NodeId(uint32_t(Summary.Nodes.size()));
    Node Copy = Run.Nodes[Old];
    if (Copy.Form == Node::Kind::Content)
      Copy.Parent = Kept[Copy.Parent];
    if (Copy.Form == Node::Kind::Fresh) {
      Copy.Number = allocationOf(Old);
      Summary.Allocations[Copy.Number].Zeroed = Final.isAllZeroed(Old);
      Copy.LeftByThrow = Run.Unwound.has(Old) && Run.Unwound.alive(Old) == Live;
    }
    llvm::sort(Copy.Folded);
    Summary.Nodes.push_back(std::move(Copy));
  }
  for (Node &Object : Summary.Nodes) {
    for (LinkBelow &Link : Object.Below)
      Link.From = Kept.at(Link.From);
    llvm::sort(Object.Below);
  }
}

PointsTo Conclusion::renumber(const PointsTo &Holds) const {
  std::vector<PointsTo> Renamed;
  Renamed.reserve(Holds.targets().size());
  return Holds.mapped([&](NodeId Old) -> const PointsTo & {
    Renamed.push_back(PointsTo::to(Kept.at(Old)));
    return Renamed.back();
  });
}

/// From the function's own numbers of nodes to the summary's.
void Conclusion::renumberAll() {
  numberNodes();
  for (Allocation &Made : Summary.Allocations)
    for (NodeId *Used : {&Made.Hook, &Made.IfNull})
      if (*Used)
        *Used = Kept.at(*Used);
  for (SummaryCell &Part : Summary.Result)
    Part.Holds = renumber(Part.Holds);
  for (SummaryCell &Place : Summary.Cells) {
    Place.Node = Kept.at(Place.Node);
    Place.Holds = renumber(Place.Holds);
  }
  for (NodeRelease &Given : Summary.Releases)
    Given.Node = Kept.at(Given.Node);
  for (InterimUse &Use : Summary.Interim)
    Use.Node = Kept.at(Use.Node);
  for (HandedOut &Given : Summary.Handed) {
    Given.Hook = Kept.at(Given.Hook);
    Given.Holds = renumber(Given.Holds);
  }
  for (DeferredCall &Inner : Summary.Calls) {
    Inner.Hook = Kept.at(Inner.Hook);
    for (PointsTo &Passed : Inner.Passed)
      Passed = renumber(Passed);
  }
  for (LostBlock &Lost : Summary.Lost)
    Lost.Allocation = allocationOf(NodeId(Lost.Allocation));
  llvm::sort(Summary.Cells, [](const SummaryCell &A, const SummaryCell &B) {
    return std::tie(A.Node, A.At) < std::tie(B.Node, B.At);
  });
  llvm::sort(Summary.Interim);
  llvm::sort(Summary.Releases, [](const NodeRelease &A, const NodeRelease &B) {
    return A.Node < B.Node;
  });
  llvm::sort(Summary.Calls, [](const DeferredCall &A, const DeferredCall &B) {
    return A.Hook < B.Hook;
  });
  llvm::sort(Summary.Handed, [](const HandedOut &A, const HandedOut &B) {
    return std::tie(A.Hook, A.Back, A.Hidden, A.Where) <
           std::tie(B.Hook, B.Back, B.Hidden, B.Where);
  });
}

FunctionSummary Conclusion::conclude() {
  Summary.Unwinds = Run.Effects.Unwinds;
  Summary.Throws = Of == Ways::All && Run.Effects.Throws;
  if (Summary.Throws)
    Summary.Thrown = Run.leaving();
  Summary.ReachesCaught = Run.Effects.ReachesCaught;
  Summary.Coarse = Run.Effects.Coarse;
  Summary.Allocations = Run.Effects.Allocations;
  Summary.Assumptions = Run.Effects.Assumptions;
  Summary.Callees = Run.Effects.Callees;
  Summary.CalleeLists = Run.Effects.CalleeLists;
  llvm::sort(Summary.Allocations, [](const Allocation &A, const Allocation &B) {
    return std::make_tuple(A.Chain, bool(A.Hook)) <
           std::make_tuple(B.Chain, bool(B.Hook));
  });
  for (uint32_t I = 0; I < Summary.Allocations.size(); ++I) {
    PlaceOf[Run.Nodes.keyOf(Summary.Allocations[I])] = I;
    Summary.Allocations[I].Zeroed = false;
  }
  llvm::sort(Summary.Assumptions);
  joinExits();
  addCalls();
  addHeld();
  if (!Final.Reachable) {
    renumberAll();
    findAlike(Summary);
    return std::move(Summary);
  }
  collectResult();
  addHanded();
  findReachable();
  handUnder();
  findSuccess();
  addFilled();
  addInterim();
  addReleases();
  findLost();
  Summary.Decisive = Run.Effects.Decisive;
  llvm::sort(Summary.Decisive);
  Summary.Texts = Run.Effects.Texts;
  llvm::sort(Summary.Texts);
  if (!Summary.matters() && !Summary.choosesNumber())
    Summary.Decisive.clear();
  renumberAll();
  findAlike(Summary);
  Summary.MixesNames = mixesNames(Summary);
  return std::move(Summary);
}
