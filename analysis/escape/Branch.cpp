// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Conditions: which successors can follow, and what a null test tells.

#include "analysis/escape/Allocating.h"
#include "analysis/escape/Body.h"
#include "analysis/escape/Bounds.h"

using namespace membrane;

bool membrane::holds(Relation Compared, int64_t Left, int64_t Right) {
  switch (Compared) {
  case Relation::Equal:
    return Left == Right;
  case Relation::NotEqual:
    return Left != Right;
  case Relation::SignedLess:
  case Relation::UnsignedLess:
    return Left < Right;
  case Relation::SignedLessEqual:
  case Relation::UnsignedLessEqual:
    return Left <= Right;
  case Relation::SignedGreater:
  case Relation::UnsignedGreater:
    return Left > Right;
  case Relation::SignedGreaterEqual:
  case Relation::UnsignedGreaterEqual:
    return Left >= Right;
  }
  return false;
}

/// The possible outcomes of a comparison, as numbers 0 and 1.
PointsTo Body::compare(const Fact &Step) {
  const PointsTo Left = get(Step.Operands[0]);
  const PointsTo Right = get(Step.Operands[1]);
  PointsTo Outcome;
  if (Left.isKnownNumbers() && Right.isKnownNumbers()) {
    for (int64_t A : Left.numbers())
      for (int64_t B : Right.numbers())
        Outcome.addNumber(holds(Step.Compared, A, B));
    return Outcome;
  }
  auto IsAddress = [&](const PointsTo &Value) {
    return !Value.targets().empty() && Value.numbers().empty() &&
           !Value.hasScalar() &&
           llvm::all_of(Value.targets(), [&](const Target &To) {
             return Nodes.isNeverNull(To.Node) ||
                    NeverNull.count(To.Node.Index);
           });
  };
  bool Differs = (IsAddress(Left) && Right.isNumber(0)) ||
                 (IsAddress(Right) && Left.isNumber(0));
  if (Differs && Step.Compared == Relation::Equal)
    return PointsTo::number(0);
  if (Differs && Step.Compared == Relation::NotEqual)
    return PointsTo::number(1);
  Outcome.addNumber(0);
  Outcome.addNumber(1);
  return Outcome;
}

/// Inputs of one value that are told apart.
static constexpr size_t MaxOrigins = 4;

/// The result of Step was computed from Operand: their inputs decide together.
void Body::noteOrigins(const Fact &Step, ValueId Operand) {
  auto From = Origins.find(Operand.Index);
  if (From == Origins.end())
    return;
  llvm::SmallVector<InputPath, 2> Inputs = From->second;
  auto &Known = Origins[Step.Result.Index];
  for (const InputPath &Input : Inputs) {
    if (llvm::is_contained(Known, Input))
      continue;
    if (Known.size() == MaxOrigins)
      return countBound(Bound::DecisiveInputs);
    Known.push_back(Input);
    noteGrown(Step.Result);
  }
}

const Fact *membrane::comparisonOf(const Block &Part, ValueId Condition) {
  for (const Fact &Step : llvm::reverse(Part.Facts))
    if (Step.Result == Condition)
      return Step.Form == Fact::Kind::Compare ? &Step : nullptr;
  return nullptr;
}

/// Where a block is not there, what only it holds may not be there either: it
/// may have been made for it (`if (p) p->name = make(); if (p) end(p);`).
void Body::doubtHeld(NodeId Holder, State &Now) {
  std::vector<NodeId> Todo = {Holder};
  std::set<NodeId> Seen = {Holder};
  while (!Todo.empty()) {
    NodeId Next = Todo.back();
    Todo.pop_back();
    for (const Cell &Place : Now.cells(Next))
      for (const Target &To : Place.Holds.targets())
        if (Nodes[To.Node].Form == Node::Kind::Fresh &&
            Seen.insert(To.Node).second)
          Todo.push_back(To.Node);
  }
  for (NodeId Held : Seen)
    if (Now.has(Held))
      Now.free(Held, uint8_t(Now.alive(Held) | Unsure));
}

/// On a path where Pointer is null, the object that it alone names, or that
/// came with it, does not exist: it is neither alive nor freed there. A pointer
/// into a block is null only where there is no block; a number that was made of
/// one says nothing.
void Body::assumeNull(const Fact &Test, State &Now) {
  ValueId Pointer = Test.Operands[0];
  auto IsBlock = [&](const Target &To) {
    return Nodes[To.Node].Form == Node::Kind::Fresh;
  };
  bool IsPointer =
      Code.Values[Test.Operands[1].Index].Form == Value::Kind::Null;
  const PointsTo &Value = Values[Pointer.Index];
  for (const Target &To : Value.targets()) {
    Node::Kind Form = Nodes[To.Node].Form;
    bool Block = Form == Node::Kind::Fresh;
    if ((To.At != Offset() && !(IsPointer && Block)) ||
        (Form != Node::Kind::Argument && Form != Node::Kind::Content && !Block))
      continue;
    // Of blocks, a null that is listed says the same as one that is not.
    bool Only =
        Block ? (!Value.hasScalar() && llvm::all_of(Value.targets(), IsBlock))
              : bool(Value.single());
    bool Alone =
        (Only || (To.At == Offset() && ByResult.count({Pointer, To.Node}))) &&
        !Value.isLoose() && !Nodes[To.Node].Multiple &&
        !MovedOnto.count({Pointer, To.Node});
    if (Alone) {
      if (Block)
        doubtHeld(To.Node, Now);
      Now.free(To.Node, 0);
      Absent.insert(To.Node);
    } else if (Block && To.At == Offset() && Now.has(To.Node)) {
      Now.free(To.Node, uint8_t(Now.alive(To.Node) | Unsure));
    }
  }
}

/// Whether an address is that of what an argument or a member leads to.
bool Body::isInputItself(const Target &To) const {
  Node::Kind Form = Nodes[To.Node].Form;
  return To.At == Offset() && !Nodes[To.Node].Multiple &&
         (Form == Node::Kind::Argument || Form == Node::Kind::Content);
}

/// What a comparison with null asks of, if that is an input.
const Target *Body::askedOf(const Fact &Test) const {
  if (Code.Values[Test.Operands[1].Index].Form != Value::Kind::Null)
    return nullptr;
  const PointsTo &Asked = Values[Test.Operands[0].Index];
  const Target *Only = Asked.isLoose() ? nullptr : Asked.single();
  return Only && isInputItself(*Only) ? Only : nullptr;
}

/// The same of a comparison that decides whether control gets from Before to
/// Here, if it says there that this is null.
const Target *Body::nullBetween(uint32_t Before, uint32_t Here) const {
  const Terminator &End = Code.Blocks[Before].End;
  bool Decides = End.Form == Terminator::Kind::Branch &&
                 End.Successors[0] != End.Successors[1];
  const Fact *Test = Decides ? Definitions[End.Condition.Index] : nullptr;
  unsigned Side = Decides && End.Successors[0].Index == Here ? 0 : 1;
  return Test && Test->Form == Fact::Kind::Compare &&
                 relationOn(*Test, Side) == Relation::Equal
             ? askedOf(*Test)
             : nullptr;
}

/// Of two inputs, one of which is null, the one that is not there in either
/// case: nothing hangs under a null pointer. None if there is no such.
NodeId Body::absentWith(NodeId One, NodeId Other) const {
  auto HangsUnder = [&](NodeId Inner, NodeId Outer) {
    while (Inner != Outer && Nodes[Inner].Form == Node::Kind::Content)
      Inner = Nodes[Inner].Parent;
    return Inner == Outer;
  };
  if (HangsUnder(One, Other))
    return One;
  return HangsUnder(Other, One) ? Other : NodeId();
}

/// What is null wherever control gets to a block: an input that is tested on
/// the only way to it, or on each of several (`a && a->allocate`).
NodeId Body::absentIn(uint32_t Block) const {
  uint32_t Here = Block;
  for (uint32_t Before = Shape.OnlyBefore[Here]; Before != Here;
       Here = std::exchange(Before, Shape.OnlyBefore[Before]))
    if (const Target *Null = nullBetween(Before, Here))
      return Null->Node;
  NodeId Common;
  for (uint32_t Before = 0; Before < Code.Blocks.size(); ++Before) {
    if (!LiveEdges.count({Before, Here}))
      continue;
    const Target *Null = nullBetween(Before, Here);
    if (!Null)
      return {};
    Common = Common ? absentWith(Common, Null->Node) : Null->Node;
    if (!Common)
      return {};
  }
  return Common;
}

/// Whether a global hook replaces what is called in the same way where it is
/// null, and that frees the argument: `hook ? hook(p) : free(p)`. If another
/// hook made the memory, that one's partner is this hook; else the program
/// would free what it must not.
bool Body::isFreedWithout(const Calling &Call, NodeId Hook, uint32_t Argument) {
  if (Nodes[Nodes.root(Hook)].Form != Node::Kind::Global)
    return false;
  const std::string &Called = Call.Step.CallShape;
  auto Frees = [&](const Fact &Step) {
    return Step.Form == Fact::Kind::Call && Step.Callee &&
           Step.Arguments == Call.Step.Arguments &&
           Linked.Symbols[Step.Callee.Index].CallShape == Called &&
           Whole.allFree({Step.Callee}, Called, Argument);
  };
  for (uint32_t Block = 0; Block < Code.Blocks.size(); ++Block)
    if (llvm::any_of(Code.Blocks[Block].Facts, Frees) &&
        absentIn(Block) == Hook)
      return true;
  return false;
}

/// Whether every way to the running block tests that an argument is not null.
/// What a member holds may be another pointer by now.
bool Body::isTested(const Target &To) const {
  if (Nodes[To.Node].Form != Node::Kind::Argument || To.At != Offset())
    return false;
  return Shape.isToldOnEveryWay(Running, [&](const Fact &Test, Relation Is) {
    const Target *Asked = Is == Relation::NotEqual ? askedOf(Test) : nullptr;
    return Asked && Asked->Node == To.Node;
  });
}

/// The same of any pointer; of what is tested in a loop, that of this round.
bool Body::isToldNotNull(ValueId Pointer) const {
  return Shape.isToldOnEveryWay(Running, [&](const Fact &Test, Relation Is) {
    return Test.Operands[0] == Pointer && Is == Relation::NotEqual &&
           Code.Values[Test.Operands[1].Index].Form == Value::Kind::Null;
  });
}

/// Once all values are known.
void Body::noteDefaults() {
  for (auto &[Key, Known] : KnownBlocks) {
    Allocation &Made = Effects.Allocations[Known.Position];
    if (Made.Hook)
      continue;
    for (uint32_t Block : Known.MadeIn)
      if (Known.Agreed)
        Known.agree(absentIn(Block));
    Made.IfNull = Known.Agreed ? Known.IfNull : NodeId();
  }
}

/// The blocks that were not made where a test goes this way: one of a number,
/// or a number that is the condition itself.
llvm::SmallVector<NodeId, 2>
Body::unfilledOn(const Terminator &End, const Fact *Test, unsigned Side) const {
  if (!Test)
    return unfilledIf(End.Condition,
                      Side == 0 ? Relation::NotEqual : Relation::Equal, 0);
  const Value &With = Code.Values[Test->Operands[1].Index];
  if (With.Form != Value::Kind::Integer && With.Form != Value::Kind::Null)
    return {};
  return unfilledIf(Test->Operands[0], relationOn(*Test, Side), With.Number);
}

/// No object begins at address 0 or at the last one, which is what a mapping
/// that failed is told by.
bool Body::isNoAddress(ValueId Named) {
  const Value &Given = Code.Values[Named.Index];
  return get(Named).isNumber(0) ||
         (Given.Form == Value::Kind::Integer && Given.Number == -1);
}

/// Where a value of the running block was loaded from, if that is one place and
/// nothing has been written since: the value is what is loaded next.
const Target *Body::stillAt(ValueId Loaded) const {
  for (const Fact &Step : llvm::reverse(Code.Blocks[Running].Facts)) {
    if (Step.Result == Loaded && Step.Form == Fact::Kind::Load) {
      const Target *From = Values[Step.Operands[0].Index].followed();
      return From && !Nodes[From->Node].Multiple ? From : nullptr;
    }
    if (Step.Form != Fact::Kind::Compare && Step.Form != Fact::Kind::Load &&
        Step.Form != Fact::Kind::Displace &&
        Step.Form != Fact::Kind::Arithmetic)
      return nullptr;
  }
  return nullptr;
}

/// Where a pointer stands that is not null where a test goes this way, though
/// all that is known of the place says that it may be.
const Target *Body::nonNullOn(const Fact &Test, unsigned Side,
                              const State &Now) {
  if (relationOn(Test, Side) != Relation::NotEqual ||
      !get(Test.Operands[1]).isNumber(0))
    return nullptr;
  const Target *From = stillAt(Test.Operands[0]);
  return From && Now.mayBeNull(*From) ? From : nullptr;
}

/// Whether a pointer would be taken for what hangs under an object if nothing
/// said that it leads back to it.
bool Body::mayLeadBack(const PointsTo &Link, const PointsTo &Object) const {
  const Target *Inner = Link.single(), *Outer = Object.single();
  if (!Inner || !Outer || Nodes[Inner->Node].Form != Node::Kind::Content ||
      Nodes[Inner->Node].Multiple || Nodes[Outer->Node].Multiple)
    return false;
  NodeId Way = Inner->Node;
  while (Way != Outer->Node && Nodes[Way].Form == Node::Kind::Content)
    Way = Nodes[Way].Parent;
  return Way == Outer->Node && Way != Inner->Node;
}

/// Where a link stands that leads back to the object under which it hangs where
/// a test goes this way (`stream->state->stream == stream`), and that object.
std::optional<std::pair<Target, ValueId>> Body::backOn(const Fact &Test,
                                                       unsigned Side) {
  if (relationOn(Test, Side) != Relation::Equal)
    return std::nullopt;
  for (unsigned I : {0u, 1u}) {
    ValueId Link = Test.Operands[I], Object = Test.Operands[1 - I];
    if (!mayLeadBack(get(Link), get(Object)))
      continue;
    const Target *From = stillAt(Link);
    if (From && From->At.isExact())
      return std::pair(*From, Object);
  }
  return std::nullopt;
}

/// What is found by that link is the object from now on.
void Body::assumeBack(const std::pair<Target, ValueId> &Link, State &Now) {
  const PointsTo Held =
      Now.read(Nodes, Initial, Link.first, NodeTable::PointerSize);
  const Target *Inner = Held.single();
  if (!Inner || Inner->At != Offset() ||
      Nodes[Inner->Node].Parent != Link.first.Node)
    return;
  State::Writing Known;
  Known.Holds = get(Link.second);
  Known.Strong = true;
  Known.Told = Inner->Node;
  Now.write(Nodes, Initial, Link.first, Known);
}

/// The store of one of two values that the condition at a block's end picks, if
/// nothing writes after it: of an atomic exchange that compares first.
const Fact *Body::pickedStore(const Block &Part, ValueId Condition) const {
  for (const Fact &Step : llvm::reverse(Part.Facts)) {
    if (!Step.mayWrite())
      continue;
    const Fact *Stored = Step.Form == Fact::Kind::Store
                             ? Definitions[Step.Operands[1].Index]
                             : nullptr;
    bool Picks = Stored && Stored->Form == Fact::Kind::Merge &&
                 Stored->Incoming.empty() && Stored->Operands.size() == 3 &&
                 Stored->Operands[2] == Condition &&
                 Step.Size == NodeTable::PointerSize;
    return Picks ? &Step : nullptr;
  }
  return nullptr;
}

/// What such a store has put there where the condition goes this way.
void Body::assumePicked(const Fact &Store, unsigned Side, State &Now) {
  const PointsTo Address = reached(Store.Operands[0]);
  const Fact &Choice = *Definitions[Store.Operands[1].Index];
  const PointsTo Holds = get(Choice.Operands[Side]);
  if (isSureOf(Address) && !Holds.empty())
    store(Now, Address, {Holds, Store.Size, Store.Where, true});
}

static BlockId caseOf(const Terminator &Switch, int64_t Known) {
  for (size_t I = 0; I < Switch.Cases.size(); ++I)
    if (Switch.Cases[I] == Known)
      return Switch.Successors[I];
  return Switch.Successors.back();
}

void Body::decide(const Terminator &End, State &After) {
  const PointsTo &Condition = get(End.Condition);
  bool Known = Condition.isOneNumber();
  auto Inputs = Origins.find(End.Condition.Index);
  if (!Known && Inputs != Origins.end())
    for (const InputPath &Input : Inputs->second)
      addDecisive(Input);
  if (End.Form == Terminator::Kind::Switch) {
    if (Condition.isKnownNumbers())
      for (int64_t Number : Condition.numbers())
        enter(caseOf(End, Number), After);
    else
      for (BlockId Next : End.Successors)
        enter(Next, After);
    return;
  }
  const Fact *Test = comparisonOf(Code.Blocks[Running], End.Condition);
  // What was compared in another block is the same value still; the memory that
  // it came from may be another.
  const Fact *OfValue = Definitions[End.Condition.Index];
  if (OfValue && OfValue->Form != Fact::Kind::Compare)
    OfValue = nullptr;
  const Fact *Picked = pickedStore(Code.Blocks[Running], End.Condition);
  for (unsigned Side : {0u, 1u}) {
    if (Known && Condition.isNumber(Side))
      continue; // 1 takes the first successor, 0 the second
    bool Null = OfValue && relationOn(*OfValue, Side) == Relation::Equal &&
                isNoAddress(OfValue->Operands[1]);
    bool Equal = Test && relationOn(*Test, Side) == Relation::Equal;
    const Target *There = Test ? nonNullOn(*Test, Side, After) : nullptr;
    llvm::SmallVector<NodeId, 2> Gone = unfilledOn(End, Test, Side);
    if (Test)
      addUnmade(*Test, Side, After, Gone);
    bool Moves = Test && MovedTo.count(Test->Operands[0]);
    auto Back = Equal && !Null ? backOn(*Test, Side) : std::nullopt;
    if (!Null && !There && !Back && !Moves && !Picked && Gone.empty()) {
      enter(End.Successors[Side], After);
      continue;
    }
    State Next = After;
    if (Picked)
      assumePicked(*Picked, Side, Next);
    if (Back)
      assumeBack(*Back, Next);
    if (Null)
      assumeNull(*OfValue, Next);
    if (There)
      Next.dropNull(*There);
    if (Moves)
      freeMoved(*Test, Side, Next);
    for (NodeId Block : Gone) {
      doubtHeld(Block, Next);
      Next.remove(Block);
    }
    enter(End.Successors[Side], Next);
  }
}
