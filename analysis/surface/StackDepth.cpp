// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "analysis/surface/StackDepth.h"

using namespace membrane;

namespace {

struct Frame {
  std::vector<uint32_t> Callees;
  bool Dynamic = false;
};

Frame frameOf(const Program &Linked, uint32_t Index) {
  Frame Own;
  auto Add = [&](SymbolId Named) {
    SymbolId Callee = Linked.resolve(Named);
    if (Callee && Linked.BodyOf[Callee.Index] != Program::NoBody)
      Own.Callees.push_back(Linked.BodyOf[Callee.Index]);
  };
  const Function &Code = Linked.Functions[Index];
  bool Loops = false;
  for (uint32_t B = 0; B < Code.Blocks.size(); ++B)
    for (BlockId Next : Code.Blocks[B].End.Successors)
      Loops |= Next.Index <= B;
  for (uint32_t B = 0; B < Code.Blocks.size(); ++B)
    for (uint32_t I = 0; I < Code.Blocks[B].Facts.size(); ++I) {
      const Fact &Step = Code.Blocks[B].Facts[I];
      bool RunTime = Step.Size == 0 && !Step.Operands.empty();
      Own.Dynamic |=
          Step.Form == Fact::Kind::Local && (RunTime || (Loops && B != 0));
      if (Step.Form != Fact::Kind::Call)
        continue;
      if (Step.Callee)
        Add(Step.Callee);
      else
        for (SymbolId Callee : Linked.targets({Index, B, I}).Functions)
          Add(Callee);
    }
  return Own;
}

} // namespace

std::vector<Stack> membrane::stackDepths(const Program &Linked) {
  std::vector<Stack> Depths(Linked.Functions.size());
  std::vector<bool> Open(Linked.Functions.size()); // of this component
  for (const std::vector<uint32_t> &Members : Linked.Components) {
    for (uint32_t Member : Members)
      Open[Member] = true;
    Stack Below;
    bool Cycle = Members.size() > 1;
    uint64_t Own = 0;
    for (uint32_t Member : Members) {
      Frame Here = frameOf(Linked, Member);
      Own += Linked.Functions[Member].StackBytes;
      Below.Bounded &= !Here.Dynamic;
      for (uint32_t Callee : Here.Callees) {
        if (Open[Callee]) {
          Cycle = true;
          continue;
        }
        Below.Bytes = std::max(Below.Bytes, Depths[Callee].Bytes);
        Below.Bounded &= Depths[Callee].Bounded;
      }
    }
    Below.Bytes += Own;
    Below.Recursive = Cycle;
    Below.Bounded &= !Cycle;
    for (uint32_t Member : Members) {
      Depths[Member] = Below;
      Open[Member] = false;
    }
  }
  return Depths;
}
