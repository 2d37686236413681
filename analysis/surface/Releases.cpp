// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

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

//===-- Who is one --------------------------------------------------------===//

static bool holds(const FunctionSummary &Does, const PointsTo &Value,
                  Node::Kind Form) {
  return llvm::any_of(Value.targets(), [&](const Target &To) {
    return Does.Nodes[To.Node.Index].Form == Form;
  });
}

/// Whether a cell at the exit shows that the function did more than release: it
/// left something fresh, or kept an argument.
bool ReleaseIndex::keepsArgument(const FunctionSummary &Does,
                                 const SummaryCell &Place,
                                 const Releaser &As) const {
  const Node &Root = Does.Nodes[Does.root(Place.Node).Index];
  bool Own = Root.Form == Node::Kind::Argument && Root.Number == As.Argument;
  bool Outside =
      Root.Form == Node::Kind::Argument || Root.Form == Node::Kind::Variadic;
  // What stands in memory that is gone is gone.
  if (Outside && !(Own && As.Gone) &&
      holds(Does, Place.Holds, Node::Kind::Fresh))
    return true;
  return llvm::any_of(Place.Holds.targets(), [&](const Target &To) {
    const Node &Held = Does.Nodes[To.Node.Index];
    const Node &From = Does.Nodes[Does.root(To.Node).Index];
    // It moves what another argument had to where the old memory was.
    if (Held.Form == Node::Kind::Content)
      return Own && !As.Gone && From.Form == Node::Kind::Argument &&
             From.Number != As.Argument;
    if (Held.Form != Node::Kind::Argument)
      return false;
    if (Held.Number == As.Argument)
      return !Own && !As.Gone;
    bool Itself =
        Root.Form == Node::Kind::Argument && Root.Number == Held.Number;
    bool InBlock = Own && As.Gone && Does.root(Place.Node) == Place.Node;
    return Outside && !Itself && !InBlock;
  });
}

bool ReleaseIndex::onlyReleases(const FunctionSummary &Does,
                                const Releaser &As) const {
  TypeId Result = Linked.Functions[As.Function].Result;
  bool Gives = Result && Linked.Types[Result.Index].Form != Type::Kind::Scalar;
  for (const SummaryCell &Part : Does.Result)
    for (Node::Kind Form : {Node::Kind::Fresh, Node::Kind::Argument,
                            Node::Kind::Content, Node::Kind::Unseen})
      if (Gives && holds(Does, Part.Holds, Form))
        return false;
  return llvm::none_of(Does.Cells, [&](const SummaryCell &Place) {
    return keepsArgument(Does, Place, As);
  });
}

/// Whether memory behind an argument may be gone afterwards. What a function
/// stored there itself, and frees, is not the caller's.
static bool mayRelease(const FunctionSummary &Does, uint32_t Argument) {
  auto Behind = [&](NodeId Named) {
    const Node &Top = Does.Nodes[Does.root(Named).Index];
    return Top.Form == Node::Kind::Argument && Top.Number == Argument;
  };
  return !Does.Calls.empty() || !Does.Assumptions.empty() ||
         llvm::any_of(
             Does.Releases,
             [&](const NodeRelease &Given) { return Behind(Given.Node); }) ||
         llvm::any_of(Does.Handed, [&](const HandedOut &Given) {
           return llvm::any_of(Given.Holds.targets(), [&](const Target &To) {
             return Behind(To.Node);
           });
         });
}

/// The record by which a release of an untyped object uses it, or finds more to
/// free there.
static RecordId usedAs(const FunctionSummary &Does, const Releaser &As) {
  for (const Node &Object : Does.Nodes)
    if (Object.Form == Node::Kind::Argument && Object.Number == As.Argument &&
        Object.Record)
      return Object.Record;
  for (const auto &[Place, What] : As.Places)
    if (!Place.Steps.empty() && Place.Steps.front().Holder)
      return Place.Steps.front().Holder;
  return {};
}

void ReleaseIndex::add(uint32_t Index, const std::string &Name) {
  const Function &Code = Linked.Functions[Index];
  const FunctionSummary &Does = Found.Of[Index];
  std::map<uint32_t, Releaser> By;
  for (const NodeRelease &Given : Does.Releases) {
    const Node &Object = Does.Nodes[Given.Node.Index];
    const Node &Top = Does.Nodes[Does.root(Given.Node).Index];
    if (&Top != &Object && Top.Form == Node::Kind::Argument)
      if (RecordId Of = Names.pointee(Names.argument(Code, Top.Number).Type))
        MayEmpty.insert(Of);
    if (Object.Form != Node::Kind::Argument)
      continue;
    // The summary also follows a pointer through the function's own memory.
    if (Given.Always) {
      FreedPlace Itself;
      Itself.Root = Object.Number;
      By[Object.Number].Places[Itself].Sure = Sureness::Always;
    }
    TypeId Type = Names.pointerTo(Code, Does, Given.Node).Type;
    if (RecordId Of = Names.pointee(Type)) {
      MayFree.insert(Of);
      noteMayFree(Of);
    } else if (Names.isUntyped(Type)) {
      MayFreeUntyped.insert(Object.Record);
      noteMayFree(Object.Record);
    }
  }
  const FreedBy All = Freed.of(Index);
  for (const auto &[Place, What] : All.Places) {
    // A function of the caller's that is told of an object on some paths (a
    // log) could free it as well.
    bool Told = What.ByCallback && What.Sure != Sureness::Always;
    if (Place.Global || (Told && Place.Steps.empty()))
      continue;
    Releaser &As = By[Place.Root];
    FreedPointer &Known = As.Places[Place];
    Sureness Sure = std::max(Known.Sure, What.Sure);
    Known = What;
    Known.Sure = Sure;
  }
  for (auto &[Argument, As] : By) {
    As.Function = Index;
    As.Name = Name;
    As.Allocates = !Does.Allocations.empty();
    As.Cut = All.Cut || All.Unseen;
    As.Argument = Argument;
    As.Type = Names.argument(Code, Argument).Type;
    As.Record = Names.pointee(As.Type);
    if (!As.Record)
      As.Record = usedAs(Does, As);
    As.Gone = llvm::any_of(As.Places, [&](const auto &Of) {
      bool Itself =
          Of.first.Steps.empty() || (Of.first.Steps.size() > 1 && As.Record &&
                                     recordAt(As, Of.first) == As.Record);
      return Itself && Of.second.Sure != Sureness::Maybe;
    });
    if (mayRelease(Does, Argument))
      sort(Does, std::move(As));
  }
}

/// Whether a function takes one object and nothing else, may free it, and tells
/// no more than how that went. If nothing better does, it is the release: it
/// may leave an error in what it did not free, or flush what was to be written.
bool ReleaseIndex::isOfOne(const Releaser &As) const {
  const Function &Code = Linked.Functions[As.Function];
  return As.Record && As.whole() && Code.Arguments.size() == 1 &&
         !Code.Variadic &&
         (!Code.Result ||
          Linked.Types[Code.Result.Index].Form == Type::Kind::Scalar ||
          Linked.Types[Code.Result.Index].Form == Type::Kind::Void);
}

void ReleaseIndex::sort(const FunctionSummary &Does, Releaser As) {
  As.Kinds = kindsOf(Names, Does, As);
  bool Only = onlyReleases(Does, As);
  if (isOfOne(As) && (!Only || As.Allocates)) {
    Answers.clear();
    const Releaser &Kept = AllBusy.emplace_back(As);
    Busy[Kept.Record].push_back(&Kept);
  }
  if (Only)
    enter(std::move(As));
}

void ReleaseIndex::enter(Releaser As) {
  Answers.clear();
  const Releaser &Kept = All.emplace_back(std::move(As));
  ByRecord[Kept.Record].push_back(&Kept);
  if (Kept.Record)
    return;
  OfNothing[taken(Kept.Type)].push_back(&Kept);
  std::set<RecordId> Led;
  for (const auto &[Place, What] : Kept.Places)
    if (Place.Steps.size() == 1)
      Led.insert(recordAt(Kept, Place));
  for (RecordId Named : Led)
    Behind[Named].push_back(&Kept);
}

void ReleaseIndex::noteMayFree(RecordId Of) {
  if (Of && !MayFreeParts.count(Of))
    for (RecordId Part : Names.partsOf(Of))
      MayFreeParts.insert(Part);
}

bool ReleaseIndex::mayFreeKind(RecordId Named) const {
  return MayFreeUntyped.count(RecordId()) || MayFreeParts.count(Named) ||
         llvm::any_of(Names.partsOf(Named), [&](RecordId Part) {
           return MayFree.count(Part) || MayFreeUntyped.count(Part);
         });
}

//===-- Which one ---------------------------------------------------------===//

/// What a release without a record takes; any memory, by whatever name.
static constexpr const char *Untyped = "void *";

std::string ReleaseIndex::taken(TypeId Pointer) const {
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

ReleaseIndex::Set ReleaseIndex::best(const Set &Of) const {
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

ReleaseIndex::Set ReleaseIndex::ofBlock(const PlainBlock &Block) const {
  auto Fits = [&](const Releaser &As) {
    const FreedPointer *Own = As.find({});
    bool Given = Block.Callers && Own && Own->OrByCallback;
    return Own && (Given || Own->Families.count(Block.Family) ||
                   (Block.Hook && Own->Hooks.count(*Block.Hook)));
  };
  Set Headed = Block.isBegin() ? Set() : ofHeaded(Block, Fits);
  if (Block.isInside() || !Headed.empty())
    return Headed;
  auto Any = [&](const Releaser &As) {
    return Fits(As) && goesBack(As, Offset()) ? As.find({}) : nullptr;
  };
  std::string Wanted = taken(Block.Type);
  Set Known, OfAny = choose(listed(OfNothing, std::string(Untyped)), Any,
                            Sureness::Guarded);
  if (Wanted != Untyped)
    Known = choose(listed(OfNothing, Wanted), Any, Sureness::Guarded);
  // What frees more behind any pointer takes it for something.
  auto FreesMore = [](const Releaser *As) { return As->Places.size() > 1; };
  if (Wanted != Untyped || !llvm::all_of(OfAny, FreesMore))
    llvm::erase_if(OfAny, FreesMore);
  llvm::append_range(Known, OfAny);
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
