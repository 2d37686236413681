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

bool PlaceTable::Exactly::operator()(const FreedPlace *A,
                                     const FreedPlace *B) const {
  if (!(*A == *B))
    return *A < *B;
  auto Records = [](const FreedPlace::Step &One) {
    return std::tie(One.Holder, One.Member);
  };
  return std::lexicographical_compare(A->Steps.begin(), A->Steps.end(),
                                      B->Steps.begin(), B->Steps.end(),
                                      [&](const auto &Left, const auto &Right) {
                                        return Records(Left) < Records(Right);
                                      });
}

PlaceId PlaceTable::add(const FreedPlace &Place) {
  if (auto Found = Known.find(&Place); Found != Known.end())
    return Found->second;
  PlaceId New(uint32_t(Places.size()));
  Known[&Places.emplace_back(Place)] = New;
  Same.push_back(First.try_emplace(Place, New).first->second);
  return New;
}

PlaceId PlaceTable::findComposed(const FreedPlace &Inner, const Origin &Given) {
  FreedPlace Outer = Places[Given.Base.Index];
  bool Fits = true;
  for (size_t I = 0; I < Inner.Steps.size(); ++I) {
    FreedPlace::Step Next = Inner.Steps[I];
    if (I == 0)
      Next.At = Next.At.plus(Given.Moved);
    Fits &= Outer.push(Next);
  }
  return Fits ? add(Outer) : PlaceId();
}

PlaceId PlaceTable::compose(PlaceId Inner, OriginId Given) {
  auto [Entry, New] = Composed.try_emplace({Inner.Index, Given.Index});
  if (New)
    Entry->second = findComposed(Places[Inner.Index], Origins[Given.Index]);
  return Entry->second;
}

//===-- Origins -----------------------------------------------------------===//

OriginId PlaceTable::add(const Origin &One) {
  auto [Entry, New] =
      KnownOrigins.try_emplace(One, OriginId(uint32_t(Origins.size())));
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
  FreedPlace Next = Places[From.Base.Index];
  FreedPlace::Step Taken;
  Taken.At = From.Moved;
  if (From.Whole) {
    AccessPath Member = Names.step(AccessPath(), From.InWhole, From.Whole);
    Taken.Holder = Member.Holder;
    Taken.Member = Member.Member;
  }
  Origin Found;
  if (!Next.push(Taken))
    return {};
  Found.Base = add(Next);
  return add(Found);
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
