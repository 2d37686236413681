// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Numbers in memory that become others: by bytes that are not known, by code of
// others, and by a store through another name of the same memory.

#include "analysis/escape/Cells.h"

using namespace membrane;

void State::scramble(NodeTable &Nodes, const InitialCells &Initial,
                     NodeId Named, Span Where) {
  Nodes.noteUse({Named, Offset::any()}, InterimUse::LostNumber);
  auto Given = Initial.lower_bound({Named, {INT64_MIN, 0}});
  bool Bound = Given != Initial.end() && Given->first.first == Named;
  if (!has(Named) && !Bound)
    return;
  Object &Held = own(Named);
  if (Where.Size)
    Held.addCopied({Where.Start - int64_t(NodeTable::PointerSize) + 1,
                    Where.Start + int64_t(Where.Size)});
  else
    Held.Zeroed = false;
  for (; Given != Initial.end() && Given->first.first == Named; ++Given)
    if (Where.meets(Given->first.second) &&
        llvm::none_of(Held.Cells, [&](const Cell &Place) {
          return Place.At == Given->first.second;
        }))
      place(Held,
            {Given->first.second,
             background(Nodes, Initial, {Named, Given->first.second}, nullptr),
             {}});
  for (Cell &Place : Held.Cells)
    if (Where.meets(Place.At) && !Place.Holds.numbers().empty())
      Place.Holds.addScalar();
}

void State::doubtNumbers(const NodeTable &Nodes) {
  for (uint32_t I = 0; I < Objects.size(); ++I) {
    NodeId Named(I);
    if (!Objects[I] || !Nodes.isInput(Named))
      continue;
    auto IsKnown = [&](const Cell &Place) {
      return !Place.Holds.numbers().empty() && !Place.Holds.hasScalar() &&
             (Place.Small || Nodes.isNumberAt(Named, Place.At));
    };
    if (llvm::none_of(Objects[I]->Cells, IsKnown))
      continue;
    for (Cell &Place : own(Named).Cells)
      if (IsKnown(Place))
        Place.Holds.addScalar();
  }
}

bool NodeTable::mayAlias(NodeId A, NodeId B) const {
  auto IsGiven = [](const Node &Object) {
    return Object.Form == Node::Kind::Argument ||
           Object.Form == Node::Kind::Content;
  };
  const Node &One = Nodes[A.Index], &Other = Nodes[B.Index];
  return A != B && IsGiven(One) && IsGiven(Other) && One.Record &&
         One.Record == Other.Record && !One.Flat && !Other.Flat;
}

void State::addToAliases(NodeTable &Nodes, Target To, uint64_t Size,
                         const PointsTo &Numbers) {
  if (!To.At.isExact() || !Nodes[To.Node].Record || !Nodes.isInput(To.Node))
    return;
  auto Changes = [&](const Cell &Place) {
    return Place.At.isExact() && Place.At.Bytes >= To.At.Bytes &&
           Place.At.Bytes < To.At.Bytes + int64_t(Size) && !Place.Told &&
           !Place.Holds.numbers().empty() && Place.Holds.isKnownNumbers() &&
           !Place.Holds.covers(Numbers);
  };
  Nodes.spend(Objects.size() / 8);
  for (uint32_t I = 0; I < Objects.size(); ++I) {
    if (!Objects[I] || !Nodes.mayAlias(NodeId(I), To.Node) ||
        llvm::none_of(Objects[I]->Cells, Changes))
      continue;
    for (Cell &Place : own(NodeId(I)).Cells)
      if (Changes(Place))
        Place.Holds.add(Numbers);
  }
}
