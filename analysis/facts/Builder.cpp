// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The function in the making: its values, its blocks, the place where the
// next fact goes.

#include "analysis/facts/Builder.h"
#include "analysis/facts/Constants.h"
#include "analysis/facts/Places.h"
#include "analysis/facts/Symbols.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/DataLayout.h"
#include "llvm/IR/InstrTypes.h"
#include "llvm/IR/Instruction.h"

namespace membrane {

ValueId Builder::intern(Value::Kind Form, int64_t Number, SymbolId Target) {
  uint64_t Head = uint64_t(Form) << 32 | Target.Index;
  auto [Entry, IsNew] =
      Interned.try_emplace(Key(Head, Number), ValueId(Into.Values.size()));
  if (IsNew)
    Into.Values.push_back({Form, Number, Target});
  return Entry->second;
}

ValueId Builder::scalar() { return intern(Value::Kind::Scalar, 0, {}); }
ValueId Builder::null() { return intern(Value::Kind::Null, 0, {}); }
ValueId Builder::integer(int64_t Number) {
  return intern(Value::Kind::Integer, Number, {});
}
ValueId Builder::address(SymbolId Target, int64_t Bytes) {
  return intern(Value::Kind::Address, Bytes, Target);
}
ValueId Builder::argument(int64_t Number) {
  return intern(Value::Kind::Argument, Number, {});
}

bool Builder::carries(llvm::Type *Given) const {
  const llvm::Type *Element = Given->getScalarType();
  if (Element->isPointerTy() || Element->isIntegerTy())
    return true;
  // Unions and NaN boxes move pointers as floating-point numbers.
  if (!Given->isFloatingPointTy() && !Given->isVectorTy())
    return false;
  return storeSize(Given) >= Around.Layout.getPointerSize();
}

uint64_t Builder::storeSize(llvm::Type *Given) const {
  return Around.Layout.getTypeStoreSize(Given).getKnownMinValue();
}

ValueId Builder::constant(const llvm::Constant &Given) {
  bool Pointer = Given.getType()->isPointerTy();
  if (Given.isNullValue() && !Given.getType()->isFPOrFPVectorTy())
    return Pointer ? null() : integer(0);
  auto Found = addressOf(Given, Around.Layout);
  if (!Found)
    return scalar();
  if (Found->Target)
    return address(Around.Symbols.of(*Found->Target), Found->Bytes);
  return Pointer && Found->Bytes == 0 ? null() : integer(Found->Bytes);
}

/// One of the words of a constant vector or wide integer.
ValueId Builder::constantWord(const llvm::Constant &Given, unsigned Word) {
  if (Given.isNullValue())
    return Given.getType()->isPtrOrPtrVectorTy() ? null() : integer(0);
  if (const auto *Wide = llvm::dyn_cast<llvm::ConstantInt>(&Given))
    return integer(Wide->getValue().extractBits(64, Word * 64).getSExtValue());
  const llvm::Constant *Part =
      isOfWords(Given.getType()) ? Given.getAggregateElement(Word) : nullptr;
  return Part ? constant(*Part) : scalar();
}

void Builder::addConstantLeaves(const llvm::Constant &Given, Leaves &Ids) {
  if (!Given.getType()->isAggregateType()) {
    unsigned Words = countLeaves(Given.getType());
    if (Words == 1)
      return Ids.push_back(constant(Given));
    for (unsigned I = 0; I != Words; ++I)
      Ids.push_back(constantWord(Given, I));
    return;
  }
  unsigned Count = Given.getType()->isStructTy()
                       ? Given.getType()->getStructNumElements()
                       : unsigned(Given.getType()->getArrayNumElements());
  for (unsigned I = 0; I != Count; ++I)
    addConstantLeaves(*Given.getAggregateElement(I), Ids);
}

Leaves Builder::leaves(const llvm::Value *Given) {
  Leaves Ids;
  if (const auto *Fixed = llvm::dyn_cast<llvm::Constant>(Given)) {
    addConstantLeaves(*Fixed, Ids);
    return Ids;
  }
  unsigned Count = countLeaves(Given->getType());
  auto Known = Bound.find(Given);
  if (Known == Bound.end()) {
    // Metadata, labels: nothing that memory could hang on.
    Ids.assign(Count, scalar());
    return Ids;
  }
  Ids.append(Pool.begin() + Known->second,
             Pool.begin() + Known->second + Count);
  return Ids;
}

ValueId Builder::operand(const llvm::Value *Given) {
  if (const auto *Fixed = llvm::dyn_cast<llvm::Constant>(Given))
    return constant(*Fixed);
  auto Known = Bound.find(Given);
  if (Known == Bound.end())
    return scalar();
  unsigned Count = countLeaves(Given->getType());
  if (Count <= 1)
    return Pool[Known->second];
  Leaves Words = leaves(Given);
  return llvm::all_equal(Words) ? Words.front() : mix(Words);
}

void Builder::bind(const llvm::Value &Made, ValueId Id) {
  Bound[&Made] = uint32_t(Pool.size());
  Pool.insert(Pool.end(), std::max(1u, countLeaves(Made.getType())), Id);
}

void Builder::bind(const llvm::Value &Made, llvm::ArrayRef<ValueId> Ids) {
  assert(Ids.size() == countLeaves(Made.getType()) && "one id for each leaf");
  Bound[&Made] = uint32_t(Pool.size());
  Pool.insert(Pool.end(), Ids.begin(), Ids.end());
}

void Builder::stand(const llvm::Instruction &Source) {
  if (Location Place = Around.Where.locate(Source.getDebugLoc()))
    Here = Place;
}

Fact &Builder::add(Fact::Kind Form, llvm::ArrayRef<ValueId> Operands) {
  Fact &Added = currentBlock().Facts.emplace_back();
  Added.Form = Form;
  Added.Operands.assign(Operands.begin(), Operands.end());
  Added.Where = Here;
  return Added;
}

ValueId Builder::result(Fact::Kind Form, llvm::ArrayRef<ValueId> Operands) {
  ValueId Made(Into.Values.size());
  Into.Values.push_back({Value::Kind::Result, 0, {}});
  add(Form, Operands).Result = Made;
  return Made;
}

ValueId Builder::displace(ValueId Start, Offset Bytes, RecordId Seen) {
  if (Bytes == Offset() && !Seen)
    return Start;
  const Value &Base = Into.Values[Start.Index];
  if (Base.Form == Value::Kind::Address && Bytes.isExact())
    return address(Base.Target, Base.Number + Bytes.Bytes);
  ValueId Made = result(Fact::Kind::Displace, Start);
  last().Displacement = Bytes;
  last().Record = Seen;
  return Made;
}

ValueId Builder::load(ValueId From, uint64_t Size) {
  ValueId Made = result(Fact::Kind::Load, From);
  last().Size = Size;
  return Made;
}

void Builder::store(ValueId To, ValueId Stored, uint64_t Size) {
  add(Fact::Kind::Store, {To, Stored}).Size = Size;
}

ValueId Builder::arithmetic(Operation Operator, ValueId Left, ValueId Right) {
  ValueId Made = result(Fact::Kind::Arithmetic, {Left, Right});
  last().Operator = Operator;
  return Made;
}

Relation opposite(Relation Wanted) {
  switch (Wanted) {
  case Relation::Equal:
    return Relation::NotEqual;
  case Relation::NotEqual:
    return Relation::Equal;
  case Relation::SignedLess:
    return Relation::SignedGreaterEqual;
  case Relation::SignedLessEqual:
    return Relation::SignedGreater;
  case Relation::SignedGreater:
    return Relation::SignedLessEqual;
  case Relation::SignedGreaterEqual:
    return Relation::SignedLess;
  case Relation::UnsignedLess:
    return Relation::UnsignedGreaterEqual;
  case Relation::UnsignedLessEqual:
    return Relation::UnsignedGreater;
  case Relation::UnsignedGreater:
    return Relation::UnsignedLessEqual;
  case Relation::UnsignedGreaterEqual:
    return Relation::UnsignedLess;
  }
  llvm_unreachable("the switch is full");
}

/// A truth value compared with false is itself or its opposite, so that
/// `!!(p == NULL)` is one comparison.
ValueId Builder::compareWithZero(Relation Wanted, ValueId Left) {
  auto Known = Comparisons.find(Left.Index);
  if (Known == Comparisons.end())
    return {};
  Comparison Inner = Known->second;
  if (Wanted == Relation::NotEqual)
    return Left;
  if (Wanted == Relation::Equal)
    return compare(opposite(Inner.Wanted), Inner.Left, Inner.Right);
  return {};
}

ValueId Builder::compare(Relation Wanted, ValueId Left, ValueId Right) {
  const Value &Second = Into.Values[Right.Index];
  if (Second.Form == Value::Kind::Integer && Second.Number == 0)
    if (ValueId Simpler = compareWithZero(Wanted, Left))
      return Simpler;
  ValueId Made = result(Fact::Kind::Compare, {Left, Right});
  last().Compared = Wanted;
  Comparisons[Made.Index] = {Wanted, Left, Right};
  return Made;
}

ValueId Builder::choose(ValueId Condition, ValueId Yes, ValueId No) {
  if (Yes == No)
    return Yes;
  return result(Fact::Kind::Merge, {Yes, No, Condition});
}

ValueId Builder::mix(llvm::ArrayRef<ValueId> Ingredients) {
  ValueId Mixed;
  for (ValueId Next : Ingredients) {
    Value::Kind Form = Into.Values[Next.Index].Form;
    if (Form == Value::Kind::Scalar || Form == Value::Kind::Null ||
        Form == Value::Kind::Integer)
      continue;
    Mixed = arithmetic(Operation::Other, Mixed ? Mixed : scalar(), Next);
  }
  return Mixed ? Mixed : scalar();
}

void Builder::unmodelled(const llvm::Instruction &Source,
                         llvm::StringRef Text) {
  llvm::SmallVector<ValueId, 4> Operands;
  // What is called is no operand: the text names it.
  const auto *Call = llvm::dyn_cast<llvm::CallBase>(&Source);
  for (const llvm::Use &Used : Call ? Call->args() : Source.operands())
    if (!llvm::isa<llvm::BasicBlock>(Used) && !Used->getType()->isMetadataTy())
      Operands.append(leaves(Used));
  if (Source.getType()->isVoidTy() || Source.getType()->isTokenTy()) {
    add(Fact::Kind::Unmodelled, Operands).Text = Text.str();
    return;
  }
  ValueId Made = result(Fact::Kind::Unmodelled, Operands);
  last().Text = Text.str();
  bind(Source, Leaves(countLeaves(Source.getType()), Made));
}

} // namespace membrane
