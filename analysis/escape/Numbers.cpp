// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Numbers in memory that become others: by bytes that are not known, and by
// code of others.

#include "analysis/escape/Cells.h"

using namespace membrane;

void State::scramble(NodeTable &Nodes, const InitialCells &Initial,
                     NodeId Named, Span Where) {
  Nodes.noteUse({Named, Offset::any()}, InterimUse::LostNumber);
  addToAliases(Nodes, {Named, Offset::exact(Where.Start)},
               Where.Size ? Where.Size : Nodes.sizeOf(Named),
               PointsTo::scalar());
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

void State::doubtNumbers(NodeTable &Nodes) {
  for (uint32_t I = 0; I < Objects.size(); ++I) {
    NodeId Named(I);
    if (!Objects[I] || !Nodes.isInput(Named))
      continue;
    // What a test has found to be null may be set.
    if (Nodes[Named].Form == Node::Kind::Content && Objects[I]->Alive == 0)
      own(Named).Alive = Live;
    auto IsNumber = [&](const Cell &Place) {
      return !Place.Holds.numbers().empty() && !Place.Holds.hasScalar() &&
             (Place.Small || Nodes.isNumberAt(Named, Place.At));
    };
    auto IsNull = [](const Cell &Place) { return Place.Holds.isNumber(0); };
    if (llvm::none_of(Objects[I]->Cells, [&](const Cell &Place) {
          return IsNumber(Place) || IsNull(Place);
        }))
      continue;
    for (Cell &Place : own(Named).Cells)
      if (IsNumber(Place))
        Place.Holds.addScalar();
      else if (IsNull(Place)) {
        Place.Holds.add({Nodes.unseen(), Offset::any()});
        Place.Holds.addScalar();
      }
  }
}
