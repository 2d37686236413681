// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What public functions hang under objects.

#include "analysis/surface/Completeness.h"

#include "llvm/ADT/STLExtras.h"

using namespace membrane;

/// One function, while it is read. All is asked many times: for each block by
/// each cell that holds it, and again on the ways that lead there.
struct Completeness::Reading {
  Reading(const FunctionSummary &Does, const Function &Code)
      : Does(Does), Code(Code), Records(Does.Nodes.size()) {}

  /// The cells that hold a block, by position. Of a piece of an arena those
  /// where the arena does, if they are known: what else leads to it has no part
  /// in its end.
  const std::vector<uint32_t> &holders(NodeId Block) {
    auto [Entry, New] = Holders.try_emplace(Block);
    if (!New)
      return Entry->second;
    std::vector<uint32_t> Arenas;
    for (uint32_t I = 0; I < Does.Cells.size(); ++I) {
      if (Does.Cells[I].Holds.names(Block))
        Entry->second.push_back(I);
      if (isPiece(Block) && keepsPiece(Does.Cells[I], Block))
        Arenas.push_back(I);
    }
    if (!Arenas.empty())
      Entry->second = std::move(Arenas);
    return Entry->second;
  }

  /// Whether a block hangs under another one.
  bool isUnder(NodeId Inner, NodeId Outer) {
    std::vector<NodeId> Work = {Inner};
    std::set<NodeId> Met = {Inner};
    while (!Work.empty() && !Met.count(Outer)) {
      NodeId Block = Work.back();
      Work.pop_back();
      for (uint32_t I : holders(Block))
        if (Met.insert(Does.Cells[I].Node).second)
          Work.push_back(Does.Cells[I].Node);
    }
    return Met.count(Outer) != 0;
  }
  /// Whether a cell is a link from what hangs under a block back to it, which
  /// the caller was given.
  bool leadsBack(const SummaryCell &Place, NodeId Block) {
    auto IsResult = [&](NodeId Named) {
      return llvm::any_of(Does.Result, [&](const SummaryCell &Part) {
        return Part.Holds.names(Named);
      });
    };
    return Does.Nodes[Place.Node.Index].Form == Node::Kind::Fresh &&
           IsResult(Block) && !IsResult(Place.Node) &&
           isUnder(Place.Node, Block);
  }

  bool isPiece(NodeId Named) const {
    const Node &Object = Does.Nodes[Named.Index];
    return Object.Form == Node::Kind::Fresh &&
           bool(Does.Allocations[Object.Number].Arena);
  }
  /// An arena leads to an unknown place in it (Arena.h).
  static bool keepsPiece(const SummaryCell &Place, NodeId Block) {
    return llvm::is_contained(Place.Holds.targets(),
                              Target{Block, Offset::any()});
  }

  const FunctionSummary &Does;
  const Function &Code;
  std::map<NodeId, std::vector<uint32_t>> Holders;
  std::vector<std::optional<RecordId>> Records; ///< by node
  std::map<std::tuple<NodeId, Offset, unsigned>, std::optional<Key>> Keys;
  std::map<std::tuple<NodeId, unsigned, unsigned>, Led> Above;
};

RecordId Completeness::recordOf(Reading &From, NodeId Named) const {
  std::optional<RecordId> &Known = From.Records[Named.Index];
  if (!Known)
    Known = Names.recordOf(From.Code, From.Does, Named);
  return *Known;
}

/// The member at an offset of a node; for memory without a record, the member
/// that leads there, a load further. None if that is not clear.
const std::optional<Completeness::Key> &
Completeness::keyOf(Reading &From, NodeId Holder, Offset At,
                    unsigned Depth) const {
  auto Known = From.Keys.find({Holder, At, Depth});
  if (Known == From.Keys.end())
    Known = From.Keys
                .emplace(std::tuple(Holder, At, Depth),
                         findKey(From, Holder, At, Depth))
                .first;
  return Known->second;
}

/// What stands in memory without a record that a member leads to.
Completeness::Key Completeness::behind(Key Above, Offset At) {
  ++Above.Derefs;
  Above.Declared = {};
  Above.Text += At.isExact() ? "*" : "[]";
  return Above;
}

std::optional<Completeness::Key> Completeness::findKey(Reading &From,
                                                       NodeId Holder, Offset At,
                                                       unsigned Depth) const {
  const Node &Object = From.Does.Nodes[Holder.Index];
  if (Object.Disputed || Depth == 0)
    return std::nullopt;
  if (RecordId Of = recordOf(From, Holder)) {
    uint64_t Size = Linked.Records[Of.Index].Size;
    bool Elements = Size && At.Stride % Size == 0;
    if (!At.isExact() && !At.isBounded() && !Elements)
      return std::nullopt;
    int64_t Start = At.Bytes;
    AccessPath Member = Names.step(AccessPath(), Offset::exact(Start), Of);
    // A pointer at a number says that the memory is used as another record.
    if (!Member.Holder || Names.isNumber(Member.Type))
      return std::nullopt;
    return Key{Member.Holder,
               Member.Member,
               0,
               Member.Text,
               At,
               Of,
               Names.pointee(Member.Type)};
  }
  std::optional<Key> Above;
  if (Object.Form == Node::Kind::Content)
    Above = keyOf(From, Object.Parent, Object.At, Depth - 1);
  else if (Object.Form == Node::Kind::Fresh)
    for (uint32_t I : From.holders(Holder)) {
      const SummaryCell &Place = From.Does.Cells[I];
      if (!Above && Place.Node != Holder)
        Above = keyOf(From, Place.Node, Place.At, Depth - 1);
    }
  return Above ? std::optional(behind(*Above, At)) : std::nullopt;
}

/// The keys of a place in new memory without a record, one for each pointer
/// that leads there: a release may go by any (the map of a deque).
std::vector<Completeness::Key>
Completeness::otherKeys(Reading &From, const SummaryCell &Place) const {
  std::vector<Key> Others;
  if (From.Does.Nodes[Place.Node.Index].Form != Node::Kind::Fresh ||
      recordOf(From, Place.Node))
    return Others;
  for (uint32_t I : From.holders(Place.Node)) {
    const SummaryCell &Outer = From.Does.Cells[I];
    if (Outer.Node == Place.Node)
      continue;
    if (const auto &Above = keyOf(From, Outer.Node, Outer.At, MaxKeyDepth - 1))
      Others.push_back(behind(*Above, Place.At));
  }
  return Others;
}

/// Adds the members through which an object is reached, until Count tells of
/// enough.
void Completeness::addAbove(Reading &From, NodeId Holder, unsigned Depth,
                            Led &To) const {
  if (Depth == 0 || To.Count >= MaxAbove)
    return;
  auto [Entry, New] = From.Above.try_emplace({Holder, Depth, To.Count});
  Led &Found = Entry->second;
  if (New) {
    Found.Count = To.Count;
    findAbove(From, Holder, Depth, Found);
  }
  To.Keys.insert(Found.Keys.begin(), Found.Keys.end());
  To.Count = Found.Count;
}

void Completeness::findAbove(Reading &From, NodeId Holder, unsigned Depth,
                             Led &To) const {
  const Node &Object = From.Does.Nodes[Holder.Index];
  auto Add = [&](NodeId Named, Offset At) {
    // Memory without a record is one thing with what holds it.
    if (!recordOf(From, Holder) && Named != Holder)
      return addAbove(From, Named, Depth - 1, To);
    if (const auto &Found = keyOf(From, Named, At, MaxKeyDepth)) {
      To.Keys.insert(Found->name());
      ++To.Count;
    }
  };
  if (Object.Form == Node::Kind::Content)
    Add(Object.Parent, Object.At);
  else if (Object.Form == Node::Kind::Fresh)
    for (uint32_t I : From.holders(Holder)) {
      const SummaryCell &Place = From.Does.Cells[I];
      if (Place.Node != Holder)
        Add(Place.Node, Place.At);
    }
}

/// The node of the allocator of a block: as the allocation says, or the new
/// block that holds it where programs cannot look, before its start.
template <typename Reader> static NodeId hookOf(Reader &From, NodeId Block) {
  const FunctionSummary &Does = From.Does;
  if (NodeId Hook = Does.Allocations[Does.Nodes[Block.Index].Number].Hook)
    return Hook;
  for (uint32_t I : From.holders(Block)) {
    const SummaryCell &Place = Does.Cells[I];
    if (Place.At.isExact() && Place.At.Bytes < 0 && Place.Node != Block &&
        Does.Nodes[Place.Node.Index].Form == Node::Kind::Fresh)
      return Place.Node;
  }
  return {};
}

/// The allocator of a block, if it holds the block itself and is an argument or
/// stands under one.
std::optional<Completeness::Arena> Completeness::arenaOf(Reading &From,
                                                         NodeId Block) const {
  const FunctionSummary &Does = From.Does;
  if (From.isPiece(Block))
    return std::nullopt;
  NodeId Hook = hookOf(From, Block);
  bool Keeps = Hook && llvm::any_of(From.holders(Block), [&](uint32_t I) {
                 return Does.Cells[I].Node == Hook;
               });
  if (!Keeps)
    return std::nullopt;
  const Node &Allocator = Does.Nodes[Hook.Index];
  Arena Found{recordOf(From, Hook), std::nullopt};
  if (Allocator.Form == Node::Kind::Content)
    Found = {recordOf(From, Allocator.Parent), Allocator.At};
  bool Clear =
      Found.Of && !Allocator.Multiple && (!Found.At || Found.At->isExact());
  return Clear ? std::optional(Found) : std::nullopt;
}

/// Whether a cell is where the allocator of a block keeps it. An object that is
/// its own allocator does so before its start, and may hold the block besides.
template <typename Reader>
static bool isKeeping(Reader &From, const SummaryCell &Place, NodeId Block) {
  NodeId Hook = hookOf(From, Block);
  auto Before = [](const SummaryCell &Cell) {
    return Cell.At.isExact() && Cell.At.Bytes < 0;
  };
  return Place.Node == Hook &&
         (Before(Place) || llvm::none_of(From.holders(Block), [&](uint32_t I) {
            const SummaryCell &Other = From.Does.Cells[I];
            return Other.Node == Hook && Before(Other);
          }));
}

/// False if something else keeps the block too.
bool Completeness::readHolders(Reading &From, NodeId Block, Hung &New) {
  const FunctionSummary &Does = From.Does;
  Led Above;
  std::set<KeyName> Known;
  for (uint32_t I : From.holders(Block)) {
    const SummaryCell &Place = Does.Cells[I];
    // A block that leads to itself adds nothing, unless it is a whole tree.
    if (!New.Several && (Place.Node == Block || From.leadsBack(Place, Block)))
      continue;
    // That the allocator goes is looked at by itself.
    if (New.GoesWith && isKeeping(From, Place, Block))
      continue;
    const Node &Root = Does.Nodes[Does.root(Place.Node).Index];
    if (Root.Form == Node::Kind::Global || Root.Form == Node::Kind::Static ||
        Root.Form == Node::Kind::Thrown)
      return false;
    const auto &Held = keyOf(From, Place.Node, Place.At, MaxKeyDepth);
    if (!Held) {
      New.Certain = false;
      for (NodeId Outer : {Place.Node, Does.root(Place.Node)})
        if (RecordId Of = recordOf(From, Outer))
          Unclear.try_emplace(Of, New.By);
      continue;
    }
    if (New.Keys.empty())
      New.Where = Place.Where;
    if (Known.insert(Held->name()).second)
      New.Keys.push_back(*Held);
    for (Key &Other : otherKeys(From, Place))
      if (Known.insert(Other.name()).second)
        New.Keys.push_back(std::move(Other));
    addAbove(From, Place.Node, MaxKeyDepth, Above);
  }
  New.Above = std::move(Above.Keys);
  return true;
}

/// The member at a place, as what holds a block.
std::optional<Completeness::Key>
Completeness::keyAt(const Tails::Place &Place) const {
  Offset At = Offset::exact(Place.At);
  AccessPath Member = Names.step(AccessPath(), At, Place.Object);
  if (!Member.Holder)
    return std::nullopt;
  return Key{Member.Holder,
             Member.Member,
             0,
             Member.Text,
             At,
             Place.Object,
             Names.pointee(Member.Type)};
}

std::set<Completeness::KeyName>
Completeness::withoutTails(const std::set<KeyName> &Above) const {
  std::set<KeyName> Found;
  for (const KeyName &Outer : Above) {
    auto [Holder, Member, Derefs] = Outer;
    auto First = Derefs < 2 ? Linking.toFirst(Holder, Member) : std::nullopt;
    if (!First) {
      Found.insert(Outer);
      continue;
    }
    Found.insert({Holder, Member + *First, 0});
    for (const Tails::Place &Place : Linking.of(Holder, Member))
      if (auto Link = keyAt(Place))
        Found.insert(Link->name());
  }
  return Found;
}

/// The address of the last link of a list holds no element. What is put behind
/// it hangs where the list begins, or under another element.
void Completeness::replaceTails(Hung &New) const {
  New.Above = withoutTails(New.Above);
  std::vector<Key> Kept;
  for (Key &Held : New.Keys) {
    auto First = Held.Derefs < 2 ? Linking.toFirst(Held.Holder, Held.Member)
                                 : std::nullopt;
    if (!First) {
      Kept.push_back(std::move(Held));
      continue;
    }
    if (Held.Derefs == 0 || !Held.At.isExact())
      continue;
    New.Above.insert({Held.Holder, Held.Member + *First, 0});
    auto Add = [&](const Tails::Place &Place) {
      auto Link = keyAt(Place);
      if (Link && !llvm::is_contained(Kept, *Link))
        Kept.push_back(std::move(*Link));
    };
    Add({Held.Object, Held.At.Bytes + *First});
    llvm::for_each(Linking.of(Held.Holder, Held.Member), Add);
  }
  if (!Kept.empty())
    New.Keys = std::move(Kept);
}

void Completeness::addBlock(Reading &From, NodeId Block,
                            const std::string &Name) {
  Hung New;
  New.Block = From.Does.Nodes[Block.Index].Record;
  New.By = Name;
  New.Several = From.Does.Nodes[Block.Index].Multiple;
  New.GoesWith = arenaOf(From, Block);
  if (New.GoesWith)
    Arenas.try_emplace(*New.GoesWith, Name);
  if (!readHolders(From, Block, New) || New.Keys.empty())
    return;
  // An arena with several lists of blocks has one piece for all of them.
  New.Several |= From.isPiece(Block) && New.Keys.size() > 1;
  // Memory that is all zero shows nothing of what it is.
  for (const Key &Held : New.Keys)
    if (!New.Block)
      New.Block = Held.Declared;
  replaceTails(New);
  for (uint32_t I = 0; I < New.Keys.size(); ++I) {
    HungAt Place{uint32_t(All.size()), I};
    OfObject[New.Keys[I].Object].push_back(Place);
    for (RecordId Part : Names.partsOf(New.Keys[I].Object))
      WithPart[Part].push_back(Place);
  }
  All.push_back(std::move(New));
}

/// What hangs under objects of which the record is a part, or that are parts of
/// it, in the order in which it was found.
std::vector<Completeness::HungAt> Completeness::hungUnder(RecordId Of) const {
  std::vector<HungAt> Found;
  auto Append = [&](const auto &By, RecordId Named) {
    auto Known = By.find(Named);
    if (Known != By.end())
      llvm::append_range(Found, Known->second);
  };
  Append(WithPart, Of);
  for (RecordId Part : Names.partsOf(Of))
    Append(OfObject, Part);
  llvm::sort(Found);
  Found.erase(llvm::unique(Found), Found.end());
  return Found;
}

/// Notes where the function keeps what it found under another argument: an
/// iterator's place in a list. What a copy of a whole object has of the other
/// one at the same place is its own soon.
void Completeness::addLent(Reading &From) {
  const FunctionSummary &Does = From.Does;
  for (const SummaryCell &Place : Does.Cells) {
    NodeId Top = Does.root(Place.Node);
    if (Does.Nodes[Top.Index].Form != Node::Kind::Argument)
      continue;
    auto IsOthers = [&](NodeId Named) {
      NodeId Whose = Does.root(Named);
      return Does.Nodes[Named.Index].Form == Node::Kind::Content &&
             Does.Nodes[Whose.Index].Form == Node::Kind::Argument &&
             Whose != Top;
    };
    for (const Target &To : Place.Holds.targets()) {
      if (!IsOthers(To.Node))
        continue;
      const Node &Object = Does.Nodes[To.Node.Index];
      std::optional<Key> Was =
          keyOf(From, Object.Parent, Object.At, MaxKeyDepth);
      const auto &Held = keyOf(From, Place.Node, Place.At, MaxKeyDepth);
      if (Held && !(Was && *Was == *Held))
        Lent.insert(Held->name());
    }
  }
}

void Completeness::add(uint32_t Index, const std::string &Name) {
  const Function &Code = Linked.Functions[Index];
  const FunctionSummary &Does = Found.Of[Index];
  Reading From(Does, Code);
  for (uint32_t I = 0; I < Does.Nodes.size(); ++I)
    if (Does.Nodes[I].Form == Node::Kind::Fresh)
      addBlock(From, NodeId(I), Name);
  addLent(From);
  RecordId Result = Names.pointee(Code.Result);
  for (const SummaryCell &Part : Does.Result)
    for (const Target &To : Part.Holds.targets()) {
      RecordId Used = Does.Nodes[To.Node.Index].Record;
      if (Result && Used && To.At == Offset())
        UsedAs[Result].insert(Used);
    }
  bool Unseen = llvm::any_of(Does.Assumptions, [](const UnseenCode &Code) {
    return isUnseenCode(Code.Kind);
  });
  if (!Unseen)
    return;
  Unclear.try_emplace(Result, Name);
  for (uint32_t I = 0; I < Code.Arguments.size(); ++I)
    Unclear.try_emplace(Names.pointee(Names.typeOfArgument(Code, I)), Name);
}
