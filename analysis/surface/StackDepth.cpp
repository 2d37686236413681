// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "analysis/surface/StackDepth.h"

using namespace membrane;

namespace {

struct Frame {
  std::vector<uint32_t> Callees;
  std::vector<TargetListId> Lists; ///< of further callees
  Location Dynamic;                ///< a slot of run-time size
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
        Own.Lists.push_back(Linked.targets({Index, B, I}).List);
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

/// Works the functions through, callees first.
class DepthFinder {
public:
  explicit DepthFinder(const Program &Linked)
      : Depths(Linked.Functions.size()), Linked(Linked),
        Open(Linked.Functions.size()), Listed(Linked.TargetLists.size()) {}

  void solve(const std::vector<uint32_t> &Members);

  std::vector<Stack> Depths;

private:
  void addCallee(uint32_t Callee);
  void addList(TargetListId Reached);

  const Program &Linked;
  std::vector<bool> Open; ///< of this component
  /// By list: what is below a call through it, if that leads to no function of
  /// the component.
  std::vector<std::optional<Stack>> Listed;
  std::set<TargetListId> Met; ///< lists of this component
  Stack Below;
  bool Cycle = false;
};

void addBelow(Stack &Into, const Stack &Other) {
  Into.Bytes = std::max(Into.Bytes, Other.Bytes);
  for (const Stack::Unbounded &Cause : Other.Causes)
    addCause(Into, Cause);
}

void DepthFinder::addCallee(uint32_t Callee) {
  if (Open[Callee])
    Cycle = true;
  else
    addBelow(Below, Depths[Callee]);
}

void DepthFinder::addList(TargetListId Reached) {
  if (!Reached || !Met.insert(Reached).second)
    return;
  std::optional<Stack> &Known = Listed[Reached.Index];
  if (Known)
    return addBelow(Below, *Known);
  std::vector<uint32_t> Bodies;
  for (SymbolId Named : Linked.TargetLists[Reached.Index]) {
    SymbolId Callee = Linked.resolve(Named);
    if (Callee && Linked.BodyOf[Callee.Index] != Program::NoBody)
      Bodies.push_back(Linked.BodyOf[Callee.Index]);
  }
  if (llvm::any_of(Bodies, [&](uint32_t Body) { return Open[Body]; })) {
    for (uint32_t Body : Bodies)
      addCallee(Body);
    return;
  }
  Known.emplace();
  for (uint32_t Body : Bodies)
    addBelow(*Known, Depths[Body]);
  addBelow(Below, *Known);
}

void DepthFinder::solve(const std::vector<uint32_t> &Members) {
  for (uint32_t Member : Members)
    Open[Member] = true;
  Below = Stack();
  Cycle = Members.size() > 1;
  Met.clear();
  uint64_t Own = 0;
  for (uint32_t Member : Members) {
    Frame Here = frameOf(Linked, Member);
    Own += Linked.Functions[Member].StackBytes;
    if (Here.Dynamic)
      addCause(Below, {Here.Dynamic, Linked.Functions[Member].Name, false});
    for (uint32_t Callee : Here.Callees)
      addCallee(Callee);
    for (TargetListId Reached : Here.Lists)
      addList(Reached);
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

} // namespace

std::vector<Stack> membrane::stackDepths(const Program &Linked) {
  DepthFinder Finder(Linked);
  for (const std::vector<uint32_t> &Members : Linked.Components)
    Finder.solve(Members);
  return std::move(Finder.Depths);
}
