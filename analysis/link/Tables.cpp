// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Tables of functions that nobody outside of the program fills: what stands in
// one is no hook, though its variable can be written.

#include "analysis/link/Tables.h"

#include "llvm/ADT/STLExtras.h"

using namespace membrane;

/// The fact of a block that makes a value, looking back from a call; null if it
/// stands in another one.
static const Fact *definition(const Block &Part, ValueId Named) {
  for (const Fact &Step : Part.Facts)
    if (Step.Result == Named)
      return &Step;
  return nullptr;
}

/// The records that the pointer of a call is a member of.
static llvm::SmallVector<RecordId, 1> calledOf(const Program &Linked,
                                               const CallSite &Site) {
  llvm::SmallVector<RecordId, 1> Found;
  const Block &Part = Linked.Functions[Site.Function].Blocks[Site.Block];
  const Fact &Call = Part.Facts[Site.Fact];
  if (Call.Callee || Call.Operands.empty())
    return Found;
  const Fact *Load = definition(Part, Call.Operands[0]);
  if (!Load || Load->Form != Fact::Kind::Load)
    return Found;
  const Fact *Member = definition(Part, Load->Operands[0]);
  if (!Member || Member->Form != Fact::Kind::Displace || !Member->Record ||
      !Member->Displacement.isExact())
    return Found;
  for (const MemberPlace &Place :
       Linked.membersAt(Member->Record, Member->Displacement.Bytes))
    Found.push_back(Place.Holder);
  return Found;
}

std::set<RecordId> membrane::findShutTables(const Program &Linked) {
  std::set<RecordId> Shut, Open;
  for (const auto &[Site, Targets] : Linked.Indirect)
    for (RecordId Called : calledOf(Linked, Site))
      (Targets.Open ? Open : Shut).insert(Called);
  for (RecordId Called : Open)
    Shut.erase(Called);
  return Shut;
}

bool Program::isReplaceable(SymbolId Variable) const {
  const Symbol &Held = Symbols[Variable.Index];
  if (!Held.Type || !Held.Defined || isPublic(Variable))
    return true;
  const Type &Whole = Types[Held.Type.Index];
  return Whole.Form != Type::Kind::Record || !ShutTables.count(Whole.Record);
}
