// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "analysis/escape/Carving.h"

#include "llvm/ADT/STLExtras.h"

using namespace membrane;

/// The object into which an address points: what it was before constants and
/// indices were added.
ValueId Carving::start(ValueId Address) const {
  while (const Fact *Step = definition(Address)) {
    if (Step->Form != Fact::Kind::Displace)
      break;
    Address = Step->Operands[0];
  }
  return Address;
}

/// Whether two values are worked out in the same way from the same arguments
/// and memory. (What is stored in between is not looked at.)
bool Carving::isSame(ValueId A, ValueId B, unsigned Depth) const {
  if (A == B)
    return true;
  const Fact *One = definition(A), *Two = definition(B);
  if (!One || !Two || One->Form != Two->Form || Depth == 0)
    return false;
  switch (One->Form) {
  case Fact::Kind::Displace:
    return One->Displacement.isExact() &&
           One->Displacement == Two->Displacement &&
           isSame(One->Operands[0], Two->Operands[0], Depth - 1);
  case Fact::Kind::Load:
    return One->Size == Two->Size &&
           isSame(One->Operands[0], Two->Operands[0], Depth - 1);
  default:
    return false;
  }
}

bool Carving::isConstant(ValueId Named) const {
  Value::Kind Form = Code.Values[Named.Index].Form;
  return Form == Value::Kind::Integer || Form == Value::Kind::Null;
}

/// Whether a value is what was loaded from a place, and whether something that
/// is no constant was added or taken away.
Carving::Way Carving::wayFrom(ValueId Named, ValueId Place,
                              unsigned Depth) const {
  const Fact *Step = definition(Named);
  if (!Step || Depth == 0)
    return Way::None;
  Way Best = Way::None;
  auto Follow = [&](ValueId Operand, Way Least) {
    Way Inner = wayFrom(Operand, Place, Depth - 1);
    if (Inner != Way::None)
      Best = std::max({Best, Inner, Least});
  };
  auto By = [&](ValueId Added) {
    bool Moves = (Step->Operator == Operation::Add ||
                  Step->Operator == Operation::Subtract) &&
                 !isConstant(Added);
    return Moves ? Way::Moved : Way::None;
  };
  switch (Step->Form) {
  case Fact::Kind::Load:
    return isSame(Step->Operands[0], Place, MaxDepth) ? Way::Fixed : Way::None;
  case Fact::Kind::Displace:
    Follow(Step->Operands[0],
           Step->Displacement.isExact() ? Way::None : Way::Moved);
    return Best;
  case Fact::Kind::Arithmetic:
    Follow(Step->Operands[0], By(Step->Operands[1]));
    Follow(Step->Operands[1], By(Step->Operands[0]));
    return Best;
  case Fact::Kind::Call:
    for (size_t I = 0; I < Step->Arguments.size(); ++I)
      if (Called.Move(*Step, I))
        Follow(Step->Arguments[I], Way::None);
    return Best;
  default:
    return Way::None;
  }
}

/// Whether the count at a place tells where in an object something is: it
/// stands in that object, or in the one that leads to it.
bool Carving::isBeside(ValueId Place, ValueId Cut) const {
  ValueId Holder = start(Place), Object = start(Cut);
  if (isSame(Holder, Object, MaxDepth))
    return true;
  const Fact *Step = definition(Object);
  return Step && Step->Form == Fact::Kind::Load &&
         isSame(start(Step->Operands[0]), Holder, MaxDepth);
}

uint32_t Carving::blockOf(const Fact &Step) const {
  auto After = llvm::find_if(Code.Blocks, [&](const Block &Part) {
    return !Part.Facts.empty() && &Step >= &Part.Facts.front() &&
           &Step <= &Part.Facts.back();
  });
  return uint32_t(After - Code.Blocks.begin());
}

/// Whether something else than what a store moved on may be put there after it:
/// the next call then gives the same memory.
bool Carving::isPutBack(const Fact &Moving) const {
  ValueId Place = Moving.Operands[0];
  auto PutsBack = [&](const Fact &Step) {
    if (Step.Form != Fact::Kind::Store ||
        !isSame(Step.Operands[0], Place, MaxDepth))
      return false;
    const Fact *Made = definition(Step.Operands[1]);
    return !Made || Made->Form == Fact::Kind::Load ||
           wayFrom(Step.Operands[1], Place, MaxDepth) == Way::None;
  };
  const Block &Here = Code.Blocks[blockOf(Moving)];
  if (std::any_of(&Moving + 1, &Here.Facts.back() + 1, PutsBack))
    return true;
  std::set<uint32_t> Reached;
  llvm::SmallVector<BlockId, 8> Work(llvm::ArrayRef(Here.End.Successors));
  while (!Work.empty()) {
    BlockId Next = Work.pop_back_val();
    if (!Reached.insert(Next.Index).second)
      continue;
    if (llvm::any_of(Code.Blocks[Next.Index].Facts, PutsBack))
      return true;
    llvm::append_range(Work, Code.Blocks[Next.Index].End.Successors);
  }
  return false;
}

/// Whether where a value is worked out, a store moves on what it comes from.
bool Carving::isCut(ValueId Named) const {
  const Fact *Step = definition(Named);
  if (!Step)
    return false;
  const Fact *Outer = Step;
  while (Outer && Outer->Form == Fact::Kind::Displace &&
         Outer->Displacement.isExact())
    Outer = definition(Outer->Operands[0]);
  bool Indexed = Outer && Outer->Form == Fact::Kind::Displace;
  const Block &Part = Code.Blocks[blockOf(*Step)];
  return llvm::any_of(Part.Facts, [&](const Fact &Store) {
    if (Store.Form != Fact::Kind::Store)
      return false;
    ValueId Place = Store.Operands[0], Next = Store.Operands[1];
    if (wayFrom(Next, Place, MaxDepth) != Way::Moved || isPutBack(Store))
      return false;
    return Named == Next || wayFrom(Named, Place, MaxDepth) != Way::None ||
           (Indexed && isBeside(Place, Named));
  });
}

/// Whether a value is cut, new or null, whichever way control came.
bool Carving::isGood(ValueId Returned) {
  if (!Met.insert(Returned).second || isConstant(Returned))
    return true;
  if (isCut(Returned))
    return Cuts = true;
  const Fact *Step = definition(Returned);
  if (!Step)
    return false;
  switch (Step->Form) {
  case Fact::Kind::Merge:
    return llvm::all_of(Step->merged(),
                        [&](ValueId Part) { return isGood(Part); });
  case Fact::Kind::Displace:
    return Step->Displacement.isExact() && isGood(Step->Operands[0]);
  case Fact::Kind::Call:
    switch (Called.Give(*Step)) {
    case Callees::Gift::Other:
      return false;
    case Callees::Gift::New:
      return Whole = true;
    case Callees::Gift::Piece:
      return Cuts = true;
    }
    return false;
  default:
    return false;
  }
}

bool Carving::cutsAll() {
  for (const Block &Part : Code.Blocks) {
    if (Part.End.Form != Terminator::Kind::Return)
      continue;
    if (Part.End.Returned.size() != 1 || !isGood(Part.End.Returned[0].Value))
      return false;
  }
  return Cuts;
}
