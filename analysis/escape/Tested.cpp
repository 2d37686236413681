// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Numbers that a member was compared with on the only way to a call:
// `if (node->kind == TEXT) take(node)`. And blocks that were made only where a
// test said what a later one denies: `if (big) p = make(); if (big) free(p)`.

#include "analysis/escape/Body.h"
#include "llvm/ADT/STLExtras.h"
#include <functional>

using namespace membrane;

/// What a value is equal to on the edge between two blocks, and which value.
static std::optional<std::pair<ValueId, int64_t>>
equalOn(const Function &Code, const Block &Before, uint32_t Here) {
  const Terminator &End = Before.End;
  auto Leads = [&](BlockId Next) { return Next.Index == Here; };
  if (llvm::count_if(End.Successors, Leads) != 1)
    return std::nullopt;
  size_t Way =
      size_t(llvm::find_if(End.Successors, Leads) - End.Successors.begin());
  if (End.Form == Terminator::Kind::Switch)
    return Way < End.Cases.size()
               ? std::optional(std::pair(End.Condition, End.Cases[Way]))
               : std::nullopt;
  if (End.Form != Terminator::Kind::Branch)
    return std::nullopt;
  const Fact *Test = comparisonOf(Before, End.Condition);
  if (!Test || relationOn(*Test, unsigned(Way)) != Relation::Equal)
    return std::nullopt;
  const Value &With = Code.Values[Test->Operands[1].Index];
  if (With.Form != Value::Kind::Integer && With.Form != Value::Kind::Null)
    return std::nullopt;
  return std::pair(Test->Operands[0], With.Number);
}

/// Whether a step loads all of the member that stands at a place.
bool Body::loadsMember(const Fact &Step, Target Place) const {
  if (Step.Form != Fact::Kind::Load)
    return false;
  const Target *From = Values[Step.Operands[0].Index].followed();
  const Fact *Member = Definitions[Step.Operands[0].Index];
  if (!From || *From != Place || !Member ||
      Member->Form != Fact::Kind::Displace || !Member->Record ||
      !Member->Displacement.isExact())
    return false;
  llvm::ArrayRef<MemberPlace> Members =
      Linked.membersAt(Member->Record, Member->Displacement.Bytes);
  return !Members.empty() && llvm::all_of(Members, [&](const MemberPlace &At) {
    return At.Type && Linked.Types[At.Type.Index].Size == Step.Size;
  });
}

/// The number that stands at a place when a call is made, if all ways to it
/// have found it there and nothing can have changed it since.
std::optional<int64_t> Body::testedNumber(Target Place, const CallSite &At) {
  if (At.Block != Running || !Place.At.isExact() || Nodes[Place.Node].Multiple)
    return std::nullopt;
  llvm::ArrayRef<Fact> Since(Code.Blocks[At.Block].Facts);
  Since = Since.take_front(At.Fact);
  uint32_t Here = At.Block;
  for (unsigned Steps = 0; Steps < Outline::MaxTests; ++Steps) {
    uint32_t Before = Shape.OnlyBefore[Here];
    if (Before == Here || llvm::any_of(Since, std::mem_fn(&Fact::mayWrite)))
      return std::nullopt;
    const Block &Part = Code.Blocks[Before];
    Since = Part.Facts;
    auto Test = equalOn(Code, Part, Here);
    auto Loaded = llvm::find_if(Part.Facts, [&](const Fact &Step) {
      return Test && Step.Result == Test->first;
    });
    if (Loaded != Part.Facts.end() && loadsMember(*Loaded, Place) &&
        std::none_of(Loaded, Part.Facts.end(), std::mem_fn(&Fact::mayWrite))) {
      AskedIn[Loaded->Operands[0].Index].insert(Running);
      return Test->second;
    }
    Here = Before;
  }
  return std::nullopt;
}

/// Whether a value stays what it is while the function runs.
bool Body::isLasting(ValueId Named) const {
  Value::Kind Form = Code.Values[Named.Index].Form;
  return Form == Value::Kind::Argument || Form == Value::Kind::Integer ||
         Form == Value::Kind::Null ||
         (Form == Value::Kind::Result && !Shape.HasLoop);
}

static bool isSameValue(const Function &Code, ValueId A, ValueId B) {
  const Value &Left = Code.Values[A.Index], &Right = Code.Values[B.Index];
  return A == B || (Left.Form == Right.Form && Left.Number == Right.Number &&
                    (Left.Form == Value::Kind::Integer ||
                     Left.Form == Value::Kind::Null));
}

/// Whether control gets to a block only where the operands of a test have a
/// relation.
bool Body::needsRelation(uint32_t Block, const Fact &Test,
                         Relation Wanted) const {
  return Shape.isToldBefore(Block, [&](const Fact &Told, Relation Is) {
    return Is == Wanted &&
           isSameValue(Code, Told.Operands[0], Test.Operands[0]) &&
           isSameValue(Code, Told.Operands[1], Test.Operands[1]);
  });
}

/// Adds the blocks of the function's own calls that were made only where a test
/// goes the other way. In a recursion they may be those of another call of it.
void Body::addUnmade(const Fact &Test, unsigned Side, const State &Now,
                     llvm::SmallVectorImpl<NodeId> &Gone) const {
  if (!Shape.AskedTwice.contains(Test.Result.Index) ||
      !isLasting(Test.Operands[0]) || !isLasting(Test.Operands[1]) ||
      Whole.isRecursive(Index))
    return;
  Relation Otherwise = relationOn(Test, 1 - Side);
  uint32_t First = Whole.firstFact(Index);
  for (uint32_t I = 0; I < Nodes.size(); ++I) {
    NodeId Block(I);
    if (Nodes[Block].Form != Node::Kind::Fresh || !Now.has(Block))
      continue;
    const auto &Chain = Nodes.Allocations[Nodes[Block].Number].Chain;
    if (!Chain.empty() && Chain.front() >= First &&
        Chain.front() - First < Shape.FactCount &&
        needsRelation(Shape.blockOf(Chain.front() - First), Test, Otherwise))
      Gone.push_back(Block);
  }
}
