// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "analysis/surface/Freeing.h"

#include "analysis/surface/BodyFreeing.h"

using namespace membrane;

bool FreedPlace::push(const Step &Next) {
  auto Before = llvm::find_if(Steps, [&](const Step &One) {
    return Next.Holder && One.Holder == Next.Holder &&
           One.Member == Next.Member && One.At == Next.At;
  });
  if (Before != Steps.end()) {
    Steps.erase(Before + 1, Steps.end());
    return true;
  }
  if (Steps.size() >= MaxSteps)
    return false;
  Steps.push_back(Next);
  return true;
}

static bool isSame(const FreedBy &A, const FreedBy &B) {
  if (A.Places.size() != B.Places.size() || A.Cut != B.Cut ||
      A.Unseen != B.Unseen)
    return false;
  for (auto Left = A.Places.begin(), Right = B.Places.begin();
       Left != A.Places.end(); ++Left, ++Right)
    if (!(Left->first == Right->first) ||
        Left->second.Sure != Right->second.Sure)
      return false;
  return true;
}

Freeing::Freeing(const Program &Linked, const PathNamer &Names,
                 const Models &Known, const Summaries &Found)
    : Linked(Linked), Names(Names), Known(Known), Found(Found),
      General(Linked.Functions.size()), Special(Linked.Functions.size()),
      ComponentOf(Linked.Functions.size()), Traced(Linked.Functions.size()) {
  for (uint32_t I = 0; I < Linked.Components.size(); ++I)
    for (uint32_t Member : Linked.Components[I])
      ComponentOf[Member] = I;
  for (Component = 0; Component < Linked.Components.size(); ++Component)
    solveComponent(Linked.Components[Component]);
}

Freeing::~Freeing() = default;

void Freeing::solveComponent(const std::vector<uint32_t> &Members) {
  for (unsigned Round = 0; Round < MaxRounds; ++Round) {
    bool Stable = true;
    Recursive = false;
    for (uint32_t Member : Members)
      Special[Member].clear();
    for (uint32_t Member : Members) {
      FreedBy Next = BodyFreeing(*this, Member, {}).run();
      Stable &= isSame(Next, General[Member]);
      General[Member] = std::move(Next);
    }
    if (Stable || !Recursive)
      return;
  }
  for (uint32_t Member : Members)
    General[Member].Cut = true;
}

const FreedBy &Freeing::of(uint32_t Function) {
  Recursive |= ComponentOf[Function] == Component;
  return General[Function];
}

const FreedBy &Freeing::of(uint32_t Function, const Numbers &Given) {
  bool Any = llvm::any_of(Given, [](auto &One) { return bool(One); });
  // In a large recursion contexts would be made again in every round.
  bool Large =
      Linked.Components[ComponentOf[Function]].size() > MaxSpecialCycle;
  if (!Any || Large)
    return of(Function);
  auto &Contexts = Special[Function];
  auto Known = Contexts.find(Given);
  if (Known != Contexts.end())
    return Known->second;
  bool Full = Contexts.size() >= MaxContexts || Depth >= MaxDepth;
  if (Full || !Running.insert(Function).second)
    return of(Function);
  ++Depth;
  FreedBy Answer = BodyFreeing(*this, Function, Given).run();
  --Depth;
  Running.erase(Function);
  return Contexts[Given] = std::move(Answer);
}

const Origins &Freeing::originsIn(uint32_t Function) {
  if (!Traced[Function])
    Traced[Function] =
        std::make_unique<Origins>(Linked, Names, Linked.Functions[Function]);
  return *Traced[Function];
}
