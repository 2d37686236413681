// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Memory of the caller's that may have two names, which nobody tells: clients
// give one object twice, a list leads to it by two links, two globals do. What
// is stored by one name is read by another if both are used as one record:
// numbers that decide something, and new blocks. What else stands there is the
// caller's by each name.

#include "analysis/escape/State.h"

using namespace membrane;

/// Whether anything says of what kind it is.
static bool isKnown(const Node &Object) {
  return Object.Record || Object.Guess.Slots;
}

/// How far an exact place of one name is behind a place of another, if both
/// lead to the same record, of Size bytes, or to records of one array: it is
/// the least that the first may be. Size 0: it is not known.
static int64_t distance(Offset At, Offset From, uint64_t Size) {
  int64_t Apart = At.Bytes - From.Bytes;
  if (!Size)
    return Apart;
  Apart %= int64_t(Size);
  return Apart < 0 ? Apart + int64_t(Size) : Apart;
}

/// Whether a place is one member of a record, or of some record of an array.
static bool isMember(Offset At, uint64_t Size) {
  return At.isExact() || (Size && At.Stride % Size == 0);
}

/// The new blocks among what is stored.
static PointsTo blocksOf(const NodeTable &Nodes, const PointsTo &Holds) {
  PointsTo Blocks;
  for (const Target &To : Holds.targets())
    if (Nodes[To.Node].Form == Node::Kind::Fresh)
      Blocks.add(To);
  return Blocks;
}

void State::addToAliases(NodeTable &Nodes, Target To, uint64_t Size,
                         const PointsTo &Holds) {
  if (!Nodes.isInput(To.Node) || !isKnown(Nodes[To.Node]))
    return;
  const uint64_t Each = Nodes.likelySize(To.Node);
  if (!isMember(To.At, Each))
    return;
  // What is passed in the width of a pointer is a number by its place.
  bool IsNumber = Nodes.isNumberAt(To.Node, To.At);
  bool Numbers = Holds.targets().empty() || IsNumber;
  const PointsTo New = !Numbers                  ? blocksOf(Nodes, Holds)
                       : Holds.targets().empty() ? Holds
                                                 : PointsTo::scalar();
  if (New.empty())
    return;
  // A block that is taken by one name and cleared is not found by the other.
  bool Clears = New.isNumber(0);
  auto Loses = [&](const Cell &Place) {
    return Clears && !Place.Holds.losesBlock() &&
           !blocksOf(Nodes, Place.Holds).empty();
  };
  auto Changes = [&](const Cell &Place) {
    if (!Place.At.isExact() || Place.Told)
      return false;
    int64_t Apart = distance(Place.At, To.At, Each);
    if (Apart < 0 || Apart >= int64_t(Size))
      return false;
    bool Sure = !Place.Holds.numbers().empty() && Place.Holds.isKnownNumbers();
    return Loses(Place) || ((Sure || !Numbers) && !Place.Holds.covers(New));
  };
  Nodes.spend(Objects.size() / 8);
  for (uint32_t I = 0; I < Objects.size(); ++I) {
    if (!Objects[I] || !Nodes.mayAlias(NodeId(I), To.Node) ||
        llvm::none_of(Objects[I]->Cells, Changes))
      continue;
    for (Cell &Place : own(NodeId(I)).Cells)
      if (Changes(Place)) {
        if (Loses(Place))
          Place.Holds.loosen(PointsTo::Block);
        Place.Holds.add(New);
      }
  }
}

void State::readAliases(const NodeTable &Nodes, Target From,
                        PointsTo &Found) const {
  if (!From.At.isExact() || Nodes.Allocations.empty() ||
      !isKnown(Nodes[From.Node]))
    return;
  const uint64_t Each = Nodes.likelySize(From.Node);
  for (uint32_t I = 0; I < Objects.size(); ++I) {
    if (!Objects[I] || !Nodes.mayAlias(NodeId(I), From.Node))
      continue;
    for (const Cell &Place : Objects[I]->Cells)
      if (Place.At.isExact() && distance(Place.At, From.At, Each) == 0)
        Found.add(blocksOf(Nodes, Place.Holds));
  }
}
