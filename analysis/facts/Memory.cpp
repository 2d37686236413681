// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Instructions that name or touch memory → facts.

#include "analysis/facts/Families.h"
#include "analysis/facts/Members.h"
#include "analysis/facts/Symbols.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/Analysis/ConstantFolding.h"
#include "llvm/Analysis/ValueTracking.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/DataLayout.h"
#include "llvm/IR/Operator.h"
#include <numeric>

using namespace llvm;

namespace membrane {

/// The struct that an object is, or its elements are.
static const StructType *structOf(const llvm::Type *Held) {
  while (const auto *Array = dyn_cast<ArrayType>(Held))
    Held = Array->getElementType();
  return dyn_cast<StructType>(Held);
}

/// Static slots get their size, also arrays of a constant length.
void lowerAlloca(Builder &Build, const AllocaInst &Source) {
  auto Bytes = Source.getAllocationSize(Build.Around.Layout);
  if (Bytes && !Bytes->isScalable()) {
    ValueId Made = Build.result(Fact::Kind::Local, {});
    Build.last().Size = Bytes->getFixedValue();
    if (const StructType *Struct = structOf(Source.getAllocatedType()))
      Build.last().Record = Build.Around.Members.of(Struct);
    if (Source.isStaticAlloca())
      Build.Into.StackBytes += Bytes->getFixedValue();
    return Build.bind(Source, Made);
  }
  ValueId Count = Build.operand(Source.getArraySize());
  uint64_t Each =
      Build.Around.Layout.getTypeAllocSize(Source.getAllocatedType())
          .getKnownMinValue();
  if (Each != 1)
    Count = Build.arithmetic(Operation::Multiply, Count,
                             Build.integer(int64_t(Each)));
  Build.bind(Source, Build.result(Fact::Kind::Local, Count));
}

/// The struct whose member the indices pick, if the first step inside does.
static const StructType *memberOf(const GetElementPtrInst &Source) {
  if (Source.getNumIndices() < 2)
    return nullptr;
  return dyn_cast<StructType>(Source.getSourceElementType());
}

/// Whether what is added can be the distance to another object. A hash of a
/// pointer is none.
static bool keepsDistance(const llvm::Value &Step) {
  switch (Operator::getOpcode(&Step)) {
  case Instruction::Add:
  case Instruction::Sub:
  case Instruction::Mul:
  case Instruction::SDiv:
  case Instruction::Shl:
  case Instruction::AShr:
  case Instruction::SExt:
  case Instruction::ZExt:
  case Instruction::PHI:
  case Instruction::Select:
    return true;
  default:
    return false;
  }
}

/// Whether a number may be made out of a pointer; looks back a few steps, and
/// says yes where that is not enough.
static bool comesFromPointer(const llvm::Value *Number) {
  constexpr size_t MostSteps = 32;
  SmallSetVector<const llvm::Value *, MostSteps> Seen;
  Seen.insert(Number);
  for (size_t I = 0; I != Seen.size(); ++I) {
    if (isa<PtrToIntOperator>(Seen[I]))
      return true;
    if (!keepsDistance(*Seen[I]))
      continue;
    for (const llvm::Value *Used : cast<User>(Seen[I])->operand_values())
      if (!Seen.contains(Used) && Seen.size() == MostSteps)
        return true;
      else
        Seen.insert(Used);
  }
  return false;
}

void lowerMember(Builder &Build, const GetElementPtrInst &Source) {
  if (Source.getType()->isVectorTy())
    return Build.unmodelled(Source, "vector of pointers");
  ValueId Start = Build.operand(Source.getPointerOperand());
  // `Base + (Pointer - Base)` is Pointer.
  for (const llvm::Value *Index : Source.indices())
    if (comesFromPointer(Index))
      return Build.bind(Source, Build.arithmetic(Operation::Other, Start,
                                                 Build.operand(Index)));
  const DataLayout &Layout = Build.Around.Layout;
  unsigned Width = Layout.getIndexTypeSizeInBits(Source.getType());
  SmallMapVector<llvm::Value *, APInt, 4> Strides;
  APInt Constant(Width, 0);
  Offset Bytes = Offset::any();
  if (cast<GEPOperator>(Source).collectOffset(Layout, Width, Strides,
                                              Constant)) {
    uint64_t Step = 0;
    for (const auto &[Index, Scale] : Strides)
      Step = std::gcd(Step, uint64_t(std::abs(Scale.getSExtValue())));
    Bytes = Offset::make(Constant.getSExtValue(), Step);
  }
  RecordId Seen;
  if (const StructType *Struct = memberOf(Source))
    Seen = Build.Around.Members.of(Struct);
  Build.bind(Source, Build.displace(Start, Bytes, Seen));
}

/// Whether a number is made a pointer, as it is or without its tag.
static bool isMadePointer(const llvm::Value &Number) {
  auto IsPointer = [](const User *By) { return isa<IntToPtrInst>(By); };
  return any_of(Number.users(), [&](const User *By) {
    const auto *Tag = dyn_cast<BinaryOperator>(By);
    return IsPointer(By) || (Tag && isa<ConstantInt>(Tag->getOperand(1)) &&
                             any_of(Tag->users(), IsPointer));
  });
}

/// The number that is loaded from a variable that nobody writes: a switch that
/// is off in this build, a table of zeros. Null if it is not known.
static const ConstantInt *constantLoaded(Builder &Build,
                                         const LoadInst &Source) {
  if (!Source.getType()->isIntegerTy() || !Source.isSimple())
    return nullptr;
  const llvm::Value *From = Source.getPointerOperand();
  const auto *Held = dyn_cast<GlobalVariable>(getUnderlyingObject(From));
  if (!Held || !Held->hasDefinitiveInitializer() ||
      !Build.Around.Symbols.isConstant(*Held))
    return nullptr;
  const Constant *Initial = Held->getInitializer();
  if (Initial->isNullValue())
    return ConstantInt::get(cast<IntegerType>(Source.getType()), 0);
  const DataLayout &Layout = Build.Around.Layout;
  APInt Bytes(Layout.getIndexTypeSizeInBits(From->getType()), 0);
  if (From->stripAndAccumulateConstantOffsets(Layout, Bytes, true) != Held)
    return nullptr;
  return dyn_cast_or_null<ConstantInt>(ConstantFoldLoadFromConst(
      const_cast<Constant *>(Initial), Source.getType(), Bytes, Layout));
}

void lowerLoad(Builder &Build, const LoadInst &Source) {
  llvm::Type *Whole = Source.getType();
  if (const ConstantInt *Known = constantLoaded(Build, Source))
    return Build.bind(Source, Build.operand(Known));
  ValueId From = Build.operand(Source.getPointerOperand());
  SmallVector<Leaf, 2> Parts;
  collectLeaves(Whole, Build.Around.Layout, Parts);
  Leaves Loaded;
  for (const Leaf &Part : Parts) {
    if (!Build.carries(Part.Type)) {
      Loaded.push_back(Build.scalar());
      continue;
    }
    ValueId Place = Build.displace(From, Offset::exact(int64_t(Part.Bytes)));
    Loaded.push_back(Build.load(Place, Build.storeSize(Part.Type)));
    Build.last().OfPointer = Part.Type->isPointerTy() ||
                             (Part.Type == Whole && isMadePointer(Source));
    // Another thread, a signal or a device may have put another number there.
    if ((Source.isVolatile() || Source.isAtomic()) && Part.Type->isIntegerTy())
      Loaded.back() =
          Build.choose(Build.scalar(), Loaded.back(), Build.scalar());
  }
  Build.bind(Source, Loaded);
}

/// The leaves of a value that stands at a place.
static Leaves loadLeaves(Builder &Build, ValueId Place, llvm::Type *Whole) {
  SmallVector<Leaf, 2> Parts;
  collectLeaves(Whole, Build.Around.Layout, Parts);
  Leaves Loaded;
  for (const Leaf &Part : Parts)
    Loaded.push_back(
        Build.load(Build.displace(Place, Offset::exact(int64_t(Part.Bytes))),
                   Build.storeSize(Part.Type)));
  return Loaded;
}

static void storeLeaves(Builder &Build, ValueId Place, const Leaves &Stored,
                        llvm::Type *Whole) {
  SmallVector<Leaf, 2> Parts;
  collectLeaves(Whole, Build.Around.Layout, Parts);
  for (size_t I = 0; I != Parts.size(); ++I)
    Build.store(Build.displace(Place, Offset::exact(int64_t(Parts[I].Bytes))),
                Stored[I], Build.storeSize(Parts[I].Type));
}

void lowerStore(Builder &Build, const StoreInst &Source) {
  const llvm::Value *Stored = Source.getValueOperand();
  storeLeaves(Build, Build.operand(Source.getPointerOperand()),
              Build.leaves(Stored), Stored->getType());
}

/// The old value, and whether it was the expected one; if so, the new value
/// takes its place.
void lowerExchange(Builder &Build, const AtomicCmpXchgInst &Source) {
  const llvm::Value *Given = Source.getNewValOperand();
  ValueId Place = Build.operand(Source.getPointerOperand());
  Leaves Old = loadLeaves(Build, Place, Given->getType());
  ValueId Same = Old.size() == 1
                     ? Build.compare(Relation::Equal, Old.front(),
                                     Build.operand(Source.getCompareOperand()))
                     : Build.scalar();
  Leaves New = Build.leaves(Given);
  for (size_t I = 0; I != New.size(); ++I)
    New[I] = Build.choose(Same, New[I], Old[I]);
  storeLeaves(Build, Place, New, Given->getType());
  Old.push_back(Same);
  Build.bind(Source, Old);
}

static Operation operationOf(AtomicRMWInst::BinOp Update) {
  switch (Update) {
  case AtomicRMWInst::Add:
    return Operation::Add;
  case AtomicRMWInst::Sub:
    return Operation::Subtract;
  case AtomicRMWInst::And:
    return Operation::And;
  case AtomicRMWInst::Or:
    return Operation::Or;
  case AtomicRMWInst::Xor:
    return Operation::Xor;
  default:
    return Operation::Other;
  }
}

void lowerUpdate(Builder &Build, const AtomicRMWInst &Source) {
  ValueId Place = Build.operand(Source.getPointerOperand());
  Leaves Old = loadLeaves(Build, Place, Source.getType());
  Leaves New = Build.leaves(Source.getValOperand());
  for (size_t I = 0; I != New.size(); ++I) {
    if (Source.isFloatingPointOperation())
      New[I] = Build.scalar();
    else if (Source.getOperation() != AtomicRMWInst::Xchg)
      New[I] =
          Build.arithmetic(operationOf(Source.getOperation()), Old[I], New[I]);
  }
  storeLeaves(Build, Place, New, Source.getType());
  Build.bind(Source, Old);
}

/// Targets whose va_list is one pointer into the argument area.
void lowerVariadicArgument(Builder &Build, const VAArgInst &Source) {
  ValueId Area = Build.load(Build.operand(Source.getPointerOperand()),
                            Build.Around.Layout.getPointerSize());
  SmallVector<Leaf, 2> Parts;
  collectLeaves(Source.getType(), Build.Around.Layout, Parts);
  Leaves Loaded;
  for (const Leaf &Part : Parts)
    Loaded.push_back(Build.load(Build.displace(Area, Offset::any()),
                                Build.storeSize(Part.Type)));
  Build.bind(Source, Loaded);
}

} // namespace membrane
