// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The calls of one body that free something.

#include "analysis/surface/BodyFreeing.h"

#include "llvm/ADT/STLExtras.h"

using namespace membrane;

/// By how much a place costs: what hangs deepest, or under a global, is given
/// up first.
static unsigned costOf(const FreedPlace &Place) {
  return unsigned(Place.Global) * (FreedPlace::MaxSteps + 1) +
         unsigned(Place.Steps.size());
}

bool BodyFreeing::makeRoom(const FreedPlace &For) {
  Out.Cut = true;
  unsigned Most = costOf(For);
  for (unsigned Cost = Most + 1; Cost < std::size(Crowd); ++Cost)
    if (Crowd[Cost])
      Most = Cost;
  if (Most == costOf(For))
    return false;
  const Entry *First = nullptr;
  for (const Entry &Of : Entries)
    if (costOf(place(Of.What.Place)) == Most &&
        (!First || place(Of.What.Place) < place(First->What.Place)))
      First = &Of;
  Entry &Worst = Entries[First - Entries.data()];
  --Crowd[Most];
  EntryOf.erase(Whole.Places.same(Worst.What.Place).Index);
  if (&Worst != &Entries.back()) {
    Worst = std::move(Entries.back());
    EntryOf[Whole.Places.same(Worst.What.Place).Index] =
        uint32_t(&Worst - Entries.data());
  }
  Entries.pop_back();
  return true;
}

/// Points that are not sure decide only which functions an argument is handed
/// to.
void BodyFreeing::addFreed(const Freed &What, const Fact &Step, Point Here) {
  const FreedPlace &Place = place(What.Place);
  auto Known = EntryOf.find(Whole.Places.same(What.Place).Index);
  if (Known == EntryOf.end()) {
    if (Entries.size() >= MaxPlaces && !makeRoom(Place))
      return;
    Known = EntryOf
                .try_emplace(Whole.Places.same(What.Place).Index,
                             uint32_t(Entries.size()))
                .first;
    ++Crowd[costOf(Place)];
    Entries.emplace_back().What.Place = What.Place;
    Entries.back().What.ByCallback = true;
    Entries.back().What.Moved = What.Moved;
  }
  Entry &Of = Entries[Known->second];
  Of.What.Families = Whole.Sets.unite(Of.What.Families, What.Families);
  Of.What.Hooks = Whole.Sets.unite(Of.What.Hooks, What.Hooks);
  Of.What.Through = Whole.Sets.unite(Of.What.Through, What.Through);
  Of.What.Onto = Whole.Sets.unite(Of.What.Onto, What.Onto);
  Of.What.ByCallback &= What.ByCallback;
  Of.What.OrByCallback |= What.OrByCallback;
  Of.What.Moved = Of.What.Moved.join(What.Moved);
  if (std::exchange(Of.Last, &Step) != &Step) {
    Of.Count = 0;
    Of.Before = Of.Points.size();
  }
  ++Of.Count;
  if (Here.Sure != Sureness::Maybe || isArgument(Place))
    Of.Points.push_back(Here);
}

/// What a callee finds at the address of a variable of this function, is what
/// was stored there.
BodyFreeing::Passed BodyFreeing::passed(PlaceId Inner, const Fact &Step) {
  const FreedPlace &Place = place(Inner);
  if (Place.Global || Place.Root >= Step.Arguments.size())
    return {};
  ValueId Given = Step.Arguments[Place.Root];
  const Origins::Slot *Variable = From.slot(Given);
  if (!Variable || Place.Steps.empty() || Place.Steps[0].At != Offset())
    return {From.of(Given), Inner};
  FreedPlace Held = Place;
  Held.Steps.erase(Held.Steps.begin());
  return {Variable->Holds, Whole.Places.add(Held), Variable->Others};
}

/// A place of the callee, as the caller gets at it.
void BodyFreeing::compose(const Moved &Inner, const Fact &Step,
                          PlaceList &Found) {
  Found.clear();
  if (place(Inner.Place).Global) {
    Found.push_back(Inner);
    return;
  }
  const Passed Given = passed(Inner.Place, Step);
  for (OriginId One : Given.From) {
    PlaceId Outer = Whole.Places.compose(Given.Place, One);
    Out.Cut |= !Outer;
    if (!Outer)
      continue;
    Offset By = place(Given.Place).Steps.empty()
                    ? Whole.Places[One].Moved.plus(Inner.By)
                    : Inner.By;
    auto Known = llvm::find_if(Found, [&](const Moved &Other) {
      return Whole.Places.same(Other.Place) == Whole.Places.same(Outer);
    });
    if (Known == Found.end())
      Found.push_back({Outer, By});
    else
      Known->By = Known->By.join(By);
  }
}

/// Of pointers that come from different arguments only one is freed.
Sureness BodyFreeing::surenessOf(PlaceId Inner, Sureness Given,
                                 const Fact &Step) {
  if (Given == Sureness::Maybe)
    return Given;
  const Passed Known = passed(Inner, Step);
  auto Base = [&](OriginId One) -> const FreedPlace & {
    return place(Whole.Places[One].Base);
  };
  bool Same = llvm::all_of(Known.From, [&](OriginId One) {
    return Base(One).Global == Base(Known.From[0]).Global &&
           Base(One).Root == Base(Known.From[0]).Root;
  });
  return Same && !Known.Others ? Given : Sureness::Maybe;
}

Freeing::Numbers BodyFreeing::numbersOf(const Fact &Step) const {
  Freeing::Numbers Known;
  // Only what is likely to be a switch; sizes would make contexts.
  for (ValueId Argument : Step.Arguments) {
    auto Number = numberOf(Argument);
    bool Switch = Number && (*Number == 0 || *Number == 1);
    Known.push_back(Switch ? Number : std::nullopt);
  }
  return Known;
}

/// Known: numbersOf the call.
void BodyFreeing::readBody(const Fact &Step, uint32_t Block, uint32_t Callee,
                           const Freeing::Numbers &Known) {
  const Freeing::FreedList &Inner = Whole.listOf(Callee, Known);
  Out.Cut |= Inner.Cut;
  Out.Unseen |= Inner.Unseen;
  PlaceList Outer;
  for (const Freed &One : Inner.Places) {
    compose({One.Place, One.Moved}, Step, Outer);
    if (Outer.empty())
      continue;
    Sureness Sure = surenessOf(One.Place, One.Sure, Step);
    Freed Here = One;
    if (!place(One.Place).Steps.empty())
      Here.Through = Here.Onto = 0;
    for (const Moved &As : Outer) {
      Here.Place = As.Place;
      Here.Moved = As.By;
      addFreed(Here, Step, {Block, Sure, Callee});
    }
  }
}

/// The pointer that a row says is freed, if it is one.
static std::optional<FreedPlace> placeOf(const ModelFree &Given) {
  FreedPlace Place;
  Place.Root = Given.What.Number;
  if (Given.What.From != ModelPlace::Root::Argument ||
      Given.What.Links.size() > FreedPlace::MaxSteps)
    return std::nullopt;
  for (const ModelPlace::Link &Step : Given.What.Links) {
    if (!Step.At.isExact() || !Step.Again.empty())
      return std::nullopt;
    Place.Steps.push_back({Step.At, {}, 0});
  }
  return Place;
}

void BodyFreeing::addModelled(const Fact &Step, Point Here,
                              const FreedPlace &Place,
                              NumberSets::Id Families) {
  PlaceList Outer;
  Freed What;
  What.Families = Families;
  PlaceId Inner = Whole.Places.add(Place);
  compose({Inner, {}}, Step, Outer);
  Here.Sure = surenessOf(Inner, Here.Sure, Step);
  for (const Moved &As : Outer) {
    What.Place = As.Place;
    What.Moved = As.By;
    addFreed(What, Step, Here);
  }
}

/// What is given back only sometimes is made anew (realloc).
void BodyFreeing::readModel(const Fact &Step, uint32_t Block,
                            const Model &Row) {
  auto Here = [&](const auto &Given) {
    return Point{Block, Given.Counted ? Sureness::Guarded : Sureness::Always};
  };
  for (const ModelRelease &Given : Row.Releases) {
    if ((!Given.Always && !Given.Counted) || Given.Anywhere)
      continue;
    FreedPlace Place;
    Place.Root = Given.Argument;
    if (Given.Content)
      Place.Steps.push_back({});
    addModelled(Step, Here(Given), Place, Whole.familyOf(Row.Family));
  }
  for (const ModelFree &Given : Row.Frees)
    if (Given.Always || Given.Counted)
      if (auto Place = placeOf(Given))
        addModelled(Step, Here(Given), *Place, 0);
}

/// Code that nobody knows may free what it is given.
void BodyFreeing::readUnseen(const Fact &Step) {
  for (ValueId Argument : Step.Arguments)
    Out.Unseen |= !From.of(Argument).empty();
}

/// A function of the caller's is given a pointer and gives nothing back.
void BodyFreeing::readCallback(const Fact &Step, uint32_t Block) {
  Out.Unseen = true;
  Freed Here;
  Here.ByCallback = Here.OrByCallback = true;
  for (ValueId Argument : Step.Arguments)
    for (OriginId One : From.of(Argument)) {
      Here.Place = Whole.Places[One].Base;
      Here.Moved = Whole.Places[One].Moved;
      if (!place(Here.Place).Global)
        addFreed(Here, Step, {Block, Sureness::Always});
    }
}

/// Notes which globals hold the function that is called. If only some of the
/// functions that may be called free a place, it is freed maybe.
void BodyFreeing::joinTargets(const Fact &Step, size_t Targets) {
  std::vector<uint32_t> Globals;
  for (OriginId One : From.of(Step.Operands[0]))
    if (const FreedPlace &Base = place(Whole.Places[One].Base); Base.Global)
      Globals.push_back(Base.Root);
  NumberSets::Id Hooks = Whole.Sets.of(std::move(Globals));
  for (Entry &Of : Entries) {
    if (Of.Last != &Step)
      continue;
    Of.What.Hooks = Whole.Sets.unite(Of.What.Hooks, Hooks);
    if (Of.Count < Targets)
      for (Point &One : llvm::drop_begin(Of.Points, Of.Before))
        One.Sure = Sureness::Maybe;
  }
}

void BodyFreeing::readPointer(const Fact &Step, CallSite Site) {
  const CallTargets &Shown = Linked.targets(Site);
  if (Shown.Functions.empty()) {
    bool Gives = !llvm::StringRef(Step.CallShape).starts_with("void (");
    return Gives ? readUnseen(Step) : readCallback(Step, Site.Block);
  }
  Freeing::Numbers Known = numbersOf(Step);
  bool Any = llvm::any_of(Known, [](auto &One) { return bool(One); });
  llvm::ArrayRef<SymbolId> Callees = Shown.Functions;
  if (!Any)
    Callees = Whole.freersOf(Shown.List);
  for (SymbolId Named : Callees) {
    SymbolId Callee = Linked.resolve(Named);
    if (Linked.body(Callee))
      readBody(Step, Site.Block, Linked.BodyOf[Callee.Index], Known);
    else if (const Model *Row =
                 Whole.Known.find(Linked.Symbols[Callee.Index].Name))
      readModel(Step, Site.Block, *Row);
    else
      readUnseen(Step);
  }
  joinTargets(Step, Shown.Functions.size());
}

void BodyFreeing::readCall(const Fact &Step, CallSite Site) {
  if (!Step.Callee)
    return readPointer(Step, Site);
  SymbolId Callee = Linked.resolve(Step.Callee);
  if (Linked.body(Callee))
    return readBody(Step, Site.Block, Linked.BodyOf[Callee.Index],
                    numbersOf(Step));
  if (const Model *Row = Whole.Known.find(Linked.Symbols[Callee.Index].Name))
    return readModel(Step, Site.Block, *Row);
  readUnseen(Step);
}
