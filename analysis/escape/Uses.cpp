// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "analysis/escape/Uses.h"

#include "llvm/ADT/STLExtras.h"

using namespace membrane;

static constexpr uint32_t Nowhere = UINT32_MAX;

Uses::Uses(const Function &Code)
    : Code(Code), Definitions(Code.Values.size()),
      DefinedIn(Code.Values.size(), Nowhere) {
  for (uint32_t I = 0; I < Code.Blocks.size(); ++I)
    for (const Fact &Step : Code.Blocks[I].Facts)
      if (Step.Result) {
        Definitions[Step.Result.Index] = &Step;
        DefinedIn[Step.Result.Index] = I;
      }
  for (uint32_t I = 0; I < Code.Blocks.size(); ++I)
    addBlock(Code.Blocks[I], I);
  group();
}

/// Puts what was found in the order of the values.
void Uses::group() {
  std::vector<uint32_t> End(Code.Values.size() + 1);
  for (auto [Value, Block] : Found)
    ++End[Value + 1];
  for (size_t I = 1; I < End.size(); ++I)
    End[I] += End[I - 1];
  Blocks.resize(Found.size());
  for (auto [Value, Block] : Found)
    Blocks[End[Value]++] = Block;
  Found.clear();
  // Each block once.
  uint32_t First = 0, Kept = 0;
  for (uint32_t Value = 0; Value < Code.Values.size(); ++Value) {
    auto From = Blocks.begin() + First, To = Blocks.begin() + End[Value];
    std::sort(From, To);
    To = std::unique(From, To);
    Start.push_back(Kept);
    Kept =
        uint32_t(std::move(From, To, Blocks.begin() + Kept) - Blocks.begin());
    First = End[Value];
  }
  Start.push_back(Kept);
  Blocks.resize(Kept);
}

void Uses::add(ValueId Used, uint32_t Block) {
  if (Used && DefinedIn[Used.Index] != Block)
    Found.push_back({Used.Index, Block});
}

void Uses::addFact(const Fact &Step, uint32_t Block) {
  for (ValueId Used : Step.Operands)
    add(Used, Block);
  for (ValueId Used : Step.Arguments)
    add(Used, Block);
  // Where the block is entered, an earlier run's value is merged, and the
  // block before it asks what that moved away.
  for (size_t I = 0; I < Step.Incoming.size(); ++I) {
    if (DefinedIn[Step.Operands[I].Index] == Block)
      Found.push_back({Step.Operands[I].Index, Block});
    for (BlockId Before : Step.Incoming)
      add(Step.Operands[I], Before.Index);
  }
  // A piece that is stored moves what stands around it.
  if (Step.Form == Fact::Kind::Store)
    if (const Fact *Source = Definitions[Step.Operands[1].Index];
        Source && Source->Form == Fact::Kind::Load)
      add(Source->Operands[0], Block);
}

void Uses::addBlock(const Block &Part, uint32_t Index) {
  for (const Fact &Step : Part.Facts)
    addFact(Step, Index);
  add(Part.End.Condition, Index);
  for (const ReturnedPart &Given : Part.End.Returned)
    add(Given.Value, Index);
  // A way out is noted where a block that only returns is entered.
  for (BlockId Next : Part.End.Successors)
    for (const ReturnedPart &Given : Code.Blocks[Next.Index].End.Returned)
      add(Given.Value, Index);
}
