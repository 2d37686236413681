// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "analysis/link/Link.h"

#include "llvm/ADT/STLExtras.h"

using namespace membrane;

/// More places in one record are any of its members.
static constexpr size_t MaxPositions = 8;
/// Rounds over the facts; what has not settled then may be elsewhere, too.
static constexpr unsigned MaxRounds = 8;

Positions::Positions(const Program &Linked, const Function &Body)
    : Linked(Linked), Body(Body) {
  // What is known only grows, by places and then to any member.
  bool Changed = true;
  for (unsigned Round = 0; Changed && Round != MaxRounds; ++Round) {
    Changed = Awaits = false;
    for (const Block &Part : Body.Blocks)
      for (const Fact &Step : Part.Facts) {
        PositionList Now = Step.Result ? result(Step) : PositionList();
        if (Now.empty())
          continue;
        PositionList &Held = Known[Step.Result.Index];
        Changed |= Held != Now;
        Held = std::move(Now);
      }
    Changed &= Awaits;
  }
  if (Changed)
    for (auto &[Value, All] : Known)
      for (Position &One : All)
        One.Declared = true;
}

PositionList Positions::result(const Fact &Step) {
  switch (Step.Form) {
  case Fact::Kind::Displace:
    return displaced(Step);
  case Fact::Kind::Merge:
    return merged(Step);
  case Fact::Kind::Load:
    return loaded(Step);
  case Fact::Kind::Call: {
    const Function *Callee = Step.Callee ? Linked.body(Step.Callee) : nullptr;
    return Callee ? behind(Callee->Result) : PositionList();
  }
  default:
    return {};
  }
}

PositionList Positions::of(ValueId Address) const {
  const Value &Held = Body.Values[Address.Index];
  if (Held.Form == Value::Kind::Argument)
    return behind(Body.declaredType(uint32_t(Held.Number)));
  if (Held.Form != Value::Kind::Address)
    return Known.lookup(Address.Index);
  SymbolId Variable = Linked.resolve(Held.Target);
  if (!Variable)
    return {};
  TypeId Declared = Linked.Symbols[Variable.Index].Type;
  TypeId Whole = Linked.elementOf(Declared);
  if (!Whole || Linked.Types[Whole.Index].Form != Type::Kind::Record)
    return {};
  int64_t Size = int64_t(Linked.Types[Whole.Index].Size);
  bool Later = Whole != Declared && Size > 0 && Held.Number >= Size;
  return {{Variable, Linked.Types[Whole.Index].Record,
           Later ? Held.Number % Size : Held.Number}};
}

PositionList Positions::behind(TypeId Pointer) const {
  if (!Pointer || Linked.Types[Pointer.Index].Form != Type::Kind::Pointer)
    return {};
  TypeId Whole = Linked.elementOf(Linked.Types[Pointer.Index].Element);
  if (!Whole || Linked.Types[Whole.Index].Form != Type::Kind::Record)
    return {};
  Position Found;
  Found.Whole = Linked.Types[Whole.Index].Record;
  Found.Declared = true;
  return {Found};
}

PositionList Positions::loaded(const Fact &Load) const {
  const Value &From = Body.Values[Load.Operands[0].Index];
  PositionList All = of(Load.Operands[0]);
  if (All.empty() && From.Form == Value::Kind::Address)
    if (SymbolId Variable = Linked.resolve(From.Target))
      return behind(Linked.elementOf(Linked.Symbols[Variable.Index].Type));
  PositionList Found;
  for (const Position &At : All)
    if (!At.Anywhere)
      for (const Position &One :
           behind(soleType(Linked.membersAt(At.Whole, At.Bytes))))
        add(Found, One);
  return Found;
}

Position Positions::moved(Position At, Offset By) const {
  const int64_t Size = int64_t(Linked.Records[At.Whole.Index].Size);
  const int64_t To = At.Bytes + By.Bytes;
  if (By.isExact() && (Size == 0 || To < Size) && !At.Anywhere)
    return At.Bytes = To, At;
  auto Array = Linked.arrayAt(At.Whole, At.Bytes);
  if (!By.isExact()) {
    uint64_t Element = Array ? Array->Innermost : uint64_t(Size);
    At.Anywhere |= !Element || By.Stride % Element != 0;
  }
  At.Bytes = At.Anywhere ? 0 : To;
  // The last member goes on, or it is the next record.
  bool GoesOn = Array && Array->High == Offset::MaxBound;
  if (Size > 0 && At.Bytes >= Size && !GoesOn)
    At.Bytes %= Size;
  return At;
}

PositionList Positions::displaced(const Fact &Step) const {
  if (Step.Record)
    return {{{}, Step.Record, Step.Displacement.Bytes}};
  PositionList Found;
  for (const Position &At : of(Step.Operands[0]))
    add(Found, moved(At, Step.Displacement));
  return Found;
}

/// Adds what an address may be, too; to any member if that is too much.
void Positions::add(PositionList &All, const Position &One) const {
  if (llvm::is_contained(All, One))
    return;
  auto Same = [&](const Position &Other) { return Other.Whole == One.Whole; };
  bool Covered = llvm::any_of(All, [&](const Position &Other) {
    return Same(Other) && Other.Anywhere;
  });
  if (Covered && !One.Declared)
    return;
  if (All.size() < MaxPositions && !One.Anywhere && !Covered)
    return All.push_back(One);
  Position Any = One;
  Any.Variable = {};
  Any.Bytes = 0;
  Any.Anywhere = true;
  for (const Position &Other : All)
    Any.Declared |= Same(Other) && Other.Declared;
  llvm::erase_if(All, Same);
  All.push_back(Any);
}

PositionList Positions::merged(const Fact &Step) {
  PositionList Found;
  bool Other = false;
  for (ValueId Operand : Step.merged()) {
    PositionList All = of(Operand);
    Awaits |= Operand.Index > Step.Result.Index;
    Other |=
        All.empty() && Body.Values[Operand.Index].Form != Value::Kind::Null;
    for (const Position &One : All)
      add(Found, One);
  }
  for (Position &One : Found)
    One.Declared |= Other;
  return Found;
}
