// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "analysis/escape/Nodes.h"

#include "analysis/escape/Bounds.h"

using namespace membrane;

static std::tuple<uint32_t, uint32_t, int64_t, uint64_t>
nodeKey(Node::Kind Form, uint32_t Number, Offset At = {}) {
  auto [Bytes, Steps] = At.key();
  return {uint32_t(Form), Number, Bytes, Steps};
}

NodeId NodeTable::make(Node New) {
  NodeId Named(uint32_t(Nodes.size()));
  Roots.push_back(New.Form == Node::Kind::Content ? Roots[New.Parent.Index]
                                                  : Named);
  Nodes.push_back(std::move(New));
  return Named;
}

void NodeTable::setMultiple(NodeId Named) {
  if (std::exchange(Nodes[Named.Index].Multiple, true))
    return;
  ++Version;
  // So is what hangs under it. A parent stands before its contents.
  for (uint32_t I = Named.Index + 1; I < Nodes.size(); ++I)
    Nodes[I].Multiple |= Nodes[I].Form == Node::Kind::Content &&
                         Nodes[Nodes[I].Parent.Index].Multiple;
}

NodeId NodeTable::only(Node::Kind Form) {
  auto [Entry, New] = Known.try_emplace(nodeKey(Form, 0));
  if (!New)
    return Entry->second;
  Node Single;
  Single.Form = Form;
  Single.Multiple = true;
  return Entry->second = make(Single);
}

NodeId NodeTable::argument(uint32_t Position) {
  auto [Entry, New] =
      Known.try_emplace(nodeKey(Node::Kind::Argument, Position));
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
      TypeId Passed =
          Origin.Indirect ? Declared : typeOf(Declared, Origin.Offset);
      describe(Given, Passed);
      Given.Guess = behind(Passed);
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
  if (Linked.Gathered.count(Named))
    return severalGlobals(Named);
  NodeId &Entry = OfSymbol[Named.Index];
  if (Entry)
    return Entry;
  Node Shared;
  Shared.Form = Form;
  Shared.Number = Named.Index;
  if (!IsFunction && Held.Type)
    Shared.Record = Linked.Types[Held.Type.Index].Record;
  Version += Unused.contains(Named.Index);
  Entry = make(Shared);
  if (!IsFunction && !Held.Defined)
    Foreign.push_back(Entry);
  return Entry;
}

PointsTo NodeTable::entered(Target Place) {
  PointsTo Found = PointsTo::to(content(Place.Node, Place.At));
  if (Place.At.isAny() || Place.At.isRange())
    return Found;
  const Node &Holder = Nodes[Place.Node.Index];
  auto Add = [&](const std::vector<KeptAddress> &All) {
    for (const KeptAddress &Each : All)
      if (NodeId Met = OfSymbol.lookup(Each.Variable.Index))
        Found.add({Met, Each.At});
      else
        Unused.insert(Each.Variable.Index);
  };
  TypeId Whole;
  if (Holder.Form == Node::Kind::Global && !Holder.Several) {
    Whole = Linked.Symbols[Holder.Number].Type;
    if (auto Own = Linked.Kept.InVariable.find(SymbolId(Holder.Number));
        Own != Linked.Kept.InVariable.end())
      Add(Own->second);
  }
  auto Look = [&](llvm::ArrayRef<MemberPlace> Members) {
    for (const MemberPlace &Member : Members)
      if (auto Known = Linked.Kept.InMember.find(memberOf(Member));
          Known != Linked.Kept.InMember.end())
        Add(Known->second);
  };
  if (Whole && !Linked.Kept.InMember.empty())
    Look(Linked.membersAt(Whole, Place.At.Bytes));
  else if (Holder.Record && !Linked.Kept.InMember.empty())
    Look(Linked.membersAt(Holder.Record, Place.At.Bytes));
  return Found;
}

/// Whether pointers can be stored behind the address of a symbol, or found
/// there.
static bool leadsToVariable(const Program &Linked, SymbolId Named) {
  const Symbol &Held = Linked.Symbols[Named.Index];
  return Held.Form == Symbol::Kind::Variable &&
         !(Held.Constant && Held.Defined && Held.Initial.empty());
}

NodeId NodeTable::severalGlobals(SymbolId Example) {
  bool Seen = Linked.isPublic(Example);
  NodeId &Known = Several[Seen];
  if (Known)
    return Known;
  Node Shared;
  Shared.Form = Node::Kind::Global;
  Shared.Number = Example.Index;
  Shared.Several = Shared.Multiple = true;
  Shared.Seen = Seen;
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
  auto [Entry, New] = Known.try_emplace(nodeKey(Node::Kind::Static, 1));
  if (!New)
    return Entry->second;
  Node Shared;
  Shared.Form = Node::Kind::Static;
  Shared.Number = 1;
  Shared.Multiple = true;
  return Entry->second = make(Shared);
}

NodeId NodeTable::local(uint32_t Fact) {
  auto [Entry, New] = Known.try_emplace(nodeKey(Node::Kind::Local, Fact));
  if (!New)
    return Entry->second;
  Node Slot;
  Slot.Form = Node::Kind::Local;
  Slot.Number = Fact;
  return Entry->second = make(Slot);
}

NodeTable::BlockKey NodeTable::keyOf(const Allocation &Made) const {
  BlockKey Key = {Made.Hook.Index};
  Key.append(Made.Chain.begin(), Made.Chain.end());
  return Key;
}

NodeId NodeTable::fresh(const Allocation &Made) {
  auto [Entry, New] = Blocks.try_emplace(keyOf(Made));
  if (!New)
    return Entry->second;
  // Calls before have named theirs in another way.
  if (Blocks.size() == MaxTold + 1)
    ++Version;
  Node Block;
  Block.Form = Node::Kind::Fresh;
  Block.Number = uint32_t(Allocations.size());
  Allocations.push_back(Made);
  return Entry->second = make(Block);
}

static bool hasKind(const Node &Named) { return Named.Record || Named.Guess; }

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

/// Whether a link that leads back to a node is a new one.
static bool noteFolded(Node &Above, NodeId Named, LinkBelow Link) {
  bool Own = Link.From == Named;
  if (Own ? llvm::is_contained(Above.Folded, Link.At)
          : llvm::is_contained(Above.Below, Link))
    return false;
  if (Own)
    Above.Folded.push_back(Link.At);
  else
    Above.Below.push_back(Link);
  return true;
}

NodeId NodeTable::content(NodeId Parent, Offset At) {
  Node::Kind Form = Nodes[Parent.Index].Form;
  if (Form == Node::Kind::Static || Form == Node::Kind::Thrown ||
      Form == Node::Kind::Unseen)
    return Parent;
  if (HasContents.size() <= Parent.Index)
    HasContents.resize(unsigned(Nodes.size()));
  HasContents.set(Parent.Index);
  auto [Entry, New] =
      Known.try_emplace(nodeKey(Node::Kind::Content, Parent.Index, At));
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
    // What is folded because of its place may be of another kind.
    bool Same = isKind(Ancestor, Inner);
    Version += !Same && !std::exchange(Nodes[Ancestor.Index].Disputed, true);
    Version += noteFolded(Nodes[Ancestor.Index], Ancestor, {Parent, At});
    return Entry->second = Ancestor;
  }
  Inner.Form = Node::Kind::Content;
  Inner.Parent = Parent;
  Inner.At = At;
  Inner.Multiple = Nodes[Parent.Index].Multiple || !At.isExact();
  HasAny |= !At.isExact();
  return Entry->second = make(Inner);
}

void NodeTable::noteUse(Target Place, uint8_t How) {
  if (isCallers(Nodes[Place.Node.Index]))
    Used[Place] |= How;
}

/// What stood there at the entry is what a caller finds there by any name.
void NodeTable::noteReread(Target Place, const PointsTo &Holds) {
  if (!isCallers(Nodes[Place.Node.Index]))
    return;
  auto Old =
      Known.find(nodeKey(Node::Kind::Content, Place.Node.Index, Place.At));
  if (Old != Known.end() && Holds.names(Old->second))
    return;
  bool Number = isNumberAt(Place.Node, Place.At);
  // One that is not known may be any other.
  if (!Number || !Holds.hasScalar())
    Used[Place] |= Number ? InterimUse::RereadNumber : InterimUse::Reread;
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
    if (Found.targets().size() == MaxInitial)
      countBound(Bound::Globals);
    Found.add(Found.targets().size() < MaxInitial
                  ? Target{symbol(First->Target), Offset::exact(First->Addend)}
                  : Target{severalGlobals(Linked.resolve(First->Target)),
                           Offset::any()});
  }
  if (!At.isExact())
    InitialAt[{Named, At}] = Found;
  return Found;
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
