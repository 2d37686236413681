// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "analysis/surface/Laid.h"

#include <set>

using namespace membrane;

namespace {
/// The loads of one function from members of type `void *`. What a union has at
/// the same place as a pointer to a record may be loaded as that.
class LaidSearch {
public:
  LaidSearch(const Program &Linked, LaidRecords &Found)
      : Linked(Linked), Found(Found) {}
  void search(const Function &Code);

private:
  using Member = std::pair<RecordId, int64_t>;
  RecordId recordBehind(TypeId Pointer) const {
    return Linked.Types[Linked.Types[Pointer.Index].Element.Index].Record;
  }
  void noteLoad(const Fact &Step);
  void noteMerge(const Fact &Step);

  const Program &Linked;
  LaidRecords &Found;
  std::map<ValueId, const Fact *> Places; ///< addresses of members
  std::map<ValueId, Member> Loaded;
  /// What other members of a union lead to that stand at the same place.
  std::set<std::pair<Member, RecordId>> Beside;
};
} // namespace

bool membrane::leadsTo(const Program &Linked, TypeId Pointer, Type::Kind Form) {
  const Type *Held = Pointer ? &Linked.Types[Pointer.Index] : nullptr;
  return Held && Held->Form == Type::Kind::Pointer && Held->Element &&
         Linked.Types[Held->Element.Index].Form == Form;
}

void LaidSearch::noteLoad(const Fact &Step) {
  auto From = Places.find(Step.Operands[0]);
  if (From == Places.end())
    return;
  const Fact &Place = *From->second;
  llvm::ArrayRef<MemberPlace> All =
      Linked.membersAt(Place.Record, Place.Displacement.Bytes);
  for (const MemberPlace &At : All) {
    if (At.Rest != 0 || At.InArray ||
        !leadsTo(Linked, At.Type, Type::Kind::Void))
      continue;
    Member Here = {At.Holder, At.InHolder};
    Loaded[Step.Result] = Here;
    for (const MemberPlace &Other : All)
      if (leadsTo(Linked, Other.Type, Type::Kind::Record))
        Beside.insert({Here, recordBehind(Other.Type)});
  }
}

/// A loop along a list begins with what was loaded.
void LaidSearch::noteMerge(const Fact &Step) {
  for (ValueId One : Step.Operands)
    if (auto From = Loaded.find(One); From != Loaded.end()) {
      Loaded[Step.Result] = From->second;
      return;
    }
}

void LaidSearch::search(const Function &Code) {
  for (const Block &Part : Code.Blocks)
    for (const Fact &Step : Part.Facts)
      if (Step.Form == Fact::Kind::Displace && Step.Record &&
          Step.Displacement.isExact())
        Places[Step.Result] = &Step;
  for (const Block &Part : Code.Blocks)
    for (const Fact &Step : Part.Facts)
      if (Step.Form == Fact::Kind::Load)
        noteLoad(Step);
      else if (Step.Form == Fact::Kind::Merge)
        noteMerge(Step);
  for (const auto &[Address, Place] : Places) {
    auto From = Loaded.find(Place->Operands[0]);
    if (From == Loaded.end() || Beside.count({From->second, Place->Record}))
      continue;
    auto [Entry, New] = Found.try_emplace(From->second, Place->Record);
    if (!New && Entry->second != Place->Record)
      Entry->second = {};
  }
}

LaidRecords membrane::findLaid(const Program &Linked) {
  LaidRecords Found;
  for (const Function &Code : Linked.Functions)
    LaidSearch(Linked, Found).search(Code);
  return Found;
}
