// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which of the functions that release something is the one for a kind of
// memory.

#include "analysis/surface/Releases.h"

#include "analysis/surface/Kinds.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSet.h"

using namespace membrane;

const FreedPointer *
Releaser::find(llvm::ArrayRef<FreedPlace::Step> Steps) const {
  for (const auto &[Place, What] : Places)
    if (llvm::ArrayRef(Place.Steps) == Steps)
      return &What;
  return nullptr;
}

std::optional<Sureness> Releaser::whole() const {
  const FreedPointer *Own = find({});
  return Own ? std::optional(Own->Sure) : std::nullopt;
}

/// What a release without a record takes; any memory, by whatever name.
static constexpr const char *Untyped = "void *";

/// The same, by the address of where its caller keeps it.
static constexpr const char *UntypedBehind = "void **";

bool ReleaseIndex::leadsToUntyped(TypeId Pointer) const {
  return leadsTo(Linked, Pointer, Type::Kind::Pointer) &&
         Names.isUntyped(Linked.Types[Pointer.Index].Element);
}

std::string ReleaseIndex::taken(TypeId Pointer) const {
  if (leadsToUntyped(Pointer))
    return UntypedBehind;
  return Names.isUntyped(Pointer) ? Untyped : Names.spelling(Pointer);
}

static bool freesMore(const Releaser &A, const Releaser &B) {
  return A.Places.size() > B.Places.size() &&
         llvm::all_of(B.Places, [&](const auto &Of) {
           return A.find(Of.first.Steps) != nullptr;
         });
}

/// Those of several to which one hands the object for good. What hangs under it
/// has to go first: one that releases that, too, does more than hand it on.
static std::set<uint32_t> handedTo(const Releaser &One,
                                   const ReleaseIndex::Set &Of) {
  std::set<uint32_t> Found;
  const FreedPointer *Own = One.find({});
  for (const Releaser *Other : Of)
    if (Own && Own->Onto.count(Other->Function) && !freesMore(One, *Other))
      Found.insert(Other->Function);
  return Found;
}

/// Those to which several others hand the object for good: they use it up, and
/// it is no more their purpose than that of any other function of the library.
static std::set<uint32_t> usedUpBy(const ReleaseIndex::Set &Of) {
  std::set<uint32_t> Once, Found;
  for (const Releaser *One : Of)
    for (uint32_t Function : handedTo(*One, Of))
      if (!Once.insert(Function).second)
        Found.insert(Function);
  return Found;
}

/// Who says that the object stays as it is, and does not always free it, is
/// none of those that are there for that.
ReleaseIndex::Set ReleaseIndex::withoutReaders(const Set &Of) const {
  auto Reads = [&](const Releaser *One) {
    llvm::StringRef Says = Linked.Types[One->Type.Index].Spelling;
    return One->whole() != Sureness::Always && Says.starts_with("const ") &&
           Says.count('*') == 1;
  };
  Set Rest = Of;
  llvm::erase_if(Rest, Reads);
  return Rest.empty() ? Of : Rest;
}

ReleaseIndex::Set ReleaseIndex::best(const Set &All) const {
  const Set Of = withoutReaders(All);
  const std::set<uint32_t> Last = usedUpBy(Of);
  auto UsesUp = [&](const Releaser &One) {
    return llvm::any_of(handedTo(One, Of),
                        [&](uint32_t To) { return Last.count(To) != 0; });
  };
  std::set<uint32_t> Decided; // functions that another one runs
  size_t Most = 0;
  for (const Releaser *One : Of) {
    Most = std::max(Most, One->Places.size());
    if (const FreedPointer *Own = One->find({}))
      for (uint32_t Function : Own->Through)
        if (Function != One->Function)
          Decided.insert(Function);
  }
  auto Loses = [&](const Releaser *One) {
    if (Last.count(One->Function))
      return false;
    if (Decided.count(One->Function) || UsesUp(*One))
      return true;
    return One->Places.size() < Most &&
           llvm::any_of(
               Of,
               [&](const Releaser *Other) {
                 return Other->Function != One->Function &&
                        freesMore(*Other, *One) &&
                        !areApart(Names, Other->Kinds, One->Kinds);
               });
  };
  Set Best = Of;
  llvm::erase_if(Best, Loses);
  return Best;
}

ReleaseIndex::Set ReleaseIndex::choose(
    const Set &From,
    llvm::function_ref<const FreedPointer *(const Releaser &)> Frees,
    Sureness Least) {
  Set Known;
  for (const Releaser *As : From) {
    const FreedPointer *Freed = Frees(*As);
    bool Fits = Least != Sureness::Maybe || !As->Allocates;
    if (Fits && Freed && Freed->Sure >= Least)
      Known.push_back(As);
  }
  return Known;
}

template <class Key>
static const ReleaseIndex::Set &
listed(const std::map<Key, ReleaseIndex::Set> &By, const Key &Named) {
  static const ReleaseIndex::Set Nothing;
  auto Known = By.find(Named);
  return Known == By.end() ? Nothing : Known->second;
}

/// The record that a place is, by the types on the way.
RecordId ReleaseIndex::recordAt(const Releaser &As,
                                const FreedPlace &Place) const {
  AccessPath Path;
  Path.Type = As.Type;
  RecordId Used = As.Record;
  for (const FreedPlace::Step &Step : Place.Steps) {
    Path = Names.step(Path, Step.At, Used);
    Used = {};
  }
  if (Place.Steps.size() == 1 && leadsToUntyped(As.Type))
    return As.Behind;
  return Names.pointee(Path.Type);
}

const FreedPlace *ReleaseIndex::placeOf(const Releaser &As,
                                        RecordId Named) const {
  const FreedPlace *Best = nullptr;
  for (const auto &[Place, What] : As.Places) {
    size_t Depth = Place.Steps.size();
    bool Itself = Depth == 0 && As.Record == Named;
    bool Behind = Depth == 1 && !As.Record && recordAt(As, Place) == Named;
    bool Around = Depth > 1 && As.Record == Named &&
                  What.Sure != Sureness::Maybe && recordAt(As, Place) == Named;
    if ((Itself || Behind || Around) && (!Best || Depth < Best->Steps.size()))
      Best = &Place;
  }
  return Best;
}

const ReleaseIndex::Set &ReleaseIndex::ofRecord(RecordId Named) const {
  auto [Entry, New] = Answers.try_emplace(Named);
  if (New)
    Entry->second = findOfRecord(Named);
  return Entry->second;
}

ReleaseIndex::Set ReleaseIndex::findOfRecord(RecordId Named) const {
  auto Whole = [&](const Releaser &As) { return As.find({}); };
  // Behind: `free_it(struct it **)`. Around: an object that is reached from
  // another of its kind.
  auto AtPlace = [&](const Releaser &As) -> const FreedPointer * {
    const FreedPlace *Place = placeOf(As, Named);
    return Place ? &As.Places.at(*Place) : nullptr;
  };
  auto Around = [&](const Releaser &As) {
    return As.Gone ? AtPlace(As) : nullptr;
  };
  // Those without a record take no object of one.
  const Set &Own = listed(ByRecord, Named);
  Set Known = choose(Own, Whole, Sureness::Guarded);
  if (Known.empty())
    Known = choose(listed(Behind, Named), AtPlace, Sureness::Guarded);
  if (Known.empty())
    Known = choose(Own, Whole, Sureness::Maybe);
  if (Known.empty())
    Known = choose(Own, Around, Sureness::Guarded);
  if (Known.empty())
    Known = choose(listed(Behind, Named), AtPlace, Sureness::Maybe);
  if (Known.empty())
    Known = listed(Busy, Named);
  return best(Known);
}

ReleaseIndex::Set ReleaseIndex::anyOfRecord(RecordId Named) const {
  Set Known = choose(
      listed(ByRecord, Named), [](const Releaser &As) { return As.find({}); },
      Sureness::Maybe);
  llvm::append_range(Known, listed(Busy, Named));
  return Known;
}

ReleaseIndex::Set ReleaseIndex::ofRest(RecordId Named, const Set &Whole) const {
  Set Known;
  for (const Releaser *As : listed(ByRecord, Named)) {
    auto AsMuch = [&](const Releaser *Other) {
      return Other->Places.size() > 1 &&
             llvm::all_of(Other->Places, [&](const auto &Of) {
               return Of.first.Steps.empty() || As->find(Of.first.Steps);
             });
    };
    if (!As->whole() && !As->Allocates && llvm::any_of(Whole, AsMuch))
      Known.push_back(As);
  }
  return Known;
}

ReleaseIndex::Set
ReleaseIndex::ofMember(RecordId Named,
                       llvm::ArrayRef<FreedPlace::Step> Steps) const {
  auto Member = [&](const Releaser &As) { return As.find(Steps); };
  const Set &Own = listed(ByRecord, Named);
  Set Known = choose(Own, Member, Sureness::Guarded);
  return Known.empty() ? choose(Own, Member, Sureness::Maybe) : Known;
}

ReleaseIndex::Set
ReleaseIndex::ofOwned(RecordId Named,
                      llvm::ArrayRef<FreedPlace::Step> Steps) const {
  if (Owners.empty())
    for (const Releaser &As : All)
      for (const auto &[Place, What] : As.Places)
        if (!Place.Steps.empty())
          Owners[recordAt(As, Place)].push_back({&As, &Place});
  Set Known;
  auto Under = Owners.find(Named);
  if (!Named || Under == Owners.end())
    return Known;
  for (const auto &[As, Place] : Under->second) {
    llvm::SmallVector<FreedPlace::Step, 4> Whole(Place->Steps);
    llvm::append_range(Whole, Steps);
    if (As->find(Whole) && !llvm::is_contained(Known, As))
      Known.push_back(As);
  }
  return best(Known);
}

bool ReleaseIndex::fits(const Releaser &As,
                        llvm::ArrayRef<FreedPlace::Step> Steps,
                        RecordId Block) const {
  return llvm::all_of(As.Places, [&](const auto &Of) {
    llvm::ArrayRef<FreedPlace::Step> Way = Of.first.Steps;
    if (!Block || Way.size() <= Steps.size() ||
        Way.take_front(Steps.size()) != Steps)
      return true;
    RecordId Used = Way[Steps.size()].Holder;
    return !Used || Names.isWithin(Used, Block);
  });
}

ReleaseIndex::Set ReleaseIndex::ofContents(RecordId Named) const {
  auto Any = [&](const Releaser &As) {
    const FreedPointer *Best = nullptr;
    for (const auto &[Place, What] : As.Places)
      if (!Best || What.Sure > Best->Sure)
        Best = &What;
    return Best;
  };
  const Set &Own = listed(ByRecord, Named);
  Set Known = choose(Own, Any, Sureness::Guarded);
  return best(Known.empty() ? choose(Own, Any, Sureness::Maybe) : Known);
}

/// Whether a function frees what begins so many bytes before its argument, as
/// one does that looks at a header there; if nobody knows how many, whether it
/// works that out.
static bool goesBack(const Releaser &As, Offset By) {
  const FreedPointer *Own = As.find({});
  if (!By.isExact())
    return Own && !Own->Moved.isExact();
  return Own && Own->Moved == Offset::exact(-By.Bytes);
}

/// Of a pointer into a block: those that go back to where it begins.
ReleaseIndex::Set
ReleaseIndex::ofHeaded(const PlainBlock &Block,
                       llvm::function_ref<bool(const Releaser &)> Fits) const {
  Set Known;
  auto Collect = [&](llvm::function_ref<std::string(TypeId)> Name) {
    std::string Wanted = Name(Block.Type);
    for (const Releaser &As : All) {
      std::string Takes = Name(As.Type);
      if ((Takes == Wanted || Takes == Untyped) && Fits(As) &&
          goesBack(As, Block.At))
        Known.push_back(&As);
    }
  };
  Collect([&](TypeId Pointer) { return taken(Pointer); });
  if (Known.empty())
    Collect([&](TypeId Pointer) { return Names.resolved(Pointer); });
  return best(choose(
      Known, [](const Releaser &As) { return As.find({}); }, Sureness::Maybe));
}

static bool freesKind(const FreedPointer *Own,
                      const ReleaseIndex::PlainBlock &Block) {
  bool Given = Block.Callers && Own && Own->OrByCallback;
  return Own && (Given || Own->Families.count(Block.Family) ||
                 (Block.Hook && Own->Hooks.count(*Block.Hook)));
}

/// Those that take the address of any pointer, free what that leads to, and
/// take it for nothing.
ReleaseIndex::Set ReleaseIndex::ofBlockBehind(const PlainBlock &Block) const {
  auto Frees = [&](const Releaser &As) {
    const FreedPointer *Own = As.find(FreedPlace::Step());
    bool Plain = !As.Behind && As.Places.size() == 1;
    return Plain && freesKind(Own, Block) ? Own : nullptr;
  };
  return choose(listed(OfNothing, std::string(UntypedBehind)), Frees,
                Sureness::Guarded);
}

/// Those that take the address of such a pointer, and free what that leads to.
ReleaseIndex::Set ReleaseIndex::ofTypedBehind(const PlainBlock &Block) const {
  auto Frees = [&](const Releaser &As) {
    const FreedPointer *Own = As.find(FreedPlace::Step());
    bool Plain = !As.Behind && !leadsToUntyped(As.Type);
    bool Fits = Plain && leadsTo(Linked, As.Type, Type::Kind::Pointer) &&
                taken(Linked.Types[As.Type.Index].Element) == taken(Block.Type);
    return Fits && freesKind(Own, Block) ? Own : nullptr;
  };
  return best(choose(listed(ByRecord, RecordId()), Frees, Sureness::Guarded));
}

ReleaseIndex::Set ReleaseIndex::ofBlock(const PlainBlock &Block) const {
  auto Fits = [&](const Releaser &As) { return freesKind(As.find({}), Block); };
  Set Headed = Block.isBegin() ? Set() : ofHeaded(Block, Fits);
  if (Block.isInside() || !Headed.empty())
    return Headed;
  auto Any = [&](const Releaser &As) {
    return Fits(As) && goesBack(As, Offset()) ? As.find({}) : nullptr;
  };
  std::string Wanted = taken(Block.Type);
  Set Known, OfAny = choose(listed(OfNothing, std::string(Untyped)), Any,
                            Sureness::Guarded);
  if (OfAny.empty() && Wanted == Untyped && Block.Fine)
    OfAny = ofBlockBehind(Block);
  if (Wanted != Untyped)
    Known = choose(listed(OfNothing, Wanted), Any, Sureness::Guarded);
  // What frees more behind any pointer takes it for something.
  auto FreesMore = [](const Releaser *As) { return As->Places.size() > 1; };
  if (Wanted != Untyped || !llvm::all_of(OfAny, FreesMore))
    llvm::erase_if(OfAny, FreesMore);
  llvm::append_range(Known, OfAny);
  if (Known.empty() && Wanted != Untyped && Block.isBegin())
    return ofTypedBehind(Block);
  llvm::sort(Known, [](const Releaser *A, const Releaser *B) {
    return std::tie(A->Function, A->Argument) <
           std::tie(B->Function, B->Argument);
  });
  return best(Known);
}

std::vector<std::string> ReleaseIndex::namesOf(const Set &Of) {
  std::vector<std::string> Known;
  llvm::StringSet<> Seen;
  for (const Releaser *As : Of)
    if (Seen.insert(As->Name).second)
      Known.push_back(As->Name);
  return Known;
}
