// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What declared types say of the memory that nodes stand for.

#include "analysis/escape/Bounds.h"
#include "analysis/escape/Nodes.h"

using namespace membrane;

/// What a pointer's declared type says of the memory behind it.
void NodeTable::describe(Node &Behind, TypeId Pointer) const {
  if (!Pointer || Linked.Types[Pointer.Index].Form != Type::Kind::Pointer)
    return;
  TypeId Inner = Linked.Types[Pointer.Index].Element;
  while (Inner && Linked.Types[Inner.Index].Form == Type::Kind::Array)
    Inner = Linked.Types[Inner.Index].Element;
  if (!Inner)
    return;
  Behind.Record = Linked.Types[Inner.Index].Record;
  Behind.Flat = Linked.Types[Inner.Index].Form == Type::Kind::Scalar;
}

/// Whether values of a type have neither pointers nor bytes in them, which may
/// be those of anything.
static bool isNumbers(const Program &Linked, TypeId Named, unsigned Depth = 0) {
  if (!Named || Depth == 8)
    return false;
  const Type &Held = Linked.Types[Named.Index];
  if (Held.Form == Type::Kind::Scalar)
    return Held.Size > 1;
  if (Held.Form == Type::Kind::Array)
    return isNumbers(Linked, Held.Element, Depth + 1);
  if (Held.Form != Type::Kind::Record || !Held.Record)
    return false;
  const Record &Whole = Linked.Records[Held.Record.Index];
  return Whole.Complete && llvm::all_of(Whole.Fields, [&](const Field &Member) {
           return isNumbers(Linked, Member.Type, Depth + 1);
         });
}

bool NodeTable::isNumberMember(const Program &Linked, RecordId Holder,
                               Offset At) {
  if (!Holder || !At.isExact())
    return false;
  const Record &Whole = Linked.Records[Holder.Index];
  bool Found = false;
  for (const Field &Member : Whole.Fields) {
    if (int64_t(Member.Offset) != At.Bytes || !Member.Type)
      continue;
    Found = true;
    if (!isNumbers(Linked, Member.Type))
      return false;
  }
  return Found;
}

bool NodeTable::isHook(const Program &Linked, const Symbol &Held) {
  return Held.Type &&
         Linked.Types[Held.Type.Index].Form == Type::Kind::Pointer &&
         Linked.holdsFunctions(Held.Type);
}

bool NodeTable::isHook(const Program &Linked, const Node &Held) {
  return Held.Form == Node::Kind::Global &&
         isHook(Linked, Linked.Symbols[Held.Number]);
}

bool NodeTable::isOfHook(NodeId Held) const {
  const Node &Behind = Nodes[Held.Index];
  if (Behind.Form != Node::Kind::Content)
    return isHook(Linked, Behind);
  const Node &Variable = Nodes[Behind.Parent.Index];
  if (Variable.Form != Node::Kind::Global || Variable.Several)
    return false;
  if (isHook(Linked, Variable))
    return true;
  return Behind.At.isExact() &&
         isHookAt(SymbolId(Variable.Number), Behind.At.Bytes);
}

bool NodeTable::isHookAt(SymbolId Variable, int64_t Bytes) const {
  const Symbol &Held = Linked.Symbols[Variable.Index];
  TypeId Member =
      Held.Form == Symbol::Kind::Variable ? typeOf(Held.Type, Bytes) : TypeId();
  return Member && Linked.Types[Member.Index].Form == Type::Kind::Pointer &&
         Linked.holdsFunctions(Member);
}

/// Of what stands at an offset of a value; of the value if it is no struct, and
/// none if that is not known.
TypeId NodeTable::typeOf(TypeId Whole, int64_t Offset) const {
  if (!Whole || Linked.Types[Whole.Index].Form != Type::Kind::Record)
    return Whole;
  return soleType(Linked.membersAt(Whole, Offset));
}

/// Whether what is narrower than a pointer is all that stands in a pointer's
/// bytes from an offset of a struct; if all are single bytes, they may be a
/// pointer's.
static bool isNarrowPiece(const Record &Whole, int64_t Offset,
                          llvm::ArrayRef<Type> Types) {
  if (!Whole.Complete || Whole.Union)
    return false;
  bool Wide = false;
  for (const Field &Member : Whole.Fields) {
    const Type *Held = Member.Type ? &Types[Member.Type.Index] : nullptr;
    int64_t Start = int64_t(Member.Offset);
    int64_t End = Start + (Held ? int64_t(Held->Size) : INT64_MAX / 2);
    if (End <= Offset || Start >= Offset + int64_t(NodeTable::PointerSize))
      continue;
    if (!Held || Held->Form != Type::Kind::Scalar || Held->Size == 0 ||
        Held->Size >= NodeTable::PointerSize)
      return false;
    Wide |= Held->Size > 1;
  }
  return Wide;
}

bool NodeTable::canReturnPointer(const Program &Linked, const Function &Code,
                                 int64_t Bytes) {
  if (!Code.Result)
    return true;
  const Type &Held = Linked.Types[Code.Result.Index];
  return Held.Form != Type::Kind::Record || !Held.Record ||
         !isNarrowPiece(Linked.Records[Held.Record.Index], Bytes, Linked.Types);
}

bool NodeTable::canBePointer(const Program &Linked, const Function &Code,
                             uint32_t Argument) {
  TypeId Declared = Code.declaredType(Argument);
  if (!Declared)
    return true;
  const ArgumentOrigin &Origin = Code.Arguments[Argument];
  const Type &Held = Linked.Types[Declared.Index];
  if (Held.Form == Type::Kind::Record && Held.Record && !Origin.Indirect)
    return !isNarrowPiece(Linked.Records[Held.Record.Index], Origin.Offset,
                          Linked.Types);
  return Held.Form != Type::Kind::Scalar || Held.Size == 0 ||
         Held.Size >= PointerSize;
}

static bool startsWith(const Program &Linked, RecordId Outer, RecordId Inner);

/// Whether a node is of the record that a new link leads to.
bool NodeTable::isKind(NodeId Named, const Node &Inner) const {
  const Node &Up = Nodes[Named.Index];
  if (Inner.Record && Up.Record)
    return Inner.Record == Up.Record;
  RecordId New = Inner.Record ? Inner.Record : Inner.Guess.Record;
  RecordId Old = Up.Record ? Up.Record : Up.Guess.Record;
  if (New && Old)
    return startsWith(Linked, Old, New) || startsWith(Linked, New, Old);
  return !New && !Old && Inner.Guess.Slots &&
         Inner.Guess.Slots == Up.Guess.Slots;
}

/// Whether a value of one record starts with a value of the other.
static bool startsWith(const Program &Linked, RecordId Outer, RecordId Inner) {
  for (unsigned Depth = 0; Outer && Depth < 16; ++Depth) {
    if (Outer == Inner)
      return true;
    const std::vector<Field> &Fields = Linked.Records[Outer.Index].Fields;
    if (Fields.empty() || Fields[0].Offset != 0 || !Fields[0].Type)
      return false;
    TypeId First = Fields[0].Type;
    while (First && Linked.Types[First.Index].Form == Type::Kind::Array)
      First = Linked.Types[First.Index].Element;
    Outer = First ? Linked.Types[First.Index].Record : RecordId();
  }
  if (Outer)
    countBound(Bound::Nesting);
  return false;
}

bool NodeTable::mayAlias(NodeId A, NodeId B) const {
  auto IsGiven = [](const Node &Object) {
    return Object.Form == Node::Kind::Argument ||
           Object.Form == Node::Kind::Content;
  };
  const Node &One = Nodes[A.Index], &Other = Nodes[B.Index];
  if (A == B || !IsGiven(One) || !IsGiven(Other) || One.Flat || Other.Flat)
    return false;
  if (One.Record && Other.Record)
    return startsWith(Linked, One.Record, Other.Record) ||
           startsWith(Linked, Other.Record, One.Record);
  if (One.Record || Other.Record)
    return false;
  // Two places in one table of pointers.
  return One.Guess.Slots && One.Guess.Slots == Other.Guess.Slots &&
         root(A) == root(B);
}

void NodeTable::useAs(NodeId Named, RecordId Used) {
  Node &Object = Nodes[Named.Index];
  if (!Object.Record || Object.Flat) {
    // A pointer that was read may be where the record has a number.
    Version += Object.Flat || Object.Pointers || hasContents(Named);
    Object.Record = Used;
    Object.Flat = false;
    return;
  }
  if (Object.Disputed || startsWith(Linked, Object.Record, Used))
    return;
  if (!startsWith(Linked, Used, Object.Record)) {
    Object.Disputed = true;
    ++Version;
  } else {
    Version += hasContents(Named);
  }
  Object.Record = Used;
}

void NodeTable::readPointerFrom(Target Place) {
  Node &Object = Nodes[Place.Node.Index];
  Version += Object.Flat;
  Object.Flat = false;
  Object.Pointers = true;
  if (!isNumberAt(Place.Node, Place.At))
    return;
  Object.Disputed = true;
  ++Version;
}

void NodeTable::readPointerAs(const Node &Inner, Target Place, Offset At) {
  Target From{Place.Node, Place.At.plus(At)};
  if (!Inner.isOfPointers())
    return;
  // For its own callers to know.
  Nodes[From.Node.Index].Pointers = true;
  if (!isNumberAt(From.Node, From.At))
    return;
  if (Inner.Record && Place.At == Offset())
    useAs(Place.Node, Inner.Record);
  if (isNumberAt(From.Node, From.At))
    readPointerFrom(From);
}

/// Whether what others use it as may say what it is.
static bool isGuessed(const Node &Object) {
  switch (Object.Form) {
  case Node::Kind::Fresh:
  case Node::Kind::Argument:
  case Node::Kind::Local:
    return !Object.Record && !Object.Flat;
  case Node::Kind::Variadic:
  case Node::Kind::Global:
  case Node::Kind::Function:
  case Node::Kind::Content:
  case Node::Kind::Static:
  case Node::Kind::Thrown:
  case Node::Kind::Unseen:
    return false;
  }
  return false;
}

void NodeTable::guessAs(NodeId Named, RecordId Used) {
  Node &Object = Nodes[Named.Index];
  if (!isGuessed(Object) || Object.Vague || !Used)
    return;
  RecordId &Known = Object.Guess.Record;
  if (!Known || startsWith(Linked, Used, Known))
    Known = Used;
  else if (!startsWith(Linked, Known, Used)) {
    Object.Vague = true;
    Known = {};
  }
}

void NodeTable::guessAs(const PointsTo &Address, const Node &Used) {
  RecordId Kind = isGuessed(Used) ? Used.Guess.Record : Used.Record;
  for (const Target &To : Address.targets())
    if (To.At == Offset() && !Used.Disputed)
      guessAs(To.Node, Kind);
}

TypeId NodeTable::typeAt(NodeId Parent, Offset At) const {
  const Node &Up = Nodes[Parent.Index];
  RecordId Holder = Up.Record;
  if (!At.isExact() || Up.Disputed)
    return {};
  // A variable that is a pointer.
  if (!Holder && Up.Form == Node::Kind::Global && !Up.Several && At == Offset())
    if (TypeId Held = Linked.Symbols[Up.Number].Type;
        Held && Linked.Types[Held.Index].Form == Type::Kind::Pointer)
      return Held;
  if (!Holder)
    return {};
  TypeId Found;
  for (const MemberPlace &Member : Linked.membersAt(Holder, At.Bytes)) {
    if (Member.Way.size() == MemberPlace::MaxNesting)
      countBound(Bound::Nesting);
    const Type *Held = Member.Type ? &Linked.Types[Member.Type.Index] : nullptr;
    bool Starts = Member.Rest == 0 && !Member.InArray && Held &&
                  Held->Form != Type::Kind::Record;
    // What overlaps must be the same.
    if (!Starts || (Found && Found != Member.Type))
      return {};
    Found = Member.Type;
  }
  return Found;
}

Likely NodeTable::behind(TypeId Pointer) const {
  Likely Found;
  if (!Pointer || Linked.Types[Pointer.Index].Form != Type::Kind::Pointer)
    return Found;
  TypeId Inner = Linked.Types[Pointer.Index].Element;
  while (Inner && Linked.Types[Inner.Index].Form == Type::Kind::Array)
    Inner = Linked.Types[Inner.Index].Element;
  if (!Inner)
    return Found;
  Found.Record = Linked.Types[Inner.Index].Record;
  if (Linked.Types[Inner.Index].Form == Type::Kind::Pointer)
    Found.Slots = Inner;
  return Found;
}

/// What stands at At in Parent likely leads to.
Likely NodeTable::likelyAt(NodeId Parent, Offset At) const {
  const Node &Up = Nodes[Parent.Index];
  if (Expected)
    return Expected;
  if (Up.Guess.Slots)
    return behind(Up.Guess.Slots);
  RecordId Holder = Up.Record ? Up.Record : Up.Guess.Record;
  if (!Holder)
    return {};
  uint64_t Size = Linked.Records[Holder.Index].Size;
  bool Element = At.Stride && Size && At.Stride % Size == 0;
  if (At.isExact() || At.isBounded() || Element)
    for (const MemberPlace &Member : Linked.membersAt(
             Holder, Element ? At.Bytes % int64_t(Size) : At.Bytes))
      if (Likely Found = behind(Member.Type); Found && Member.Rest == 0)
        return Found;
  return {};
}

bool NodeTable::isNumberAt(NodeId Parent, Offset At) const {
  // Before numbers and text can stand a header, which is neither.
  bool Before = At.isExact() && At.Bytes < 0;
  if (Nodes[Parent.Index].Flat && !Before)
    return true;
  TypeId Declared = typeAt(Parent, At);
  if (!Declared || Linked.Types[Declared.Index].Form != Type::Kind::Scalar)
    return false;
  return llvm::none_of(Linked.membersAt(Nodes[Parent.Index].Record, At.Bytes),
                       [&](const MemberPlace &Member) {
                         return Linked.Carriers.count(memberOf(Member));
                       });
}

bool NodeTable::isUnfilledAt(NodeId Parent, Offset At) const {
  RecordId Holder = Nodes[Parent.Index].Record;
  return Holder && At.isExact() && !Nodes[Parent.Index].Disputed &&
         Linked.isUnfilled(Holder, At.Bytes);
}

uint64_t NodeTable::sizeOf(NodeId Named) const {
  RecordId Start = Nodes[Named.Index].Record;
  return Start ? Linked.Records[Start.Index].Size : 0;
}

uint64_t NodeTable::variableSize(NodeId Named) const {
  const Node &Object = Nodes[Named.Index];
  if (Object.Form != Node::Kind::Global || Object.Several)
    return 0;
  const Symbol &Variable = Linked.Symbols[Object.Number];
  return Variable.Defined ? Variable.Size : 0;
}

uint64_t NodeTable::likelySize(NodeId Named) const {
  const Node &Object = Nodes[Named.Index];
  if (!isGuessed(Object))
    return sizeOf(Named);
  RecordId Kind = Object.Guess.Record;
  return Kind ? Linked.Records[Kind.Index].Size : 0;
}

static void collectPointers(const Program &Linked, TypeId Named, int64_t Base,
                            std::vector<Offset> &Found);

/// Pointers in arrays of more are one place.
static constexpr size_t MaxElements = 32;

/// Those in the elements of an array.
static void collectElements(const Program &Linked, const Type &Array,
                            int64_t Base, std::vector<Offset> &Found) {
  std::vector<Offset> First;
  collectPointers(Linked, Array.Element, Base, First);
  uint64_t Size = Array.Element ? Linked.Types[Array.Element.Index].Size : 0;
  if (First.empty() || Size == 0)
    return;
  uint64_t Count = Array.Size / Size;
  if (First.size() * Count > MaxElements) {
    Found.push_back(Offset::within(Base, Base + int64_t(Array.Size)));
    return;
  }
  for (uint64_t I = 0; I < Count; ++I)
    for (Offset Pointer : First)
      Found.push_back(Pointer.plus(Offset::exact(int64_t(I * Size))));
}

static void collectPointers(const Program &Linked, TypeId Named, int64_t Base,
                            std::vector<Offset> &Found) {
  // Types nest finitely.
  if (!Named || Found.size() > NodeTable::MaxMembers)
    return;
  const Type &Here = Linked.Types[Named.Index];
  if (Here.Form == Type::Kind::Pointer)
    Found.push_back(Offset::exact(Base));
  else if (Here.Form == Type::Kind::Array)
    collectElements(Linked, Here, Base, Found);
  else if (Here.Form == Type::Kind::Record && Here.Record)
    for (const Field &Member : Linked.Records[Here.Record.Index].Fields)
      collectPointers(Linked, Member.Type, Base + int64_t(Member.Offset),
                      Found);
}

std::vector<Offset> NodeTable::pointerMembers(NodeId Named) const {
  std::vector<Offset> Found;
  if (RecordId Start = Nodes[Named.Index].Record)
    for (const Field &Member : Linked.Records[Start.Index].Fields)
      collectPointers(Linked, Member.Type, int64_t(Member.Offset), Found);
  llvm::sort(Found);
  Found.erase(llvm::unique(Found), Found.end());
  if (Found.size() > MaxMembers) {
    countBound(Bound::Members);
    Found.clear();
  }
  return Found;
}

bool NodeTable::areElements(NodeId A, NodeId B) const {
  bool Differ = false;
  while (A != B) {
    const Node &One = Nodes[A.Index], &Other = Nodes[B.Index];
    if (One.Form != Node::Kind::Content || Other.Form != Node::Kind::Content ||
        !One.At.meets(Other.At))
      return false;
    Differ |= One.At != Other.At;
    A = One.Parent;
    B = Other.Parent;
  }
  return Differ;
}

bool NodeTable::mayBe(NodeId Any, NodeId Inner) const {
  auto IsAny = [&](NodeId Named) {
    const Node &Object = Nodes[Named.Index];
    return Object.Form == Node::Kind::Content && Object.At == Offset::any();
  };
  if (!IsAny(Any))
    return false;
  NodeId Top = Any;
  while (IsAny(Top))
    Top = Nodes[Top.Index].Parent;
  for (; Nodes[Inner.Index].Form == Node::Kind::Content;
       Inner = Nodes[Inner.Index].Parent)
    if (Nodes[Inner.Index].Parent == Top)
      return true;
  return false;
}

llvm::ArrayRef<NodeId> NodeTable::othersLike(NodeId Content) {
  if (Like.size() < Nodes.size())
    Like.resize(Nodes.size());
  Likeness &Known = Like[Content.Index];
  for (; Known.Checked < Nodes.size(); ++Known.Checked) {
    NodeId Other(Known.Checked);
    if (Other != Content && root(Other) == root(Content) &&
        Nodes[Other.Index].Form == Node::Kind::Content &&
        (mayBe(Other, Content) || mayBe(Content, Other) ||
         areElements(Other, Content)))
      Known.Found.push_back(Other);
  }
  return Known.Found;
}
