// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Integer members that carry pointers: a parent with flag bits, a tagged link.

#include "analysis/link/Carriers.h"

using namespace membrane;

namespace {

/// Walks back from addresses to the members that they were loaded from; linear
/// in the facts of a function.
class CarrierSearch {
public:
  CarrierSearch(const Program &Linked, const Function &Code)
      : Linked(Linked), Code(Code), Definitions(Code.Values.size()),
        Seen(Code.Values.size()) {}
  void run(CarrierSet &Into);

private:
  void note(ValueId Address);
  bool isPointer(TypeId Named) const;
  void notePassed(const Fact &Call);
  void noteLoad(const Fact &Load, CarrierSet &Into) const;

  const Program &Linked;
  const Function &Code;
  std::vector<const Fact *> Definitions; ///< by ValueId
  std::vector<bool> Seen;
  std::vector<ValueId> Work;
};

} // namespace

void CarrierSearch::note(ValueId Address) {
  if (Seen[Address.Index])
    return;
  Seen[Address.Index] = true;
  Work.push_back(Address);
}

bool CarrierSearch::isPointer(TypeId Named) const {
  return Named && Linked.Types[Named.Index].Form == Type::Kind::Pointer;
}

/// What is passed as a pointer is one.
void CarrierSearch::notePassed(const Fact &Call) {
  const Function *Callee =
      Call.Callee ? Linked.body(Linked.resolve(Call.Callee)) : nullptr;
  if (!Callee)
    return;
  for (uint32_t I = 0; I < Call.Arguments.size(); ++I)
    if (isPointer(Callee->declaredType(I)))
      note(Call.Arguments[I]);
}

void CarrierSearch::noteLoad(const Fact &Load, CarrierSet &Into) const {
  // Any element of an array is the member.
  const Fact *Member = Definitions[Load.Operands[0].Index];
  while (Member && Member->Form == Fact::Kind::Displace && !Member->Record)
    Member = Definitions[Member->Operands[0].Index];
  if (!Member || Member->Form != Fact::Kind::Displace ||
      !Member->Displacement.isExact())
    return;
  for (const MemberPlace &Place :
       Linked.membersAt(Member->Record, Member->Displacement.Bytes))
    if (Place.Type && Linked.Types[Place.Type.Index].Form == Type::Kind::Scalar)
      Into.insert(memberOf(Place));
}

void CarrierSearch::run(CarrierSet &Into) {
  for (const Block &Part : Code.Blocks) {
    if (isPointer(Code.Result))
      for (const ReturnedPart &Given : Part.End.Returned)
        note(Given.Value);
    for (const Fact &Step : Part.Facts) {
      if (Step.Result)
        Definitions[Step.Result.Index] = &Step;
      if (Step.Form == Fact::Kind::Call)
        notePassed(Step);
      bool Address = Step.Form == Fact::Kind::Load ||
                     Step.Form == Fact::Kind::Store ||
                     (Step.Form == Fact::Kind::Displace && Step.Record);
      if (Address)
        note(Step.Operands[0]);
    }
  }
  while (!Work.empty()) {
    const Fact *Step = Definitions[Work.back().Index];
    Work.pop_back();
    if (!Step)
      continue;
    if (Step->Form == Fact::Kind::Load)
      noteLoad(*Step, Into);
    if (Step->Form == Fact::Kind::Displace)
      note(Step->Operands[0]);
    if (Step->Form == Fact::Kind::Arithmetic || Step->Form == Fact::Kind::Merge)
      for (ValueId Operand : Step->Operands)
        note(Operand);
  }
}

CarrierSet membrane::findCarriers(const Program &Linked) {
  CarrierSet Found;
  for (const Function &Code : Linked.Functions)
    CarrierSearch(Linked, Code).run(Found);
  return Found;
}
