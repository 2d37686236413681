// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "analysis/surface/Completeness.h"

#include "llvm/ADT/STLExtras.h"

using namespace membrane;

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
  bool Lent = false; ///< what hangs may be another object's
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

/// Whether the block was hung under such handles only where other objects hold
/// them: these may look after it before they release the handle.
bool Completeness::isInner(const Hung &Block, RecordId Handle) const {
  return !Block.Above.empty() &&
         llvm::none_of(Block.Above, [&](const KeyName &Outer) {
           RecordId Of = std::get<0>(Outer);
           return Of == Handle || Names.isWithin(Of, Handle);
         });
}

/// Gives whether what hangs under the block goes with the handle as well.
bool Completeness::judgeBlock(Judgement &Now, const Hung &Block,
                              const Key &Held, const Key *Above,
                              const std::string &Path) const {
  // That of another object with such a part, or such an object elsewhere.
  bool Other = Above ? !Block.Above.count(Above->name())
                     : Held.Object != Now.Handle || isInner(Block, Now.Handle);
  if (Block.GoesWith && Now.frees(*Block.GoesWith))
    return !Other;
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
    return true;
  bool Own = Block.Block && !Releases.ofRecord(Block.Block).empty();
  std::string What = "'" + Path + Held.Text + "' ";
  if (Best)
    Now.doubt(What + "is freed only sometimes, or in some places");
  else if (Own)
    Now.doubt(What + "has a release of its own");
  else if (Other || !Block.Certain)
    Now.doubt(What + "may hang elsewhere");
  else if (Now.Lent || Lent.count(Held.name()))
    Now.doubt(What + "may be another object's");
  else if (llvm::any_of(Block.Keys, [&](const Key &One) {
             return Now.mayMean(Names, One);
           }))
    Now.doubt(What + "may be freed as another type");
  else if (Now.Cut)
    Now.doubt("what is freed is not known in full");
  else
    Now.Stays.push_back({Path + Held.Text, Block.Where, Block.By});
  return Best || !Other;
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
    bool Within = judgeBlock(Now, Block, Held, Above, Path);
    std::pair Way{Held, Above ? *Above : Key()};
    if (!Within || !Block.Block || llvm::is_contained(Now.Seen, Way))
      continue;
    Now.Seen.push_back(Way);
    bool Before = Now.Lent;
    Now.Lent |= Lent.count(Held.name()) != 0;
    judgeUnder(Now, Block.Block, Path + Held.Text, &Held);
    Now.Lent = Before;
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
  // As what other record it was made is less sure than how it is declared.
  Now.Lent = Linked.Records[Handle.Index].Complete;
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
