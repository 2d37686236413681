// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Calls → facts.

#include "analysis/facts/Families.h"
#include "analysis/facts/Getters.h"
#include "analysis/facts/Symbols.h"
#include "llvm/IR/DataLayout.h"
#include "llvm/IR/GlobalAlias.h"
#include "llvm/IR/GlobalIFunc.h"
#include "llvm/IR/IntrinsicInst.h"

using namespace llvm;

namespace membrane {

/// The function, alias or ifunc that a call names; null for a pointer.
static const GlobalValue *calleeOf(const CallBase &Source) {
  const llvm::Value *Called = Source.getCalledOperand()->stripPointerCasts();
  const auto *Named = dyn_cast<GlobalValue>(Called);
  return Named && Named->getValueType()->isFunctionTy() ? Named : nullptr;
}

/// If a called pointer was loaded from the vtable of a known class: which, and
/// from where in it.
static void noteVirtual(const Builder &Build, const CallBase &Source,
                        Fact &Added) {
  const auto *Slot = dyn_cast<LoadInst>(Source.getCalledOperand());
  if (!Slot)
    return;
  const DataLayout &Layout = Build.Around.Layout;
  const llvm::Value *Place = Slot->getPointerOperand();
  APInt Bytes(Layout.getIndexTypeSizeInBits(Place->getType()), 0);
  const llvm::Value *Table = Place->stripAndAccumulateConstantOffsets(
      Layout, Bytes, /*AllowNonInbounds=*/true);
  Added.Record = Build.classOf(Table);
  if (Added.Record)
    Added.Displacement = Offset::exact(Bytes.getSExtValue());
}

/// Whether a function checks its arguments here and reports bad ones: what the
/// report does is no part of what the function does for good ones.
static bool isReportOfMisuse(Builder &Build, const CallBase &Source) {
  const GlobalValue *Callee = calleeOf(Source);
  return Callee && Build.Around.Symbols.reportsMisuse(*Callee);
}

static void addCall(Builder &Build, const CallBase &Source, ValueId Result) {
  const GlobalValue *Callee = calleeOf(Source);
  SymbolId Named = Callee ? Build.Around.Symbols.of(*Callee) : SymbolId();
  ShortList<ValueId, 2> Arguments;
  for (const llvm::Value *Passed : Source.args())
    for (ValueId Scalar : Build.leaves(Passed))
      Arguments.push_back(Scalar);
  llvm::SmallVector<ValueId, 1> Pointer;
  if (!Callee)
    Pointer.push_back(Build.operand(Source.getCalledOperand()));
  Fact &Added = Build.add(Fact::Kind::Call, Pointer);
  Added.Result = Result;
  Added.Callee = Named;
  Added.Arguments = std::move(Arguments);
  Added.NoReturn = Source.doesNotReturn();
  if (Callee)
    return;
  Added.CallShape = callShape(*Source.getFunctionType());
  Added.Getter = Source.getDebugLoc() && Source.getType()->isPointerTy() &&
                 Build.Around.Getting.areCalled(Added.Where);
  noteVirtual(Build, Source, Added);
}

void lowerCall(Builder &Build, const CallBase &Source) {
  if (Source.isInlineAsm())
    return lowerAssembly(Build, Source);
  if (const auto *Known = dyn_cast<IntrinsicInst>(&Source))
    return lowerIntrinsic(Build, *Known);
  if (Source.getType()->isVoidTy()) {
    if (!isReportOfMisuse(Build, Source))
      addCall(Build, Source, ValueId());
    return;
  }
  ValueId Result(Build.Into.Values.size());
  Build.Into.Values.push_back({membrane::Value::Kind::Result, 0, {}});
  addCall(Build, Source, Result);
  Build.bind(Source, Leaves(countLeaves(Source.getType()), Result));
  if (isa<CallInst>(Source) && !Source.use_empty())
    takeApart(Build, Source);
}

void takeApart(Builder &Build, const CallBase &Source) {
  unsigned Count = countLeaves(Source.getType());
  if (Count == 0 || (Count == 1 && !Source.getType()->isAggregateType()))
    return;
  ValueId Whole = Build.leaves(&Source).front();
  SmallVector<Leaf, 4> Scalars;
  collectLeaves(Source.getType(), Build.Around.Layout, Scalars);
  Leaves Parts;
  for (const Leaf &Scalar : Scalars) {
    Parts.push_back(Build.result(Fact::Kind::Part, Whole));
    Build.last().Displacement = Offset::exact(int64_t(Scalar.Bytes));
  }
  Build.bind(Source, Parts);
}

} // namespace membrane
