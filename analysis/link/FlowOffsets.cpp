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

/// Where a member of a record is in all that the record is a part of.
void FlowGraph::addOffsets(RecordId Holder, int64_t Bytes,
                           llvm::SparseBitVector<> &To) const {
  if (Bytes < 0)
    return;
  To.set(unsigned(Bytes));
  auto Outer = Around.find(Holder);
  if (Outer != Around.end())
    for (auto [Whole, Start] : Outer->second)
      addOffsets(Whole, Start + Bytes, To);
}

void FlowGraph::startMembers() {
  findAround();
  for (const auto &[Key, Where] : Named) {
    auto [Kind, Holder, Bytes] = Key;
    if (Kind != unsigned(Form::Member))
      continue;
    RecordId Record = RecordId(uint32_t(Holder));
    addOffsets(Record, Bytes, Places[Where].From);
    if (Copied.count(Record))
      Places[Where].Vague = true;
    push(Where);
  }
}

static std::vector<int64_t> listed(const llvm::SparseBitVector<> &Offsets) {
  std::vector<int64_t> All;
  for (unsigned Offset : Offsets)
    All.push_back(Offset);
  return All;
}

uint32_t FlowGraph::offsetsOf(const Place &Held) {
  return OffsetLists.try_emplace(listed(Held.From), OffsetLists.size())
      .first->second;
}

void FlowGraph::storeAt(PlaceId Given, std::optional<int64_t> Bytes) {
  if (Bytes && *Bytes < 0)
    Bytes = std::nullopt;
  StoresAt.push_back({Given, Bytes});
}

FunctionOffsets FlowGraph::storedAt() const {
  std::map<SymbolId, llvm::SparseBitVector<>> All;
  for (const auto &[Key, Where] : Named) {
    auto [Kind, Holder, Bytes] = Key;
    if (Kind != unsigned(Form::Member))
      continue;
    llvm::SparseBitVector<> Own;
    addOffsets(RecordId(uint32_t(Holder)), Bytes, Own);
    for (unsigned Function : Places[Where].Functions)
      All[SymbolId(Function)] |= Own;
  }
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
