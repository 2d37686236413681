// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "analysis/surface/Completeness.h"

#include "llvm/ADT/STLExtras.h"

using namespace membrane;

//===-- What hangs --------------------------------------------------------===//

static bool holdsBlock(const SummaryCell &Place, NodeId Block) {
  return llvm::any_of(Place.Holds.targets(),
                      [&](const Target &To) { return To.Node == Block; });
}

/// The record that a node is used as, or that it is declared to be.
static RecordId recordOf(const PathNamer &Names, const Function &Code,
                         const FunctionSummary &Does, NodeId Named) {
  const Node &Object = Does.Nodes[Named.Index];
  if (Object.Record)
    return Object.Record;
  return Names.pointee(Names.pointerTo(Code, Does, Named).Type);
}

/// The member at an offset of a node; for memory without a record, the member
/// that leads there, a load further. None if that is not clear.
std::optional<Completeness::Key>
Completeness::keyOf(const FunctionSummary &Does, const Function &Code,
                    NodeId Holder, Offset At, unsigned Depth) const {
  const Node &Object = Does.Nodes[Holder.Index];
  RecordId Of = recordOf(Names, Code, Does, Holder);
  if (Object.Disputed || Depth == 0)
    return std::nullopt;
  if (Of) {
    uint64_t Size = Linked.Records[Of.Index].Size;
    bool Elements = Size && At.Stride % Size == 0;
    if (!At.isExact() && !Elements)
      return std::nullopt;
    AccessPath Member = Names.step(AccessPath(), Offset::exact(At.Bytes), Of);
    if (!Member.Holder)
      return std::nullopt;
    return Key{Member.Holder, Member.Member, 0, Member.Text, At, Of};
  }
  std::optional<Key> Above;
  if (Object.Form == Node::Kind::Content)
    Above = keyOf(Does, Code, Object.Parent, Object.At, Depth - 1);
  else if (Object.Form == Node::Kind::Fresh)
    for (const SummaryCell &Place : Does.Cells)
      if (!Above && Place.Node != Holder && holdsBlock(Place, Holder))
        Above = keyOf(Does, Code, Place.Node, Place.At, Depth - 1);
  if (!Above)
    return std::nullopt;
  ++Above->Derefs;
  Above->Text += At.isExact() ? "*" : "[]";
  return Above;
}

/// The members through which an object is reached.
void Completeness::addAbove(const FunctionSummary &Does, const Function &Code,
                            NodeId Holder, Hung &To, unsigned Depth) const {
  if (Depth == 0 || To.Above.size() >= MaxAbove)
    return;
  const Node &Object = Does.Nodes[Holder.Index];
  auto Add = [&](NodeId Named, Offset At) {
    // Memory without a record is one thing with what holds it.
    if (!recordOf(Names, Code, Does, Holder) && Named != Holder)
      return addAbove(Does, Code, Named, To, Depth - 1);
    if (auto Found = keyOf(Does, Code, Named, At, MaxKeyDepth))
      To.Above.push_back(*Found);
  };
  if (Object.Form == Node::Kind::Content)
    Add(Object.Parent, Object.At);
  else if (Object.Form == Node::Kind::Fresh)
    for (const SummaryCell &Place : Does.Cells)
      if (Place.Node != Holder && holdsBlock(Place, Holder))
        Add(Place.Node, Place.At);
}

void Completeness::addBlock(const FunctionSummary &Does, const Function &Code,
                            NodeId Block, const std::string &Name) {
  Hung New;
  New.Block = Does.Nodes[Block.Index].Record;
  New.By = Name;
  New.Several = Does.Nodes[Block.Index].Multiple;
  for (const SummaryCell &Place : Does.Cells) {
    // A block that leads to itself adds nothing, unless it is a whole tree.
    bool Itself = Place.Node == Block && !New.Several;
    if (Itself || !holdsBlock(Place, Block))
      continue;
    const Node &Root = Does.Nodes[Does.root(Place.Node).Index];
    if (Root.Form == Node::Kind::Global || Root.Form == Node::Kind::Static ||
        Root.Form == Node::Kind::Thrown)
      return; // kept elsewhere too
    auto Held = keyOf(Does, Code, Place.Node, Place.At, MaxKeyDepth);
    if (!Held) {
      New.Certain = false;
      for (NodeId Above : {Place.Node, Does.root(Place.Node)})
        if (RecordId Of = recordOf(Names, Code, Does, Above))
          Unclear.try_emplace(Of, Name);
      continue;
    }
    if (New.Keys.empty())
      New.Where = Place.Where;
    if (!llvm::is_contained(New.Keys, *Held))
      New.Keys.push_back(*Held);
    addAbove(Does, Code, Place.Node, New, MaxKeyDepth);
  }
  if (New.Keys.empty())
    return;
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
  for (uint32_t I = 0; I < Does.Nodes.size(); ++I)
    if (Does.Nodes[I].Form == Node::Kind::Fresh)
      addBlock(Does, Code, NodeId(I), Name);
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
      Keys.push_back({Step.Holder, Step.Member, 0, "", Step.At, {}});
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
  RecordId Handle;
  const Releaser *Contents = nullptr; ///< frees only what hangs under it
  bool Cut = false;  ///< the list of what is freed is not whole
  std::string Doubt; ///< the first
  unsigned Depth = 0;
  std::vector<std::pair<Key, Key>> Seen; ///< held, above
  std::vector<Remainder> Stays;

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

void Completeness::judgeBlock(Judgement &Now, const Hung &Block,
                              const Key &Held, const Key *Above,
                              const std::string &Path) const {
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
  bool Other = Above ? !llvm::is_contained(Block.Above, *Above)
                     : Held.Object != Now.Handle;
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
    if (Place.Steps.size() > Skipped)
      Now.Freed.push_back({keysOf(Place, Skipped), What.Sure});
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
