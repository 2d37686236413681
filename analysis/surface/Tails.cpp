// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "analysis/surface/Tails.h"

using namespace membrane;

Tails::Tails(const Program &Linked, const PathNamer &Names,
             const Summaries &Found)
    : Linked(Linked), Names(Names) {
  for (size_t I = 0; I < Linked.Functions.size(); ++I)
    learn(Linked.Functions[I], Found.Of[I]);
}

bool Tails::leadsToPointer(TypeId Named) const {
  if (!Named || Linked.Types[Named.Index].Form != Type::Kind::Pointer)
    return false;
  TypeId Inner = Linked.Types[Named.Index].Element;
  return Inner && Linked.Types[Inner.Index].Form == Type::Kind::Pointer;
}

void Tails::learn(const Function &Code, const FunctionSummary &Does) {
  for (const SummaryCell &Cell : Does.Cells) {
    if (!Cell.At.isExact() || Cell.Holds.targets().empty())
      continue;
    RecordId Of = Names.recordOf(Code, Does, Cell.Node);
    if (!Of)
      continue;
    AccessPath Member = Names.step(AccessPath(), Cell.At, Of);
    if (!Member.Holder || !leadsToPointer(Member.Type))
      continue;
    for (const Target &To : Cell.Holds.targets()) {
      RecordId Into =
          To.At.isExact() ? Names.recordOf(Code, Does, To.Node) : Of;
      if (!To.At.isExact() || !Into)
        continue;
      AccessPath Told = Names.step(AccessPath(), To.At, Into);
      if (Told.Holder && Told.Type &&
          Linked.Types[Told.Type.Index].Form == Type::Kind::Pointer &&
          Linked.Types[Member.Type.Index].Element == Told.Type)
        Known[{Member.Holder, Member.Member}].insert({Into, To.At.Bytes});
    }
  }
}

const std::set<Tails::Place> &Tails::of(RecordId Holder, int64_t Member) const {
  static const std::set<Place> None;
  auto Found = Known.find({Holder, Member});
  return Found == Known.end() ? None : Found->second;
}

std::optional<int64_t> Tails::toFirst(RecordId Holder, int64_t Member) const {
  for (const Place &Each : of(Holder, Member)) {
    AccessPath Told =
        Names.step(AccessPath(), Offset::exact(Each.At), Each.Object);
    if (Told.Holder == Holder)
      return Told.Member - Member;
  }
  return std::nullopt;
}
