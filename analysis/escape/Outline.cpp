// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "analysis/escape/Outline.h"

#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"
#include <map>

using namespace membrane;

Outline::Outline(const Function &Code)
    : Definitions(Code.Values.size()), MadeBy(Code.Values.size()),
      Merges(Code.Blocks.size()), Before(Code.Blocks.size()), Code(Code) {
  for (uint32_t Index = 0; Index < Code.Blocks.size(); ++Index) {
    const Block &Part = Code.Blocks[Index];
    for (BlockId Next : Part.End.Successors)
      HasLoop |= Next.Index <= Index;
    FirstFact.push_back(uint32_t(FactCount));
    FactCount += Part.Facts.size();
    for (const Fact &Step : Part.Facts) {
      if (Step.Result) {
        Definitions[Step.Result.Index] = &Step;
        MadeBy[Step.Result.Index] =
            FirstFact.back() + uint32_t(&Step - Part.Facts.data());
      }
      if (Step.Form == Fact::Kind::Merge)
        Merges[Index].push_back(&Step);
    }
  }
  findOnlyBefore();
  findAskedTwice();
  for (const auto &Here : Merges)
    MergesLate.push_back(llvm::any_of(
        Here, [&](const Fact *Step) { return isMergedLate(*Step); }));
}

bool Outline::isMergedLate(const Fact &Step) const {
  if (Step.Incoming.empty())
    return false;
  uint32_t First =
      std::min_element(Step.Incoming.begin(), Step.Incoming.end())->Index;
  return llvm::any_of(Step.Operands, [&](ValueId Given) {
    return Definitions[Given.Index] && blockOf(MadeBy[Given.Index]) > First;
  });
}

void Outline::findOnlyBefore() {
  OnlyBefore.resize(Code.Blocks.size());
  for (uint32_t Index = 0; Index < Code.Blocks.size(); ++Index)
    for (BlockId Next : Code.Blocks[Index].End.Successors)
      Before[Next.Index].push_back(Index);
  for (uint32_t Index = 0; Index < Code.Blocks.size(); ++Index)
    OnlyBefore[Index] =
        Index == 0 || Before[Index].size() != 1 ? Index : Before[Index].front();
}

/// The comparison that decides where control goes from a block.
const Fact *Outline::testAtEnd(uint32_t Block) const {
  const Terminator &End = Code.Blocks[Block].End;
  if (End.Form != Terminator::Kind::Branch ||
      End.Successors[0] == End.Successors[1])
    return nullptr;
  const Fact *Test = Definitions[End.Condition.Index];
  return Test && Test->Form == Fact::Kind::Compare ? Test : nullptr;
}

Relation Outline::relationBetween(const Fact &Test, uint32_t Before,
                                  uint32_t Here) const {
  const Terminator &End = Code.Blocks[Before].End;
  return relationOn(Test, End.Successors[0].Index == Here ? 0 : 1);
}

/// The tests on the way up a tree of blocks, of those that only one edge leads
/// from to the next.
bool Outline::isToldAbove(
    llvm::ArrayRef<uint32_t> Above, uint32_t Block,
    llvm::function_ref<bool(const Fact &Test, Relation Is)> Says) const {
  uint32_t Here = Block;
  unsigned Steps = 0;
  for (uint32_t Before = Above[Here]; Before != Here && Steps < MaxTests;
       Here = std::exchange(Before, Above[Before]), ++Steps) {
    const Fact *Test = OnlyBefore[Here] == Before ? testAtEnd(Before) : nullptr;
    if (Test && Says(*Test, relationBetween(*Test, Before, Here)))
      return true;
  }
  return false;
}

bool Outline::isToldBefore(
    uint32_t Block,
    llvm::function_ref<bool(const Fact &Test, Relation Is)> Says) const {
  return isToldAbove(OnlyBefore, Block, Says);
}

/// The blocks that control can get to, each behind all others from which it is
/// entered but for those of loops.
std::vector<uint32_t> Outline::orderBlocks() const {
  std::vector<uint32_t> Order;
  llvm::BitVector Met(Code.Blocks.size());
  std::vector<std::pair<uint32_t, uint32_t>> Way = {{0, 0}};
  Met.set(0);
  while (!Way.empty()) {
    auto &[Here, Next] = Way.back();
    const auto &Successors = Code.Blocks[Here].End.Successors;
    if (Next == Successors.size()) {
      Order.push_back(Here);
      Way.pop_back();
      continue;
    }
    uint32_t To = Successors[Next++].Index;
    if (!Met.test(To)) {
      Met.set(To);
      Way.push_back({To, 0});
    }
  }
  std::reverse(Order.begin(), Order.end());
  return Order;
}

/// Cooper, Harvey and Kennedy, "A simple, fast dominance algorithm", 2001.
const std::vector<uint32_t> &Outline::dominators() const {
  if (!Dominators.empty())
    return Dominators;
  const std::vector<uint32_t> Order = orderBlocks();
  constexpr uint32_t None = UINT32_MAX;
  std::vector<uint32_t> Number(Code.Blocks.size(), None);
  for (uint32_t I = 0; I < Order.size(); ++I)
    Number[Order[I]] = I;
  std::vector<uint32_t> Above(Order.size(), None); // by number
  Above[0] = 0;
  auto Meet = [&](uint32_t A, uint32_t B) {
    while (A != B)
      (A > B ? A : B) = Above[A > B ? A : B];
    return A;
  };
  for (bool Changed = true; Changed;) {
    Changed = false;
    for (uint32_t I = 1; I < Order.size(); ++I) {
      uint32_t Found = None;
      for (uint32_t Block : Before[Order[I]])
        if (uint32_t From = Number[Block]; From != None && Above[From] != None)
          Found = Found == None ? From : Meet(Found, From);
      Changed |= std::exchange(Above[I], Found) != Found;
    }
  }
  for (uint32_t Block = 0; Block < Code.Blocks.size(); ++Block)
    Dominators.push_back(Number[Block] == None ? Block
                                               : Order[Above[Number[Block]]]);
  return Dominators;
}

bool Outline::isToldOnEveryWay(
    uint32_t Block,
    llvm::function_ref<bool(const Fact &Test, Relation Is)> Says) const {
  return isToldAbove(dominators(), Block, Says);
}

void Outline::findAskedTwice() {
  using Operand = std::tuple<Value::Kind, uint32_t, int64_t>;
  std::map<std::pair<Operand, Operand>, uint32_t> First;
  auto KeyOf = [&](ValueId Named) {
    const Value &Given = Code.Values[Named.Index];
    bool Number =
        Given.Form == Value::Kind::Integer || Given.Form == Value::Kind::Null;
    return Number ? Operand{Given.Form, 0, Given.Number}
                  : Operand{Given.Form, Named.Index, 0};
  };
  for (const Block &Part : Code.Blocks) {
    if (Part.End.Form != Terminator::Kind::Branch)
      continue;
    const Fact *Test = Definitions[Part.End.Condition.Index];
    if (!Test || Test->Form != Fact::Kind::Compare)
      continue;
    auto [Before, New] =
        First.try_emplace({KeyOf(Test->Operands[0]), KeyOf(Test->Operands[1])},
                          Test->Result.Index);
    if (!New)
      for (uint32_t Condition : {Before->second, Test->Result.Index})
        AskedTwice.insert(Condition);
  }
}

uint32_t Outline::blockOf(uint32_t Number) const {
  return uint32_t(llvm::upper_bound(FirstFact, Number) - FirstFact.begin()) - 1;
}

/// Whether control may come from one block to another, and not through End in
/// between.
bool Outline::isReachedBack(uint32_t From, uint32_t To, uint32_t End) const {
  llvm::BitVector Met(Before.size());
  llvm::SmallVector<uint32_t, 16> Work = {To};
  Met.set(End);
  while (!Work.empty()) {
    uint32_t Here = Work.pop_back_val();
    if (Here == From)
      return true;
    if (Met.test(Here))
      continue;
    Met.set(Here);
    Work.append(Before[Here].begin(), Before[Here].end());
  }
  return false;
}

/// Whether a fact only moves what it is given.
static bool onlyMoves(const Fact &Step) {
  return Step.Form == Fact::Kind::Displace || Step.Form == Fact::Kind::Part ||
         Step.Form == Fact::Kind::Arithmetic ||
         (Step.Form == Fact::Kind::Merge && Step.Incoming.empty());
}

bool Outline::mayRunSince(ValueId Made, uint32_t Number, BlockId Given) const {
  llvm::SmallVector<ValueId, 4> Work = {Made};
  llvm::SmallDenseSet<uint32_t, 8> Met;
  uint32_t Runs = blockOf(Number);
  while (!Work.empty()) {
    uint32_t Here = Work.pop_back_val().Index;
    const Fact *Step = Definitions[Here];
    if (!Step || !Met.insert(Here).second)
      continue;
    uint32_t Start = blockOf(MadeBy[Here]);
    if (onlyMoves(*Step))
      Work.append(Step->Operands.begin(), Step->Operands.end());
    else if (Start == Runs ? MadeBy[Here] < Number
                           : isReachedBack(Runs, Given.Index, Start))
      return true;
  }
  return false;
}
