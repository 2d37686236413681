// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "analysis/link/IntegerFlow.h"

#include "analysis/link/IntegerPlaces.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/bit.h"

using namespace membrane;

/// Arguments behind these are taken for addresses.
static constexpr size_t MaxArguments = 62;

/// Its type, if that is a number.
const Type *IntegerFlow::declared(const Program &Linked, const Function &Code,
                                  uint32_t Argument) {
  TypeId Named = Code.declaredType(Argument);
  const Type *Held = Named ? &Linked.Types[Named.Index] : nullptr;
  return Held && Held->Form == Type::Kind::Scalar ? Held : nullptr;
}

bool IntegerFlow::isInteger(const Program &Linked, const Function &Code,
                            uint32_t Argument) {
  const Type *Held = declared(Linked, Code, Argument);
  return Held && Held->Size >= PointerSize &&
         !llvm::StringRef(Held->Spelling).contains("intptr_t");
}

bool IntegerFlow::isNarrow(const Program &Linked, const Function &Code,
                           uint32_t Argument) {
  const Type *Held = declared(Linked, Code, Argument);
  return Held && Held->Size != 0 && Held->Size < PointerSize;
}

IntegerFlow::IntegerFlow(const Program &Linked, uint32_t Index,
                         const Knowledge &Known)
    : Linked(Linked), Index(Index), Code(Linked.Functions[Index]), Known(Known),
      Made(Code.Values.size()), Addresses(unsigned(Code.Values.size())),
      Definitions(Code.Values.size()), BitOf(Code.Arguments.size(), -1) {
  for (uint32_t I = 0; I < Code.Arguments.size(); ++I)
    if (Arguments.size() < MaxArguments && isInteger(Linked, Code, I)) {
      BitOf[I] = int8_t(Arguments.size());
      Arguments.push_back(I);
    }
  for (uint32_t I = 0; I < Code.Values.size(); ++I) {
    const Value &Held = Code.Values[I];
    uint32_t Argument = uint32_t(Held.Number);
    if (Held.Form == Value::Kind::Address)
      Addresses.set(I);
    if (Held.Form != Value::Kind::Argument)
      continue;
    if (Argument < BitOf.size() && BitOf[Argument] >= 0)
      Made[I] = uint64_t(1) << BitOf[Argument];
    bool Number = Made[I] || isNarrow(Linked, Code, Argument);
    if (!Number || Known.isGiven(Index, Argument))
      Addresses.set(I);
  }
  propagate();
}

void IntegerFlow::propagate() {
  for (const Block &Part : Code.Blocks)
    for (const Fact &Step : Part.Facts)
      if (Step.Result)
        Definitions[Step.Result.Index] = &Step;
  for (bool Grown = true; Grown;) {
    Grown = false;
    for (const Block &Part : Code.Blocks)
      for (const Fact &Step : Part.Facts)
        Grown |= Step.Result && run(Step);
  }
}

bool IntegerFlow::isAddress(ValueId Named) const {
  return Addresses.test(Named.Index);
}

bool IntegerFlow::storesAddress(const Fact &Store) const {
  const Fact *Step = Definitions[Store.Operands[1].Index];
  if (!Step || Step->Form != Fact::Kind::Arithmetic)
    return isAddress(Store.Operands[1]);
  return llvm::any_of(Step->Operands, [&](ValueId Operand) {
    const Fact *From = Definitions[Operand.Index];
    bool Same = From && From->Form == Fact::Kind::Load &&
                From->Operands[0] == Store.Operands[0];
    return !Same && isAddress(Operand);
  });
}

uint64_t IntegerFlow::mask(ValueId Named) const {
  return Named ? Made[Named.Index] : 0;
}

llvm::SmallVector<uint32_t, 2> IntegerFlow::list(uint64_t Mask) const {
  llvm::SmallVector<uint32_t, 2> Found;
  for (; Mask; Mask &= Mask - 1)
    Found.push_back(Arguments[size_t(llvm::countr_zero(Mask))]);
  return Found;
}

llvm::SmallVector<uint32_t, 2> IntegerFlow::madeOf(ValueId Named) const {
  return list(mask(Named));
}

llvm::ArrayRef<MemberPlace> IntegerFlow::integersAt(ValueId Address) const {
  const Fact *Place = Definitions[Address.Index];
  if (!Place || Place->Form != Fact::Kind::Displace || !Place->Record ||
      !Place->Displacement.isExact())
    return {};
  llvm::ArrayRef<MemberPlace> Members =
      Linked.membersAt(Place->Record, Place->Displacement.Bytes);
  bool Integers = llvm::all_of(Members, [&](const MemberPlace &At) {
    return At.Type && Linked.Types[At.Type.Index].Form == Type::Kind::Scalar;
  });
  return Integers ? Members : llvm::ArrayRef<MemberPlace>();
}

bool IntegerFlow::givesInteger(const Program &Linked, const Function &Code) {
  return Code.Result &&
         Linked.Types[Code.Result.Index].Form == Type::Kind::Scalar;
}

bool IntegerFlow::addMade(ValueId Named, uint64_t New) {
  uint64_t &Held = Made[Named.Index];
  bool Grown = New & ~Held;
  Held |= New;
  return Grown;
}

bool IntegerFlow::addAddress(ValueId Named) {
  bool Grown = !Addresses.test(Named.Index);
  Addresses.set(Named.Index);
  return Grown;
}

/// What the result of a step is made of; true if that is more than was known.
bool IntegerFlow::run(const Fact &Step) {
  switch (Step.Form) {
  case Fact::Kind::Local:
  case Fact::Kind::Unmodelled:
    return addAddress(Step.Result);
  case Fact::Kind::Load:
    return runLoad(Step);
  case Fact::Kind::Call:
    return runCall(Step);
  case Fact::Kind::Displace:
  case Fact::Kind::Arithmetic:
  case Fact::Kind::Merge:
  case Fact::Kind::Part: {
    // What is added to another address stays in that object.
    bool Inside = Step.Form == Fact::Kind::Arithmetic &&
                  Step.Operator == Operation::Other &&
                  isPointer(Step.Operands[0]);
    bool Grown = false;
    for (size_t I = 0; I < Step.Operands.size(); ++I) {
      if (!Inside || I == 0)
        Grown |= addMade(Step.Result, mask(Step.Operands[I]));
      if (isAddress(Step.Operands[I]))
        Grown |= addAddress(Step.Result);
    }
    return Grown;
  }
  case Fact::Kind::Store:
  case Fact::Kind::Copy:
  case Fact::Kind::Fill:
  case Fact::Kind::Compare:
  case Fact::Kind::StartVariadic:
  case Fact::Kind::Arrival:
    return false;
  }
  return false;
}

/// Whether a place is in a constant of the program that has no addresses.
bool IntegerFlow::isInTable(ValueId Place) const {
  const Fact *Step = Definitions[Place.Index];
  while (Step && Step->Form == Fact::Kind::Displace) {
    Place = Step->Operands[0];
    Step = Definitions[Place.Index];
  }
  const Value &Held = Code.Values[Place.Index];
  if (Held.Form != Value::Kind::Address || !Held.Target)
    return false;
  const Symbol &Named = Linked.Symbols[Linked.resolve(Held.Target).Index];
  return Named.Defined && Named.Constant && Named.Initial.empty();
}

bool IntegerFlow::runLoad(const Fact &Step) {
  if ((Step.Size != 0 && Step.Size < PointerSize) ||
      isInTable(Step.Operands[0]))
    return false;
  if (Step.OfPointer)
    return addAddress(Step.Result);
  llvm::ArrayRef<MemberPlace> Members = integersAt(Step.Operands[0]);
  bool Number =
      !Members.empty() && llvm::none_of(Members, [&](const MemberPlace &At) {
        return Known.holdsAddress(memberOf(At)) ||
               Linked.Carriers.count(memberOf(At));
      });
  return !Number && addAddress(Step.Result);
}

llvm::StringRef IntegerFlow::shapeOf(const Fact &Call) const {
  return Call.Callee
             ? Linked.Symbols[Linked.resolve(Call.Callee).Index].CallShape
             : Call.CallShape;
}

bool IntegerFlow::runCall(const Fact &Step) {
  llvm::StringRef Shape = shapeOf(Step);
  if (!Shape.starts_with("i"))
    return addAddress(Step.Result);
  bool Grown = false;
  for (ValueId One : Step.Arguments)
    Grown |= addMade(Step.Result, mask(One));
  bool Gives = Step.Callee ? Known.givesAddress(Linked.resolve(Step.Callee))
                           : Known.givesAddress(Shape);
  if (Gives)
    Grown |= addAddress(Step.Result);
  return Grown;
}

/// Whether a value is certainly a pointer of the function's own.
bool IntegerFlow::isPointer(ValueId Named) const {
  if (Code.Values[Named.Index].Form == Value::Kind::Address)
    return true;
  const Fact *Step = Definitions[Named.Index];
  return Step && (Step->Form == Fact::Kind::Local ||
                  (Step->Form == Fact::Kind::Load && Step->OfPointer) ||
                  (Step->Form == Fact::Kind::Displace && Step->Record) ||
                  (Step->Form == Fact::Kind::Call &&
                   shapeOf(*Step).starts_with("ptr")));
}

/// Whether a function of this shape takes a pointer there, or something that
/// nobody knows.
static bool takesAddress(llvm::StringRef Shape, size_t Place) {
  llvm::SmallVector<llvm::StringRef, 8> Taken;
  Shape.rsplit('(').second.trim(") ").split(Taken, ',');
  if (Shape.contains('{') || Shape.contains('<') || Place >= Taken.size())
    return true;
  llvm::StringRef Type = Taken[Place].trim();
  return !Type.starts_with("i") && Type != "...";
}

uint64_t IntegerFlow::usedByCall(const Fact &Call) const {
  uint64_t Found = Call.Callee ? 0 : mask(Call.Operands[0]);
  if (Call.Callee && Linked.body(Call.Callee))
    return Found;
  llvm::StringRef Shape = shapeOf(Call);
  for (size_t Place = 0; Place < Call.Arguments.size(); ++Place)
    if (takesAddress(Shape, Place))
      Found |= mask(Call.Arguments[Place]);
  return Found;
}

/// The arguments that a step takes for addresses, or loses.
uint64_t IntegerFlow::usedBy(const Fact &Step) const {
  switch (Step.Form) {
  case Fact::Kind::Displace:
    return Step.Record ? mask(Step.Operands[0]) : 0;
  case Fact::Kind::Load:
  case Fact::Kind::Fill:
    return mask(Step.Operands[0]);
  case Fact::Kind::Copy:
    return mask(Step.Operands[0]) | mask(Step.Operands[1]);
  case Fact::Kind::Store: {
    // A member that the program never uses as an address keeps a number.
    llvm::ArrayRef<MemberPlace> Members = integersAt(Step.Operands[0]);
    bool Keeps =
        !Members.empty() && llvm::none_of(Members, [&](const MemberPlace &At) {
          return Known.isRead(memberOf(At));
        });
    return mask(Step.Operands[0]) | (Keeps ? 0 : mask(Step.Operands[1]));
  }
  case Fact::Kind::Unmodelled: {
    uint64_t Found = 0;
    for (ValueId One : Step.Operands)
      Found |= mask(One);
    return Found;
  }
  case Fact::Kind::Call:
    return usedByCall(Step);
  case Fact::Kind::Local:
  case Fact::Kind::Merge:
  case Fact::Kind::Part:
  case Fact::Kind::Compare:
  case Fact::Kind::Arithmetic:
  case Fact::Kind::StartVariadic:
  case Fact::Kind::Arrival:
    return 0;
  }
  return 0;
}

llvm::SmallVector<uint32_t, 2> IntegerFlow::usedArguments() const {
  uint64_t Found = 0;
  for (const Block &Part : Code.Blocks) {
    for (const Fact &Step : Part.Facts)
      Found |= usedBy(Step);
    if (!givesInteger(Linked, Code))
      for (const ReturnedPart &Returned : Part.End.Returned)
        Found |= mask(Returned.Value);
  }
  llvm::SmallVector<uint32_t, 2> Used = list(Found);
  for (uint32_t I = 0; I < Code.Arguments.size(); ++I)
    if (BitOf[I] < 0 && isInteger(Linked, Code, I))
      Used.push_back(I);
  return Used;
}
