// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "analysis/surface/FreedPlaces.h"

#include "llvm/ADT/STLExtras.h"

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

//===-- Places ------------------------------------------------------------===//

/// Without any loads.
PlaceId PlaceTable::startOf(const FreedPlace &Place) {
  auto [Entry, New] = Roots.try_emplace({Place.Global, Place.Root});
  if (New) {
    Entry->second = PlaceId(uint32_t(Places.size()));
    Same.push_back(Entry->second);
    FreedPlace &Start = Places.emplace_back();
    Start.Global = Place.Global;
    Start.Root = Place.Root;
  }
  return Entry->second;
}

/// As FreedPlace::push; none if there are too many.
PlaceId PlaceTable::push(PlaceId From, const FreedPlace::Step &Next) {
  auto [Entry, New] = Behind.try_emplace(
      {From.Index, Next.At.key(), {Next.Holder.Index, Next.Member}});
  if (!New)
    return Entry->second;
  FreedPlace Place = Places[From.Index];
  size_t Before = Place.Steps.size();
  if (!Place.push(Next))
    return {};
  if (Place.Steps.size() <= Before) {
    PlaceId Repeated = startOf(Place);
    for (const FreedPlace::Step &Step : Place.Steps)
      Repeated = push(Repeated, Step);
    // Entry may have moved.
    return Behind[{
               From.Index, Next.At.key(), {Next.Holder.Index, Next.Member}}] =
               Repeated;
  }
  PlaceId Added(uint32_t(Places.size()));
  Entry->second = Added;
  Places.push_back(std::move(Place));
  Same.push_back(First.try_emplace({same(From).Index, Next.At.key()}, Added)
                     .first->second);
  return Added;
}

PlaceId PlaceTable::add(const FreedPlace &Place) {
  PlaceId Found = startOf(Place);
  for (const FreedPlace::Step &Step : Place.Steps)
    Found = push(Found, Step);
  return Found;
}

PlaceId PlaceTable::findComposed(const FreedPlace &Inner, const Origin &Given) {
  PlaceId Outer = Given.Base;
  for (size_t I = 0; Outer && I < Inner.Steps.size(); ++I) {
    FreedPlace::Step Next = Inner.Steps[I];
    if (I == 0)
      Next.At = Next.At.plus(Given.Moved);
    Outer = push(Outer, Next);
  }
  return Outer;
}

PlaceId PlaceTable::compose(PlaceId Inner, OriginId Given) {
  auto [Entry, New] = Composed.try_emplace({Inner.Index, Given.Index});
  if (New)
    Entry->second = findComposed(Places[Inner.Index], Origins[Given.Index]);
  return Entry->second;
}

//===-- Origins -----------------------------------------------------------===//

OriginId PlaceTable::add(const Origin &One) {
  auto [Entry, New] = Known.try_emplace(
      {One.Base.Index, One.Moved.key(), One.Whole.Index, One.InWhole.key()},
      OriginId(uint32_t(Origins.size())));
  if (New)
    Origins.push_back(One);
  return Entry->second;
}

bool PlaceTable::isSame(OriginId A, OriginId B) const {
  const Origin &Left = Origins[A.Index], &Right = Origins[B.Index];
  return A == B ||
         (Left.Moved == Right.Moved && same(Left.Base) == same(Right.Base));
}

OriginId PlaceTable::findLoaded(const Origin &From) {
  FreedPlace::Step Taken;
  Taken.At = From.Moved;
  if (From.Whole) {
    AccessPath Member = Names.step(AccessPath(), From.InWhole, From.Whole);
    Taken.Holder = Member.Holder;
    Taken.Member = Member.Member;
  }
  Origin Found;
  Found.Base = push(From.Base, Taken);
  return Found.Base ? add(Found) : OriginId();
}

OriginId PlaceTable::loaded(OriginId From) {
  auto [Entry, New] = Loaded.try_emplace(From.Index);
  if (New)
    Entry->second = findLoaded(Origin(Origins[From.Index]));
  return Entry->second;
}

//===-- Sets --------------------------------------------------------------===//

NumberSets::Id NumberSets::of(std::vector<uint32_t> Numbers) {
  llvm::sort(Numbers);
  Numbers.erase(llvm::unique(Numbers), Numbers.end());
  auto [Entry, New] = Known.try_emplace(Numbers, Id(Sets.size()));
  if (New)
    Sets.push_back(std::move(Numbers));
  return Entry->second;
}

NumberSets::Id NumberSets::unite(Id A, Id B) {
  if (A == B || B == 0)
    return A;
  if (A == 0)
    return B;
  auto Pair = std::minmax(A, B);
  auto Before = United.find(Pair);
  if (Before != United.end())
    return Before->second;
  std::vector<uint32_t> Both = Sets[A];
  llvm::append_range(Both, Sets[B]);
  return United[Pair] = of(std::move(Both));
}
