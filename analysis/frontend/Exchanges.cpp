// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Not handled: an expected value that is memory of others, which the branch
// writes to; wrappers of more than one block, or of another unit.

#include "analysis/frontend/Exchanges.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Module.h"
#include "llvm/Transforms/Utils/BasicBlockUtils.h"
#include "llvm/Transforms/Utils/Cloning.h"

using namespace llvm;

/// A wrapper has no more instructions than this.
static constexpr size_t MaxWrapper = 24;

/// The branch on the success of an exchange that ends its block.
static BranchInst *branchOn(AtomicCmpXchgInst &Exchange) {
  auto *Branch = dyn_cast<BranchInst>(Exchange.getParent()->getTerminator());
  if (!Branch || !Branch->isConditional())
    return nullptr;
  auto *Part = dyn_cast<ExtractValueInst>(Branch->getCondition());
  bool Success = Part && Part->getAggregateOperand() == &Exchange &&
                 Part->getIndices() == ArrayRef<unsigned>(1);
  return Success ? Branch : nullptr;
}

/// Whether a block only makes a pointer of what was read, and control gets
/// there only by the branch.
static bool isPlainSide(const BasicBlock &Side, const BranchInst &Branch) {
  return Side.getSinglePredecessor() == Branch.getParent() &&
         Side.getSingleSuccessor() == Branch.getSuccessor(0) &&
         all_of(Side, [](const Instruction &Step) {
           return Step.isTerminator() || isa<CastInst>(Step);
         });
}

/// `if (!success) expected = read;` becomes `expected = success ? … : read`.
static void straighten(AtomicCmpXchgInst &Exchange) {
  BranchInst *Branch = branchOn(Exchange);
  if (!Branch || !isPlainSide(*Branch->getSuccessor(1), *Branch))
    return;
  BasicBlock *Block = Branch->getParent(), *Next = Branch->getSuccessor(0);
  BasicBlock *Failed = Branch->getSuccessor(1);
  if (!Next->hasNPredecessors(2) || Next == Block)
    return;
  while (!Failed->front().isTerminator())
    Failed->front().moveBefore(Branch->getIterator());
  for (PHINode &Joined : make_early_inc_range(Next->phis())) {
    auto *Choice = SelectInst::Create(
        Branch->getCondition(), Joined.getIncomingValueForBlock(Block),
        Joined.getIncomingValueForBlock(Failed), "", Branch->getIterator());
    Choice->setDebugLoc(Exchange.getDebugLoc());
    Joined.replaceAllUsesWith(Choice);
    Joined.eraseFromParent();
  }
  BranchInst *Jump = BranchInst::Create(Next, Branch->getIterator());
  Jump->setDebugLoc(Branch->getDebugLoc());
  Branch->eraseFromParent();
  DeleteDeadBlock(Failed);
  MergeBlockIntoPredecessor(Next);
}

static bool isExchange(const Instruction &Step) {
  return isa<AtomicCmpXchgInst>(Step);
}

/// A function that is little more than an exchange, and no other than what is
/// linked.
static bool isWrapper(const Function &Of) {
  return Of.size() == 1 && !Of.isInterposable() && !Of.isVarArg() &&
         Of.getEntryBlock().size() <= MaxWrapper &&
         any_of(Of.getEntryBlock(), isExchange) &&
         none_of(Of.getEntryBlock(), [](const Instruction &Step) {
           return isa<CallBase>(Step) && !isa<DbgInfoIntrinsic>(Step);
         });
}

/// What came with a call stands where the call stood.
static void placeAtCalls(Function &Caller) {
  for (Instruction &Step : instructions(Caller))
    while (const DILocation *At =
               Step.getDebugLoc() ? Step.getDebugLoc().getInlinedAt() : nullptr)
      Step.setDebugLoc(DebugLoc(At));
}

/// Replaces a wrapper's calls; the callers may be wrappers now.
static void replaceCalls(Function &Wrapper, SetVector<Function *> &Callers) {
  for (User *Each : make_early_inc_range(Wrapper.users())) {
    auto *Call = dyn_cast<CallInst>(Each);
    if (!Call || Call->getCalledFunction() != &Wrapper)
      continue;
    Function &Caller = *Call->getFunction();
    InlineFunctionInfo Info;
    if (&Caller == &Wrapper || !InlineFunction(*Call, Info).isSuccess())
      continue;
    placeAtCalls(Caller);
    Callers.insert(&Caller);
  }
}

void membrane::straightenExchanges(Module &Unit) {
  SmallVector<AtomicCmpXchgInst *, 8> Exchanges;
  for (Function &Each : Unit)
    for (Instruction &Step : instructions(Each))
      if (auto *Exchange = dyn_cast<AtomicCmpXchgInst>(&Step))
        Exchanges.push_back(Exchange);
  SetVector<Function *> Work;
  for (AtomicCmpXchgInst *Exchange : Exchanges) {
    straighten(*Exchange);
    Work.insert(Exchange->getFunction());
  }
  // One that calls another, and has no exchange of its own, comes behind it.
  for (size_t Next = 0; Next < Work.size(); ++Next)
    if (isWrapper(*Work[Next]))
      replaceCalls(*Work[Next], Work);
}
