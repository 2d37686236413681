// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Instructions that compute or move values → facts.
//
// Integers are followed as pointers are: they carry tags, differences and
// conditions. Floating-point results are Scalar. A cast keeps the value, so
// what a truncation cuts off is not modelled.

#include "analysis/facts/Distances.h"
#include "analysis/facts/Families.h"
#include "analysis/facts/Places.h"
#include "llvm/Analysis/ValueTracking.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/Operator.h"

using namespace llvm;

namespace membrane {

Operation operationOf(unsigned Opcode) {
  switch (Opcode) {
  case Instruction::Add:
    return Operation::Add;
  case Instruction::Sub:
    return Operation::Subtract;
  case Instruction::Mul:
    return Operation::Multiply;
  case Instruction::And:
    return Operation::And;
  case Instruction::Or:
    return Operation::Or;
  case Instruction::Xor:
    return Operation::Xor;
  case Instruction::Shl:
    return Operation::ShiftLeft;
  case Instruction::LShr:
  case Instruction::AShr:
    return Operation::ShiftRight;
  default:
    return Operation::Other;
  }
}

/// `x ^ true` is "x equals false".
static bool isNegation(const BinaryOperator &Source) {
  const auto *Mask = dyn_cast<ConstantInt>(Source.getOperand(1));
  return Source.getOpcode() == Instruction::Xor &&
         Source.getType()->isIntegerTy(1) && Mask && Mask->isOne();
}

/// Subtraction of pointers, in elements: defined within one object only, so
/// the result is a number. Integers that were pointers are divided inexactly.
static bool isDistance(const BinaryOperator &Source) {
  const auto *Bytes = dyn_cast<BinaryOperator>(Source.getOperand(0));
  return Source.getOpcode() == Instruction::SDiv && Source.isExact() && Bytes &&
         Bytes->getOpcode() == Instruction::Sub &&
         isa<PtrToIntOperator>(Bytes->getOperand(0)) &&
         isa<PtrToIntOperator>(Bytes->getOperand(1));
}

/// Whether an address is made of a number again, in a few steps.
static bool isMadeAddress(const llvm::Value &Number, unsigned Steps = 4) {
  return any_of(Number.users(), [&](const User *Use) {
    return isa<IntToPtrInst, GetElementPtrInst>(Use) ||
           (isa<BinaryOperator, CastInst, PHINode, SelectInst>(Use) &&
            (Steps == 0 || isMadeAddress(*Use, Steps - 1)));
  });
}

/// Whether it is kept in the object that the distance starts at: a pointer that
/// is relative to its own place, unless both turn out to be in that object.
static bool isKeptAtStart(const BinaryOperator &Source) {
  const auto *Cast = dyn_cast<PtrToIntOperator>(Source.getOperand(1));
  const llvm::Value *Start =
      Cast ? getUnderlyingObject(Cast->getPointerOperand()) : nullptr;
  return Start && any_of(Source.users(), [&](const User *Use) {
           const auto *Store = dyn_cast<StoreInst>(Use);
           return Store &&
                  getUnderlyingObject(Store->getPointerOperand()) == Start;
         });
}

/// The same of characters, which nothing divides. Casts that the source has
/// stand elsewhere than the subtraction.
static bool isDistanceOfText(Builder &Build, const BinaryOperator &Source) {
  auto IsPointer = [&](const llvm::Value *Operand) {
    const auto *Cast = dyn_cast<PtrToIntInst>(Operand);
    return Cast ? Cast->getDebugLoc() == Source.getDebugLoc()
                : isa<PtrToIntOperator>(Operand);
  };
  const Surroundings &Around = Build.Around;
  return Source.getOpcode() == Instruction::Sub && Source.getDebugLoc() &&
         IsPointer(Source.getOperand(0)) && IsPointer(Source.getOperand(1)) &&
         Around.Apart.areOfPointers(
             Around.Where.locate(Source.getDebugLoc())) &&
         !isMadeAddress(Source) && !isKeptAtStart(Source);
}

void lowerBinary(Builder &Build, const BinaryOperator &Source) {
  if (Source.getType()->isFPOrFPVectorTy() || isDistance(Source) ||
      isDistanceOfText(Build, Source))
    return Build.bind(Source, Build.scalar());
  ValueId Left = Build.operand(Source.getOperand(0));
  if (isNegation(Source))
    return Build.bind(Source,
                      Build.compare(Relation::Equal, Left, Build.integer(0)));
  Operation Operator = Source.getType()->isVectorTy()
                           ? Operation::Other
                           : operationOf(Source.getOpcode());
  Build.bind(Source, Build.arithmetic(Operator, Left,
                                      Build.operand(Source.getOperand(1))));
}

static Relation relationOf(CmpInst::Predicate Wanted) {
  switch (Wanted) {
  case CmpInst::ICMP_EQ:
    return Relation::Equal;
  case CmpInst::ICMP_NE:
    return Relation::NotEqual;
  case CmpInst::ICMP_SLT:
    return Relation::SignedLess;
  case CmpInst::ICMP_SLE:
    return Relation::SignedLessEqual;
  case CmpInst::ICMP_SGT:
    return Relation::SignedGreater;
  case CmpInst::ICMP_SGE:
    return Relation::SignedGreaterEqual;
  case CmpInst::ICMP_ULT:
    return Relation::UnsignedLess;
  case CmpInst::ICMP_ULE:
    return Relation::UnsignedLessEqual;
  case CmpInst::ICMP_UGT:
    return Relation::UnsignedGreater;
  case CmpInst::ICMP_UGE:
    return Relation::UnsignedGreaterEqual;
  default:
    llvm_unreachable("integers have no other relation");
  }
}

void lowerCompare(Builder &Build, const CmpInst &Source) {
  if (Source.isFPPredicate() || Source.getType()->isVectorTy())
    return Build.bind(Source, Build.scalar());
  // 'NULL == p' is 'p == NULL'.
  bool Turned = isa<Constant>(Source.getOperand(0));
  ValueId Left = Build.operand(Source.getOperand(Turned));
  ValueId Right = Build.operand(Source.getOperand(!Turned));
  CmpInst::Predicate Wanted =
      Turned ? Source.getSwappedPredicate() : Source.getPredicate();
  Build.bind(Source, Build.compare(relationOf(Wanted), Left, Right));
}

void lowerCast(Builder &Build, const CastInst &Source) {
  switch (Source.getOpcode()) {
  case Instruction::FPToSI:
  case Instruction::FPToUI:
  case Instruction::SIToFP:
  case Instruction::UIToFP:
  case Instruction::FPExt:
  case Instruction::FPTrunc:
    return Build.bind(Source, Build.scalar());
  default:
    break;
  }
  Leaves Given = Build.leaves(Source.getOperand(0));
  if (Given.size() == countLeaves(Source.getType()))
    return Build.bind(Source, Given);
  Build.bind(Source, Build.operand(Source.getOperand(0)));
}

void lowerSelect(Builder &Build, const SelectInst &Source) {
  Leaves Yes = Build.leaves(Source.getTrueValue());
  Leaves No = Build.leaves(Source.getFalseValue());
  ValueId Condition = Build.operand(Source.getCondition());
  Leaves Chosen;
  for (size_t I = 0; I != Yes.size(); ++I)
    Chosen.push_back(Build.choose(Condition, Yes[I], No[I]));
  Build.bind(Source, Chosen);
}

/// The leaves of what takes words out of vectors, puts them in or exchanges
/// them; none if it is not known which.
static Leaves movedWords(Builder &Build, const Instruction &Source) {
  if (!isOfWords(Source.getOperand(0)->getType()))
    return {};
  Leaves Words = Build.leaves(Source.getOperand(0));
  auto At = [&](const llvm::Value *Index) -> ValueId * {
    const auto *Number = dyn_cast<ConstantInt>(Index);
    return Number && Number->getValue().ult(Words.size())
               ? &Words[Number->getZExtValue()]
               : nullptr;
  };
  if (const auto *Taken = dyn_cast<ExtractElementInst>(&Source)) {
    ValueId *Word = At(Taken->getIndexOperand());
    return Word ? Leaves{*Word} : Leaves();
  }
  if (const auto *Put = dyn_cast<InsertElementInst>(&Source)) {
    ValueId *Word = At(Put->getOperand(2));
    if (!Word)
      return {};
    *Word = Build.operand(Put->getOperand(1));
    return Words;
  }
  Words.append(Build.leaves(Source.getOperand(1)));
  Leaves Moved;
  for (int Index : cast<ShuffleVectorInst>(Source).getShuffleMask())
    Moved.push_back(Index < 0 ? Build.scalar() : Words[size_t(Index)]);
  return isOfWords(Source.getType()) || Moved.size() == 1 ? Moved : Leaves();
}

/// extractelement, insertelement, shufflevector.
void lowerVector(Builder &Build, const Instruction &Source) {
  if (Leaves Moved = movedWords(Build, Source); !Moved.empty())
    return Build.bind(Source, Moved);
  SmallVector<ValueId, 3> Used;
  for (const llvm::Value *Operand : Source.operand_values())
    if (Build.carries(Operand->getType()))
      Used.push_back(Build.operand(Operand));
  bool Carries = Build.carries(Source.getType());
  Build.bind(Source, Carries ? Build.mix(Used) : Build.scalar());
}

/// How many leaves of Whole come before the part that Path names.
static unsigned leavesBefore(llvm::Type *Whole, ArrayRef<unsigned> Path) {
  unsigned Before = 0;
  for (unsigned Index : Path) {
    if (auto *Struct = dyn_cast<StructType>(Whole)) {
      for (unsigned I = 0; I != Index; ++I)
        Before += countLeaves(Struct->getElementType(I));
      Whole = Struct->getElementType(Index);
    } else {
      Whole = Whole->getArrayElementType();
      Before += Index * countLeaves(Whole);
    }
  }
  return Before;
}

void lowerExtract(Builder &Build, const ExtractValueInst &Source) {
  const llvm::Value *Whole = Source.getAggregateOperand();
  Leaves All = Build.leaves(Whole);
  unsigned Start = leavesBefore(Whole->getType(), Source.getIndices());
  unsigned Count = countLeaves(Source.getType());
  Build.bind(Source, ArrayRef(All).slice(Start, Count));
}

void lowerInsert(Builder &Build, const InsertValueInst &Source) {
  Leaves All = Build.leaves(Source.getAggregateOperand());
  Leaves Given = Build.leaves(Source.getInsertedValueOperand());
  unsigned Start = leavesBefore(Source.getType(), Source.getIndices());
  llvm::copy(Given, All.begin() + Start);
  Build.bind(Source, All);
}

} // namespace membrane
