// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Facts as inclusion constraints. What each means is told in Transfer.cpp.

#include "analysis/escape/Coarse.h"

#include "llvm/ADT/STLExtras.h"

using namespace membrane;

void Coarse::addFacts(Frame &In) {
  const Reach::Member &Runs = Reached.of(In.Index);
  uint32_t First = Whole.firstFact(In.Index);
  if (Linked.OtherPointers)
    assume({AssumptionKind::Construct, "pointers that are not 8 bytes wide",
            In.Code->Where},
           None);
  for (uint32_t Block = 0; Block < In.Code->Blocks.size(); ++Block) {
    if (!Runs.Entered[Block])
      continue;
    const membrane::Block &Part = In.Code->Blocks[Block];
    for (uint32_t I = 0; I < Runs.Runs[Block]; ++I) {
      const Fact &Step = Part.Facts[I];
      uint32_t Number = First + In.FirstFact[Block] + I;
      if (Step.Form == Fact::Kind::Call)
        addCall(In, Step, {In.Index, Block, I}, Number);
      else
        addFact(In, Step, Number);
    }
    if (Part.End.Form != Terminator::Kind::Return ||
        Runs.Runs[Block] != Part.Facts.size())
      continue;
    In.ReturnWhere = In.ReturnWhere ? In.ReturnWhere : Part.End.Where;
    for (const ReturnedPart &Given : Part.End.Returned)
      Sets.include(In.Results.at(Given.Bytes),
                   NodeTable::canReturnPointer(Linked, *In.Code, Given.Bytes)
                       ? value(In, Given.Value)
                       : Numbers);
  }
}

void Coarse::addFact(Frame &In, const Fact &Step, uint32_t Number) {
  switch (Step.Form) {
  case Fact::Kind::Local:
    Sets.add(value(In, Step.Result),
             Sets.at(splitObject({Node::Kind::Local, Number},
                                 Inclusion::Access::Own),
                     Offset::exact(0)));
    return;
  case Fact::Kind::Displace:
    if (Step.Record)
      UsedAsRecords.push_back(value(In, Step.Operands[0]));
    return;
  case Fact::Kind::Merge:
    return addMerge(In, Step);
  case Fact::Kind::Load:
    return addLoad(In, Step);
  case Fact::Kind::Store:
    return addStore(In, Step);
  case Fact::Kind::Copy:
    return addCopyFact(In, Step);
  case Fact::Kind::Fill:
    store(anywhere(value(In, Step.Operands[0])), Nulls);
    return storeNumbers(value(In, Step.Operands[0]));
  case Fact::Kind::Part:
    Sets.include(value(In, Step.Result), value(In, Step.Operands[0]));
    return;
  case Fact::Kind::Arithmetic:
    return addArithmetic(In, Step);
  case Fact::Kind::StartVariadic:
    if (In.Variadic != None)
      store(anywhere(value(In, Step.Operands[0])), holder(In.Variadic));
    return;
  case Fact::Kind::Unmodelled:
    return addUnmodelled(In, Step);
  case Fact::Kind::Compare:
  case Fact::Kind::Call:
  case Fact::Kind::Arrival:
    return;
  }
}

void Coarse::addMerge(Frame &In, const Fact &Step) {
  const Reach::Member &Runs = Reached.of(In.Index);
  llvm::ArrayRef<ValueId> Given = Step.merged();
  for (size_t I = 0; I < Given.size(); ++I)
    if (Step.Incoming.empty() || Runs.Entered[Step.Incoming[I].Index])
      Sets.include(value(In, Step.Result), value(In, Given[I]));
}

/// Whether an address walks through memory that may hold pointers.
bool Coarse::isMoving(const Frame &In, ValueId Address) const {
  bool Moves = false;
  const Fact *Step = In.Definitions[Address.Index];
  for (; Step && Step->Form == Fact::Kind::Displace;
       Step = In.Definitions[Step->Operands[0].Index]) {
    if (NodeTable::isNumberMember(Linked, Step->Record, Step->Displacement))
      return false;
    Moves |= !Step->Displacement.isExact();
  }
  return Moves || (Step && Step->Form == Fact::Kind::Merge);
}

void Coarse::addLoad(Frame &In, const Fact &Step) {
  Variable Into = value(In, Step.Result);
  if (isNumber(Into))
    return;
  Variable Address = value(In, Step.Operands[0]);
  if (Step.Size > NodeTable::PointerSize)
    Address = anywhere(Address);
  if (isNumber(Address))
    return;
  Sets.load(Into, Address);
  if (Step.OfPointer)
    UsedAsRecords.push_back(Address);
  // An address that is no object of the program: nothing is known of it.
  Sets.add(Into, Number);
}

void Coarse::store(Variable Address, Variable Given) {
  Written.insert(Address);
  Sets.store(Address, Given);
}

void Coarse::storeNumbers(Variable Address) {
  if (HoldNumbers.insert(Address).second)
    store(anywhere(Address), Numbers);
}

void Coarse::addStore(Frame &In, const Fact &Step) {
  bool Whole = Step.Size == 0 || Step.Size >= NodeTable::PointerSize;
  Variable Given = value(In, Step.Operands[1]);
  // Which members hold small numbers is not told apart.
  bool Apart = Whole || !isNumber(Given);
  Variable Address =
      value(In, Apart ? Step.Operands[0] : startOf(In, Step.Operands[0]));
  if (Step.Size > NodeTable::PointerSize)
    Address = anywhere(Address);
  // Half a pointer can be put together again.
  bool Half = Step.Size * 2 == NodeTable::PointerSize;
  if (isNumber(Address)) {
    // Stored where no object of the program is: anybody may find it.
    if (Whole && !isNumber(Given))
      Sets.include(Sets.cell(Unseen), Given);
    if (Whole && !isNumber(Given))
      assume({AssumptionKind::Construct,
              "a pointer is stored at an address of unknown origin",
              Step.Where},
             None);
    return;
  }
  if ((Whole || Half) && !isNumber(Given)) {
    store(Address, Given);
    UsedAsRecords.push_back(Address);
    Stores.push_back({Address, Given, Step.Where});
  }
  if (!Whole || Given == Numbers)
    storeNumbers(Address);
  // A number as wide as a pointer may be a null one.
  if (Given == Nulls || (Whole && Given == Numbers && Level == Detail::Places))
    store(Address, Nulls);
  if (!Whole)
    addPart(In, Address, Step.Operands[1]);
  // A loop that moves memory in small pieces moves the pointers in it.
  const Fact *Source = In.Definitions[Step.Operands[1].Index];
  if (!Whole && Source && Source->Form == Fact::Kind::Load &&
      Source->Size == Step.Size && isMoving(In, Step.Operands[0]) &&
      isMoving(In, Source->Operands[0]))
    addCopy(Address, value(In, Source->Operands[0]));
}

void Coarse::addCopyFact(Frame &In, const Fact &Step) {
  Variable To = value(In, Step.Operands[0]);
  Variable From = value(In, Step.Operands[1]);
  bool Small = Step.Size != 0 && Step.Size < NodeTable::PointerSize;
  if (Step.Size >= NodeTable::PointerSize)
    UsedAsRecords.insert(UsedAsRecords.end(), {To, From});
  if (Small)
    storeNumbers(To);
  if (!Small ||
      (isMoving(In, Step.Operands[0]) && isMoving(In, Step.Operands[1])))
    addCopy(To, From, Small ? 0 : Step.Size);
}

/// Size: of what counts as a record (UsedAsRecords); 0: of any number of bytes.
void Coarse::addCopy(Variable To, Variable From, uint64_t Size) {
  Written.insert(To);
  Bytes.push_back({To, From});
  if (Level == Detail::Places && Size != 0)
    return Sets.copy(To, From, Size);
  Variable Moved = Sets.variable();
  Sets.load(Moved, anywhere(From));
  store(anywhere(To), Moved);
  Copies.push_back({To, From, Moved});
}

void Coarse::addArithmetic(Frame &In, const Fact &Step) {
  Variable Left = value(In, Step.Operands[0]);
  Variable Right = value(In, Step.Operands[1]);
  Variable Result = value(In, Step.Result);
  Sets.add(Result, Number);
  if (Step.Operator == Operation::ShiftLeft &&
      isGathered(In, Step.Operands[0], 0))
    Sets.include(Result, Parts);
  if (isNumber(Left) && isNumber(Right))
    return;
  if (Step.Operator == Operation::Subtract && !isNumber(Left)) {
    Distances.push_back({Left, Right, Result});
    return;
  }
  Sets.include(Result, anywhere(Left));
  Sets.include(Result, anywhere(Right));
}

/// What is subtracted from a pointer gives a pointer, unless it leads to the
/// same objects: a distance to one of them, added to it again, gives nothing
/// new. Subtracted from another pointer again, it gives what was subtracted.
/// True if there was one that was not known.
bool Coarse::settleDistances() {
  bool Any = false;
  Inclusion::Set Made;
  for (const Block &Held : Blocks)
    Made.set(Held.Named);
  for (Distance &Held : Distances) {
    const Inclusion::Set &Left = Sets.pointsTo(Held.Left);
    const Inclusion::Set &Right = Sets.pointsTo(Held.Right);
    if (Left.empty() || (Held.Linked && Held.Negated))
      continue;
    bool Links = !Held.Linked && (Right.test(Number) || !Right.contains(Left));
    bool Negates =
        !Held.Negated && Right.intersects(Made) && !Left.contains(Right & Made);
    Held.Linked |= Links;
    Held.Negated |= Negates;
    Any |= Links || Negates;
    if (Links)
      Sets.include(Held.Result, anywhere(Held.Left));
    if (Negates)
      Sets.include(Held.Result, anywhere(Held.Right));
  }
  return Any;
}

/// Copies move the numbers of text, which has no cell, and those that stand
/// between the places of an object. True if there was a copy that was not known
/// to.
bool Coarse::settleBytes() {
  Inclusion::Set Holders;
  for (Object Named = 0; Named < Things.size(); ++Named)
    if (Things[Named].Flat ||
        (Sets.objectOf(Named) == Named && Sets.isSplit(Named)))
      Holders.set(Named);
  size_t Before = Bytes.size();
  llvm::erase_if(Bytes, [&](const auto &Copied) {
    auto [To, From] = Copied;
    bool Moves = isNumber(From) || Sets.pointsTo(From).intersects(Holders);
    if (Moves)
      storeNumbers(To);
    return Moves;
  });
  return Bytes.size() != Before;
}

void Coarse::addUnmodelled(Frame &In, const Fact &Step) {
  assume({Step.Assembly ? AssumptionKind::Assembly : AssumptionKind::Construct,
          Step.Text, Step.Where},
         None);
  for (ValueId Operand : Step.Operands)
    Sets.include(Sets.cell(Unseen), value(In, Operand));
  if (Step.Result)
    Sets.include(value(In, Step.Result), UnseenValue);
}
