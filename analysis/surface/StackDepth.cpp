// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "analysis/surface/StackDepth.h"

using namespace membrane;

namespace {

struct Frame {
  std::vector<uint32_t> Callees;
  Location Dynamic; ///< a slot of run-time size
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
      if (Step.Form == Fact::Kind::Local && (RunTime || (Loops && B != 0)) &&
          !Own.Dynamic)
        Own.Dynamic = Step.Where ? Step.Where : Code.Where;
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

/// Causes of one function that are told apart.
constexpr size_t MaxCauses = 32;

void addCause(Stack &Of, const Stack::Unbounded &New) {
  Of.Bounded = false;
  auto Place = llvm::lower_bound(Of.Causes, New);
  if (Place == Of.Causes.end() || *Place != New)
    Of.Causes.insert(Place, New);
  if (Of.Causes.size() > MaxCauses)
    Of.Causes.pop_back();
}

/// A recursion is told at the first of its functions.
Stack::Unbounded recursionOf(const Program &Linked,
                             const std::vector<uint32_t> &Members) {
  Stack::Unbounded First;
  for (uint32_t Member : Members) {
    const Function &Code = Linked.Functions[Member];
    Stack::Unbounded Here{Code.Where, Code.Name, true};
    if (First.Within.empty() || Here < First)
      First = Here;
  }
  return First;
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
      if (Here.Dynamic)
        addCause(Below, {Here.Dynamic, Linked.Functions[Member].Name, false});
      for (uint32_t Callee : Here.Callees) {
        if (Open[Callee]) {
          Cycle = true;
          continue;
        }
        Below.Bytes = std::max(Below.Bytes, Depths[Callee].Bytes);
        for (const Stack::Unbounded &Cause : Depths[Callee].Causes)
          addCause(Below, Cause);
      }
    }
    Below.Bytes += Own;
    Below.Recursive = Cycle;
    if (Cycle)
      addCause(Below, recursionOf(Linked, Members));
    for (uint32_t Member : Members) {
      Depths[Member] = Below;
      Open[Member] = false;
    }
  }
  return Depths;
}
