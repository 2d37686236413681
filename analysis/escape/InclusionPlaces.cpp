// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The places in objects: what overlaps, what is moved and copied there.

#include "analysis/escape/Inclusion.h"

#include "llvm/ADT/STLExtras.h"
#include <algorithm>

using namespace membrane;
using Object = Inclusion::Object;

Object Inclusion::object(Access Allowed) {
  Object New = Object(Places.size());
  Places.push_back({New, Offset::any()});
  if (Allowed != Access::None)
    giveCell(New, Allowed);
  return New;
}

Object Inclusion::splitObject(Access Allowed) {
  Object New = object(Allowed);
  // What is stored anywhere is found at all places.
  Spot &Whole = Places[New];
  Whole.Found = variable();
  Members[Whole.Stored].reset(New);
  Halves[Whole.Stored].Stored.set(New);
  Halves[Whole.Found].Found.set(New);
  include(Whole.Found, Whole.Stored);
  Splits.set(New);
  return New;
}

void Inclusion::open(Object Named, Access Allowed) {
  giveCell(Named, Allowed);
  Opened = true;
}

void Inclusion::giveCell(Object Named, Access Allowed) {
  Variable Cell = variable();
  Places[Named].Stored = Places[Named].Found = Cell;
  Members[Cell].set(Named);
  WithCell.set(Named);
  if (Allowed == Access::Own)
    Owned.set(Named);
  if (Allowed == Access::Read)
    Constant.set(Named);
}

/// Whether pointers at both offsets may have a byte in common. Two in one word
/// are taken for one.
static bool meet(Offset A, Offset B) {
  if (A.isExact() && B.isExact())
    return A.Bytes >> 3 == B.Bytes >> 3;
  return A.meets(B);
}

Object Inclusion::at(Object Named, Offset By) {
  Object Whole = objectOf(Named);
  if (!isSplit(Whole))
    return Whole;
  Offset At = Named == Whole ? By : Places[Named].At.plus(By);
  if (At.isAny())
    return Whole;
  auto [Entry, IsNew] = Known.try_emplace({Whole, At}, Whole);
  if (!IsNew || Inner[Whole].size() >= MaxPlaces)
    return Entry->second;
  return Entry->second = makePlace(Whole, At);
}

Object Inclusion::makePlace(Object Whole, Offset At) {
  Object New = Object(Places.size());
  std::vector<Object> &All = Inner[Whole];
  auto Same = llvm::find_if(All, [&](Object Other) {
    return At.isExact() && Places[Other].At.isExact() &&
           meet(At, Places[Other].At);
  });
  if (Same != All.end()) {
    Spot Shared = Places[*Same];
    Shared.At = At;
    Places.push_back(Shared);
  } else {
    Variable Stored = variable();
    Variable Found = At.isExact() ? Stored : variable();
    Places.push_back({Whole, At, Stored, Found});
    if (Found != Stored)
      include(Found, Stored);
    auto Overlap = [&](Object Other) {
      include(Places[Other].Found, Stored);
      include(Found, Places[Other].Stored);
    };
    Overlap(Whole);
    for (Object Other : All)
      if (meet(At, Places[Other].At))
        Overlap(Other);
  }
  if (At.isExact()) {
    Members[find(Places[New].Stored)].set(New);
  } else {
    Halves[find(Places[New].Stored)].Stored.set(New);
    Halves[find(Places[New].Found)].Found.set(New);
  }
  All.push_back(New);
  WithCell.set(New);
  Inside.set(New);
  if (Owned.test(Whole))
    Owned.set(New);
  if (Awaiting.test(Whole))
    Unread.set(New);
  return New;
}

void Inclusion::awaitReads(Object Named) {
  Awaiting.set(Named);
  Unread.set(Named);
  for (Object Place : placesIn(Named))
    Unread.set(Place);
}

void Inclusion::read(Object Place) {
  if (!Unread.test(Place))
    return;
  Unread.reset(Place);
  Entered(Place);
}

llvm::ArrayRef<Object> Inclusion::placesIn(Object Named) const {
  auto Met = Inner.find(Named);
  if (Met == Inner.end() || !isSplit(Named))
    return {};
  return Met->second;
}

void Inclusion::makeOne(Object Split) {
  if (!isSplit(Split))
    return;
  Splits.reset(Split);
  unify(Places[Split].Stored, Places[Split].Found);
  for (Object Place : Inner[Split]) {
    Inside.reset(Place);
    unify(Places[Split].Stored, Places[Place].Stored);
    unify(Places[Split].Stored, Places[Place].Found);
  }
}

void Inclusion::unifyCells(Object A, Object B) {
  unify(Places[A].Stored, Places[B].Stored);
  unify(Places[A].Found, Places[B].Found);
}

void Inclusion::displace(Variable Into, Variable Address, Offset By) {
  Uses &Used = forget(Address);
  Used.Shifts.push_back({Into, By});
  Used.Shifted.clear();
}

/// Passes on what an address newly points to, moved; true if there was any.
bool Inclusion::followShifts(Variable Address) {
  Uses &Used = *Of[Address].Used;
  Set New = Of[Address].Now;
  New.intersectWithComplement(Used.Shifted);
  if (New.empty())
    return false;
  Used.Shifted |= New;
  Set Moved = New & Inside;
  if (!Moved.empty() && (Of[Address].Now & Inside).size() > MaxMoved) {
    for (unsigned Place : Of[Address].Now &Inside)
      makeOne(objectOf(Place));
    Moved.clear();
    if (find(Address) != Address)
      return true; // it was one of their cells, and is followed as that
  }
  // The rest is at no place that is told apart.
  New.intersectWithComplement(Moved);
  for (const Shift &By : Used.Shifts) {
    Set Into = New;
    for (unsigned Place : Moved)
      Into.set(at(Place, By.By));
    Spent += StepsOfPlace * (1 + Moved.size());
    grow(find(By.Into), Into);
  }
  return true;
}

bool Inclusion::followAllShifts() {
  bool Any = false;
  for (int At = Stale.find_first(); At != -1; At = Stale.find_next(At)) {
    Variable Named = Variable(At);
    if (Parent[Named] == Named && Of[Named].Used &&
        !Of[Named].Used->Shifts.empty())
      Any |= followShifts(Named);
  }
  return Any;
}

void Inclusion::flow() {
  do
    wave();
  while (!isSpent() && followAllShifts());
}

void Inclusion::copy(Variable To, Variable From, uint64_t Size) {
  Copies.push_back({To, From, Size});
}

/// What stands at From stands at To; true if that is new.
bool Inclusion::move(Object To, Object From) {
  if (!WithCell.test(To) || !WithCell.test(From))
    return false;
  read(From);
  return !isConstant(cellsOf(To)) &&
         link(Places[From].Found, Places[To].Stored);
}

/// Each place of one of two objects that has a name, in the bytes that are
/// copied, and its like in the other; true if anything is new.
bool Inclusion::copyMembers(Object To, Object From, uint64_t Size) {
  bool Any = false;
  int64_t Into = offsetOf(To).Bytes, Out = offsetOf(From).Bytes;
  auto ForEach = [&](Object Whole, int64_t First, Object Other, int64_t Apart,
                     auto Move) {
    int64_t Low = std::max<int64_t>(First, 0);
    Offset Range = Offset::within(Low, Low + int64_t(Size));
    for (Object Place : std::vector<Object>(Inner[Whole])) {
      Offset At = Places[Place].At;
      if (!At.isExact() && At.meets(Range))
        Any |= Move(Place, Other);
      else if (At.isExact() && At.Bytes >= First &&
               At.Bytes < First + int64_t(Size))
        Any |= Move(Place, at(Other, Offset::exact(At.Bytes + Apart)));
    }
  };
  Object Goal = objectOf(To), Source = objectOf(From);
  ForEach(Source, Out, Goal, Into - Out,
          [&](Object Place, Object Like) { return move(Like, Place); });
  ForEach(Goal, Into, Source, Out - Into,
          [&](Object Place, Object Like) { return move(Place, Like); });
  if (Awaiting.test(Source))
    Any |= copyWords(To, From, Size);
  // What was stored anywhere there.
  if (!isConstant(cellsOf(Goal)))
    Any |= link(Places[Source].Stored, Places[Goal].Stored);
  return Any;
}

/// What stood in an object before has no names until it is read.
bool Inclusion::copyWords(Object To, Object From, uint64_t Size) {
  Object Goal = objectOf(To), Source = objectOf(From);
  int64_t Into = offsetOf(To).Bytes, Out = offsetOf(From).Bytes;
  if (Size > MaxPlaces * WordSize)
    return move(Goal, Source);
  bool Any = false;
  for (int64_t At = Out; At < Out + int64_t(Size); At += WordSize)
    Any |= move(at(Goal, Offset::exact(At + Into - Out)),
                at(Source, Offset::exact(At)));
  Spent += Size / WordSize;
  return Any;
}

bool Inclusion::copyAll(const Copy &Moved) {
  Set From = Of[find(Moved.From)].Now & WithCell;
  Set To = Of[find(Moved.To)].Now & WithCell;
  size_t Pairs = From.size() * To.size();
  Spent += StepsOfPlace * Pairs;
  auto IsExact = [&](Object Place) { return offsetOf(Place).isExact(); };
  bool Any = false;
  for (unsigned Source : From)
    for (unsigned Goal : To)
      Any |= Pairs <= MaxCells && IsExact(Source) && IsExact(Goal)
                 ? copyMembers(Goal, Source, Moved.Size)
                 : move(objectOf(Goal), objectOf(Source));
  return Any;
}

/// Turns what copies newly move into inclusions; true if there was any.
bool Inclusion::settleCopies() {
  bool Any = false;
  for (const Copy &Moved : Copies)
    Any |= copyAll(Moved);
  return Any;
}
