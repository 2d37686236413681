// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "analysis/surface/Completeness.h"

#include "llvm/ADT/STLExtras.h"

using namespace membrane;

//===-- What hangs --------------------------------------------------------===//

/// One function, while it is read. All is asked many times: for each block by
/// each cell that holds it, and again on the ways that lead there.
struct Completeness::Reading {
  Reading(const FunctionSummary &Does, const Function &Code)
      : Does(Does), Code(Code), Records(Does.Nodes.size()) {}

  /// The cells that hold a block, by position.
  const std::vector<uint32_t> &holders(NodeId Block) {
    auto [Entry, New] = Holders.try_emplace(Block);
    for (uint32_t I = 0; New && I < Does.Cells.size(); ++I)
      if (Does.Cells[I].Holds.names(Block))
        Entry->second.push_back(I);
    return Entry->second;
  }

  const FunctionSummary &Does;
  const Function &Code;
  std::map<NodeId, std::vector<uint32_t>> Holders;
  std::vector<std::optional<RecordId>> Records; ///< by node
  std::map<std::tuple<NodeId, Offset, unsigned>, std::optional<Key>> Keys;
  std::map<std::tuple<NodeId, unsigned, unsigned>, Led> Above;
};

/// The record that a node is used as, or that it is declared to be.
RecordId Completeness::recordOf(Reading &From, NodeId Named) const {
  std::optional<RecordId> &Known = From.Records[Named.Index];
  if (Known)
    return *Known;
  Known = From.Does.Nodes[Named.Index].Record;
  if (!*Known)
    Known = Names.pointee(Names.pointerTo(From.Code, From.Does, Named).Type);
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

std::optional<Completeness::Key> Completeness::findKey(Reading &From,
                                                       NodeId Holder, Offset At,
                                                       unsigned Depth) const {
  const Node &Object = From.Does.Nodes[Holder.Index];
  if (Object.Disputed || Depth == 0)
    return std::nullopt;
  if (RecordId Of = recordOf(From, Holder)) {
    uint64_t Size = Linked.Records[Of.Index].Size;
    bool Elements = Size && At.Stride % Size == 0;
    if (!At.isExact() && !Elements)
      return std::nullopt;
    AccessPath Member = Names.step(AccessPath(), Offset::exact(At.Bytes), Of);
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
  if (!Above)
    return std::nullopt;
  ++Above->Derefs;
  Above->Declared = {};
  Above->Text += At.isExact() ? "*" : "[]";
  return Above;
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
    if (Place.Node == Block && !New.Several)
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
    addAbove(From, Place.Node, MaxKeyDepth, Above);
  }
  New.Above = std::move(Above.Keys);
  return true;
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
  // Memory that is all zero shows nothing of what it is.
  for (const Key &Held : New.Keys)
    if (!New.Block)
      New.Block = Held.Declared;
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

void Completeness::add(uint32_t Index, const std::string &Name) {
  const Function &Code = Linked.Functions[Index];
  const FunctionSummary &Does = Found.Of[Index];
  Reading From(Does, Code);
  for (uint32_t I = 0; I < Does.Nodes.size(); ++I)
    if (Does.Nodes[I].Form == Node::Kind::Fresh)
      addBlock(From, NodeId(I), Name);
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

//===-- What stays --------------------------------------------------------===//

/// The members on the way to a place, from the handle on.
std::vector<Completeness::Key> Completeness::keysOf(const FreedPlace &Place,
                                                    size_t Skipped) {
  std::vector<Key> Keys;
  for (const FreedPlace::Step &Step :
       llvm::ArrayRef(Place.Steps).drop_front(Skipped)) {
    if (Step.Holder) {
      Keys.push_back({Step.Holder, Step.Member, 0, "", Step.At, {}, {}});
    } else {
      Key Next = Keys.empty() ? Key() : Keys.back();
      ++Next.Derefs;
      Keys.push_back(Next);
    }
  }
  return Keys;
}

struct Completeness::Judgement {
  struct Way {
    std::vector<Key> Keys;
    Sureness Sure;
  };
  std::vector<Way> Freed;
  std::vector<Offset> Surely; ///< which pointers in the handle
  RecordId Handle;
  const Releaser *Contents = nullptr; ///< frees only what hangs under it
  bool Cut = false;  ///< the list of what is freed is not whole
  std::string Doubt; ///< the first
  unsigned Depth = 0;
  std::vector<std::pair<Key, Key>> Seen; ///< held, above
  std::vector<Remainder> Stays;

  /// Whether what the handle holds At goes whenever the handle does.
  bool frees(const Arena &Kept) const {
    return Kept.Of == Handle &&
           (Kept.At ? llvm::is_contained(Surely, *Kept.At) : !Contents);
  }
  void doubt(const std::string &Why) {
    if (Doubt.empty())
      Doubt = Why;
  }
  /// How surely the release frees what Held holds, below Above. Without a way
  /// through Above it is freed elsewhere only.
  std::optional<Sureness> find(const Key &Held, const Key *Above) const {
    std::optional<Sureness> Best;
    for (const Way &One : Freed) {
      if (One.Keys.empty() || !(One.Keys.back() == Held))
        continue;
      size_t I = One.Keys.size() - 1;
      while (I > 0 && One.Keys[I - 1].Holder == Held.Holder &&
             One.Keys[I - 1].Member == Held.Member)
        --I;
      bool Itself = Above && *Above == Held;
      bool Through =
          Above ? Itself || (I > 0 && One.Keys[I - 1] == *Above) : I == 0;
      bool Here = Held.At.meets(One.Keys.back().At);
      Sureness Sure = Through && Here ? One.Sure : Sureness::Maybe;
      Best = std::max(Best.value_or(Sureness::Maybe), Sure);
    }
    return Best;
  }
  /// Whether something is freed that may be Held under another record.
  bool mayMean(const PathNamer &Names, const Key &Held) const {
    // Memory that had no record where it was hung may have one where it is
    // freed.
    auto Behind = [&](const Key &Passed) {
      return Passed.Holder == Held.Holder && Passed.Member == Held.Member &&
             Passed.Derefs < Held.Derefs;
    };
    return llvm::any_of(Freed, [&](const Way &One) {
      if (One.Keys.empty())
        return false;
      if (llvm::any_of(llvm::ArrayRef(One.Keys).drop_back(), Behind))
        return true;
      const Key &Last = One.Keys.back();
      return !Last.Holder || Names.isWithin(Held.Holder, Last.Holder) ||
                     Names.isWithin(Last.Holder, Held.Holder)
                 ? Last.Member == Held.Member && Last.Derefs == Held.Derefs
                 : false;
    });
  }
};

void Completeness::judgeArenas(Judgement &Now, RecordId Of,
                               const Key *Above) const {
  for (const auto &[Kept, By] : Arenas)
    if (Kept.Of == Of ? Above || !Now.frees(Kept) : Names.isWithin(Kept.Of, Of))
      Now.doubt("what '" + By + "' takes from an allocator under '" +
                Linked.Records[Of.Index].Name + "' may stay");
}

void Completeness::judgeBlock(Judgement &Now, const Hung &Block,
                              const Key &Held, const Key *Above,
                              const std::string &Path) const {
  if (Block.GoesWith && Now.frees(*Block.GoesWith))
    return;
  std::optional<Sureness> Best = Now.find(Held, Above);
  // A block that several members hold is freed through one of them; where it
  // stands for several (`->left`, `->right`), each may hold another.
  for (const Key &Other : Block.Keys) {
    auto Sure = Now.find(Other, Other.Holder == Held.Holder ? Above : &Held);
    if (Other == Held || !Sure)
      continue;
    Sureness Here = Block.Several ? Sureness::Maybe : *Sure;
    Best = std::max(Best.value_or(Sureness::Maybe), Here);
  }
  if (Best && *Best != Sureness::Maybe)
    return;
  bool Own = Block.Block && !Releases.ofRecord(Block.Block).empty();
  // That of another object with such a part, or such an object elsewhere.
  bool Other =
      Above ? !Block.Above.count(Above->name()) : Held.Object != Now.Handle;
  std::string What = "'" + Path + Held.Text + "' ";
  if (Best)
    return Now.doubt(What + "is freed only sometimes, or in some places");
  if (Own)
    return Now.doubt(What + "has a release of its own");
  if (Other || !Block.Certain)
    return Now.doubt(What + "may hang elsewhere");
  if (Now.mayMean(Names, Held))
    return Now.doubt(What + "may be freed as another type");
  if (Now.Cut)
    return Now.doubt("what is freed is not known in full");
  Remainder Stays;
  Stays.Path = Path + Held.Text;
  Stays.Where = Block.Where;
  Stays.By = Block.By;
  Now.Stays.push_back(std::move(Stays));
}

void Completeness::judgeUnder(Judgement &Now, RecordId Of,
                              const std::string &Path, const Key *Above) const {
  if (auto Known = Unclear.find(Of); Known != Unclear.end())
    Now.doubt("what '" + Known->second + "' hangs under '" +
              Linked.Records[Of.Index].Name + "' is not known in full");
  if (Now.Depth >= MaxDepth || Now.Seen.size() >= MaxSeen)
    return Now.doubt("too much hangs under it");
  ++Now.Depth;
  judgeArenas(Now, Of, Above);
  for (auto [Index, At] : hungUnder(Of)) {
    const Hung &Block = All[Index];
    const Key &Held = Block.Keys[At];
    // The caller's object can hold one of several kinds of blocks, each with a
    // release of its own.
    if (Now.Contents && !Above &&
        !Releases.fits(*Now.Contents, {{Held.At, {}, 0}}, Block.Block))
      continue;
    judgeBlock(Now, Block, Held, Above, Path);
    std::pair Way{Held, Above ? *Above : Key()};
    if (!Block.Block || llvm::is_contained(Now.Seen, Way))
      continue;
    Now.Seen.push_back(Way);
    judgeUnder(Now, Block.Block, Path + Held.Text, &Held);
  }
  --Now.Depth;
}

/// Pointers under the argument that the summary says are freed on some path.
static size_t countFreed(const FunctionSummary &Does, uint32_t Argument) {
  return llvm::count_if(Does.Releases, [&](const NodeRelease &Given) {
    const Node &Root = Does.Nodes[Does.root(Given.Node).Index];
    return Root.Form == Node::Kind::Argument && Root.Number == Argument &&
           Does.Nodes[Given.Node.Index].Form == Node::Kind::Content;
  });
}

Completeness::Verdict Completeness::judge(const Releaser &As,
                                          RecordId Handle) const {
  Judgement Now;
  Now.Cut = As.Cut;
  Now.Handle = Handle;
  const FreedPlace *Whole = Releases.placeOf(As, Handle);
  size_t Skipped = Whole ? Whole->Steps.size() : 0;
  if (!Whole)
    Now.Contents = &As;
  if (Whole && As.Places.at(*Whole).Sure == Sureness::Maybe)
    return {
        std::nullopt, {}, "'" + As.Name + "' frees the object only sometimes"};
  for (const auto &[Place, What] : As.Places)
    if (Place.Steps.size() > Skipped) {
      Now.Freed.push_back({keysOf(Place, Skipped), What.Sure});
      if (Place.Steps.size() == Skipped + 1 && What.Sure != Sureness::Maybe)
        Now.Surely.push_back(Place.Steps.back().At);
    }
  // The summary knows more: what is left over may be among it.
  Now.Cut |= countFreed(Found.Of[As.Function], As.Argument) > Now.Freed.size();
  judgeUnder(Now, Handle, "", nullptr);
  auto Used = UsedAs.find(Handle);
  if (Used != UsedAs.end())
    for (RecordId Of : Used->second)
      if (Now.Handle = Of; Of != Handle)
        judgeUnder(Now, Of, "", nullptr);
  Verdict Found;
  // One line for each place.
  for (Remainder &Stays : Now.Stays)
    if (llvm::none_of(Found.Stays, [&](const Remainder &Told) {
          return Told.Path == Stays.Path;
        }))
      Found.Stays.push_back(std::move(Stays));
  Found.Doubt = Now.Doubt;
  if (!Found.Stays.empty() || Now.Doubt.empty())
    Found.Complete = Found.Stays.empty();
  return Found;
}
