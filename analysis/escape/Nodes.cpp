// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "analysis/escape/Nodes.h"

#include "analysis/escape/Bounds.h"

using namespace membrane;

NodeId NodeTable::make(Node New) {
  NodeId Named(uint32_t(Nodes.size()));
  Nodes.push_back(std::move(New));
  return Named;
}

void NodeTable::setMultiple(NodeId Named) {
  if (!Nodes[Named.Index].Multiple)
    ++Version;
  Nodes[Named.Index].Multiple = true;
}

NodeId NodeTable::only(Node::Kind Form) {
  auto [Entry, New] = Known.try_emplace({Form, 0, Offset()});
  if (!New)
    return Entry->second;
  Node Single;
  Single.Form = Form;
  Single.Multiple = true;
  return Entry->second = make(Single);
}

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

NodeId NodeTable::argument(uint32_t Position) {
  auto [Entry, New] =
      Known.try_emplace({Node::Kind::Argument, Position, Offset()});
  if (!New)
    return Entry->second;
  Node Given;
  Given.Form = Node::Kind::Argument;
  Given.Number = Position;
  if (Position < Body.Arguments.size()) {
    const ArgumentOrigin &Origin = Body.Arguments[Position];
    if (Origin.Parameter == ArgumentOrigin::This)
      describe(Given, Body.ThisType);
    else if (Origin.Parameter >= 0 &&
             size_t(Origin.Parameter) < Body.Parameters.size()) {
      TypeId Declared = Body.Parameters[Origin.Parameter].Type;
      describe(Given, Declared);
      Given.Guess = behind(Declared);
      if (Origin.Indirect && Declared)
        Given.Record = Linked.Types[Declared.Index].Record;
    }
  }
  return Entry->second = make(Given);
}

NodeId NodeTable::symbol(SymbolId Named) {
  Named = Linked.resolve(Named);
  const Symbol &Held = Linked.Symbols[Named.Index];
  bool IsFunction = Held.Form == Symbol::Kind::Function;
  bool HasPointers = !Held.Initial.empty() || !Held.Nulls.empty();
  if (!IsFunction && Held.Constant && Held.Defined && !HasPointers &&
      Held.Link == Linkage::Internal)
    return literals();
  Node::Kind Form = IsFunction ? Node::Kind::Function : Node::Kind::Global;
  NodeId &Entry = OfSymbol[Named.Index];
  if (Entry)
    return Entry;
  Node Shared;
  Shared.Form = Form;
  Shared.Number = Named.Index;
  if (!IsFunction && Held.Type)
    Shared.Record = Linked.Types[Held.Type.Index].Record;
  return Entry = make(Shared);
}

/// Whether a pointer to a function stands in a value of the type.
static bool holdsFunction(const Program &Linked, TypeId Named,
                          unsigned Depth = 0) {
  if (!Named)
    return false;
  const Type &Held = Linked.Types[Named.Index];
  if (Held.Form == Type::Kind::Function || Depth == 8)
    return true;
  if (Held.Form == Type::Kind::Array || Held.Form == Type::Kind::Pointer) {
    if (Held.Form == Type::Kind::Array)
      return holdsFunction(Linked, Held.Element, Depth + 1);
    return Held.Element &&
           Linked.Types[Held.Element.Index].Form == Type::Kind::Function;
  }
  if (Held.Form != Type::Kind::Record || !Held.Record)
    return false;
  return llvm::any_of(Linked.Records[Held.Record.Index].Fields,
                      [&](const Field &Member) {
                        return holdsFunction(Linked, Member.Type, Depth + 1);
                      });
}

bool NodeTable::holdsFunctions(const Program &Linked, const Symbol &Held) {
  return holdsFunction(Linked, Held.Type);
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
         holdsFunction(Linked, Held.Type);
}

bool NodeTable::canBePointer(const Program &Linked, const Function &Code,
                             uint32_t Argument) {
  if (Argument >= Code.Arguments.size())
    return true;
  int32_t Parameter = Code.Arguments[Argument].Parameter;
  if (Parameter < 0 || size_t(Parameter) >= Code.Parameters.size())
    return true;
  TypeId Declared = Code.Parameters[Parameter].Type;
  if (!Declared)
    return true;
  const Type &Held = Linked.Types[Declared.Index];
  return Held.Form != Type::Kind::Scalar || Held.Size == 0 ||
         Held.Size >= PointerSize;
}

/// Whether pointers can be stored behind the address of a symbol, or found
/// there.
static bool leadsToVariable(const Program &Linked, SymbolId Named) {
  const Symbol &Held = Linked.Symbols[Named.Index];
  return Held.Form == Symbol::Kind::Variable &&
         !(Held.Constant && Held.Defined && Held.Initial.empty());
}

NodeId NodeTable::severalGlobals(SymbolId Example) {
  NodeId &Known = Several[Linked.isPublic(Example)];
  if (Known)
    return Known;
  countBound(Bound::Globals);
  Node Shared;
  Shared.Form = Node::Kind::Global;
  Shared.Number = Example.Index;
  Shared.Several = Shared.Multiple = true;
  return Known = make(Shared);
}

bool NodeTable::isIdle(NodeId Named) const {
  const Node &Object = Nodes[Named.Index];
  if (Object.Form != Node::Kind::Global || Object.Several)
    return false;
  const Symbol &Held = Linked.Symbols[Object.Number];
  return Held.Constant && Held.Defined;
}

NodeId NodeTable::literals() {
  auto [Entry, New] = Known.try_emplace({Node::Kind::Static, 1, Offset()});
  if (!New)
    return Entry->second;
  Node Shared;
  Shared.Form = Node::Kind::Static;
  Shared.Number = 1;
  Shared.Multiple = true;
  return Entry->second = make(Shared);
}

NodeId NodeTable::local(uint32_t Fact) {
  auto [Entry, New] = Known.try_emplace({Node::Kind::Local, Fact, Offset()});
  if (!New)
    return Entry->second;
  Node Slot;
  Slot.Form = Node::Kind::Local;
  Slot.Number = Fact;
  return Entry->second = make(Slot);
}

NodeTable::BlockKey NodeTable::keyOf(const Allocation &Made) const {
  BlockKey Key = {Made.Hook.Index};
  if (Detail == Precision::Fine)
    Key.append(Made.Chain.begin(), Made.Chain.end());
  else
    Key.append(
        {Made.Default.Index, Made.Chain.empty() ? 0 : Made.Chain.back()});
  return Key;
}

NodeId NodeTable::fresh(const Allocation &Made) {
  auto [Entry, New] = Blocks.try_emplace(keyOf(Made));
  if (!New)
    return Entry->second;
  Node Block;
  Block.Form = Node::Kind::Fresh;
  Block.Number = uint32_t(Allocations.size());
  Allocations.push_back(Made);
  return Entry->second = make(Block);
}

NodeId NodeTable::root(NodeId Named) const {
  while (Nodes[Named.Index].Form == Node::Kind::Content)
    Named = Nodes[Named.Index].Parent;
  return Named;
}

static bool startsWith(const Program &Linked, RecordId Outer, RecordId Inner);

static bool hasKind(const Node &Named) { return Named.Record || Named.Guess; }

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

/// The ancestor into which a link at At from Parent folds, or none: one of
/// the same record (a list, a tree), else one that hangs at the same offset;
/// at the latest the parent itself.
NodeId NodeTable::fold(NodeId Parent, Offset At, const Node &Inner) {
  unsigned Depth = 0;
  NodeId SamePlace;
  for (NodeId Up = Parent; Nodes[Up.Index].Form == Node::Kind::Content;
       Up = Nodes[Up.Index].Parent) {
    ++Depth;
    if (isKind(Up, Inner))
      return Up;
    // Text, and a record that is another one, is no further link.
    bool MayRepeat =
        !Inner.Flat && !(hasKind(Inner) && hasKind(Nodes[Up.Index]));
    if (!SamePlace && MayRepeat && Nodes[Up.Index].At == At)
      SamePlace = Up;
  }
  if (Depth == 0)
    return {};
  bool Repeats = Depth >= FoldDepth && SamePlace;
  if (!Repeats && Depth < MaxDepth && Nodes.size() <= CrowdedSize)
    return {};
  countBound(Bound::FoldedLinks);
  return Repeats ? SamePlace : Parent;
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

void NodeTable::useAs(NodeId Named, RecordId Used) {
  Node &Object = Nodes[Named.Index];
  if (!Object.Record || Object.Flat) {
    Version += Object.Flat;
    Object.Record = Used;
    Object.Flat = false;
    return;
  }
  if (Object.Disputed || startsWith(Linked, Object.Record, Used))
    return;
  if (!startsWith(Linked, Used, Object.Record)) {
    Object.Disputed = true;
    ++Version;
  }
  Object.Record = Used;
}

/// The declared type of what stands at At in Parent, if that is known.
TypeId NodeTable::typeAt(NodeId Parent, Offset At) const {
  RecordId Holder = Nodes[Parent.Index].Record;
  if (!Holder || !At.isExact() || Nodes[Parent.Index].Disputed)
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
  if (At.isExact() || Element)
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
                         return Linked.Carriers.count(
                             {Member.Holder, Member.InHolder});
                       });
}

NodeId NodeTable::content(NodeId Parent, Offset At) {
  Node::Kind Form = Nodes[Parent.Index].Form;
  if (Form == Node::Kind::Static || Form == Node::Kind::Thrown ||
      Form == Node::Kind::Unseen)
    return Parent;
  auto [Entry, New] =
      Known.try_emplace({Node::Kind::Content, Parent.Index, At});
  if (!New) {
    Node &Met = Nodes[Entry->second.Index];
    if (Met.Parent == Parent && !hasKind(Met) && !Met.Flat)
      Met.Guess = Expected;
    return Entry->second;
  }
  Node Inner;
  TypeId Declared = typeAt(Parent, At);
  describe(Inner, Declared);
  if (!Inner.Record && !Inner.Flat)
    Inner.Guess = Declared ? behind(Declared) : likelyAt(Parent, At);
  if (NodeId Ancestor = fold(Parent, At, Inner)) {
    setMultiple(Ancestor);
    llvm::SmallVectorImpl<Offset> &Folded = Nodes[Ancestor.Index].Folded;
    if (!llvm::is_contained(Folded, At)) {
      Folded.push_back(At);
      ++Version;
    }
    return Entry->second = Ancestor;
  }
  Inner.Form = Node::Kind::Content;
  Inner.Parent = Parent;
  Inner.At = At;
  Inner.Multiple = Nodes[Parent.Index].Multiple || !At.isExact();
  return Entry->second = make(Inner);
}

PointsTo NodeTable::initial(NodeId Named, Offset At) {
  const Node &Object = Nodes[Named.Index];
  const Symbol &Held = Linked.Symbols[Object.Number];
  PointsTo Found;
  if (Object.Several || Held.Initial.empty())
    return Found;
  if (!At.isExact())
    if (auto Known = InitialAt.find({Named, At}); Known != InitialAt.end())
      return Known->second;
  auto First = Held.Initial.begin(), Last = Held.Initial.end();
  if (At.isExact())
    First = std::lower_bound(First, Last, At.Bytes,
                             [](const InitialPointer &Pointer, int64_t Bytes) {
                               return Pointer.Offset < Bytes;
                             });
  for (; First != Last && !(At.isExact() && First->Offset > At.Bytes);
       ++First) {
    if (!Offset::exact(First->Offset).meets(At) || !First->Target ||
        !leadsToVariable(Linked, Linked.resolve(First->Target)))
      continue;
    Found.add(Found.targets().size() < MaxInitial
                  ? Target{symbol(First->Target), Offset::exact(First->Addend)}
                  : Target{severalGlobals(Linked.resolve(First->Target)),
                           Offset::any()});
  }
  if (!At.isExact())
    InitialAt[{Named, At}] = Found;
  return Found;
}

bool NodeTable::isInput(NodeId Named) const {
  switch (Nodes[Named.Index].Form) {
  case Node::Kind::Argument:
  case Node::Kind::Variadic:
  case Node::Kind::Global:
  case Node::Kind::Content:
    return true;
  case Node::Kind::Function:
  case Node::Kind::Fresh:
  case Node::Kind::Local:
  case Node::Kind::Static:
  case Node::Kind::Thrown:
  case Node::Kind::Unseen:
    return false;
  }
  return false;
}

bool NodeTable::isNeverNull(NodeId Named) const {
  Node::Kind Form = Nodes[Named.Index].Form;
  return Form == Node::Kind::Local || Form == Node::Kind::Global ||
         Form == Node::Kind::Function ||
         (Form == Node::Kind::Static && Nodes[Named.Index].Number == 1) ||
         (Form == Node::Kind::Fresh &&
          Allocations[Nodes[Named.Index].Number].NeverNull);
}

std::optional<InputPath> NodeTable::path(NodeId Named) const {
  InputPath Path;
  for (; Nodes[Named.Index].Form == Node::Kind::Content;
       Named = Nodes[Named.Index].Parent) {
    const Node &Here = Nodes[Named.Index];
    if (Here.Multiple)
      return std::nullopt;
    if (Path.Offsets.size() == InputPath::MaxDepth) {
      countBound(Bound::InputDepth);
      return std::nullopt;
    }
    Path.Offsets.insert(Path.Offsets.begin(), Here.At.Bytes);
  }
  if (Nodes[Named.Index].Form != Node::Kind::Argument)
    return std::nullopt;
  Path.Argument = Nodes[Named.Index].Number;
  return Path;
}

uint64_t NodeTable::sizeOf(NodeId Named) const {
  RecordId Start = Nodes[Named.Index].Record;
  return Start ? Linked.Records[Start.Index].Size : 0;
}

static void collectPointers(const Program &Linked, TypeId Named, int64_t Base,
                            std::vector<int64_t> &Found) {
  // Types nest finitely; an array stands for its first element.
  if (!Named || Found.size() > NodeTable::MaxMembers)
    return;
  const Type &Here = Linked.Types[Named.Index];
  if (Here.Form == Type::Kind::Pointer)
    Found.push_back(Base);
  else if (Here.Form == Type::Kind::Array)
    collectPointers(Linked, Here.Element, Base, Found);
  else if (Here.Form == Type::Kind::Record && Here.Record)
    for (const Field &Member : Linked.Records[Here.Record.Index].Fields)
      collectPointers(Linked, Member.Type, Base + int64_t(Member.Offset),
                      Found);
}

std::vector<int64_t> NodeTable::pointerMembers(NodeId Named) const {
  std::vector<int64_t> Found;
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
