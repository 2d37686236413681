// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What is called instead of a hook that is null: `hook ? hook(n) : malloc(n)`.
// Body::absentIn asks for the same by what values point to; here many places
// share a value, so the variable that is read has to show in the source.

#include "analysis/escape/Coarse.h"

#include "llvm/ADT/STLExtras.h"

using namespace membrane;

bool Coarse::isSamePlace(const std::optional<Value> &A,
                         const std::optional<Value> &B) {
  return bool(A) == bool(B) &&
         (!A || (A->Target == B->Target && A->Number == B->Number));
}

/// The place of a hook in a variable that a value was read from.
std::optional<Value> Coarse::hookRead(const Frame &In, ValueId Read) const {
  const Fact *Step = In.Definitions[Read.Index];
  if (!Step || Step->Form != Fact::Kind::Load)
    return std::nullopt;
  Value From = In.Code->Values[Step->Operands[0].Index];
  if (From.Form != Value::Kind::Address)
    return std::nullopt;
  From.Target = Linked.resolve(From.Target);
  if (!GlobalNames.isHookAt(From.Target, From.Number))
    return std::nullopt;
  return From;
}

/// The hook that is null wherever control gets to a block.
std::optional<Value> Coarse::hookAbsentIn(const Frame &In, uint32_t Block) {
  std::optional<Value> Absent;
  auto SaysNull = [&](const Fact &Test, Relation Is) {
    const Value &Right = In.Code->Values[Test.Operands[1].Index];
    if (Is == Relation::Equal && Right.Form == Value::Kind::Null)
      Absent = hookRead(In, Test.Operands[0]);
    return Absent.has_value();
  };
  Whole.outline(In.Index).isToldBefore(Block, SaysNull);
  return Absent;
}

/// The same of all that a callee makes, and of what it makes where the hook is
/// null.
std::optional<Value> Coarse::insteadOf(const Place &Site,
                                       const FunctionSummary &Callee,
                                       const Allocation &Made) {
  llvm::ArrayRef<Node> Nodes = Callee.Nodes;
  if (Made.IfNull) {
    const Node &Held = Nodes[Made.IfNull.Index];
    Value Place{Value::Kind::Address, Held.At.Bytes, {}};
    if (Held.Form == Node::Kind::Content && Held.At.isExact() &&
        Nodes[Held.Parent.Index].Form == Node::Kind::Global) {
      Place.Target = SymbolId(Nodes[Held.Parent.Index].Number);
      if (GlobalNames.isHookAt(Place.Target, Place.Number))
        return Place;
    }
  }
  return hookAbsentIn(*Site.In, Site.Block);
}

/// Whether what is called where the hook of a call is null frees the argument.
bool Coarse::isFreedInstead(const OpenCall &Open, uint32_t Argument) {
  // What a callee calls has no step here.
  if (!Open.Site.Step || Open.Site.Step->Callee)
    return false;
  const Fact &Step = *Open.Site.Step;
  const Frame &In = *Open.Site.In;
  std::optional<Value> Hook = hookRead(In, Step.Operands[0]);
  if (!Hook)
    return false;
  auto Frees = [&](const Fact &Other) {
    return Other.Form == Fact::Kind::Call && Other.Callee &&
           Other.Arguments == Step.Arguments &&
           Linked.Symbols[Other.Callee.Index].CallShape == Step.CallShape &&
           Whole.allFree({Other.Callee}, Step.CallShape, Argument);
  };
  for (uint32_t Block = 0; Block < In.Code->Blocks.size(); ++Block)
    if (llvm::any_of(In.Code->Blocks[Block].Facts, Frees) &&
        isSamePlace(hookAbsentIn(In, Block), Hook))
      return true;
  return false;
}
