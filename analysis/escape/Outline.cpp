// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "analysis/escape/Outline.h"

using namespace membrane;

Outline::Outline(const Function &Code)
    : Definitions(Code.Values.size()), Merges(Code.Blocks.size()), Code(Code) {
  for (uint32_t Index = 0; Index < Code.Blocks.size(); ++Index) {
    const Block &Part = Code.Blocks[Index];
    for (BlockId Next : Part.End.Successors)
      HasLoop |= Next.Index <= Index;
    FirstFact.push_back(uint32_t(FactCount));
    FactCount += Part.Facts.size();
    for (const Fact &Step : Part.Facts) {
      if (Step.Result)
        Definitions[Step.Result.Index] = &Step;
      if (Step.Form == Fact::Kind::Merge)
        Merges[Index].push_back(&Step);
    }
  }
  findOnlyBefore();
}

void Outline::findOnlyBefore() {
  std::vector<unsigned> Count(Code.Blocks.size());
  OnlyBefore.resize(Code.Blocks.size());
  for (uint32_t Index = 0; Index < Code.Blocks.size(); ++Index)
    for (BlockId Next : Code.Blocks[Index].End.Successors) {
      ++Count[Next.Index];
      OnlyBefore[Next.Index] = Index;
    }
  for (uint32_t Index = 0; Index < Code.Blocks.size(); ++Index)
    if (Index == 0 || Count[Index] != 1)
      OnlyBefore[Index] = Index;
}
