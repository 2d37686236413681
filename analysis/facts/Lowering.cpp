// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A function in SSA → its blocks of facts.
//
// Blocks are lowered in reverse post-order, so that every operand but a phi's
// is known; the phis' operands are filled in at the end. Blocks that control
// does not reach are left out.

#include "analysis/facts/Lowering.h"
#include "analysis/facts/Constants.h"
#include "analysis/facts/Families.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/IR/CFG.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/Function.h"

using namespace llvm;

namespace membrane {
namespace {

class BodyLowering {
public:
  BodyLowering(Surroundings &Around, membrane::Function &Into)
      : Build(Around, Into) {}

  void run(const llvm::Function &Source);

private:
  void orderBlocks(const llvm::Function &Source);
  bool endsEarly(const BasicBlock &Source) const;
  void bindArguments(const llvm::Function &Source);
  void lowerBlock(const BasicBlock &Source);
  void lowerPhi(const PHINode &Source);
  void fillPhis();
  void fillPhi(const PHINode &Source, size_t First);
  void lowerInstruction(const Instruction &Source);
  void lowerTerminator(const Instruction &Source);
  void lowerReturn(const ReturnInst &Source, Terminator &End);
  void lowerBranch(const BranchInst &Source, Terminator &End);
  void lowerSwitch(const SwitchInst &Source, Terminator &End);
  void lowerInvoke(const InvokeInst &Source, Terminator &End);
  void addSuccessors(const Instruction &Source, Terminator &End);

  /// A phi of this function and where its first Merge stands.
  struct Phi {
    const PHINode *Source;
    BlockId Block;
    size_t First;
  };

  Builder Build;
  SmallVector<const BasicBlock *, 32> Order; ///< reverse post-order
  DenseMap<const BasicBlock *, BlockId> Numbers;
  /// Blocks that a call which never returns cuts short.
  DenseSet<const BasicBlock *> Cut;
  SmallVector<Phi, 16> Phis;
};

} // namespace

void BodyLowering::run(const llvm::Function &Source) {
  Build.setPlace(Build.Into.Where);
  bindArguments(Source);
  orderBlocks(Source);
  Build.Into.Blocks.resize(Numbers.size());
  for (const BasicBlock *Reached : Order)
    lowerBlock(*Reached);
  fillPhis();
}

/// CodeGen lets control go on after a trap.
bool BodyLowering::endsEarly(const BasicBlock &Source) const {
  return any_of(Source, [&](const Instruction &Step) {
    const auto *Call = dyn_cast<CallInst>(&Step);
    return Call && Call->doesNotReturn();
  });
}

void BodyLowering::orderBlocks(const llvm::Function &Source) {
  struct Visit {
    const BasicBlock *Here;
    unsigned Next = 0;
  };
  SmallVector<Visit, 32> Path;
  DenseSet<const BasicBlock *> Seen;
  auto Enter = [&](const BasicBlock *Reached) {
    if (!Seen.insert(Reached).second)
      return;
    Path.push_back({Reached});
    if (endsEarly(*Reached))
      Cut.insert(Reached);
  };
  Enter(&Source.getEntryBlock());
  while (!Path.empty()) {
    Visit &Last = Path.back();
    const Instruction *End = Last.Here->getTerminator();
    if (!Cut.contains(Last.Here) && Last.Next != End->getNumSuccessors()) {
      Enter(End->getSuccessor(Last.Next++));
      continue;
    }
    Order.push_back(Last.Here);
    Path.pop_back();
  }
  std::reverse(Order.begin(), Order.end());
  for (const BasicBlock *Reached : Order)
    Numbers[Reached] = BlockId(Numbers.size());
}

void BodyLowering::bindArguments(const llvm::Function &Source) {
  int64_t Number = 0;
  for (const Argument &Passed : Source.args()) {
    Leaves Scalars;
    for (unsigned I = countLeaves(Passed.getType()); I != 0; --I)
      Scalars.push_back(Build.argument(Number++));
    Build.bind(Passed, Scalars);
  }
}

void BodyLowering::lowerBlock(const BasicBlock &Source) {
  Build.enter(Numbers[&Source]);
  Build.currentBlock().Facts.reserve(Source.size());
  for (const PHINode &Joined : Source.phis())
    lowerPhi(Joined);
  // An invoke ends its block; what it returned is taken apart here.
  const BasicBlock *Before = Source.getSinglePredecessor();
  const auto *Call =
      Before ? dyn_cast<InvokeInst>(Before->getTerminator()) : nullptr;
  if (Call && Call->getNormalDest() == &Source && !Call->use_empty())
    takeApart(Build, *Call);
  for (const Instruction &Step : Source) {
    if (isa<PHINode>(Step))
      continue;
    Build.stand(Step);
    if (Step.isTerminator())
      return lowerTerminator(Step);
    lowerInstruction(Step);
    const auto *Ending = dyn_cast<CallInst>(&Step);
    if (Ending && Ending->doesNotReturn()) {
      Build.currentBlock().End.Where = Build.place();
      return;
    }
  }
}

void BodyLowering::lowerPhi(const PHINode &Source) {
  SmallVector<Leaf, 2> Scalars;
  collectLeaves(Source.getType(), Build.Around.Layout, Scalars);
  Leaves Joined;
  if (Source.getDebugLoc())
    Build.stand(Source);
  Phis.push_back({&Source, Build.block(), Build.currentBlock().Facts.size()});
  for (size_t I = 0; I != Scalars.size(); ++I)
    Joined.push_back(Build.result(Fact::Kind::Merge, {}));
  Build.bind(Source, Joined);
}

void BodyLowering::fillPhis() {
  for (const Phi &Joined : Phis) {
    Build.enter(Joined.Block);
    fillPhi(*Joined.Source, Joined.First);
  }
}

void BodyLowering::fillPhi(const PHINode &Source, size_t First) {
  std::vector<Fact> &Facts = Build.currentBlock().Facts;
  SmallVector<BlockId, 4> Seen;
  for (unsigned I = 0; I != Source.getNumIncomingValues(); ++I) {
    auto From = Numbers.find(Source.getIncomingBlock(I));
    // A switch may reach a block by several edges with one value.
    if (From == Numbers.end() || Cut.contains(From->first) ||
        is_contained(Seen, From->second))
      continue;
    Seen.push_back(From->second);
    Leaves Scalars = Build.leaves(Source.getIncomingValue(I));
    for (size_t Part = 0; Part != Scalars.size(); ++Part) {
      Facts[First + Part].Operands.push_back(Scalars[Part]);
      Facts[First + Part].Incoming.push_back(From->second);
    }
  }
}

static bool isVectorStep(const Instruction &Source) {
  return isa<ExtractElementInst, InsertElementInst, ShuffleVectorInst>(Source);
}

/// The exception itself belongs to the runtime.
static void lowerArrival(Builder &Build, const LandingPadInst &Source) {
  SmallVector<ValueId, 4> Types;
  for (unsigned I = 0; I != Source.getNumClauses(); ++I)
    Types.push_back(Source.isCatch(I) ? Build.operand(Source.getClause(I))
                                      : Build.scalar());
  Build.add(Fact::Kind::Arrival, Types);
  Build.bind(Source, Leaves(countLeaves(Source.getType()), Build.scalar()));
}

void BodyLowering::lowerInstruction(const Instruction &Source) {
  if (Source.isAtomic() && !Build.Into.Atomic)
    Build.Into.Atomic = Build.place();
  if (const auto *I = dyn_cast<CallBase>(&Source))
    return lowerCall(Build, *I);
  if (const auto *I = dyn_cast<LoadInst>(&Source))
    return lowerLoad(Build, *I);
  if (const auto *I = dyn_cast<StoreInst>(&Source))
    return lowerStore(Build, *I);
  if (const auto *I = dyn_cast<GetElementPtrInst>(&Source))
    return lowerMember(Build, *I);
  if (const auto *I = dyn_cast<CastInst>(&Source))
    return lowerCast(Build, *I);
  if (const auto *I = dyn_cast<BinaryOperator>(&Source))
    return lowerBinary(Build, *I);
  if (const auto *I = dyn_cast<CmpInst>(&Source))
    return lowerCompare(Build, *I);
  if (const auto *I = dyn_cast<SelectInst>(&Source))
    return lowerSelect(Build, *I);
  if (const auto *I = dyn_cast<AllocaInst>(&Source))
    return lowerAlloca(Build, *I);
  if (const auto *I = dyn_cast<ExtractValueInst>(&Source))
    return lowerExtract(Build, *I);
  if (const auto *I = dyn_cast<InsertValueInst>(&Source))
    return lowerInsert(Build, *I);
  if (const auto *I = dyn_cast<AtomicCmpXchgInst>(&Source))
    return lowerExchange(Build, *I);
  if (const auto *I = dyn_cast<AtomicRMWInst>(&Source))
    return lowerUpdate(Build, *I);
  if (const auto *I = dyn_cast<VAArgInst>(&Source))
    return lowerVariadicArgument(Build, *I);
  if (isVectorStep(Source))
    return lowerVector(Build, Source);
  if (isa<FreezeInst>(Source))
    return Build.bind(Source, Build.leaves(Source.getOperand(0)));
  if (isa<FenceInst, FuncletPadInst>(Source))
    return;
  if (const auto *I = dyn_cast<LandingPadInst>(&Source))
    return lowerArrival(Build, *I);
  if (isa<UnaryOperator>(Source))
    return Build.bind(Source,
                      Leaves(countLeaves(Source.getType()), Build.scalar()));
  Build.unmodelled(Source, Source.getOpcodeName());
}

void BodyLowering::addSuccessors(const Instruction &Source, Terminator &End) {
  for (const BasicBlock *Next : successors(&Source))
    End.Successors.push_back(Numbers[Next]);
}

void BodyLowering::lowerReturn(const ReturnInst &Source, Terminator &End) {
  End.Form = Terminator::Kind::Return;
  const llvm::Value *Given = Source.getReturnValue();
  if (!Given)
    return;
  SmallVector<Leaf, 2> Scalars;
  collectLeaves(Given->getType(), Build.Around.Layout, Scalars);
  Leaves Ids = Build.leaves(Given);
  for (size_t I = 0; I != Scalars.size(); ++I)
    End.Returned.push_back({int64_t(Scalars[I].Bytes), Ids[I]});
}

void BodyLowering::lowerBranch(const BranchInst &Source, Terminator &End) {
  if (Source.isUnconditional()) {
    End.Form = Terminator::Kind::Jump;
    return;
  }
  End.Form = Terminator::Kind::Branch;
  End.Condition = Build.operand(Source.getCondition());
}

/// The default goes last, as Terminator says. A case too wide for 64 bits
/// makes the whole switch one of Any.
void BodyLowering::lowerSwitch(const SwitchInst &Source, Terminator &End) {
  End.Form = Terminator::Kind::Switch;
  End.Condition = Build.operand(Source.getCondition());
  End.Successors.clear();
  for (const auto &Case : Source.cases()) {
    auto Number = integerOf(*Case.getCaseValue());
    if (!Number)
      End.Form = Terminator::Kind::Any;
    End.Cases.push_back(Number.value_or(0));
    End.Successors.push_back(Numbers[Case.getCaseSuccessor()]);
  }
  End.Successors.push_back(Numbers[Source.getDefaultDest()]);
  if (End.Form == Terminator::Kind::Any)
    End.Cases.clear();
}

/// An invoke of an intrinsic or of inline asm may leave no call behind.
void BodyLowering::lowerInvoke(const InvokeInst &Source, Terminator &End) {
  lowerCall(Build, Source);
  const std::vector<Fact> &Facts = Build.currentBlock().Facts;
  bool IsCall = !Facts.empty() && Facts.back().Form == Fact::Kind::Call &&
                !Source.isInlineAsm() && Source.getIntrinsicID() == 0;
  End.Form = IsCall ? Terminator::Kind::Invoke : Terminator::Kind::Any;
}

void BodyLowering::lowerTerminator(const Instruction &Source) {
  Terminator End;
  End.Where = Build.place();
  addSuccessors(Source, End);
  if (const auto *I = dyn_cast<ReturnInst>(&Source)) {
    lowerReturn(*I, End);
  } else if (const auto *I = dyn_cast<BranchInst>(&Source)) {
    lowerBranch(*I, End);
  } else if (const auto *I = dyn_cast<SwitchInst>(&Source)) {
    lowerSwitch(*I, End);
  } else if (const auto *I = dyn_cast<InvokeInst>(&Source)) {
    lowerInvoke(*I, End);
  } else if (isa<UnreachableInst>(Source)) {
    End.Form = Terminator::Kind::Unreachable;
  } else if (End.Successors.empty()) {
    End.Form = Terminator::Kind::Unwind;
  } else {
    if (const auto *I = dyn_cast<CallBrInst>(&Source))
      lowerCall(Build, *I);
    End.Form = Terminator::Kind::Any;
  }
  Build.currentBlock().End = std::move(End);
}

void lowerBody(const llvm::Function &Source, Surroundings &Around,
               membrane::Function &Into) {
  BodyLowering(Around, Into).run(Source);
}

} // namespace membrane
