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
  llvm::sort(Found);
  Found.erase(llvm::unique(Found), Found.end());
  Start.resize(Code.Values.size() + 1);
  for (auto [Value, Block] : Found) {
    ++Start[Value + 1];
    Blocks.push_back(Block);
  }
  for (size_t I = 1; I < Start.size(); ++I)
    Start[I] += Start[I - 1];
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
