// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Where paths meet: the possibilities of both.

#include "analysis/escape/Cells.h"

using namespace membrane;

/// What a cell has to be joined with where the other side has none.
static PointsTo missing(NodeTable &Nodes, const InitialCells &Initial,
                        Target Where, const Object *Other, const Cell &Mine) {
  if (Mine.Small && !(Other && Other->Zeroed && Other->isZero(Where.At)) &&
      !isBound(Nodes, Initial, Where))
    return PointsTo::scalar();
  return background(Nodes, Initial, Where, Other);
}

/// Joins one object of a state with the same one of another. Copies it only if
/// something is new: at a fixpoint almost nothing is.
class State::CellJoin {
public:
  CellJoin(State &Here, const State &There, const Setting &Of, NodeId Named);
  bool join();

private:
  void meet(size_t Index);
  void joinBoth(size_t Index, const Cell &Theirs);
  void joinPlace(size_t Index, const PointsTo &Theirs);
  void forget(size_t Index);
  void addNew();
  void joinZeroed();
  const Cell &mine(size_t Index) const { return Mine->Cells[Index]; }
  Object &change();

  State &Here;
  const State &There;
  const Setting &Of;
  NodeId Named;
  const Object *Mine;
  const Object *Theirs;
  llvm::SmallVector<Cell, 4> New; ///< that only There has
  bool Grown = false;
};

/// As memory is at the entry.
static const Object Untouched;

State::CellJoin::CellJoin(State &Here, const State &There, const Setting &Of,
                          NodeId Named)
    : Here(Here), There(There), Of(Of), Named(Named),
      Mine(Here.has(Named) ? Here.Objects[Named.Index].get() : &Untouched),
      Theirs(There.has(Named) ? There.Objects[Named.Index].get() : &Untouched) {
}

Object &State::CellJoin::change() {
  Object &Changed = Here.own(Named);
  Mine = &Changed;
  Grown = true;
  return Changed;
}

/// What of a place that holds one thing here and another there is loose.
static uint8_t looseness(const NodeTable &Nodes, const State &Here,
                         const PointsTo &Mine, const State &There,
                         const PointsTo &Theirs) {
  if (Mine.isLoosest() || isUnwritten(Mine) || isUnwritten(Theirs))
    return PointsTo::Nothing;
  return Here.movedAway(Nodes, Mine, Theirs, Mine.moved()) |
         There.movedAway(Nodes, Theirs, Mine, Mine.moved());
}

void State::CellJoin::joinPlace(size_t Index, const PointsTo &Theirs) {
  const PointsTo &Holds = mine(Index).Holds;
  if (Holds == Theirs)
    return;
  uint8_t Loose = looseness(Of.Nodes, Here, Holds, There, Theirs);
  if (Loose == PointsTo::Nothing && Holds.covers(Theirs))
    return;
  PointsTo Both = Holds;
  bool More = Both.add(Theirs);
  if (Both.loosen(Loose) || More)
    change().Cells[Index].Holds = std::move(Both);
}

/// What a test told of a place on this side only.
void State::CellJoin::forget(size_t Index) {
  if (!mine(Index).Told)
    return;
  Cell &Place = change().Cells[Index];
  Place.Holds = untold(Place);
  Place.Told = {};
}

/// A cell that only this side has meets the other's background.
void State::CellJoin::meet(size_t Index) {
  forget(Index);
  const Cell &Place = mine(Index);
  if (Place.At.isExact())
    joinPlace(Index,
              missing(Of.Nodes, Of.Initial, {Named, Place.At}, Theirs, Place));
}

void State::CellJoin::joinBoth(size_t Index, const Cell &Other) {
  bool Told = mine(Index).Told == Other.Told;
  if (!Told)
    forget(Index);
  joinPlace(Index, Told ? Other.Holds : untold(Other));
  if (Other.Wide > mine(Index).Wide)
    change().Cells[Index].Wide = Other.Wide;
  // Where one side stored a part only, whole pointers are as before.
  const Cell &Place = mine(Index);
  if (Place.Small == Other.Small)
    return;
  if (Place.At.isExact()) {
    PointsTo Both = Place.Holds;
    if (Both.add(background(Of.Nodes, Of.Initial, {Named, Place.At},
                            Place.Small ? Mine : Theirs)))
      change().Cells[Index].Holds = std::move(Both);
  }
  if (mine(Index).Small)
    change().Cells[Index].Small = false;
}

void State::CellJoin::addNew() {
  for (Cell &Place : New) {
    Place.Holds = untold(Place);
    Place.Told = {};
    if (Place.At.isExact()) {
      PointsTo Other =
          missing(Of.Nodes, Of.Initial, {Named, Place.At}, Mine, Place);
      uint8_t Loose = looseness(Of.Nodes, There, Place.Holds, Here, Other);
      Place.Holds.add(Other);
      Place.Holds.loosen(Loose);
    }
  }
  if (!New.empty())
    placeAll(change(), New);
}

void State::CellJoin::joinZeroed() {
  if (Mine->Zeroed && !Theirs->Zeroed)
    change().Zeroed = false;
  for (const auto &Bytes : Theirs->Copied)
    if (Mine->Zeroed && !llvm::is_contained(Mine->Copied, Bytes))
      change().addCopied(Bytes);
}

/// Cells that only one side has meet the other's background. Which memory is
/// alive is as it was before the join.
bool State::CellJoin::join() {
  Of.Nodes.spend(Mine->Cells.size() + Theirs->Cells.size());
  size_t Index = 0;
  for (const Cell &Other : Theirs->Cells) {
    Of.Nodes.spend(Other.Holds.targets().size());
    while (Index < Mine->Cells.size() && mine(Index).At < Other.At)
      meet(Index++);
    if (Index == Mine->Cells.size() || mine(Index).At != Other.At)
      New.push_back(Other);
    else
      joinBoth(Index++, Other);
  }
  while (Index < Mine->Cells.size())
    meet(Index++);
  addNew();
  joinZeroed();
  return Grown;
}

/// Whether memory is not there: its address is null, or what it hangs under is
/// not there.
bool State::isAbsent(const NodeTable &Nodes, NodeId Named) const {
  for (; Nodes[Named].Form == Node::Kind::Content; Named = Nodes[Named].Parent)
    if (alive(Named) == 0)
      return true;
  return alive(Named) == 0;
}

/// What a cell of an object that is not there in a state holds may be elsewhere
/// in it: a new block that it has. True if that was not known.
static bool loosenFor(const NodeTable &Nodes, const State &Without,
                      Cell &Place) {
  bool Elsewhere = llvm::any_of(Place.Holds.targets(), [&](const Target &To) {
    return Nodes[To.Node].Form == Node::Kind::Fresh && Without.has(To.Node) &&
           (Without.alive(To.Node) & Live);
  });
  return Elsewhere && Place.Holds.loosen(PointsTo::Block);
}

/// Takes the other's contents of an object that is not there without them.
bool State::replaceCells(const NodeTable &Nodes, NodeId Named,
                         const State &Other) {
  if (!has(Named) && !Other.has(Named))
    return false;
  Object New = Other.has(Named) ? *Other.Objects[Named.Index] : Object();
  if (Nodes.isInput(Named))
    for (Cell &Place : New.Cells)
      loosenFor(Nodes, *this, Place);
  Object &Here = own(Named);
  bool Same = Here.Cells == New.Cells && Here.Zeroed == New.Zeroed &&
              Here.Copied == New.Copied;
  Here.Cells = New.Cells;
  Here.Zeroed = New.Zeroed;
  Here.Copied = New.Copied;
  return !Same;
}

/// The same of an object that is not there in the other one.
bool State::loosenCells(const NodeTable &Nodes, NodeId Named,
                        const State &Other) {
  bool Grown = false;
  if (!Nodes.isInput(Named))
    return false;
  for (size_t I = 0; I < cells(Named).size(); ++I) {
    Cell Place = cells(Named)[I];
    if (loosenFor(Nodes, Other, Place)) {
      own(Named).Cells[I] = Place;
      Grown = true;
    }
  }
  return Grown;
}

/// New memory that exists on one path only is as that path says.
bool State::joinLives(const NodeTable &Nodes, const State &Other) {
  bool Grown = false;
  for (uint32_t I = 0; I < Objects.size(); ++I) {
    NodeId Named(I);
    bool Theirs = Other.has(Named);
    if (Theirs && !Objects[I] && !Nodes.isInput(Named)) {
      Objects[I] = Other.Objects[I];
      Grown = true;
    } else if (Theirs ? Objects[I] || Nodes.isInput(Named)
                      : Objects[I] && Nodes.isInput(Named)) {
      uint8_t Both = alive(Named) | Other.alive(Named);
      if (Both != alive(Named)) {
        own(Named).Alive = Both;
        Grown = true;
      }
    }
  }
  return Grown;
}

bool State::join(NodeTable &Nodes, const InitialCells &Initial,
                 const State &Other) {
  if (!Other.Reachable)
    return false;
  if (!Reachable) {
    *this = Other;
    return true;
  }
  bool Grown = false;
  Setting Of{Nodes, Initial};
  Objects.resize(std::max(Objects.size(), Other.Objects.size()));
  Nodes.spend(Objects.size() / 8);
  for (uint32_t I = 0; I < Objects.size(); ++I) {
    NodeId Named(I);
    bool Theirs = Other.has(Named);
    bool Same = Theirs && Objects[I] == Other.Objects[I];
    if (!(Theirs || Objects[I]) || Same ||
        !(Nodes.isInput(Named) || (Theirs && Objects[I])))
      continue;
    // A block that a null test says is not there, or that is freed, holds
    // nothing either.
    bool Fresh = Nodes[Named].Form == Node::Kind::Fresh;
    bool Told = Nodes.isInput(Named) || Fresh;
    auto IsGone = [&](const State &At) {
      return At.isAbsent(Nodes, Named) || (Fresh && At.alive(Named) == Freed);
    };
    bool Absent = Told && IsGone(*this);
    if (Told && Absent != IsGone(Other))
      Grown |= Absent ? replaceCells(Nodes, Named, Other)
                      : loosenCells(Nodes, Named, Other);
    else
      Grown |= CellJoin(*this, Other, Of, Named).join();
  }
  return joinLives(Nodes, Other) || Grown;
}
