// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How the caller gives back what gets out of one function.
//
// Memory under a handle goes with the handle: what hangs behind the result or
// an argument has the release of that object, if the library has one; else of
// the member; else its own.

#include "analysis/surface/Kinds.h"
#include "analysis/surface/Recorder.h"

#include "llvm/ADT/STLExtras.h"

using namespace membrane;

/// Notes how the cell is reached from the object at the top.
void Recorder::noteSteps(Walk &Way, const SummaryCell &Place) const {
  Way.Steps.assign(1, {Place.At, {}, 0});
  Way.Further.clear();
  NodeId Named = Place.Node;
  for (; Found.Nodes[Named.Index].Form == Node::Kind::Content;
       Named = Found.Nodes[Named.Index].Parent) {
    Way.Steps.insert(Way.Steps.begin(), {Found.Nodes[Named.Index].At, {}, 0});
    Way.Further.insert(Way.Further.begin(),
                       Names.pointee(Names.pointerTo(Code, Found, Named).Type));
  }
}

/// Notes how the cell is reached from its argument.
void Recorder::startUnder(Walk &Way, const SummaryCell &Place) const {
  noteSteps(Way, Place);
  const Node &Top = Found.Nodes[Found.root(Place.Node).Index];
  TypeId Type = Names.typeOfArgument(Code, Top.Number);
  Way.Holder = Names.pointee(Type);
  if (!Way.Holder && Names.isUntyped(Type))
    Way.Holder = Top.Record;
}

/// Whether the release frees also what this function stored in the block and
/// did not allocate.
bool Recorder::spoils(const Releaser &As, const Walk &Way, NodeId Block) const {
  return llvm::any_of(As.Places, [&](const auto &Of) {
    llvm::ArrayRef<FreedPlace::Step> Steps = Of.first.Steps;
    size_t Depth = Way.Steps.size();
    if (Steps.size() != Depth + 1 ||
        Steps.take_front(Depth) != llvm::ArrayRef(Way.Steps))
      return false;
    return llvm::any_of(Found.Cells, [&](const SummaryCell &Place) {
      return Place.Node == Block && Place.At == Steps[Depth].At &&
             !Place.Holds.targets().empty() &&
             llvm::all_of(Place.Holds.targets(), [&](const Target &To) {
               return Found.Nodes[Found.root(To.Node).Index].Form ==
                      Node::Kind::Argument;
             });
    });
  });
}

/// The result is an object of a class, of which Part is one cell of All, that
/// releases what it holds there.
std::optional<ReleasedBy>
Recorder::releaseByResult(llvm::ArrayRef<SummaryCell> All,
                          const SummaryCell &Part) const {
  RecordId Class =
      Code.Result ? Linked.Types[Code.Result.Index].Record : RecordId();
  if (!Class)
    return std::nullopt;
  // A block that several members hold goes through one of them.
  llvm::SmallVector<Offset, 4> Held;
  for (const SummaryCell &Other : All)
    if (Other.Node == Part.Node &&
        llvm::any_of(Other.Holds.targets(), [&](const Target &To) {
          return Part.Holds.names(To.Node);
        }))
      Held.push_back(Other.At);
  std::string Name = Shared.Ends.thatFrees(Class, Held);
  if (!Name.empty())
    return ReleasedBy{.Functions = {Name},
                      .Itself = true,
                      .Owner = Linked.Records[Class.Index].Name};
  // The caller gives the release the address of where it keeps the object.
  const FreedPlace::Step Member = {Part.At, {}, 0};
  ReleaseIndex::Set Known =
      Shared.Releases.best(Shared.Releases.ofMember(Class, Member));
  if (Known.empty())
    return std::nullopt;
  return ReleasedBy{.Functions = ReleaseIndex::namesOf(Known),
                    .Owner = Linked.Records[Class.Index].Name};
}

/// What hangs under an object that the caller has made itself is released
/// without it.
ReleaseIndex::Set Recorder::releasesOfHolder(RecordId Holder) const {
  ReleaseIndex::Set Known = Shared.Releases.ofRecord(Holder);
  if (!Known.empty() && !Names.isOpaqueRecord(Holder))
    llvm::append_range(Known, Shared.Releases.ofRest(Holder, Known));
  return Known;
}

/// Memory that hangs under another object than the argument goes with that, if
/// a release of the object frees it.
ReleasedBy Recorder::releaseFurther(const Walk &Way, NodeId Block) const {
  for (size_t I = 0; I < Way.Further.size(); ++I) {
    Walk Inner = Way;
    Inner.Holder = Way.Further[I];
    Inner.Steps.erase(Inner.Steps.begin(), Inner.Steps.begin() + I + 1);
    ReleasedBy Own =
        Inner.Holder ? releaseOfMember(Inner, Block) : ReleasedBy();
    if (Own.Functions.empty())
      continue;
    ReleaseIndex::Set Known = releasesOfHolder(Inner.Holder);
    if (!Known.empty())
      Own.Functions = ReleaseIndex::namesOf(Known);
    Own.Owner = Linked.Records[Inner.Holder.Index].Name;
    return Own;
  }
  return {};
}

/// What releases the argument, or something under it, where the block hangs.
ReleasedBy Recorder::releaseUnder(const Walk &Way, NodeId Block) const {
  ReleasedBy Found = findUnder(Way, Block);
  if (!Found.Functions.empty() && Found.Owner.empty())
    Found.Owner = "argument " + textOf(Way.Base.Argument);
  return Found;
}

/// What is put behind the address of the last link of a list hangs where the
/// list begins, too, and so does the block that has that link.
std::optional<Recorder::Walk> Recorder::withoutTail(const Walk &Way) const {
  for (size_t Last : {size_t(1), size_t(2)}) {
    if (Way.Steps.size() < Last || !Way.Steps.back().At.isExact())
      return std::nullopt;
    size_t I = Way.Steps.size() - Last;
    RecordId Of = I == 0 ? Way.Holder : Way.Further[I - 1];
    AccessPath Tail;
    if (Of && Way.Steps[I].At.isExact())
      Tail = Names.step(AccessPath(), Way.Steps[I].At, Of);
    auto Back = Tail.Holder
                    ? Shared.Complete.tails().toFirst(Tail.Holder, Tail.Member)
                    : std::nullopt;
    if (!Back)
      continue;
    Walk Other = Way;
    Other.Steps.truncate(I + 1);
    Other.Further.truncate(I);
    Other.Steps.back().At = Other.Steps.back().At.plus(Offset::exact(*Back));
    return Other;
  }
  return std::nullopt;
}

ReleasedBy Recorder::findUnder(const Walk &Way, NodeId Block) const {
  ReleaseIndex::Set Known = releasesOfHolder(Way.Holder), Finding = Known;
  // Of the releases of several kinds of it, those of kinds that have that.
  llvm::erase_if(Finding, [&](const Releaser *As) {
    return !As->Kinds.empty() && !As->Cut && !As->find(Way.Steps);
  });
  if (!Known.empty())
    return {ReleaseIndex::namesOf(Finding.empty() ? Known : Finding)};
  ReleasedBy Own = releaseOfMember(Way, Block);
  if (!Own.Functions.empty())
    return Own;
  if (auto Other = withoutTail(Way))
    if (Own = releaseOfMember(*Other, Block); !Own.Functions.empty())
      return Own;
  // A block that several members hold is released through one of them.
  for (const SummaryCell &Place : Found.Cells) {
    bool Same = llvm::any_of(Place.Holds.targets(), [&](const Target &To) {
      return To.Node == Block;
    });
    const Node &Top = Found.Nodes[Found.root(Place.Node).Index];
    if (!Same || Top.Form != Node::Kind::Argument ||
        PathNamer::parameterOf(Code, Top.Number) != Way.Base.Argument)
      continue;
    Walk Other = Way;
    startUnder(Other, Place);
    Own = releaseOfMember(Other, Block);
    if (!Own.Functions.empty())
      return Own;
  }
  if (Known = Shared.Releases.ofOwned(Way.Holder, Way.Steps); !Known.empty())
    return {.Functions = ReleaseIndex::namesOf(Known),
            .Owner = Known.front()->Record
                         ? Linked.Records[Known.front()->Record.Index].Name
                         : std::string()};
  // Where it hangs is not known, but what empties the object finds it.
  if (!Way.Steps.empty() && !Way.Steps.front().At.isExact())
    return {ReleaseIndex::namesOf(Shared.Releases.ofContents(Way.Holder))};
  if (Way.Holder && Way.Steps.size() == 1)
    if (std::string Name =
            Shared.Ends.thatFrees(Way.Holder, {Way.Steps.front().At});
        !Name.empty())
      return {.Functions = {Name}, .Itself = true};
  return {};
}

ReleasedBy Recorder::releaseOfMember(const Walk &Way, NodeId Block) const {
  ReleaseIndex::Set Known;
  // What releases the base of an object releases what hangs under that.
  for (RecordId Holder = Way.Holder; Known.empty() && Holder;
       Holder = Names.startOf(Holder)) {
    Known = Shared.Releases.ofMember(Holder, Way.Steps);
    llvm::erase_if(Known, [&](const Releaser *As) {
      return As->Name == Code.Name ||
             !Shared.Releases.fits(*As, Way.Steps,
                                   Found.Nodes[Block.Index].Record);
    });
  }
  ReleaseIndex::Set Sparing = Known;
  llvm::erase_if(Sparing,
                 [&](const Releaser *As) { return spoils(*As, Way, Block); });
  return {ReleaseIndex::namesOf(
      Shared.Releases.best(Sparing.empty() ? Known : Sparing))};
}

/// The family that all of them take the block for, if it is not its own.
std::string Recorder::familyReleased(const ReleaseIndex::Set &By,
                                     RecordId Named,
                                     const Allocation &Made) const {
  std::string Family;
  for (const Releaser *As : By) {
    const FreedPlace *Place = Shared.Releases.placeOf(*As, Named);
    const FreedPointer *Own = Place ? &As->Places.at(*Place) : nullptr;
    if (!Own || Made.Hook || !Own->Hooks.empty() || Own->Families.empty() ||
        Own->ByCallback || As->Cut || Own->Families.count(Made.Family))
      return "";
    Family = *Own->Families.begin();
  }
  return Family;
}

/// Whether what always releases a family frees more than the block: an object
/// of a library that is not seen, which has that for its clients.
static bool freesObjects(const Models &Known, llvm::StringRef Release) {
  const Model *Row = Release.empty() ? nullptr : Known.find(Release);
  return Row && llvm::any_of(Row->Frees, [](const ModelFree &Freed) {
           return !Freed.What.Links.empty();
         });
}

/// Whether some public function may free such a block, perhaps as a side
/// effect, or the library that it comes from has one.
bool Recorder::mayBeReleased(const AccessPath &Path, NodeId Block) const {
  const Node &Object = Found.Nodes[Block.Index];
  if (freesObjects(Shared.Known, Found.Allocations[Object.Number].Release))
    return true;
  return llvm::any_of(
      llvm::ArrayRef{Names.pointee(Path.Type), Found.Nodes[Block.Index].Record},
      [&](RecordId Of) { return Of && Shared.Releases.mayFreeKind(Of); });
}

/// Whether a release that does not free what it is given itself comes back to
/// it: a member leads to a list of blocks, of which this is one, or a hidden
/// header before what was given out leads to where the block begins.
bool Recorder::freesThrough(const Releaser &As, NodeId Block) const {
  return llvm::any_of(As.Places, [&](const auto &Of) {
    std::set<NodeId> Here = {Block};
    for (const FreedPlace::Step &Step : Of.first.Steps) {
      std::set<NodeId> Next;
      for (const SummaryCell &Place : Found.Cells)
        if (Here.count(Place.Node) && Place.At.meets(Step.At))
          for (const Target &To : Place.Holds.targets())
            if (To.At == Offset() &&
                Found.Nodes[To.Node.Index].Form == Node::Kind::Fresh)
              Next.insert(To.Node);
      Here = std::move(Next);
    }
    bool Way = Of.first.Steps.size() > 1 ||
               (Of.first.Steps.size() == 1 && Of.first.Steps[0].At.Bytes < 0);
    return Way && Here.count(Block);
  });
}

/// Whether a release of any memory also takes an object of a kind that has
/// nothing to do with this function: it gives back what such objects made.
bool Recorder::needsOther(const Releaser &As) const {
  const Function &Gives = Linked.Functions[As.Function];
  auto Kind = [&](const Function &Of, uint32_t Argument) {
    TypeId Held = Names.typeOfArgument(Of, Argument);
    while (Held && Linked.Types[Held.Index].Form == Type::Kind::Pointer)
      Held = Linked.Types[Held.Index].Element;
    return Held ? Linked.Types[Held.Index].Record : RecordId();
  };
  for (uint32_t I = 0; I < Gives.Arguments.size(); ++I) {
    RecordId Other = I == As.Argument ? RecordId() : Kind(Gives, I);
    bool Met = !Other;
    for (uint32_t J = 0; J < Code.Arguments.size(); ++J)
      Met |= Kind(Code, J) == Other;
    if (!Met)
      return true;
  }
  return false;
}

/// Whether a release is sure to free something else than where the block that a
/// pointer leads into begins.
bool Recorder::missesBegin(const Releaser &As, const Target &Out) const {
  const FreedPointer *Own = As.find({});
  return Own && !Found.Coarse && Out.At.isExact() && Own->Moved.isExact() &&
         Own->Moved.Bytes != -Out.At.Bytes;
}

/// Where blocks hang that the function made, by the loads from one of them. Of
/// what hangs under a block that several members hold, one way is told.
void Recorder::addHung(NodeId Block, llvm::ArrayRef<FreedPlace::Step> Way,
                       HungPlaces &Into) const {
  if (Way.size() == FreedPlace::MaxSteps)
    return;
  for (const SummaryCell &Place : Found.Cells)
    for (const Target &To : Place.Holds.targets()) {
      const Node &Held = Found.Nodes[To.Node.Index];
      if (Place.Node != Block || !Place.At.isExact() || To.At != Offset() ||
          Held.Form != Node::Kind::Fresh || Held.Multiple)
        continue;
      llvm::SmallVector<FreedPlace::Step, 4> Further(Way);
      Further.push_back({Place.At, {}, 0});
      bool Met = Into.count(To.Node);
      Into[To.Node].push_back(Further);
      if (!Met)
        addHung(To.Node, Further, Into);
    }
}

/// Whether a release frees also what the function was given and put into the
/// block.
bool Recorder::takesGiven(const Releaser &As, NodeId Block) const {
  return llvm::any_of(Found.Cells, [&](const SummaryCell &Place) {
    bool Given = llvm::any_of(Place.Holds.targets(), [&](const Target &To) {
      return Found.Nodes[Found.root(To.Node).Index].Form ==
             Node::Kind::Argument;
    });
    return Given && Place.Node == Block &&
           As.find(FreedPlace::Step{Place.At, {}, 0});
  });
}

/// Those that are not for objects of another kind that begin alike, if any.
ReleaseIndex::Set Recorder::ofKind(ReleaseIndex::Set Of, NodeId Block) const {
  RecordId Kind = Found.Nodes[Block.Index].Record;
  ReleaseIndex::Set Same = Of;
  llvm::erase_if(
      Same, [&](const Releaser *As) { return isForOthers(Names, *As, Kind); });
  return Same.empty() ? Of : Same;
}

/// The releases of an object of that kind: a kind may have several forms, and a
/// release for each. If all that are the best leave what this function has hung
/// under it, those that do not, however sure they are; if they take what it was
/// given along, those as sure that do not.
ReleaseIndex::Set Recorder::releasesOfMade(RecordId Type, NodeId Block) const {
  ReleaseIndex::Set Known = ofKind(Shared.Releases.ofRecord(Type), Block);
  ReleaseIndex::Set Others = ofKind(Shared.Releases.anyOfRecord(Type), Block);
  if (Known.empty() || Others.size() == 1 || Found.Coarse)
    return Known;
  HungPlaces Hung;
  addHung(Block, {}, Hung);
  auto Leaves = [&](const Releaser *As) {
    return llvm::any_of(Hung, [&](const auto &Made) {
      return llvm::none_of(Made.second,
                           [&](const auto &Way) { return As->find(Way); });
    });
  };
  auto Takes = [&](const Releaser *As) { return takesGiven(*As, Block); };
  bool AllLeave = llvm::all_of(Known, Leaves);
  if (!AllLeave && !llvm::all_of(Known, Takes))
    return Known;
  llvm::erase_if(Others, [&](const Releaser *As) {
    return Leaves(As) || Takes(As) ||
           (!AllLeave && As->whole() < Known.front()->whole());
  });
  return Others.empty() ? Known : Shared.Releases.best(Others);
}

ReleasedBy Recorder::releaseOfBlock(const AccessPath &Path,
                                    const Target &Out) const {
  NodeId Block = Out.Node;
  const Node &Object = Found.Nodes[Block.Index];
  const Allocation &Made = Found.Allocations[Object.Number];
  // A pointer into a block is none to the record that the block begins with.
  bool Inside = Out.At.isExact() && Out.At.Bytes != 0;
  RecordId Whole = Inside ? RecordId() : Object.Record;
  for (RecordId Type : {Names.pointee(Path.Type), Whole})
    if (Type) {
      auto Known = releasesOfMade(Type, Block);
      llvm::erase_if(Known,
                     [&](const Releaser *As) { return missesBegin(*As, Out); });
      if (!Known.empty())
        return {.Functions = ReleaseIndex::namesOf(Known),
                .As = familyReleased(Known, Type, Made),
                .Owner = Linked.Records[Type.Index].Name};
      Known = Shared.Releases.ofContents(Type);
      llvm::erase_if(
          Known, [&](const Releaser *As) { return !freesThrough(*As, Block); });
      if (!Known.empty())
        return {.Functions = ReleaseIndex::namesOf(Known),
                .Owner = Linked.Records[Type.Index].Name};
    }
  std::optional<uint32_t> Hook;
  if (Made.Hook) {
    const Node &Top = Found.Nodes[Found.root(Made.Hook).Index];
    if (Top.Form == Node::Kind::Global)
      Hook = Top.Number;
  }
  bool Callers = isCallers(Made);
  // Constraints tell no place in a block from another.
  Offset At = Found.Coarse && !Out.At.isExact() ? Offset() : Out.At;
  auto Known = Shared.Releases.ofBlock(
      {Path.Type, Made.Family, Hook, Callers, At, !Found.Coarse});
  llvm::erase_if(Known, [&](const Releaser *As) {
    return As->Name == Code.Name || needsOther(*As);
  });
  if (!Known.empty())
    return {ReleaseIndex::namesOf(Known)};
  if (!Made.Release.empty() && !Inside && !Callers)
    return {{Made.Release}, true};
  return {};
}

/// A piece of an arena of the caller's goes with the arena.
std::optional<ReleasedBy>
Recorder::releaseOfArena(const Allocation &Made) const {
  if (!Made.Arena || !isCallers(Made))
    return std::nullopt;
  ReleaseIndex::Set Known = Shared.Releases.ofRecord(Made.Arena);
  if (Known.empty())
    Known = Shared.Releases.ofContents(Made.Arena);
  return ReleasedBy{.Functions = ReleaseIndex::namesOf(Known),
                    .Owner = describe(Made).Family};
}

ReleasedBy Recorder::releaseOf(Walk &Way, const AccessPath &Path,
                               const Target &Out) {
  NodeId Block = Out.Node;
  const Allocation &Made = Found.Allocations[Found.Nodes[Block.Index].Number];
  if (auto Back = releaseOfArena(Made)) {
    Way.OfArena |= !Way.Release;
    if (!Way.Release)
      Way.Release = Back;
    return *Back;
  }
  // What hangs under a piece of an arena does not go with it.
  if (std::exchange(Way.OfArena, false))
    Way.Release.reset();
  if (Way.Release && !Way.Release->Usual && !Way.Release->Functions.empty())
    return *Way.Release;
  ReleasedBy Own;
  if (!Way.Release && Way.Holder)
    Own = releaseUnder(Way, Block);
  if (Own.Functions.empty())
    Own = releaseOfBlock(Path, Out);
  if (!Way.Release && (Own.Usual || Own.Functions.empty()))
    if (ReleasedBy Inner = releaseFurther(Way, Block); !Inner.Functions.empty())
      Own = Inner;
  // One block has one release, whichever way it gets out.
  bool Library = !Own.Usual && !Own.Functions.empty();
  auto Known = BlockReleases.find(Block);
  bool Kept = Way.Base.To == Exit::Return && isUnderArgument(Block);
  if (Known != BlockReleases.end() && (!Library || Kept))
    Own = Known->second;
  else if (Library)
    BlockReleases[Block] = Own;
  if (!Way.Release)
    Way.Release = Own;
  return Own;
}

/// The release of argument Into that frees what a member under it holds: for
/// sure, or as it frees such objects anyway.
std::string Recorder::releaseOfKept(uint32_t Into, const AccessPath &At,
                                    uint32_t Kept) const {
  RecordId Handle = Names.pointee(Names.typeOfArgument(Code, Into));
  RecordId Own = Names.pointee(Names.typeOfArgument(Code, Kept));
  if (!Handle || !At.Holder)
    return "";
  ReleaseIndex::Set Known = Shared.Releases.ofRecord(Handle), Same;
  if (Own)
    Same = Shared.Releases.ofRecord(Own);
  if (Known.empty())
    Known = Shared.Releases.ofContents(Handle);
  for (const Releaser *As : Known)
    for (const auto &[Place, What] : As->Places) {
      bool Sure = What.Sure != Sureness::Maybe || llvm::is_contained(Same, As);
      const FreedPlace::Step *Last =
          Place.Steps.empty() ? nullptr : &Place.Steps.back();
      if (Sure && Last && Last->Holder == At.Holder &&
          Last->Member == At.Member)
        return As->Name;
    }
  return "";
}
