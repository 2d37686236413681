// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "analysis/link/Rereads.h"

#include "llvm/ADT/STLExtras.h"

using namespace membrane;

static bool areAlike(llvm::ArrayRef<Fact> Reads, ValueId A, ValueId B) {
  if (A == B)
    return true;
  auto Made = [&](ValueId Named) {
    return llvm::find_if(
        Reads, [&](const Fact &Step) { return Step.Result == Named; });
  };
  const Fact *One = Made(A), *Other = Made(B);
  return One != Reads.end() && Other != Reads.end() &&
         One->Form == Other->Form && One->Size == Other->Size &&
         One->Displacement == Other->Displacement &&
         (One->Form == Fact::Kind::Load ||
          (One->Form == Fact::Kind::Displace && One->Displacement.isExact())) &&
         areAlike(Reads, One->Operands[0], Other->Operands[0]);
}

bool membrane::areOne(const Block &Part, const Fact &Call, ValueId A,
                      ValueId B) {
  size_t End = size_t(&Call - Part.Facts.data()), Begin = End;
  while (Begin > 0 && !Part.Facts[Begin - 1].mayWrite())
    --Begin;
  return areAlike(llvm::ArrayRef(Part.Facts).slice(Begin, End - Begin), A, B);
}
