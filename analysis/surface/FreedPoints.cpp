// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The calls of one body that free something.

#include "analysis/surface/BodyFreeing.h"

#include "llvm/ADT/STLExtras.h"

using namespace membrane;

/// What hangs deepest, or under a global, is given up first.
bool BodyFreeing::makeRoom(const FreedPlace &For) {
  Out.Cut = true;
  auto Cost = [](const FreedPlace &Place) {
    return std::pair(Place.Global, Place.Steps.size());
  };
  auto Worst = Out.Places.begin();
  for (auto Next = Worst; Next != Out.Places.end(); ++Next)
    if (Cost(Next->first) > Cost(Worst->first))
      Worst = Next;
  if (Cost(Worst->first) <= Cost(For))
    return false;
  Points.erase(Worst->first);
  Out.Places.erase(Worst);
  return true;
}

void BodyFreeing::addFreed(const FreedPlace &Place, const FreedPointer &What,
                           Point Here) {
  auto Known = Out.Places.find(Place);
  if (Known == Out.Places.end()) {
    if (Out.Places.size() >= MaxPlaces && !makeRoom(Place))
      return;
    Known = Out.Places.try_emplace(Place).first;
    Known->second.ByCallback = true;
  }
  FreedPointer &Freed = Known->second;
  Freed.Families.insert(What.Families.begin(), What.Families.end());
  Freed.Hooks.insert(What.Hooks.begin(), What.Hooks.end());
  Freed.Through.insert(What.Through.begin(), What.Through.end());
  Freed.ByCallback &= What.ByCallback;
  Points[Place].push_back(Here);
}

/// The places that an argument of a call may be.
std::vector<FreedPlace> BodyFreeing::placesOf(const Fact &Step,
                                              uint32_t Argument) const {
  std::vector<FreedPlace> Found;
  if (Argument < Step.Arguments.size())
    for (const Origin &One : From.of(Step.Arguments[Argument]))
      if (!llvm::is_contained(Found, One.Base))
        Found.push_back(One.Base);
  return Found;
}

/// A place of the callee, as the caller gets at it.
std::vector<FreedPlace> BodyFreeing::compose(const FreedPlace &Inner,
                                             const Fact &Step) {
  if (Inner.Global)
    return {Inner};
  std::vector<FreedPlace> Found;
  if (Inner.Root >= Step.Arguments.size())
    return Found;
  for (const Origin &One : From.of(Step.Arguments[Inner.Root])) {
    FreedPlace Outer = One.Base;
    bool Fits = true;
    for (size_t I = 0; I < Inner.Steps.size(); ++I) {
      FreedPlace::Step Next = Inner.Steps[I];
      if (I == 0)
        Next.At = Next.At.plus(One.Moved);
      Fits &= Outer.push(Next);
    }
    Out.Cut |= !Fits;
    if (Fits && !llvm::is_contained(Found, Outer))
      Found.push_back(Outer);
  }
  return Found;
}

/// Of pointers that come from different arguments only one is freed.
Sureness BodyFreeing::surenessOf(const FreedPlace &Inner, Sureness Given,
                                 const Fact &Step) const {
  if (Inner.Global || Inner.Root >= Step.Arguments.size())
    return Given;
  llvm::ArrayRef<Origin> All = From.of(Step.Arguments[Inner.Root]);
  bool Same = llvm::all_of(All, [&](const Origin &One) {
    return One.Base.Global == All[0].Base.Global &&
           One.Base.Root == All[0].Base.Root;
  });
  return Same ? Given : Sureness::Maybe;
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

void BodyFreeing::readBody(const Fact &Step, uint32_t Block, uint32_t Callee) {
  Freeing::Numbers Known = numbersOf(Step);
  Known.resize(Linked.Functions[Callee].Arguments.size());
  const FreedBy &Inner = Whole.of(Callee, Known);
  Out.Cut |= Inner.Cut;
  Out.Unseen |= Inner.Unseen;
  for (const auto &[Place, Freed] : Inner.Places)
    for (const FreedPlace &Outer : compose(Place, Step)) {
      FreedPointer Here = Freed;
      Here.Through.clear();
      for (uint32_t Way : Freed.Through)
        if (Place.Steps.empty())
          Here.Through.insert(Way);
      addFreed(Outer, Here,
               {&Step, Block, surenessOf(Place, Freed.Sure, Step), Callee});
    }
}

void BodyFreeing::readModel(const Fact &Step, uint32_t Block,
                            const Model &Row) {
  for (const ModelRelease &Given : Row.Releases) {
    // What is given back only sometimes is made anew (realloc).
    if (!Given.Always || Given.Anywhere)
      continue;
    FreedPlace Place;
    Place.Root = Given.Argument;
    if (Given.Content)
      Place.Steps.push_back({});
    FreedPointer Freed;
    Freed.Families.insert(Row.Family);
    for (const FreedPlace &Outer : compose(Place, Step))
      addFreed(Outer, Freed,
               {&Step, Block, surenessOf(Place, Sureness::Always, Step)});
  }
}

/// Code that nobody knows may free what it is given.
void BodyFreeing::readUnseen(const Fact &Step) {
  for (uint32_t I = 0; I < Step.Arguments.size(); ++I)
    Out.Unseen |= !placesOf(Step, I).empty();
}

/// A function of the caller's is given a pointer and gives nothing back.
void BodyFreeing::readCallback(const Fact &Step, uint32_t Block) {
  Out.Unseen = true;
  FreedPointer Freed;
  Freed.ByCallback = true;
  for (uint32_t I = 0; I < Step.Arguments.size(); ++I)
    for (const Origin &One : From.of(Step.Arguments[I]))
      if (!One.Base.Global)
        addFreed(One.Base, Freed, {&Step, Block, Sureness::Always});
}

/// Notes which globals hold the function that is called. If only some of the
/// functions that may be called free a place, it is freed maybe.
void BodyFreeing::joinTargets(const Fact &Step, size_t Targets) {
  std::set<uint32_t> Globals;
  for (const Origin &One : From.of(Step.Operands[0]))
    if (One.Base.Global)
      Globals.insert(One.Base.Root);
  for (auto &[Place, All] : Points) {
    auto Here = [&](const Point &One) { return One.Call == &Step; };
    size_t Count = llvm::count_if(All, Here);
    if (!Count)
      continue;
    Out.Places[Place].Hooks.insert(Globals.begin(), Globals.end());
    for (Point &One : All)
      if (Here(One) && Count < Targets)
        One.Sure = Sureness::Maybe;
  }
}

void BodyFreeing::readPointer(const Fact &Step, CallSite Site) {
  const CallTargets &Shown = Linked.targets(Site);
  if (Shown.Functions.empty()) {
    bool Gives = !llvm::StringRef(Step.CallShape).starts_with("void (");
    return Gives ? readUnseen(Step) : readCallback(Step, Site.Block);
  }
  for (SymbolId Named : Shown.Functions) {
    SymbolId Callee = Linked.resolve(Named);
    if (Linked.body(Callee))
      readBody(Step, Site.Block, Linked.BodyOf[Callee.Index]);
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
    return readBody(Step, Site.Block, Linked.BodyOf[Callee.Index]);
  if (const Model *Row = Whole.Known.find(Linked.Symbols[Callee.Index].Name))
    return readModel(Step, Site.Block, *Row);
  readUnseen(Step);
}
