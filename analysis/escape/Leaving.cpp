// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which members of a recursion leave it, once a caller says what their
// arguments call.
//
// Takes the facts of the members. One that walks a list and calls an argument
// for each element is in a recursion because some caller passes a function that
// leads back; for all other callers it is none. Starts from "none leaves" and
// adds those whose calls reach only others that leave, so it ends. Not looked
// into: functions in memory that an argument leads to.

#include "analysis/escape/Solver.h"
#include "llvm/ADT/STLExtras.h"

using namespace membrane;

/// Whether a call can reach the recursion again, if what is passed does not.
/// Asked gets the arguments of the caller's for which that matters.
bool Solver::comesBack(CallSite Site, Inputs &Asked) const {
  const Function &Code = Linked.Functions[Site.Function];
  const Fact &Step = Code.Blocks[Site.Block].Facts[Site.Fact];
  auto IsBack = [&](SymbolId Callee) {
    return inSameCycle(Site.Function, Linked.resolve(Callee));
  };
  auto MayCome = [&](ValueId Given) {
    const Value &Known = Code.Values[Given.Index];
    if (Known.Form == Value::Kind::Argument)
      Asked.insert(uint32_t(Known.Number));
    return Known.Form != Value::Kind::Argument &&
           Known.Form != Value::Kind::Null &&
           (Known.Form != Value::Kind::Address || IsBack(Known.Target));
  };
  if (!Step.Callee)
    return llvm::any_of(Linked.targets(Site).Functions, IsBack) &&
           MayCome(Step.Operands[0]);
  if (!IsBack(Step.Callee))
    return false;
  uint32_t Callee = uint32_t(Linked.body(Linked.resolve(Step.Callee)) -
                             Linked.Functions.data());
  auto Inner = Leaving.find(Callee);
  if (Inner == Leaving.end() && Callee != Site.Function)
    return true;
  const Inputs Needed = Inner == Leaving.end() ? Asked : Inner->second;
  return llvm::any_of(Needed, [&](uint32_t Argument) {
    return Argument >= Step.Arguments.size() ||
           MayCome(Step.Arguments[Argument]);
  });
}

/// The arguments that have to be known for a member to leave; none if it stays.
std::optional<Solver::Inputs> Solver::leavesWith(uint32_t Index) const {
  const Function &Code = Linked.Functions[Index];
  Inputs Asked, Before;
  do {
    Before = Asked;
    for (uint32_t B = 0; B < Code.Blocks.size(); ++B)
      for (uint32_t F = 0; F < Code.Blocks[B].Facts.size(); ++F)
        if (Code.Blocks[B].Facts[F].Form == Fact::Kind::Call &&
            comesBack({Index, B, F}, Asked))
          return std::nullopt;
  } while (Asked != Before);
  return Asked;
}

void Solver::findLeaving(llvm::ArrayRef<uint32_t> Members) {
  if (Members.size() <= 1)
    return;
  size_t Before;
  do {
    Before = Leaving.size();
    for (uint32_t Member : Members)
      if (!Leaving.count(Member))
        if (std::optional<Inputs> Asked = leavesWith(Member))
          Leaving.try_emplace(Member, std::move(*Asked));
  } while (Leaving.size() != Before);
}

/// A function that costs too much for all of its callers together may cost
/// little for one that says what its arguments call: as if it left a recursion.
void Solver::findCalled(uint32_t Index) {
  Inputs Called;
  const Function &Code = Linked.Functions[Index];
  for (const Block &Part : Code.Blocks)
    for (const Fact &Step : Part.Facts) {
      if (Step.Form != Fact::Kind::Call)
        continue;
      if (Step.Callee && inSameCycle(Index, Linked.resolve(Step.Callee)))
        return;
      if (Step.Callee)
        continue;
      const Value &Pointer = Code.Values[Step.Operands[0].Index];
      if (Pointer.Form == Value::Kind::Argument)
        Called.insert(uint32_t(Pointer.Number));
    }
  if (!Called.empty())
    Leaving.try_emplace(Index, std::move(Called));
}

/// Whether a context says of all that a member calls for its callers that it
/// does not lead back.
bool Solver::isLeft(uint32_t Index, const Context &Given) const {
  auto Held = Leaving.find(Index);
  if (Held == Leaving.end())
    return false;
  Inputs Missing = Held->second;
  for (const Binding &Told : Given) {
    if (!Held->second.count(Told.Path.Argument) || !Told.Path.Offsets.empty())
      continue;
    bool Function = Told.Form == Binding::Kind::Function;
    if (Function && inSameCycle(Index, Linked.resolve(Told.Symbol)))
      return false;
    if (Function || Told.Form == Binding::Kind::Client ||
        (Told.Form == Binding::Kind::Number && Told.Number == 0))
      Missing.erase(Told.Path.Argument);
  }
  return Missing.empty();
}
