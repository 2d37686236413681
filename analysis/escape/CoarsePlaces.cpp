// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Places in objects, and what hung there before the members ran.

#include "analysis/escape/Coarse.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SetVector.h"

using namespace membrane;

/// One in which places are told apart, if any are.
Coarse::Object Coarse::splitObject(Thing New, Inclusion::Access Allowed) {
  if (Level == Detail::Objects)
    return object(New, Allowed);
  Object Made = Sets.splitObject(Allowed);
  Things.resize(Made + 1);
  Things[Made] = New;
  return Made;
}

/// Memory of the caller's, or a variable.
Coarse::Object Coarse::callers(Thing New, Inclusion::Access Allowed) {
  bool One =
      New.Form == Node::Kind::Variadic || Allowed != Inclusion::Access::Outside;
  Object Made = One ? object(New, Allowed) : splitObject(New, Allowed);
  Things[Made].Root = Made;
  if (Allowed != Inclusion::Access::None)
    Sets.awaitReads(Made);
  return Made;
}

/// What hung at a place of the caller's at the entry.
Coarse::Object Coarse::content(Object Holder, Offset At) {
  const Thing Held = Things[Holder];
  NodeId Named;
  if (Level == Detail::Places && Held.Named) {
    Named = Held.Names->content(Held.Named, At);
    if (Named == Held.Named)
      return Holder;
  }
  auto [Entry, New] = OfName.try_emplace({Held.Root, Named.Index}, None);
  if (!New)
    return Entry->second;
  Thing Inner;
  Inner.Form = Node::Kind::Content;
  Inner.Number = Things[Held.Root].Number;
  Inner.Parent = Holder;
  Inner.Root = Held.Root;
  Inner.Named = Named;
  Inner.Names = Held.Names;
  Inner.Frame = Held.Frame;
  Object Made = Named ? splitObject(Inner, Inclusion::Access::Outside)
                      : object(Inner, Inclusion::Access::Outside);
  OfName[{Held.Root, Named.Index}] = Made;
  if (Held.Frame != None)
    Frames[Held.Frame].Own.set(Made);
  Sets.awaitReads(Made);
  return Made;
}

/// Something is read at a place of the caller's for the first time.
void Coarse::fillAtEntry(Object Place) {
  Object Holder = Sets.objectOf(Place);
  Offset At = Things[Holder].Named ? Sets.offsetOf(Place) : Offset::any();
  // The same may have been read by another way.
  llvm::SmallVector<Object, 4> Others;
  Object Inner = None;
  for (auto [Known, Where] : Things[Holder].Entered) {
    if (Where.isAny() || Where == At)
      Inner = Known;
    else if (Where.meets(At))
      Others.push_back(Known);
  }
  if (Inner == None)
    Inner = content(Holder, At);
  for (Object Other : Others)
    mix(Inner, Other);
  Things[Holder].Entered.push_back({Inner, At});
  Sets.add(Sets.cell(Place), Sets.at(Inner, Offset::exact(0)));
}

/// Two objects of the caller's may be one: so may be all that hangs there.
void Coarse::mix(Object A, Object B) {
  if (A == B)
    return;
  llvm::SmallSetVector<Object, 8> All;
  All.insert(A);
  All.insert(B);
  for (size_t I = 0; I < All.size(); ++I)
    for (auto [Inner, At] : Things[All[I]].Entered)
      All.insert(Inner);
  for (Object Each : All) {
    Sets.makeOne(Each);
    Things[Each].Mixed = true;
    Sets.unifyCells(A, Each);
  }
}

/// What an address gives when it is moved.
Coarse::Variable Coarse::moved(Variable Address, Offset By) {
  if (Level == Detail::Objects || isNumber(Address) || By == Offset::exact(0))
    return Address;
  auto [Entry, New] = OfDistance.try_emplace({Address, By}, 0);
  if (New) {
    Entry->second = Sets.variable();
    Sets.displace(Entry->second, Address, By);
  }
  return Entry->second;
}

/// How far a fact moves an address. What walks in a loop ends nowhere.
Offset Coarse::distanceOf(const Frame &In, const Fact &Move) const {
  const Fact *From = In.Definitions[Move.Operands[0].Index];
  Offset By = Move.Displacement;
  if (Move.Record || !From || From->Form != Fact::Kind::Merge)
    return By;
  return By.isExact() && By.Bytes != 0
             ? Offset::make(0, uint64_t(std::abs(By.Bytes)))
             : Offset::any();
}

/// The value of a Displace, and of those that lead to it.
Coarse::Variable Coarse::makeMoved(Frame &In, ValueId Named) {
  llvm::SmallVector<const Fact *, 4> Moves;
  const Fact *Step = In.Definitions[Named.Index];
  while (Step && Step->Form == Fact::Kind::Displace &&
         In.Values[Step->Result.Index] == None) {
    Moves.push_back(Step);
    Named = Step->Operands[0];
    Step = In.Definitions[Named.Index];
  }
  Variable Found = value(In, Named);
  for (const Fact *Move : llvm::reverse(Moves))
    In.Values[Move->Result.Index] = Found = moved(Found, distanceOf(In, *Move));
  return Found;
}

/// What an address was moved from.
ValueId Coarse::startOf(const Frame &In, ValueId Address) const {
  const Fact *Step = In.Definitions[Address.Index];
  for (; Step && Step->Form == Fact::Kind::Displace;
       Step = In.Definitions[Address.Index])
    Address = Step->Operands[0];
  return Address;
}
