// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Results by which a function tells whether it has made a block, or has moved
// one: `if (init(&it)) return -1;`, `if (!(to = realloc(from, n))) return -1;`.
//
// Takes the ways out of a body; a number tells of a block if it is one of
// success on every way on which the block is there. Not modelled: recursions,
// where what is known of a callee is not final; numbers that are computed from
// a test (`return *out != NULL`), and ways that meet before the last block.

#include "analysis/escape/Allocating.h"
#include "analysis/escape/Conclusion.h"

using namespace membrane;

namespace {
/// Wide: perhaps of another sign once it was cut to a byte, as casts may do
/// between a call and a test of its result.
enum Sign : uint8_t { Zero = 1, Positive = 2, Negative = 4, Wide = 8 };
} // namespace

static constexpr uint8_t AnySign = Zero | Positive | Negative | Wide;
static constexpr Sign AllSigns[] = {Zero, Positive, Negative};

/// Whether some number of a sign has a relation to With.
static bool canBe(Sign Of, Relation Is, int64_t With) {
  if (Of == Zero)
    return holds(Is, 0, With);
  switch (Is) {
  case Relation::Equal:
    return Of == Positive ? With > 0 : With < 0;
  case Relation::SignedLess:
    return Of == Negative || With > 1;
  case Relation::SignedLessEqual:
    return Of == Negative || With > 0;
  case Relation::SignedGreater:
    return Of == Positive || With < -1;
  case Relation::SignedGreaterEqual:
    return Of == Positive || With < 0;
  case Relation::NotEqual:
  case Relation::UnsignedLess:
  case Relation::UnsignedLessEqual:
  case Relation::UnsignedGreater:
  case Relation::UnsignedGreaterEqual:
    return true;
  }
  return true;
}

static uint8_t signOf(int64_t Number) {
  uint8_t Size = Number < INT8_MIN || Number > INT8_MAX ? Wide : 0;
  return Size | (Number < 0 ? Negative : Number > 0 ? Positive : Zero);
}

/// The signs of what a way out returns that leaves from a block.
uint8_t Body::signsOf(ValueId Returned, uint32_t From) {
  const Value &Given = Code.Values[Returned.Index];
  if (Given.Form == Value::Kind::Integer || Given.Form == Value::Kind::Null)
    return signOf(Given.Number);
  const PointsTo &Holds = get(Returned);
  uint8_t Signs = 0;
  for (uint8_t Known : Holds.numbers())
    Signs |= signOf(Known);
  if (!Holds.isKnownNumbers())
    Signs = Zero | Positive | Negative | (Holds.hasScalar() ? Wide : 0);
  for (Sign Of : AllSigns)
    if (Shape.isToldOnEveryWay(From, [&](const Fact &Test, Relation Is) {
          const Value &With = Code.Values[Test.Operands[1].Index];
          return Test.Operands[0] == Returned &&
                 (With.Form == Value::Kind::Integer ||
                  With.Form == Value::Kind::Null) &&
                 !canBe(Of, Is, With.Number);
        }))
      Signs &= uint8_t(~Of);
  return Signs;
}

/// The signs of a number that tells of success.
static uint8_t signsTold(ModelSuccess Success) {
  switch (Success) {
  case ModelSuccess::Zero:
    return Zero;
  case ModelSuccess::NotZero:
    return Positive | Negative;
  case ModelSuccess::NotNegative:
    return Zero | Positive;
  case ModelSuccess::Unknown:
    return AnySign;
  }
  return AnySign;
}

/// The signs of a number where a block exists, if it is what a callee has told
/// of that.
uint8_t Body::signsWith(ValueId Number, NodeId Block, uint32_t From) const {
  auto Known = FilledIf.find({Number, Block});
  bool Tells = Known != FilledIf.end() && !isMadeSince(Number, Block, From);
  return Tells ? Known->second : AnySign;
}

/// Remembers that a number tells whether a block was made.
void Body::noteFilled(ValueId Result, NodeId Block, const Allocation &Made) {
  if (Made.FilledIf != ModelSuccess::Unknown &&
      FilledIf.insert({{Result, Block}, signsTold(Made.FilledIf)}).second)
    noteGrown(Result);
}

/// Whether a merged number may tell on which way it came: some of what comes is
/// known, or a callee has told it.
bool Body::mayTellWay(const Fact &Step) const {
  auto Tells = [&](ValueId Given) {
    const Fact *Made = Definitions[Given.Index];
    return Code.Values[Given.Index].Form == Value::Kind::Integer ||
           (Made && Made->Form == Fact::Kind::Call);
  };
  return Step.Form == Fact::Kind::Merge && !Step.Incoming.empty() &&
         llvm::any_of(Step.Operands, Tells);
}

/// A block is entered from the running one, where these blocks of memory exist.
void Body::noteAlive(BlockId Next, const State &From) {
  const auto &Facts = Code.Blocks[Next.Index].Facts;
  if (llvm::none_of(Facts, [&](const Fact &Step) { return mayTellWay(Step); }))
    return;
  std::set<NodeId> &Known = AliveOn[{Running, Next.Index}];
  size_t Before = Known.size();
  for (uint32_t I = 0; I < Nodes.size(); ++I)
    if (Nodes[NodeId(I)].Form == Node::Kind::Fresh && From.has(NodeId(I)) &&
        (From.alive(NodeId(I)) & Live))
      Known.insert(NodeId(I));
  if (Known.size() > Before)
    Dirty.set(Next.Index);
}

/// Of a merged number: it is of one of these signs where a block exists.
void Body::noteWay(const Fact &Step) {
  if (!mayTellWay(Step))
    return;
  std::map<NodeId, uint8_t> Signs;
  for (size_t I = 0; I < Step.Operands.size(); ++I) {
    if (!isLive(Step.Incoming[I], BlockId(Running)))
      continue;
    auto On = AliveOn.find({Step.Incoming[I].Index, Running});
    if (On == AliveOn.end())
      return;
    const Value &Given = Code.Values[Step.Operands[I].Index];
    for (NodeId Block : On->second)
      Signs[Block] |=
          Given.Form == Value::Kind::Integer
              ? signOf(Given.Number)
              : signsWith(Step.Operands[I], Block, Step.Incoming[I].Index);
  }
  for (auto [Block, Now] : Signs) {
    uint8_t &Known = FilledIf[{Step.Result, Block}];
    if (std::exchange(Known, uint8_t(Known | Now)) != Known)
      noteGrown(Step.Result);
  }
}

/// Whether a block may have been made again since such a number was merged.
bool Body::isMadeSince(ValueId Number, NodeId Block, uint32_t Here) const {
  const Fact *Step = Definitions[Number.Index];
  if (!Shape.HasLoop || !Step || Step->Form != Fact::Kind::Merge)
    return false;
  const auto &Chain = Nodes.Allocations[Nodes[Block].Number].Chain;
  uint32_t First = Whole.firstFact(Index);
  return Chain.empty() || Chain.front() < First ||
         Chain.front() - First >= Shape.FactCount ||
         Shape.mayRunSince(Number, Chain.front() - First, BlockId(Here));
}

/// The blocks that were not made where a number is compared like this.
llvm::SmallVector<NodeId, 2> Body::unfilledIf(ValueId Number, Relation Is,
                                              int64_t With) const {
  llvm::SmallVector<NodeId, 2> Gone;
  auto Known = FilledIf.lower_bound({Number, NodeId(0)});
  for (; Known != FilledIf.end() && Known->first.first == Number; ++Known) {
    uint8_t Signs = Known->second;
    NodeId Block = Known->first.second;
    auto CanBe = [&](Sign Of) { return (Signs & Of) && canBe(Of, Is, With); };
    if (!Nodes[Block].Multiple && llvm::none_of(AllSigns, CanBe) &&
        !isMadeSince(Number, Block, Running))
      Gone.push_back(Block);
  }
  return Gone;
}

/// Remembers that a block was freed if a result is not null.
void Body::noteMoved(ValueId Result, NodeId Block) {
  Moved.insert(Block);
  if (MovedTo[Result].insert(Block).second)
    noteGrown(Result);
}

/// Whether a result is only used where a test has told that it is not null.
bool Body::isUsedNotNull(ValueId Result) const {
  auto IsTold = [&](uint32_t Block) {
    return Shape.isToldOnEveryWay(Block, [&](const Fact &Test, Relation Is) {
      return Test.Operands[0] == Result && Is == Relation::NotEqual &&
             Code.Values[Test.Operands[1].Index].Form == Value::Kind::Null;
    });
  };
  auto IsFine = [&](const Fact &Step, uint32_t Block) {
    if (Step.Form == Fact::Kind::Compare)
      return true;
    if (!Step.Incoming.empty()) {
      for (size_t I = 0; I < Step.Operands.size(); ++I)
        if (Step.Operands[I] == Result && !IsTold(Step.Incoming[I].Index))
          return false;
      return true;
    }
    bool Used = llvm::is_contained(Step.Operands, Result) ||
                llvm::is_contained(Step.Arguments, Result);
    return !Used || IsTold(Block);
  };
  for (uint32_t B = 0; B < Code.Blocks.size(); ++B) {
    for (const Fact &Step : Code.Blocks[B].Facts)
      if (!IsFine(Step, B))
        return false;
    for (const ReturnedPart &Given : Code.Blocks[B].End.Returned)
      if (Given.Value == Result && !IsTold(B))
        return false;
  }
  return true;
}

/// Blocks of which a test says that they were moved to another one are freed,
/// unless they were made again since.
void Body::freeMoved(const Fact &Test, unsigned Side, State &Now) const {
  auto Known = MovedTo.find(Test.Operands[0]);
  if (Known == MovedTo.end() ||
      Code.Values[Test.Operands[1].Index].Form != Value::Kind::Null ||
      relationOn(Test, Side) != Relation::NotEqual)
    return;
  for (NodeId Block : Known->second)
    if (!Nodes[Block].Multiple && Now.alive(Block) == (Live | Freed))
      Now.free(Block, Freed);
}

/// What is returned where a block exists, if that says something.
static ModelSuccess successOf(uint8_t Signs) {
  if (Signs == Zero)
    return ModelSuccess::Zero;
  if (Signs & Wide)
    return ModelSuccess::Unknown;
  if (!(Signs & Zero))
    return ModelSuccess::NotZero;
  return Signs & Negative ? ModelSuccess::Unknown : ModelSuccess::NotNegative;
}

/// Of which of the blocks that the caller gets the result tells whether they
/// were made.
void Conclusion::findSuccess() {
  std::map<NodeId, uint8_t> Signs;
  for (NodeId Block : Reached)
    if (Run.Nodes[Block].Form == Node::Kind::Fresh)
      Signs[Block] = 0;
  if (Signs.empty() || !Run.Code.Result || Run.isRecursive())
    return;
  for (const auto &[From, Ways] : Run.WaysOut)
    for (const WayOut &Way : Ways) {
      if (Way.Early)
        continue;
      uint8_t Here = Way.Number ? Run.signsOf(Way.Number, From) : AnySign;
      for (auto &[Block, Given] : Signs)
        if (Way.Memory.has(Block) && (Way.Memory.alive(Block) & Live))
          Given |= Here & Run.signsWith(Way.Number, Block, From);
    }
  for (auto [Block, Given] : Signs)
    Summary.Allocations[allocationOf(Block)].FilledIf = successOf(Given);
}
