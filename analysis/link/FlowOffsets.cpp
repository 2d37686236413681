// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Where in records the functions of a place come from.
//
// All that the graph tells holds while an object is used as one record. Where
// it is used as another one, what is read stands at the same offset: so a
// function that no record has at an offset of those from which a place is
// filled is not there, unless it is stored so far behind an address without a
// type. Records are looked at with all that they are parts of.
// Not modelled: bytes of one object that are copied to another offset of
// another one, where neither has a known type.

#include "analysis/link/Flow.h"

using namespace membrane;

/// Which records are parts of others, and where; elements of arrays each.
void FlowGraph::findAround() {
  for (uint32_t I = 0; I < Linked.Records.size(); ++I)
    for (const Field &Member : Linked.Records[I].Fields) {
      if (!Member.Type || !Linked.holdsFunctions(Member.Type))
        continue;
      const Type *Held = &Linked.Types[Member.Type.Index];
      uint64_t Bytes = Held->Size;
      while (Held->Form == membrane::Type::Kind::Array && Held->Element)
        Held = &Linked.Types[Held->Element.Index];
      if (Held->Form != membrane::Type::Kind::Record || !Held->Record)
        continue;
      uint64_t Each = std::max<uint64_t>(Held->Size, 1);
      Bytes = std::clamp(Bytes, Each, MaxElements * Each);
      for (uint64_t At = 0; At + Each <= Bytes; At += Each)
        Around[Held->Record].push_back(
            {RecordId(I), int64_t(Member.Offset + At)});
    }
}

/// Where a record starts in all that it is a part of, and in itself.
const llvm::SparseBitVector<> &FlowGraph::startsOf(RecordId Part) {
  auto [Entry, New] = Starts.try_emplace(Part);
  llvm::SparseBitVector<> &Found = Entry->second;
  if (!New)
    return Found;
  Found.set(0);
  auto Outer = Around.find(Part);
  if (Outer != Around.end())
    for (auto [Whole, Start] : Outer->second)
      for (unsigned At : startsOf(Whole))
        Found.set(unsigned(Start) + At);
  return Found;
}

/// Where a member of a record is in all that the record is a part of.
llvm::SparseBitVector<> FlowGraph::offsetsOf(RecordId Holder, int64_t Bytes) {
  llvm::SparseBitVector<> Found;
  if (Bytes >= 0)
    for (unsigned Start : startsOf(Holder))
      Found.set(Start + unsigned(Bytes));
  return Found;
}

void FlowGraph::forMembers(
    llvm::function_ref<void(RecordId Holder, int64_t Bytes, PlaceId)> Visit)
    const {
  for (const auto &[Key, Where] : Named)
    if (std::get<0>(Key) == unsigned(Form::Member))
      Visit(RecordId(uint32_t(std::get<1>(Key))), std::get<2>(Key), Where);
}

void FlowGraph::startMembers() {
  findAround();
  forMembers([&](RecordId Holder, int64_t Bytes, PlaceId Where) {
    Places[Where].From = offsetsOf(Holder, Bytes);
    if (Copied.count(Holder))
      Places[Where].Vague = true;
    push(Where);
  });
}

static std::vector<int64_t> listed(const llvm::SparseBitVector<> &Offsets) {
  std::vector<int64_t> All;
  for (unsigned Offset : Offsets)
    All.push_back(Offset);
  return All;
}

uint32_t FlowGraph::offsetList(const Place &Held) {
  return OffsetLists.try_emplace(listed(Held.From), OffsetLists.size())
      .first->second;
}

void FlowGraph::storeAt(PlaceId Given, std::optional<int64_t> Bytes) {
  if (Bytes && *Bytes < 0)
    Bytes = std::nullopt;
  StoresAt.push_back({Given, Bytes});
}

FunctionOffsets FlowGraph::findStored() {
  for (const auto &[Given, Bytes] : StoresAt)
    Placeless |= Places[Given].Functions;
  std::map<SymbolId, llvm::SparseBitVector<>> All;
  forMembers([&](RecordId Holder, int64_t Bytes, PlaceId Where) {
    if (Places[Where].Functions.empty())
      return;
    llvm::SparseBitVector<> Own = offsetsOf(Holder, Bytes);
    for (unsigned Function : Places[Where].Functions)
      All[SymbolId(Function)] |= Own;
  });
  for (const auto &[Given, Bytes] : StoresAt)
    if (Bytes)
      for (unsigned Function : Places[Given].Functions)
        All[SymbolId(Function)].set(unsigned(*Bytes));
  FunctionOffsets Found;
  for (const auto &[Function, Offsets] : All)
    Found[Function] = listed(Offsets);
  for (const auto &[Given, Bytes] : StoresAt)
    if (!Bytes)
      for (unsigned Function : Places[Given].Functions)
        Found[SymbolId(Function)] = std::nullopt;
  return Found;
}

/// Whether a function that no place has a name for may be in one: it is stored
/// without one, or in some record as far behind the start.
bool FlowGraph::mayStandIn(const Place &Held, SymbolId Callee) const {
  if (Placeless.test(Callee.Index))
    return true;
  auto At = Stored.find(Callee);
  return At != Stored.end() && llvm::any_of(*At->second, [&](int64_t Bytes) {
           return Held.From.test(unsigned(Bytes));
         });
}
