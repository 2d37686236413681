// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "analysis/surface/Freeing.h"

#include "analysis/surface/BodyFreeing.h"

using namespace membrane;

Freeing::Freeing(const Program &Linked, const PathNamer &Names,
                 const Models &Known, const Summaries &Found)
    : Linked(Linked), Names(Names), Known(Known), Found(Found), Places(Names),
      General(Linked.Functions.size()), Special(Linked.Functions.size()),
      ComponentOf(Linked.Functions.size()), Traced(Linked.Functions.size()),
      Freers(Linked.TargetLists.size()) {
  for (uint32_t I = 0; I < Linked.Components.size(); ++I)
    for (uint32_t Member : Linked.Components[I])
      ComponentOf[Member] = I;
  for (Component = 0; Component < Linked.Components.size(); ++Component)
    solveComponent(Linked.Components[Component]);
  Traced.clear();
  Special.clear();
}

Freeing::~Freeing() = default;

//===-- Cycles ------------------------------------------------------------===//

/// Whether they tell of the same places as surely: the rest only adds to what
/// is known of a place.
bool Freeing::isSame(const FreedList &A, const FreedList &B) const {
  return A.Cut == B.Cut && A.Unseen == B.Unseen &&
         llvm::equal(
             A.Places, B.Places, [&](const Freed &Left, const Freed &Right) {
               return Places.same(Left.Place) == Places.same(Right.Place) &&
                      Left.Sure == Right.Sure;
             });
}

/// Whether something that the last run has used has changed since.
bool Freeing::isStale(uint32_t Function) const {
  const Member &Own = Solving.at(Function);
  return Own.Ran == 0 || llvm::any_of(Own.Asked, [&](uint32_t Callee) {
           return Solving.at(Callee).Changed >= Own.Ran;
         });
}

/// False if something is new.
bool Freeing::solveMember(uint32_t Function) {
  Member &Own = Solving[Function];
  Own.Asked.clear();
  Own.Ran = ++Time;
  Current = &Own;
  FreedList Next = BodyFreeing(*this, Function, {}).run();
  Current = nullptr;
  llvm::sort(Own.Asked);
  Own.Asked.erase(llvm::unique(Own.Asked), Own.Asked.end());
  bool Stable = isSame(Next, General[Function]);
  if (!(Next == General[Function])) {
    Own.Changed = Time;
    General[Function] = std::move(Next);
  }
  return Stable;
}

void Freeing::solveComponent(const std::vector<uint32_t> &Members) {
  Solving.clear();
  for (uint32_t Member : Members)
    Solving[Member];
  // Contexts of its functions are made anew in every round, in the order in
  // which they are asked for.
  bool Contexts = Members.size() <= MaxSpecialCycle;
  for (unsigned Round = 0; Round < MaxRounds; ++Round) {
    bool Stable = true;
    Recursive = false;
    for (uint32_t Member : Members)
      Special[Member].clear();
    for (uint32_t Member : Members)
      if (Contexts || isStale(Member))
        Stable &= solveMember(Member);
    if (Stable || !Recursive)
      return;
  }
  for (uint32_t Member : Members)
    General[Member].Cut = true;
}

//===-- What is known so far ----------------------------------------------===//

const Freeing::FreedList &Freeing::listOf(uint32_t Function) {
  if (ComponentOf[Function] == Component) {
    Recursive = true;
    Current->Asked.push_back(Function);
  }
  return General[Function];
}

const Freeing::FreedList &Freeing::listOf(uint32_t Function,
                                          const Numbers &Given) {
  // In a large recursion contexts would be made again in every round.
  bool Large =
      Linked.Components[ComponentOf[Function]].size() > MaxSpecialCycle;
  size_t Wanted = Linked.Functions[Function].Arguments.size();
  if (!Large && Given.size() != Wanted) {
    Numbers Fitting = Given;
    Fitting.resize(Wanted);
    return listOf(Function, Fitting);
  }
  bool Any = llvm::any_of(Given, [](auto &One) { return bool(One); });
  if (!Any || Large)
    return listOf(Function);
  auto &Contexts = Special[Function];
  auto Known = Contexts.find(Given);
  if (Known != Contexts.end())
    return Known->second;
  bool Full = Contexts.size() >= MaxContexts || Depth >= MaxDepth;
  if (Full || !Running.insert(Function).second)
    return listOf(Function);
  ++Depth;
  FreedList Answer = BodyFreeing(*this, Function, Given).run();
  --Depth;
  Running.erase(Function);
  return Contexts[Given] = std::move(Answer);
}

/// As long as one of the functions is not final, all are.
llvm::ArrayRef<SymbolId> Freeing::freersOf(TargetListId List) {
  std::optional<std::vector<SymbolId>> &Known = Freers[List.Index];
  if (Known)
    return *Known;
  const std::vector<SymbolId> &All = Linked.TargetLists[List.Index];
  auto IndexOf = [&](SymbolId Named) {
    return Linked.BodyOf[Linked.resolve(Named).Index];
  };
  if (llvm::any_of(All, [&](SymbolId Named) {
        uint32_t Body = IndexOf(Named);
        return Body != Program::NoBody && ComponentOf[Body] >= Component;
      }))
    return All;
  Known.emplace();
  for (SymbolId Named : All)
    if (uint32_t Body = IndexOf(Named);
        Body == Program::NoBody || !(General[Body] == FreedList()))
      Known->push_back(Named);
  return *Known;
}

const Origins &Freeing::originsIn(uint32_t Function) {
  if (!Traced[Function])
    Traced[Function] = std::make_unique<Origins>(Linked, Places, Found,
                                                 Linked.Functions[Function]);
  return *Traced[Function];
}

NumberSets::Id Freeing::familyOf(const std::string &Name) {
  auto [Entry, New] = Families.try_emplace(Name);
  if (New) {
    Entry->second = Sets.of({uint32_t(FamilyNames.size())});
    FamilyNames.push_back(Name);
  }
  return Entry->second;
}

FreedBy Freeing::of(uint32_t Function) const {
  const FreedList &From = General[Function];
  FreedBy Told;
  Told.Cut = From.Cut;
  Told.Unseen = From.Unseen;
  for (const Freed &One : From.Places) {
    FreedPointer &What = Told.Places[Places[One.Place]];
    What.Sure = One.Sure;
    What.ByCallback = One.ByCallback;
    What.OrByCallback = One.OrByCallback;
    What.Moved = One.Moved;
    for (uint32_t Family : Sets[One.Families])
      What.Families.insert(FamilyNames[Family]);
    What.Hooks.insert(Sets[One.Hooks].begin(), Sets[One.Hooks].end());
    What.Through.insert(Sets[One.Through].begin(), Sets[One.Through].end());
    What.Onto.insert(Sets[One.Onto].begin(), Sets[One.Onto].end());
  }
  return Told;
}
