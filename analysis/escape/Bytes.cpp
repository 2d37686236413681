// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Bytes that are copied and filled, whatever stands in them.

#include "analysis/escape/Body.h"
#include "analysis/escape/Cells.h"

using namespace membrane;

/// All bytes of a copy that starts at a place of an object. They do not leave
/// an array that they are copied to, unless the size says so.
Offset Body::span(const Target &Start, uint64_t Size) const {
  Offset At = Start.At;
  if (!At.isExact())
    return At.isRange() ? At : Offset::any();
  if (Size && Size < uint64_t(Offset::MaxBound))
    return Offset::within(At.Bytes, At.Bytes + int64_t(Size));
  const Node &Object = Nodes[Start.Node];
  if (Size || !Object.Record || Object.Disputed || At.Bytes <= 0)
    return Offset::any();
  auto Array = Linked.arrayAt(Object.Record, At.Bytes);
  bool Bounded = Array && !Array->First;
  return Offset::within(At.Bytes, Bounded ? Array->High : Offset::MaxBound);
}

/// Pointers of a constant that are copied one by one.
static constexpr size_t MaxKnownPointers = 64;

/// The variable that an object is, if all that stands in it is known.
const Symbol *Body::constant(NodeId Named) const {
  if (Nodes[Named].Form != Node::Kind::Global || Nodes[Named].Several)
    return nullptr;
  const Symbol &Held = Linked.Symbols[Nodes[Named].Number];
  return Held.Constant && Held.Defined ? &Held : nullptr;
}

/// A place in each element of an array.
static Offset repeated(Offset In, uint64_t Element) {
  return In.isExact() ? Offset::make(In.Bytes, Element) : Offset::any();
}

/// Copies what Source knows of a range; of memory from before the call, also
/// what stood there at the entry.
void Body::copyRange(const State &Source, State &Now, const Range &Bytes) {
  Offset Shift = Bytes.To.At.plus(Bytes.From.At.negated());
  Offset Read = span(Bytes.From, Bytes.Size);
  Offset Written = span(Bytes.To, Bytes.Size);
  auto Inside = [&](Offset At) {
    if (!At.isExact() || !Bytes.From.At.isExact())
      return At.meets(Read);
    return At.Bytes >= Bytes.From.At.Bytes && At.meets(Read);
  };
  auto Put = [&](Offset At, const PointsTo &Holds, Location Where,
                 uint64_t Size = NodeTable::PointerSize) {
    Offset Place = Bytes.To.At.isRange() ? Bytes.To.At : At.plus(Shift);
    if (Place.isAny())
      Place = Written;
    Now.write(Nodes, Initial, {Bytes.To.Node, Place},
              {Holds, Size, Where, false});
  };
  NodeId From = Bytes.From.Node;
  llvm::SmallVector<Cell, 8> Known(Source.cells(From));
  for (const Cell &Place : Known)
    if (Inside(Place.At)) {
      Nodes.noteReread({From, Place.At}, Place.Holds);
      Put(Place.At, Place.Holds, Place.Where, sizeOf(Place));
    }
  const Symbol *Held = constant(From);
  if (Held && Held->Initial.size() <= MaxKnownPointers) {
    for (const InitialPointer &Pointer : Held->Initial)
      if (Pointer.Target && Inside(Offset::exact(Pointer.Offset)))
        Put(Offset::exact(Pointer.Offset),
            PointsTo::to(Nodes.symbol(Pointer.Target),
                         Offset::exact(Pointer.Addend)),
            {});
    return;
  }
  Node::Kind Form = Nodes[From].Form;
  bool Background = Nodes.isInput(From) || Form == Node::Kind::Unseen ||
                    Form == Node::Kind::Static || Form == Node::Kind::Thrown;
  if (!Background || (Bytes.Size && Bytes.Size < NodeTable::PointerSize))
    return;
  noteText(From);
  auto Before = [&](Offset At) {
    return Source.read(Nodes, Initial, {From, At}, NodeTable::PointerSize);
  };
  std::vector<Offset> Members = Nodes.pointerMembers(From);
  if (Members.empty())
    return Now.write(Nodes, Initial, {Bytes.To.Node, Written},
                     {Before(Read), NodeTable::PointerSize, {}, false});
  uint64_t Element = Nodes.sizeOf(From);
  bool Array = !Read.isRange() || uint64_t(Read.high()) > Element;
  for (Offset Member : Members) {
    Offset At = Array ? repeated(Member, Element) : Member;
    if (Inside(At))
      Put(At, Before(At), {});
  }
}

/// Bytes of a struct whose copy is looked at word by word.
static constexpr uint64_t MaxKnownCopy = 128;

void Body::runCopy(const Fact &Step, State &Now) {
  const PointsTo To = reached(Step.Operands[0]);
  const PointsTo From = reached(Step.Operands[1]);
  State Source = Now;
  overwrite(Now, To, Step.Size);
  for (const Target &Into : To.targets())
    for (const Target &Origin : From.targets())
      copyRange(Source, Now, {Origin, Into, Step.Size});
  for (const Target &Into : To.targets())
    for (const Target &Origin : From.targets())
      noteFilled({Origin, Into, Step.Size}, PointsTo::scalar(), Step.Where);
  if (From.followed() && (To.followed() || isSureOf(To)))
    for (const Target &Into : To.targets())
      copyKnown(Source, Now, {*From.followed(), Into, Step.Size});
  // What is copied as a whole makes a whole of its kind.
  for (const Target &Origin : From.targets())
    if (Origin.At == Offset() && Step.Size &&
        Nodes.likelySize(Origin.Node) == Step.Size)
      Nodes.guessAs(To, Nodes[Origin.Node]);
}

/// Where something may be known of a struct that is copied, behind its begin:
/// everywhere in a small one, else where something was stored.
std::vector<int64_t> Body::knownPlaces(const State &Source,
                                       const Range &Bytes) const {
  std::vector<int64_t> Found;
  const int64_t Width = NodeTable::PointerSize, Size = int64_t(Bytes.Size);
  if (Bytes.Size <= MaxKnownCopy) {
    for (int64_t At = 0; At + Width <= Size; At += Width)
      Found.push_back(At);
    return Found;
  }
  Node::Kind Form = Nodes[Bytes.From.Node].Form;
  if (Form != Node::Kind::Local && Form != Node::Kind::Fresh)
    return Found;
  for (const Cell &Known : Source.cells(Bytes.From.Node)) {
    int64_t At = Known.At.Bytes - Bytes.From.At.Bytes;
    if (Known.At.isExact() && At >= 0 && At % Width == 0 && At + Width <= Size)
      Found.push_back(At);
  }
  return Found;
}

/// A struct that is copied as a whole: what is known of a member of its is
/// known of the copy's, and nothing else stands there.
void Body::copyKnown(const State &Source, State &Now, const Range &Bytes) {
  bool Exact = Bytes.From.At.isExact() && Bytes.To.At.isExact();
  NodeId From = Bytes.From.Node;
  bool Constant = constant(From);
  if (!Exact)
    return;
  std::vector<Offset> Members = Nodes.pointerMembers(From);
  for (int64_t At : knownPlaces(Source, Bytes)) {
    Offset Further = Offset::exact(At);
    Target Place{From, Bytes.From.At.plus(Further)};
    // Of an input, only its pointers, and what this context says.
    if (Nodes.isInput(From) && !Constant && !Initial.count({From, Place.At}) &&
        !llvm::is_contained(Members, Place.At))
      continue;
    // Two numbers can stand where one pointer could.
    if (llvm::any_of(Source.cells(From), [&](const Cell &Known) {
          int64_t Inside = Known.At.Bytes - Place.At.Bytes;
          return Known.Small && Known.At.isExact() && Inside >= 0 && Inside < 8;
        }))
      continue;
    PointsTo Holds =
        Constant ? constantContent(Place)
                 : Source.read(Nodes, Initial, Place, NodeTable::PointerSize);
    if (!Holds.empty() && !Holds.hasScalar())
      Now.write(Nodes, Initial, {Bytes.To.Node, Bytes.To.At.plus(Further)},
                {Holds, NodeTable::PointerSize, {}, true});
  }
}

/// Bytes that become numbers nobody knows: old contents go if it is certain
/// which they are.
void Body::overwrite(State &Now, const PointsTo &To, uint64_t Size) {
  bool Sure = To.numbers().empty() && isSureOf(To);
  for (const Target &Into : To.targets()) {
    if (Sure && Into.At.isExact() && Size && !Nodes[Into.Node].Multiple &&
        !Nodes.isInput(Into.Node))
      Now.copyOver(Nodes, Into, Size);
    else
      Now.scramble(Nodes, Initial, Into.Node,
                   Into.At.isExact() ? State::Span{Into.At.Bytes, Size}
                                     : State::Span());
  }
}

void Body::runFill(const Fact &Step, State &Now) {
  const PointsTo To = reached(Step.Operands[0]);
  bool Zero = get(Step.Operands[1]).isNumber(0);
  for (const Target &Into : To.targets())
    noteFilled({Into, Into, Step.Size},
               Zero ? PointsTo::number(0) : PointsTo::scalar(), Step.Where);
  const Target *Only = To.single();
  bool Strong = Only && Only->At.isExact() && !Nodes[Only->Node].Multiple;
  if (Strong && Step.Size && Zero)
    return Now.zero(Nodes, *Only, Step.Size);
  overwrite(Now, To, Step.Size);
}
