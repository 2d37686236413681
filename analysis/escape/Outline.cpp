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

bool Outline::isToldBefore(
    uint32_t Block,
    llvm::function_ref<bool(const Fact &Test, Relation Is)> Says) const {
  uint32_t Here = Block;
  unsigned Steps = 0;
  for (uint32_t Before = OnlyBefore[Here]; Before != Here && Steps < MaxTests;
       Here = std::exchange(Before, OnlyBefore[Before]), ++Steps) {
    const Terminator &End = Code.Blocks[Before].End;
    if (End.Form != Terminator::Kind::Branch ||
        End.Successors[0] == End.Successors[1])
      continue;
    const Fact *Test = Definitions[End.Condition.Index];
    unsigned Side = End.Successors[0].Index == Here ? 0 : 1;
    if (Test && Test->Form == Fact::Kind::Compare &&
        Says(*Test, relationOn(*Test, Side)))
      return true;
  }
  return false;
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
