// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One summary for a call that can reach many functions.

#include "analysis/escape/Summary.h"

#include "llvm/ADT/STLExtras.h"
#include <map>
#include <set>

using namespace membrane;

namespace {

/// Joins summaries node by node: what is the same for a caller is one.
class Joiner {
public:
  void add(const FunctionSummary &Other);
  FunctionSummary finish();

private:
  NodeId node(const FunctionSummary &Other, NodeId Named);
  uint32_t allocation(const FunctionSummary &Other, const Allocation &Made);
  PointsTo translate(const FunctionSummary &Other, const PointsTo &Holds);
  void addLinks(const FunctionSummary &Other);
  void addCells(const FunctionSummary &Other);

  FunctionSummary Joined;
  std::vector<NodeId> Map; ///< of the summary that is being added
  std::map<std::tuple<Node::Kind, uint32_t, NodeId, Offset>, NodeId> Nodes;
  std::map<std::tuple<std::string, std::string, AllocatorKind, NodeId>,
           uint32_t>
      Allocations;
  std::map<std::pair<NodeId, Offset>, uint32_t> Cells;
  std::set<NodeId> Released;
  std::map<std::pair<NodeId, Offset>, uint8_t> Interim;
};

} // namespace

/// Blocks of one allocator are one, as at coarse precision.
uint32_t Joiner::allocation(const FunctionSummary &Other,
                            const Allocation &Made) {
  NodeId Hook = Made.Hook ? node(Other, Made.Hook) : NodeId();
  auto [Known, New] =
      Allocations.try_emplace({Made.Family, Made.Release, Made.Kind, Hook},
                              uint32_t(Joined.Allocations.size()));
  if (New) {
    Joined.Allocations.push_back(Made);
    Joined.Allocations.back().Hook = Hook;
    Joined.Allocations.back().IfNull = {};
    Joined.Allocations.back().Zeroed = false;
  }
  return Known->second;
}

NodeId Joiner::node(const FunctionSummary &Other, NodeId Named) {
  if (Map[Named.Index])
    return Map[Named.Index];
  Node Copy = Other.Nodes[Named.Index];
  if (Copy.Form == Node::Kind::Content)
    Copy.Parent = node(Other, Copy.Parent);
  if (Copy.Form == Node::Kind::Fresh)
    Copy.Number = allocation(Other, Other.Allocations[Copy.Number]);
  uint32_t Number = Copy.Several ? UINT32_MAX - Copy.Seen : Copy.Number;
  auto [Known, New] =
      Nodes.try_emplace({Copy.Form, Number, Copy.Parent, Copy.At},
                        NodeId(uint32_t(Joined.Nodes.size())));
  NodeId Found = Map[Named.Index] = Known->second;
  if (New) {
    Copy.Below.clear();
    Joined.Nodes.push_back(Copy);
    return Found;
  }
  Node &Held = Joined.Nodes[Found.Index];
  Held.Multiple |= Copy.Multiple || Copy.Form == Node::Kind::Fresh;
  Held.Flat &= Copy.Flat;
  Held.Pointers |= Copy.Pointers;
  Held.LeftByThrow |= Copy.LeftByThrow;
  Held.Disputed |= Copy.Disputed || Held.Record != Copy.Record;
  for (Offset Link : Copy.Folded)
    if (!llvm::is_contained(Held.Folded, Link))
      Held.Folded.push_back(Link);
  return Found;
}

/// Once all nodes have their numbers.
void Joiner::addLinks(const FunctionSummary &Other) {
  for (uint32_t I = 0; I < Other.Nodes.size(); ++I)
    for (const LinkBelow &Link : Other.Nodes[I].Below) {
      ShortList<LinkBelow, 1> &Known = Joined.Nodes[Map[I].Index].Below;
      LinkBelow New{Map[Link.From.Index], Link.At};
      if (!llvm::is_contained(Known, New))
        Known.push_back(New);
    }
}

PointsTo Joiner::translate(const FunctionSummary &Other,
                           const PointsTo &Holds) {
  PointsTo Result;
  for (int64_t Known : Holds.numbers())
    Result.addNumber(Known);
  if (Holds.hasScalar())
    Result.addScalar();
  Result.loosen(Holds.moved());
  if (Holds.isOfParts())
    Result.takeApart();
  for (const Target &To : Holds.targets())
    Result.add({node(Other, To.Node), To.At});
  return Result;
}

void Joiner::addCells(const FunctionSummary &Other) {
  std::vector<PointsTo> Held(Other.Cells.size());
  for (uint32_t I = 0; I < Other.Cells.size(); ++I) {
    const SummaryCell &Place = Other.Cells[I];
    if (Other.Alike[I] == I)
      Held[I] = translate(Other, Place.Holds);
    NodeId Holder = node(Other, Place.Node);
    auto [Known, New] =
        Cells.try_emplace({Holder, Place.At}, uint32_t(Joined.Cells.size()));
    if (New)
      Joined.Cells.push_back({Holder,
                              Place.At,
                              {},
                              false,
                              Place.Where,
                              Place.Small,
                              Place.Number,
                              false,
                              Place.Wide});
    Joined.Cells[Known->second].Small &= Place.Small;
    Joined.Cells[Known->second].Number &= Place.Number;
    Joined.Cells[Known->second].Wide =
        std::max(Joined.Cells[Known->second].Wide, Place.Wide);
    Joined.Cells[Known->second].Holds.add(Held[Other.Alike[I]]);
  }
}

void Joiner::add(const FunctionSummary &Other) {
  Map.assign(Other.Nodes.size(), NodeId());
  Joined.Returns |= Other.Returns;
  Joined.Unwinds |= Other.Unwinds;
  Joined.Throws |= Other.Throws;
  Joined.Thrown.add(Other.Thrown);
  Joined.ReturnsTwice |= Other.ReturnsTwice;
  Joined.Coarse |= Other.Coarse;
  Joined.ReachesCaught |= Other.ReachesCaught;
  Joined.MixesNames |= Other.MixesNames;
  for (uint32_t I = 0; I < Other.Nodes.size(); ++I)
    node(Other, NodeId(I));
  addLinks(Other);
  for (const Allocation &Made : Other.Allocations)
    allocation(Other, Made);
  addCells(Other);
  for (const SummaryCell &Part : Other.Result) {
    auto Same = llvm::find_if(Joined.Result, [&](const SummaryCell &Known) {
      return Known.At == Part.At;
    });
    if (Same == Joined.Result.end())
      Same = Joined.Result.insert(Same, {{}, Part.At, {}, false, Part.Where});
    Same->Holds.add(translate(Other, Part.Holds));
  }
  for (const NodeRelease &Given : Other.Releases) {
    NodeRelease May = Given; // some of the functions do
    May.Node = node(Other, Given.Node);
    May.Always = May.Gone = false;
    if (Released.insert(May.Node).second)
      Joined.Releases.push_back(May);
  }
  for (const InterimUse &Use : Other.Interim)
    Interim[{node(Other, Use.Node), Use.At}] |= Use.How;
  for (const HandedOut &Given : Other.Handed)
    Joined.Handed.push_back({node(Other, Given.Hook),
                             translate(Other, Given.Holds), Given.Where,
                             Given.Back, Given.Hidden});
  for (const DeferredCall &Inner : Other.Calls) {
    DeferredCall Outer = Inner;
    Outer.Hook = node(Other, Inner.Hook);
    for (PointsTo &Passed : Outer.Passed)
      Passed = translate(Other, Passed);
    Joined.Calls.push_back(Outer);
  }
  Joined.MoreCalls |= Other.MoreCalls;
  for (const InputPath &Path : Other.Texts)
    if (!llvm::is_contained(Joined.Texts, Path))
      Joined.Texts.push_back(Path);
  for (const UnseenCode &Unknown : Other.Assumptions)
    Joined.Assumptions.push_back(Unknown);
}

FunctionSummary Joiner::finish() {
  llvm::sort(Joined.Assumptions);
  Joined.Assumptions.erase(llvm::unique(Joined.Assumptions),
                           Joined.Assumptions.end());
  for (const auto &[Place, How] : Interim)
    Joined.Interim.push_back({Place.first, Place.second, How});
  findAlike(Joined);
  return std::move(Joined);
}

FunctionSummary
membrane::joinSummaries(llvm::ArrayRef<const FunctionSummary *> Summaries) {
  Joiner All;
  for (const FunctionSummary *Other : Summaries)
    All.add(*Other);
  return All.finish();
}
