// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Takes new blocks out of a summary that is complete.

#include "analysis/escape/Summary.h"

#include "llvm/ADT/STLExtras.h"

using namespace membrane;

namespace {
/// Renumbers a summary's nodes while the fresh ones go.
class FreshDropper {
public:
  FreshDropper(FunctionSummary &Summary, NodeId Kept)
      : Summary(Summary), Kept(Kept) {}
  void drop();

private:
  bool goes(NodeId Named) const {
    return Named != Kept &&
           Summary.Nodes[Named.Index].Form == Node::Kind::Fresh;
  }
  void rename(PointsTo &Holds) const;
  void rename(NodeId &Named) const { Named = New[Named.Index]; }
  void renameAll();
  void dropNodes();
  void keepAllocation();

  FunctionSummary &Summary;
  NodeId Kept; ///< the one that stays, if any
  std::vector<NodeId> New;
  std::vector<PointsTo> Objects; ///< by old node
};
} // namespace

void FreshDropper::rename(PointsTo &Holds) const {
  PointsTo Rest = Holds.without([&](NodeId To) { return goes(To); });
  if (Rest.targets().size() != Holds.targets().size())
    Rest.addScalar();
  Holds = Rest.mapped(
      [&](NodeId To) -> const PointsTo & { return Objects[To.Index]; });
}

void FreshDropper::renameAll() {
  for (std::vector<SummaryCell> *Cells : {&Summary.Cells, &Summary.Result})
    for (SummaryCell &Place : *Cells) {
      rename(Place.Holds);
      if (Cells == &Summary.Cells)
        rename(Place.Node);
    }
  for (InterimUse &Use : Summary.Interim)
    rename(Use.Node);
  for (NodeRelease &Given : Summary.Releases)
    rename(Given.Node);
  for (HandedOut &Given : Summary.Handed) {
    rename(Given.Hook);
    rename(Given.Holds);
  }
  for (DeferredCall &Inner : Summary.Calls) {
    rename(Inner.Hook);
    for (PointsTo &Passed : Inner.Passed)
      rename(Passed);
  }
}

void FreshDropper::dropNodes() {
  std::vector<Node> Rest;
  New.resize(Summary.Nodes.size());
  Objects.resize(Summary.Nodes.size());
  for (uint32_t I = 0; I < Summary.Nodes.size(); ++I) {
    if (goes(NodeId(I)))
      continue;
    New[I] = NodeId(uint32_t(Rest.size()));
    Objects[I] = PointsTo::to(New[I]);
    Rest.push_back(Summary.Nodes[I]);
  }
  for (Node &Object : Rest)
    if (Object.Form == Node::Kind::Content)
      Object.Parent = New[Object.Parent.Index];
  auto Drop = [&](auto &List) {
    llvm::erase_if(List, [&](const auto &One) { return goes(One.Node); });
  };
  Drop(Summary.Cells);
  Drop(Summary.Interim);
  Drop(Summary.Releases);
  llvm::erase_if(Summary.Handed,
                 [&](const HandedOut &Given) { return goes(Given.Hook); });
  llvm::erase_if(Summary.Calls,
                 [&](const DeferredCall &Inner) { return goes(Inner.Hook); });
  renameAll();
  Summary.Nodes = std::move(Rest);
}

/// Leaves of the allocations that of the block that stays.
void FreshDropper::keepAllocation() {
  uint32_t Made = Summary.Nodes[New[Kept.Index].Index].Number;
  auto Drop = [&](auto &List) {
    llvm::erase_if(List,
                   [&](const auto &One) { return One.Allocation != Made; });
    for (auto &One : List)
      One.Allocation = 0;
  };
  Drop(Summary.Lost);
  Drop(Summary.Held);
  Summary.Nodes[New[Kept.Index].Index].Number = 0;
  Summary.Allocations = {Summary.Allocations[Made]};
  for (NodeId *Used :
       {&Summary.Allocations[0].Hook, &Summary.Allocations[0].IfNull})
    if (*Used)
      rename(*Used);
}

void FreshDropper::drop() {
  dropNodes();
  if (Kept) {
    keepAllocation();
  } else {
    Summary.Allocations.clear();
    Summary.Lost.clear();
    Summary.Held.clear();
  }
  Summary.Alike.clear();
  Summary.Size = 0;
  findAlike(Summary);
}

void membrane::dropFreshBut(FunctionSummary &Summary, NodeId Kept) {
  FreshDropper(Summary, Kept).drop();
}

void membrane::dropFresh(FunctionSummary &Summary) {
  FreshDropper(Summary, {}).drop();
  if (!Summary.Returned)
    return;
  FunctionSummary Returned = *Summary.Returned;
  dropFresh(Returned);
  Summary.Returned = std::make_shared<FunctionSummary>(std::move(Returned));
}
