// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "analysis/escape/State.h"

#include "analysis/escape/Bounds.h"
#include "analysis/escape/Cells.h"

using namespace membrane;

/// Whether a load or store of Size bytes moves a part of a pointer only.
static bool isPart(uint64_t Size) {
  return Size != 0 && Size < NodeTable::PointerSize;
}

/// What others have left in memory that the function has found.
static PointsTo left(NodeTable &Nodes, Target From) {
  if (Nodes.isNumberAt(From.Node, From.At))
    return PointsTo::scalar();
  if (!Nodes.isUnfilledAt(From.Node, From.At))
    return Nodes.entered(From);
  // Null, or what the library whose struct it stands in puts there by itself.
  PointsTo Found = PointsTo::number(0);
  Found.add({Nodes.statics(), Offset::any()});
  return Found;
}

/// What stands in a place at the entry, whoever calls.
static PointsTo atEntry(NodeTable &Nodes, Target From) {
  switch (Nodes[From.Node].Form) {
  case Node::Kind::Global: {
    PointsTo Found = Nodes.initial(From.Node, From.At);
    Found.add(left(Nodes, From));
    return Found;
  }
  case Node::Kind::Argument:
  case Node::Kind::Variadic:
  case Node::Kind::Content:
    return left(Nodes, From);
  case Node::Kind::Static:
  case Node::Kind::Thrown:
  case Node::Kind::Unseen: {
    PointsTo Found = PointsTo::to(From.Node, Offset::any());
    // Their address is never null, but what stands in constants may be.
    if (Nodes.isNeverNull(From.Node))
      Found.addScalar();
    return Found;
  }
  case Node::Kind::Function:
  case Node::Kind::Fresh:
  case Node::Kind::Local:
    return PointsTo::scalar();
  }
  return PointsTo::scalar();
}

bool membrane::isBound(const NodeTable &Nodes, const InitialCells &Initial,
                       Target Place) {
  return !Nodes[Place.Node].Multiple &&
         Initial.count({Place.Node, Place.At}) != 0;
}

PointsTo membrane::background(NodeTable &Nodes, const InitialCells &Initial,
                              Target From, const Object *Known) {
  if (Known && Known->Zeroed && Known->isZero(From.At))
    return PointsTo::number(0);
  auto Given = Initial.find({From.Node, From.At});
  if (Given == Initial.end())
    return atEntry(Nodes, From);
  if (!Nodes[From.Node].Multiple)
    return Given->second;
  // What was told is so of one of the objects that it stands for.
  PointsTo Found = Given->second;
  Found.add(atEntry(Nodes, From));
  return Found;
}

/// If the function has stored something there, that is read again.
void State::noteRead(NodeTable &Nodes, Target From, uint64_t Size,
                     const PointsTo &Found) const {
  if (!has(From.Node) || !isCallers(Nodes[From.Node]))
    return;
  const Object &Held = *Objects[From.Node.Index];
  bool Stored =
      (Held.Zeroed && Held.isZero(From.At)) ||
      (From.At.isExact() && llvm::any_of(Held.Cells, [&](const Cell &Place) {
         return Place.At == From.At && !Place.Told &&
                !(Place.Small && !isPart(Size));
       }));
  if (!Stored)
    return;
  if (!isPart(Size))
    Nodes.noteReread(From, Found);
  else if (!Found.hasScalar())
    Nodes.noteUse(From, InterimUse::RereadNumber);
}

PointsTo State::read(NodeTable &Nodes, const InitialCells &Initial, Target From,
                     uint64_t Size) const {
  PointsTo Found = look(Nodes, Initial, From, Size);
  noteRead(Nodes, From, Size, Found);
  return Found;
}

PointsTo State::look(NodeTable &Nodes, const InitialCells &Initial, Target From,
                     uint64_t Size) const {
  const Object *Known =
      has(From.Node) ? Objects[From.Node.Index].get() : nullptr;
  PointsTo Found;
  bool Exact = false;
  Nodes.spend(1 + (Known ? Known->Cells.size() : 0));
  if (Known)
    for (const Cell &Place : Known->Cells)
      if (Place.At.meets(From.At)) {
        addOther(Nodes, Found, Place.Holds);
        Nodes.spend(Place.Holds.targets().size());
        Exact |= Place.At == From.At && From.At.isExact() &&
                 !(Place.Small && !isPart(Size));
      }
  if (Nodes.hasSeveralGlobals() && Nodes[From.Node].Form == Node::Kind::Global)
    readSeveral(Nodes, From.Node, Found);
  if (Nodes.hasAnyContents() && Nodes[From.Node].Form == Node::Kind::Content)
    readAny(Nodes, From, Found);
  if (Known && Known->isTorn(From.At, Size))
    Found.addScalar();
  if (Exact)
    return Found;
  if (Nodes.isInput(From.Node))
    readAliases(Nodes, From, Found);
  bool Given = isBound(Nodes, Initial, From);
  if (Size < NodeTable::PointerSize && Nodes.isInput(From.Node) && !Given &&
      !(Known && Known->Zeroed && Known->isZero(From.At)))
    Found.addScalar();
  else
    addOther(Nodes, Found, background(Nodes, Initial, From, Known));
  return Found;
}

/// Whether there may be such memory now, and not freed.
bool State::exists(const NodeTable &Nodes, NodeId Named) const {
  if (Nodes[Named].Form == Node::Kind::Fresh)
    return has(Named) && (alive(Named) & Live);
  if (!Nodes.isInput(Named) || !(alive(Named) & Live))
    return false;
  // Nothing hangs under an argument that is null.
  for (; Nodes[Named].Form == Node::Kind::Content; Named = Nodes[Named].Parent)
    if (alive(Nodes[Named].Parent) == 0)
      return false;
  return true;
}

uint8_t State::movedAway(const NodeTable &Nodes, const PointsTo &Holds,
                         const PointsTo &Other, uint8_t Known) const {
  uint8_t Found = PointsTo::Nothing;
  for (const Target &To : Other.targets()) {
    uint8_t Kind = Nodes[To.Node].Form == Node::Kind::Fresh ? PointsTo::Block
                                                            : PointsTo::Memory;
    if (!((Known | Found) & Kind) && exists(Nodes, To.Node) &&
        !Holds.names(To.Node))
      Found |= Kind;
  }
  return Found;
}

PointsTo membrane::untold(const Cell &Place) {
  PointsTo Names = Place.Holds;
  if (Place.Told) {
    Names = Names.without([](NodeId) { return true; });
    Names.add({Place.Told, Offset()});
  }
  return Names;
}

bool membrane::isUnwritten(const PointsTo &Holds) {
  return Holds.targets().empty() && Holds.numbers().empty();
}

void State::addOther(const NodeTable &Nodes, PointsTo &Into,
                     const PointsTo &Other) const {
  if (!Into.isLoosest() && !isUnwritten(Into) && !isUnwritten(Other) &&
      Into != Other)
    Into.loosen(movedAway(Nodes, Into, Other, Into.moved()) |
                movedAway(Nodes, Other, Into, Into.moved()));
  Into.add(Other);
}

/// The same, where what Into names does not exist if Other stands there.
void State::addIfNot(const NodeTable &Nodes, PointsTo &Into,
                     const PointsTo &Other) const {
  if (!isUnwritten(Other))
    Into.loosen(movedAway(Nodes, Into, Other));
  Into.add(Other);
}

bool State::isSmall(Target Place) const {
  return Place.At.isExact() &&
         llvm::any_of(cells(Place.Node), [&](const Cell &Known) {
           return Known.Small && Known.At == Place.At;
         });
}

bool State::isOverlapped(Target Place) const {
  bool Whole = false;
  for (const Cell &Known : cells(Place.Node)) {
    bool Here = Known.At == Place.At;
    bool Number = !Known.At.isExact() && Known.Holds.targets().empty();
    if (Here ? Known.Small || Known.Holds.hasScalar()
             : Known.At.meets(Place.At) && !Known.Small && !Number)
      return false;
    Whole |= Here;
  }
  return Whole && Place.At.isExact();
}

/// A global that is told apart may be among those that are not.
void State::readSeveral(const NodeTable &Nodes, NodeId From,
                        PointsTo &Found) const {
  for (uint32_t I = 0; I < Objects.size(); ++I) {
    const Node &Other = Nodes[NodeId(I)];
    if (Objects[I] && NodeId(I) != From && Other.Form == Node::Kind::Global &&
        (Other.Several || Nodes[From].Several))
      for (const Cell &Place : Objects[I]->Cells)
        Found.add(Place.Holds);
  }
}

/// Adds what was stored in contents that may be this one: another element of an
/// array, or at coarse precision what a callee did to all that hangs under an
/// argument.
void State::readAny(NodeTable &Nodes, Target From, PointsTo &Found) const {
  for (NodeId Other : Nodes.othersLike(From.Node))
    if (has(Other))
      for (const Cell &Place : Objects[Other.Index]->Cells)
        if (Place.At.meets(From.At))
          Found.add(Place.Holds);
}

Object &State::own(NodeId Named) {
  if (Objects.size() <= Named.Index)
    Objects.resize(Named.Index + 1);
  ObjectRef &Held = Objects[Named.Index];
  if (!Held)
    Held = llvm::makeIntrusiveRefCnt<Object>();
  else if (Held->UseCount() > 1)
    Held = llvm::makeIntrusiveRefCnt<Object>(*Held);
  return *Held;
}

/// Puts all cells into one that stands for every offset.
static void collapse(Object &Held) {
  Cell Whole{Offset::any(), {}, Held.Cells.front().Where};
  for (const Cell &Place : Held.Cells)
    Whole.Holds.add(untold(Place));
  Held.Cells.assign(1, Whole);
}

void membrane::place(Object &Held, Cell New) {
  auto At = llvm::lower_bound(Held.Cells, New.At,
                              [](const Cell &Place, const Offset &Wanted) {
                                return Place.At < Wanted;
                              });
  if (At != Held.Cells.end() && At->At == New.At)
    *At = std::move(New);
  else
    Held.Cells.insert(At, std::move(New));
  if (Held.Cells.size() > Object::MaxCells) {
    countBound(Bound::Cells);
    collapse(Held);
  }
}

void membrane::placeAll(Object &Held, llvm::MutableArrayRef<Cell> New) {
  size_t Mine = Held.Cells.size(), Theirs = New.size(), To = Mine + Theirs;
  if (To > Object::MaxCells) {
    for (Cell &Place : New)
      place(Held, std::move(Place));
    return;
  }
  Held.Cells.resize(To);
  while (Theirs)
    Held.Cells[--To] = Mine && New[Theirs - 1].At < Held.Cells[Mine - 1].At
                           ? std::move(Held.Cells[--Mine])
                           : std::move(New[--Theirs]);
}

static uint8_t wideOf(uint64_t Size) {
  return uint8_t(std::min<uint64_t>(Size ? Size : NodeTable::PointerSize, 255));
}

/// The Size bytes from Start on are those of a new store: cells in them go, and
/// one before them ends there.
static void cover(Object &Held, int64_t Start, uint64_t Size) {
  int64_t End = Start + int64_t(Size);
  llvm::erase_if(Held.Cells, [&](const Cell &Place) {
    return Place.At.isExact() && Place.At.Bytes > Start &&
           Place.At.Bytes + Place.Wide <= End;
  });
  for (Cell &Place : Held.Cells) {
    int64_t Before = Start - Place.At.Bytes;
    if (Place.At.isExact() && Before > 0 && Before < Place.Wide &&
        Place.At.Bytes + Place.Wide <= End)
      Place.Wide = uint8_t(Before);
  }
}

void State::write(NodeTable &Nodes, const InitialCells &Initial, Target To,
                  const Writing &What) {
  if (Nodes.isIdle(To.Node))
    return;
  if (!What.Told)
    addToAliases(Nodes, To, 1, What.Holds);
  bool Strong = What.Strong && To.At.isExact() && !Nodes[To.Node].Multiple;
  // Part of a pointer that is overwritten leaves the pointer possible.
  if (Strong && What.Size < NodeTable::PointerSize)
    for (const Cell &Place : cells(To.Node))
      Strong &= !(Place.At == To.At && !Place.Holds.targets().empty());
  // What one callee counts in many objects is no pointer in any of them.
  bool Number = What.Number && !Strong && Nodes.isInput(To.Node);
  uint64_t Size = Number ? SmallSize : What.Size;
  Cell New{To.At,        What.Holds,
           What.Where,   isPart(Size) && What.Holds.targets().empty(),
           wideOf(Size), What.Told};
  for (const Cell &Place : cells(To.Node))
    if (Place.At == To.At) {
      New.Small &= Place.Small;
      if (!Strong)
        New.Wide = std::max(New.Wide, Place.Wide);
      if (!Strong && Place.Told && What.Holds.targets().empty())
        New.Told = Place.Told;
      else if (!Strong && Place.Told)
        New.Holds.add({Place.Told, Offset()});
    }
  if (!Strong && To.At.isExact() && What.Sole)
    addIfNot(Nodes, New.Holds,
             isUnset(Nodes, To) ? PointsTo::number(0)
                                : look(Nodes, Initial, To, Size));
  else if (!Strong && To.At.isExact())
    addOther(Nodes, New.Holds, look(Nodes, Initial, To, Size));
  else if (!Strong)
    for (const Cell &Place : cells(To.Node))
      if (Place.At == To.At)
        addOther(Nodes, New.Holds, Place.Holds);
  // At a fixpoint almost everything that is stored is there already.
  if (!Strong)
    for (const Cell &Place : cells(To.Node))
      if (Place.At == To.At && Place.Holds == New.Holds &&
          Place.Small == New.Small && Place.Wide == New.Wide &&
          Place.Told == New.Told)
        return;
  if (Strong && !What.Told)
    noteLost(Nodes, To, What);
  Object &Held = own(To.Node);
  if (Strong && !What.Told)
    cover(Held, To.At.Bytes, What.Size);
  place(Held, std::move(New));
}

/// What stands where something is stored shows in no cell any more.
void State::noteLost(NodeTable &Nodes, Target To, const Writing &What) const {
  if (!has(To.Node) || !isCallers(Nodes[To.Node]))
    return;
  for (const Cell &Place : cells(To.Node)) {
    int64_t Distance = Place.At.Bytes - To.At.Bytes;
    bool Kept = Distance == 0 && What.Holds.covers(Place.Holds);
    if (Place.At.isExact() && Distance >= 0 && !Kept &&
        uint64_t(Distance) < std::max<uint64_t>(What.Size, 1))
      Nodes.noteUse({To.Node, Place.At},
                    Place.Small ? InterimUse::LostNumber : InterimUse::Lost);
  }
}

void State::erase(const NodeTable &Nodes, Target To, uint64_t Size) {
  uint64_t Own = Nodes.variableSize(To.Node);
  bool Everything = To.At.Bytes == 0 && Own && Size >= Own;
  llvm::erase_if(own(To.Node).Cells, [&](const Cell &Place) {
    int64_t Distance = Place.At.Bytes - To.At.Bytes;
    return Everything || (Place.At.isExact() && Distance >= 0 &&
                          (Size == 0 || uint64_t(Distance) < Size));
  });
}

void State::copyOver(const NodeTable &Nodes, Target To, uint64_t Size) {
  erase(Nodes, To, Size);
  Object &Held = own(To.Node);
  Held.addCopied({To.At.Bytes, To.At.Bytes + int64_t(Size)});
  // The end of a number may have become another.
  for (Cell &Place : Held.Cells) {
    int64_t Before = To.At.Bytes - Place.At.Bytes;
    if (Place.At.isExact() && Before > 0 && Before < Place.Wide)
      Place.Holds.addScalar();
  }
}

void State::zero(NodeTable &Nodes, Target To, uint64_t Size) {
  uint64_t Own = Nodes.variableSize(To.Node);
  Own = Own ? Own : Nodes.sizeOf(To.Node);
  bool Whole =
      To.At.Bytes == 0 && (!Nodes.isInput(To.Node) || (Own && Size >= Own));
  Nodes.noteUse({To.Node, Offset::any()},
                InterimUse::Lost | InterimUse::LostNumber);
  erase(Nodes, To, Size);
  addToAliases(Nodes, To, Size ? Size : Nodes.sizeOf(To.Node),
               PointsTo::number(0));
  Object &Held = own(To.Node);
  if (Whole && Held.Cells.empty()) {
    Held.Zeroed = true;
    Held.Copied.clear();
    if (Nodes.isInput(To.Node) && !Nodes.variableSize(To.Node))
      Held.Copied = {{INT64_MIN, 0}, {int64_t(Size), INT64_MAX}}; // neighbours
  }
}

/// Whether a cell says what stands at a place: an address, or null.
static bool holdsNull(const Cell &Known, Target Place) {
  return Known.At == Place.At && Place.At.isExact() &&
         !Known.Holds.targets().empty() && Known.Holds.numbers().size() == 1 &&
         Known.Holds.numbers()[0] == 0;
}

bool State::mayBeNull(Target Place) const {
  return llvm::any_of(cells(Place.Node), [&](const Cell &Known) {
    return holdsNull(Known, Place);
  });
}

void State::dropNull(Target Place) {
  for (Cell &Known : own(Place.Node).Cells)
    if (holdsNull(Known, Place))
      Known.Holds = Known.Holds.withoutNumbers();
}

/// Whether a variable of the function's own has nothing there yet.
bool State::isUnset(const NodeTable &Nodes, Target Place) const {
  if (Nodes[Place.Node].Form != Node::Kind::Local || !has(Place.Node))
    return false;
  const Object &Held = *Objects[Place.Node.Index];
  return !Nodes[Place.Node].Multiple &&
         !Held.isTorn(Place.At, NodeTable::PointerSize) &&
         llvm::none_of(Held.Cells, [&](const Cell &Known) {
           return Known.At.meets(Place.At);
         });
}

void State::restore(Target Place, const PointsTo &Holds) {
  for (Cell &Known : own(Place.Node).Cells)
    if (Known.At == Place.At)
      Known.Holds = Holds;
}

void State::create(const NodeTable &Nodes, NodeId Named) {
  if (Nodes[Named].Several && has(Named))
    return; // others live on
  if (Objects.size() <= Named.Index)
    Objects.resize(Named.Index + 1);
  Objects[Named.Index] = llvm::makeIntrusiveRefCnt<Object>();
}

void State::remove(NodeId Block) {
  auto IsIt = [&](NodeId Named) { return Named == Block; };
  for (uint32_t I = 0; I < Objects.size(); ++I)
    if (Objects[I] && llvm::any_of(Objects[I]->Cells, [&](const Cell &Place) {
          return Place.Holds.names(Block);
        }))
      for (Cell &Place : own(NodeId(I)).Cells)
        if (Place.Holds.names(Block)) {
          Place.Holds = Place.Holds.without(IsIt);
          Place.Holds.addNumber(0);
        }
  free(Block, 0);
}

void State::free(NodeId Named, uint8_t Alive) { own(Named).Alive = Alive; }
