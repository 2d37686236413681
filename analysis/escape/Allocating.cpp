// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "analysis/escape/Allocating.h"

using namespace membrane;

namespace membrane {

/// One body with what is known of its arguments: values that are a number
/// whichever way they came, and blocks that are entered.
class ConstantRun {
public:
  ConstantRun(const Function &Code, llvm::ArrayRef<int16_t> Given);
  int16_t value(ValueId Named) const;
  bool entered(size_t Block) const { return Entered[Block]; }

  static constexpr int16_t Anything = -1, Never = -2;

private:
  bool sweep();
  void enter(BlockId Next);
  void leave(const Terminator &End);
  int16_t result(const Fact &Step) const;
  int16_t merge(const Fact &Step) const;
  int16_t compute(const Fact &Step) const;

  const Function &Code;
  llvm::ArrayRef<int16_t> Given;
  std::vector<int16_t> Results; ///< by value
  std::vector<bool> Entered;
  bool Changed = false;
};

} // namespace membrane

/// Only these are the same number in every width.
static int16_t small(int64_t Number) {
  return Number >= 0 && Number <= 127 ? int16_t(Number) : ConstantRun::Anything;
}

ConstantRun::ConstantRun(const Function &Code, llvm::ArrayRef<int16_t> Given)
    : Code(Code), Given(Given), Results(Code.Values.size(), Anything),
      Entered(Code.Blocks.size()) {
  if (Code.Blocks.empty())
    return;
  for (const Block &Part : Code.Blocks)
    for (const Fact &Step : Part.Facts)
      if (Step.Result)
        Results[Step.Result.Index] = Never; // until it is reached
  Entered[0] = true;
  // A value changes twice at most; what has not settled by then is not known.
  unsigned Sweeps = 0;
  while (sweep())
    if (++Sweeps == Allocating::MaxSweeps) {
      Results.assign(Results.size(), Anything);
      Entered.assign(Entered.size(), true);
      return;
    }
}

int16_t ConstantRun::value(ValueId Named) const {
  if (!Named)
    return Anything;
  const Value &Held = Code.Values[Named.Index];
  switch (Held.Form) {
  case Value::Kind::Result:
    return Results[Named.Index];
  case Value::Kind::Argument:
    return size_t(Held.Number) < Given.size() ? Given[Held.Number] : Anything;
  case Value::Kind::Null:
    return 0;
  case Value::Kind::Integer:
    return small(Held.Number);
  case Value::Kind::Address:
  case Value::Kind::Scalar:
    return Anything;
  }
  return Anything;
}

void ConstantRun::enter(BlockId Next) {
  Changed |= !Entered[Next.Index];
  Entered[Next.Index] = true;
}

void ConstantRun::leave(const Terminator &End) {
  bool Tests = End.Form == Terminator::Kind::Branch ||
               End.Form == Terminator::Kind::Switch;
  int16_t Decides = Tests ? value(End.Condition) : Anything;
  if (Decides == Never)
    return;
  if (Decides == Anything) {
    for (BlockId Next : End.Successors)
      enter(Next);
    return;
  }
  if (End.Form == Terminator::Kind::Branch)
    return enter(End.Successors[Decides ? 0 : 1]);
  for (size_t I = 0; I < End.Cases.size(); ++I)
    if (End.Cases[I] == Decides)
      return enter(End.Successors[I]);
  enter(End.Successors.back());
}

bool ConstantRun::sweep() {
  Changed = false;
  for (size_t Block = 0; Block < Code.Blocks.size(); ++Block) {
    if (!Entered[Block])
      continue;
    for (const Fact &Step : Code.Blocks[Block].Facts) {
      if (!Step.Result)
        continue;
      int16_t &Known = Results[Step.Result.Index];
      int16_t New = result(Step);
      if (Known == Anything || New == Never || New == Known)
        continue;
      Known = Known == Never ? New : Anything;
      Changed = true;
    }
    leave(Code.Blocks[Block].End);
  }
  return Changed;
}

int16_t ConstantRun::result(const Fact &Step) const {
  if (Step.Form == Fact::Kind::Merge)
    return merge(Step);
  if (Step.Form != Fact::Kind::Compare && Step.Form != Fact::Kind::Arithmetic)
    return Anything;
  return compute(Step);
}

int16_t ConstantRun::merge(const Fact &Step) const {
  int16_t Decides = Step.Incoming.empty() && Step.Operands.size() > 2
                        ? value(Step.Operands[2])
                        : Anything;
  if (Decides == Never)
    return Never;
  llvm::ArrayRef<ValueId> Given = Step.merged();
  int16_t Either = Never;
  for (size_t I = 0; I < Given.size(); ++I) {
    bool Comes = Step.Incoming.empty()
                     ? Decides == Anything || (Decides != 0) == (I == 0)
                     : Entered[Step.Incoming[I].Index];
    int16_t One = Comes ? value(Given[I]) : Never;
    if (One != Never)
      Either = Either == Never || Either == One ? One : Anything;
  }
  return Either;
}

int16_t ConstantRun::compute(const Fact &Step) const {
  if (Step.Operands.size() < 2)
    return Anything;
  int16_t Left = value(Step.Operands[0]), Right = value(Step.Operands[1]);
  if (Left == Never || Right == Never)
    return Never;
  bool IsAnd =
      Step.Form == Fact::Kind::Arithmetic && Step.Operator == Operation::And;
  if (IsAnd && (Left == 0 || Right == 0))
    return 0;
  if (Left == Anything || Right == Anything)
    return Anything;
  if (Step.Form == Fact::Kind::Compare)
    return holds(Step.Compared, Left, Right);
  switch (Step.Operator) {
  case Operation::And:
    return Left & Right;
  case Operation::Or:
    return Left | Right;
  case Operation::Xor:
    return Left ^ Right;
  case Operation::Add:
    return small(Left + Right);
  case Operation::Subtract:
    return small(Left - Right);
  case Operation::Multiply:
  case Operation::ShiftLeft:
  case Operation::ShiftRight:
  case Operation::Other:
    return Anything;
  }
  return Anything;
}

Allocating::Allocating(Solver &Whole)
    : Whole(Whole), Linked(Whole.program()), Sets(Linked.Functions.size()),
      Deciding(Linked.Functions.size()) {}

/// Whether numbers that are known give one here.
static bool isKnowing(const Fact &Step) {
  if (Step.Form != Fact::Kind::Arithmetic)
    return true;
  switch (Step.Operator) {
  case Operation::And:
  case Operation::Or:
  case Operation::Xor:
  case Operation::Add:
  case Operation::Subtract:
    return true;
  case Operation::Multiply:
  case Operation::ShiftLeft:
  case Operation::ShiftRight:
  case Operation::Other:
    return false;
  }
  return false;
}

/// Whether what an operand is can make a difference to what a step gives.
static bool usesNumbers(const Function &Code, const Fact &Step) {
  switch (Step.Form) {
  case Fact::Kind::Compare:
  case Fact::Kind::Arithmetic:
    return isKnowing(Step) && llvm::all_of(Step.Operands, [&](ValueId Used) {
             return Used &&
                    Code.Values[Used.Index].Form != Value::Kind::Result &&
                    Code.Values[Used.Index].Form != Value::Kind::Scalar;
           });
  case Fact::Kind::Merge:
    return true;
  case Fact::Kind::Local:
  case Fact::Kind::Displace:
  case Fact::Kind::Load:
  case Fact::Kind::Store:
  case Fact::Kind::Copy:
  case Fact::Kind::Fill:
  case Fact::Kind::Call:
  case Fact::Kind::Part:
  case Fact::Kind::StartVariadic:
  case Fact::Kind::Arrival:
  case Fact::Kind::Unmodelled:
    return false;
  }
  return false;
}

/// A size that is only counted with would make a set for each constant.
const std::vector<bool> &Allocating::deciding(uint32_t Index) {
  std::vector<bool> &Found = Deciding[Index];
  if (!Found.empty())
    return Found;
  const Function &Code = Linked.Functions[Index];
  Found.resize(Code.Arguments.size() + 1);
  auto Note = [&](ValueId Used) {
    if (Used && Code.Values[Used.Index].Form == Value::Kind::Argument &&
        size_t(Code.Values[Used.Index].Number) < Found.size())
      Found[Code.Values[Used.Index].Number] = true;
  };
  for (const Block &Part : Code.Blocks) {
    for (const Fact &Step : Part.Facts) {
      bool Passes = Step.Form == Fact::Kind::Call && Step.Callee &&
                    Linked.body(Linked.resolve(Step.Callee));
      if (Passes)
        llvm::for_each(Step.Arguments, Note);
      else if (usesNumbers(Code, Step))
        llvm::for_each(Step.Operands, Note);
    }
    Note(Part.End.Condition);
  }
  return Found;
}

uint32_t Allocating::runOf(uint32_t Index, Arguments Given) {
  const std::vector<bool> &Decides = deciding(Index);
  for (size_t I = 0; I < Given.size(); ++I)
    if (I >= Decides.size() || !Decides[I])
      Given[I] = ConstantRun::Anything;
  while (!Given.empty() && Given.back() == ConstantRun::Anything)
    Given.pop_back();
  if (!Given.empty() && !Known.count({Index, Given}) &&
      Sets[Index]++ >= MaxSets)
    Given.clear();
  auto [Entry, New] = Known.try_emplace({Index, Given}, uint32_t(Runs.size()));
  if (New)
    Runs.push_back({Index, std::move(Given), {}, {}, {}});
  return Entry->second;
}

bool Allocating::Findings::add(const Findings &Other) {
  const Findings Before = *this;
  Allocates |= Other.Allocates;
  Opens |= Other.Opens;
  Mentions |= Other.Mentions;
  Allocates |= Opens && Mentions;
  return Allocates != Before.Allocates || Opens != Before.Opens ||
         Mentions != Before.Mentions;
}

/// Of a function without a body.
bool Allocating::makesMemory(SymbolId Callee) {
  const FunctionSummary *Row = Whole.general(Callee);
  // What calls back may call anything that it was given.
  return !Row || !Row->Allocations.empty() || !Row->Calls.empty();
}

void Allocating::call(uint32_t From, SymbolId Callee, Arguments Given) {
  Callee = Linked.resolve(Callee);
  const Function *Body = Linked.body(Callee);
  if (!Body) {
    Runs[From].Found.add({makesMemory(Callee), false, false});
    return;
  }
  uint32_t To =
      runOf(uint32_t(Body - Linked.Functions.data()), std::move(Given));
  Runs[To].Callers.push_back(From);
  Runs[From].Found.add(Runs[To].Found);
}

void Allocating::mention(uint32_t From, SymbolId Callee) {
  const Function *Body = Linked.body(Callee);
  if (!Body) {
    Runs[From].Found.add({false, false, makesMemory(Callee)});
    return;
  }
  uint32_t To = runOf(uint32_t(Body - Linked.Functions.data()), {});
  Runs[To].MentionedBy.push_back(From);
  Runs[From].Found.add(
      {false, false, Runs[To].Found.Allocates || Runs[To].Found.Mentions});
}

/// A function whose address is taken may be called with anything by what
/// comes later, as may one that a variable starts with.
void Allocating::noteFunctions(uint32_t From, SymbolId Held, unsigned Depth) {
  Held = Linked.resolve(Held);
  const Symbol &Named = Linked.Symbols[Held.Index];
  if (Named.Form == Symbol::Kind::Function)
    return mention(From, Held);
  if (Depth == 3) {
    Runs[From].Found.add({false, false, !Named.Initial.empty()});
    return;
  }
  for (const InitialPointer &Inner : Named.Initial)
    noteFunctions(From, Inner.Target, Depth + 1);
}

/// What a call, or another step that is reached, may lead to.
void Allocating::note(uint32_t From, const Fact &Step, uint32_t Block,
                      uint32_t Number) {
  uint32_t Index = Runs[From].Index;
  const Function &Code = Linked.Functions[Index];
  for (const auto *All : {&Step.Operands, &Step.Arguments})
    for (ValueId Given : *All)
      if (Given && Code.Values[Given.Index].Form == Value::Kind::Address)
        noteFunctions(From, Code.Values[Given.Index].Target);
  if (Step.Form == Fact::Kind::Unmodelled)
    Runs[From].Found.add({true, false, false});
  if (Step.Form != Fact::Kind::Call || Step.Callee)
    return;
  const CallTargets &Shown = Linked.targets({Index, Block, Number});
  for (SymbolId Callee : Shown.Functions)
    call(From, Callee, {});
  // Through a pointer of the caller's, memory may come from the caller.
  if (Shown.Open || Shown.Functions.empty())
    Runs[From].Found.add(
        {llvm::StringRef(Step.CallShape).starts_with("ptr"), true, false});
  else if (!Shown.Sure)
    Runs[From].Found.add({false, true, false});
}

void Allocating::explore(uint32_t From) {
  const Function &Code = Linked.Functions[Runs[From].Index];
  Arguments Known = Runs[From].Given;
  ConstantRun Values(Code, Known);
  for (uint32_t Block = 0; Block < Code.Blocks.size(); ++Block) {
    if (!Values.entered(Block))
      continue;
    const std::vector<Fact> &Facts = Code.Blocks[Block].Facts;
    for (uint32_t I = 0; I < Facts.size(); ++I) {
      note(From, Facts[I], Block, I);
      if (Facts[I].Form != Fact::Kind::Call || !Facts[I].Callee)
        continue;
      Arguments Given;
      for (ValueId One : Facts[I].Arguments)
        Given.push_back(std::max(Values.value(One), ConstantRun::Anything));
      call(From, Facts[I].Callee, std::move(Given));
    }
    for (const ReturnedPart &Part : Code.Blocks[Block].End.Returned)
      if (Part.Value &&
          Code.Values[Part.Value.Index].Form == Value::Kind::Address)
        noteFunctions(From, Code.Values[Part.Value.Index].Target);
  }
}

/// Who calls what allocates does. All that runs before First call is before
/// it, too.
void Allocating::spread(size_t First) {
  std::vector<uint32_t> Work;
  for (uint32_t I = uint32_t(First); I < Runs.size(); ++I)
    Work.push_back(I);
  while (!Work.empty()) {
    const Run &Next = Runs[Work.back()];
    Work.pop_back();
    const Findings Named = {false, false,
                            Next.Found.Allocates || Next.Found.Mentions};
    for (uint32_t Up : Next.Callers)
      if (Runs[Up].Found.add(Next.Found))
        Work.push_back(Up);
    for (uint32_t Up : Next.MentionedBy)
      if (Runs[Up].Found.add(Named))
        Work.push_back(Up);
  }
}

bool Allocating::can(uint32_t Index) {
  uint32_t Asked = runOf(Index, {});
  size_t First = Explored;
  while (Explored < Runs.size())
    explore(uint32_t(Explored++));
  spread(First);
  return Runs[Asked].Found.Allocates;
}

/// Constraints do not look at conditions: what they say that a function makes,
/// though none of the paths through it comes to an allocation, is not so.
void Solver::dropImpossible(uint32_t Index, FunctionSummary &Found) {
  if (!Found.Coarse || Found.Allocations.empty())
    return;
  if (!Reached)
    Reached = std::make_shared<Allocating>(*this);
  if (!Reached->can(Index))
    dropFresh(Found);
}
