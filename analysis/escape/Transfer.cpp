// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What each fact but a call does to values and memory.

#include "analysis/escape/Body.h"
#include "analysis/escape/Bounds.h"

using namespace membrane;

void Body::runFact(const Fact &Step, State &Now) {
  switch (Step.Form) {
  case Fact::Kind::Local:
    return runLocal(Step, Now);
  case Fact::Kind::Displace:
    return runDisplace(Step);
  case Fact::Kind::Merge:
    return runMerge(Step, Now);
  case Fact::Kind::Load:
    return runLoad(Step, Now);
  case Fact::Kind::Store:
    return runStore(Step, Now);
  case Fact::Kind::Copy:
    return runCopy(Step, Now);
  case Fact::Kind::Fill:
    return runFill(Step, Now);
  case Fact::Kind::Call:
    return runCall(Step, Now);
  case Fact::Kind::Part:
    return runPart(Step);
  case Fact::Kind::Compare:
    noteOrigins(Step, Step.Operands[0]);
    noteOrigins(Step, Step.Operands[1]);
    return set(Step.Result, compare(Step));
  case Fact::Kind::Arithmetic:
    return runArithmetic(Step);
  case Fact::Kind::StartVariadic:
    return runStartVariadic(Step, Now);
  case Fact::Kind::Arrival:
    return; // see leaving
  case Fact::Kind::Unmodelled:
    return runUnmodelled(Step, Now);
  }
}

void Body::runLocal(const Fact &Step, State &Now) {
  NodeId Slot = Nodes.local(factNumber(Step));
  // A slot that is made again in a loop stands for several.
  if (Now.has(Slot) && Running != 0)
    Nodes.setMultiple(Slot);
  else
    Now.create(Nodes, Slot);
  set(Step.Result, PointsTo::to(Slot));
}

void Body::runDisplace(const Fact &Step) {
  const PointsTo &Base = get(Step.Operands[0]);
  if (Step.Record)
    for (const Target &Address : Base.targets())
      if (Address.At == Offset())
        Nodes.useAs(Address.Node, Step.Record);
  set(Step.Result,
      Step.Displacement.isExact()
          ? movedFrom(Step.Operands[0]).displaced(Step.Displacement)
          : somewhereFrom(Step.Operands[0], Step.Displacement));
}

void Body::runMerge(const Fact &Step, const State &Now) {
  if (Step.Incoming.empty()) {
    const PointsTo *Condition =
        Step.Operands.size() > 2 ? &get(Step.Operands[2]) : nullptr;
    PointsTo Either;
    if (!Condition || !Condition->isNumber(0))
      Either = get(Step.Operands[0]);
    if (!Condition || !Condition->isNumber(1))
      Now.addOther(Nodes, Either, get(Step.Operands[1]));
    set(Step.Result, Either);
    noteOrigins(Step, Step.Operands[0]);
    noteOrigins(Step, Step.Operands[1]);
    return;
  }
  for (size_t I = 0; I < Step.Operands.size(); ++I)
    if (isLive(Step.Incoming[I], BlockId(Running))) {
      set(Step.Result, mergedFrom(Step, I));
      noteOrigins(Step, Step.Operands[I]);
    }
  noteWay(Step);
}

/// What a loop makes of a pointer that each round moves as far: in memory of
/// the caller's, the elements of an array, of which none is told apart. (Where
/// the program itself says what stands in them, they are.)
PointsTo Body::movedByRounds(const PointsTo &Given, const Fact &Round) const {
  PointsTo Found = Given.without([](NodeId) { return true; });
  for (const Target &To : Given.targets()) {
    Node::Kind Form = Nodes[To.Node].Form;
    bool Callers = Form == Node::Kind::Argument || Form == Node::Kind::Content;
    bool Moved = Callers && To.At.isExact();
    Found.add(Target{To.Node, Moved ? To.At.join(To.At.plus(Round.Displacement))
                                    : To.At});
  }
  return Found;
}

/// What one edge brings: a pointer to what is not there on it is null.
PointsTo Body::mergedFrom(const Fact &Step, size_t Edge) {
  const PointsTo &Given = get(Step.Operands[Edge]);
  const Fact *Round = Definitions[Step.Operands[Edge].Index];
  if (Round && Round->Form == Fact::Kind::Displace &&
      Round->Operands[0] == Step.Result && Round->Displacement.isExact())
    return movedByRounds(Given, *Round);
  auto On = AbsentOn.find({Step.Incoming[Edge].Index, Running});
  const Target *Only = Given.single();
  if (On == AbsentOn.end() || !Only || Only->At != Offset() ||
      Given.isLoose() || !On->second.count(Only->Node))
    return Given;
  return PointsTo::number(0);
}

void Body::noteAbsent(BlockId Next, const State &From) {
  if (Absent.empty())
    return;
  std::set<NodeId> On;
  for (const Fact *Step : Shape.Merges[Next.Index])
    for (ValueId Given : Step->Operands)
      for (const Target &To : get(Given).targets())
        if (Absent.count(To.Node) && From.alive(To.Node) == 0)
          On.insert(To.Node);
  std::set<NodeId> &Known = AbsentOn[{Running, Next.Index}];
  if (Known == On)
    return;
  Known = std::move(On);
  Dirty.set(Next.Index);
}

/// Whether a block that a value names may have been made again since: then the
/// value says nothing of whether that one exists.
bool Body::namesOlder(ValueId Given, const State &From) {
  if (!Shape.HasLoop)
    return false;
  return llvm::any_of(get(Given).targets(), [&](const Target &To) {
    const Node &Object = Nodes[To.Node];
    if (Object.Form != Node::Kind::Fresh || !From.has(To.Node) ||
        !(From.alive(To.Node) & Live))
      return false;
    const auto &Chain = Nodes.Allocations[Object.Number].Chain;
    uint32_t First = Whole.firstFact(Index);
    return Chain.empty() || Chain.front() < First ||
           Chain.front() - First >= Shape.FactCount ||
           Shape.mayRunSince(Given, Chain.front() - First, BlockId(Running));
  });
}

/// A block that is entered from the running one: what it merges is loose if
/// the memory of another path exists on this one.
void Body::noteMovedAway(BlockId Next, const State &From) {
  for (const Fact &Step : Code.Blocks[Next.Index].Facts) {
    if (Step.Form != Fact::Kind::Merge || Step.Incoming.empty())
      return;
    for (size_t I = 0; I < Step.Operands.size(); ++I) {
      if (Step.Incoming[I].Index != Running ||
          Code.Values[Step.Operands[I].Index].Form == Value::Kind::Scalar)
        continue;
      const PointsTo Here = get(Step.Operands[I]);
      uint8_t Away = PointsTo::Nothing;
      for (ValueId Other : Step.Operands)
        if (!Here.empty())
          Away |= From.movedAway(Nodes, Here, get(Other),
                                 Values[Step.Result.Index].moved());
      if (!Values[Step.Result.Index].losesBlock() &&
          namesOlder(Step.Operands[I], From))
        Away |= PointsTo::Block;
      if (Values[Step.Result.Index].loosen(Away)) {
        Dirty.set(Next.Index);
        noteGrown(Step.Result);
      }
    }
  }
}

PointsTo Body::load(const State &Now, const PointsTo &Address, uint64_t Size) {
  PointsTo Found;
  for (const Target &From : Address.targets())
    Now.addOther(Nodes, Found, Now.read(Nodes, Initial, From, Size));
  return Found;
}

/// What the pointer at an address likely leads to, by the member that is there.
Likely Body::likelyAt(ValueId Address) const {
  const Fact *Step = Definitions[Address.Index];
  if (Step && Step->Form == Fact::Kind::Displace && Step->Record &&
      Step->Displacement.isExact())
    for (const MemberPlace &Member :
         Linked.membersAt(Step->Record, Step->Displacement.Bytes))
      if (Member.Rest == 0)
        return Nodes.behind(Member.Type);
  return {};
}

/// Whether an address is that of what was cut from an arena before this piece.
bool Body::isBeforePiece(const Target &Address) const {
  const Node &Object = Nodes[Address.Node];
  return Object.Form == Node::Kind::Fresh &&
         Nodes.Allocations[Object.Number].Arena && Address.At.isExact() &&
         Address.At.Bytes < 0;
}

void Body::runLoad(const Fact &Step, State &Now) {
  const PointsTo Address = reached(Step.Operands[0]);
  Nodes.expect(likelyAt(Step.Operands[0]));
  PointsTo Found;
  for (const Target &From : Address.targets()) {
    if (Step.OfPointer)
      Nodes.readPointerFrom(From);
    else if (Step.Size == NodeTable::PointerSize)
      noteText(From.Node);
    const Node &Object = Nodes[From.Node];
    if (Object.Form == Node::Kind::Global &&
        Linked.Symbols[Object.Number].Constant)
      Found.add(constantContent(From));
    else
      Now.addOther(Nodes, Found, Now.read(Nodes, Initial, From, Step.Size));
    if (isBeforePiece(From)) {
      assume(AssumptionKind::Pointer, "what stands before a piece of an arena",
             Step.Where);
      Found.add(Target{Nodes.unseen(), Offset::any()});
    }
  }
  Nodes.expect({});
  // An address that is no object of the program: nothing is known of it.
  if (Address.hasScalar() || Found.empty())
    Found.addScalar();
  set(Step.Result, narrowed(Found, Step.Size));
  noteConstants(Step.Result, Address);
  const Target *From = Address.single();
  if (!From || !From->At.isExact() || !Nodes.isInput(From->Node))
    return;
  auto Path = Nodes.path(From->Node);
  if (Path && Path->Offsets.size() == InputPath::MaxDepth)
    countBound(Bound::InputDepth);
  if (!Path || Path->Offsets.size() == InputPath::MaxDepth)
    return;
  Path->Offsets.push_back(From->At.Bytes);
  auto &Known = Origins[Step.Result.Index];
  if (!llvm::is_contained(Known, *Path)) {
    Known.push_back(*Path);
    noteGrown(Step.Result);
  }
}

void Body::expose(const PointsTo &Given, State &Now) {
  if (!Given.targets().empty())
    Now.write(Nodes, Initial, {Nodes.unseen(), Offset::any()},
              {Given, NodeTable::PointerSize, {}, false});
}

void Body::store(State &Now, const PointsTo &Address,
                 const State::Writing &What) {
  bool Strong = isSureOf(Address);
  for (const Target &To : Address.targets()) {
    State::Writing One = What;
    One.Strong = What.Strong && Strong;
    Now.write(Nodes, Initial, To, One);
  }
  // Stored where no object of the program is: anybody may find it.
  if (Address.targets().empty() && Address.hasScalar())
    expose(What.Holds, Now);
}

void Body::runStore(const Fact &Step, State &Now) {
  const PointsTo Given = get(Step.Operands[1]);
  PointsTo Holds = narrowed(Given, Step.Size);
  // Half a pointer can be put together again: new memory stays in sight.
  if (Step.Size * 2 == NodeTable::PointerSize)
    Holds.add(Given.without(
        [&](NodeId To) { return Nodes[To].Form != Node::Kind::Fresh; }));
  const PointsTo Address = reached(Step.Operands[0]);
  if (Holds.empty())
    return;
  store(Now, Address, {Holds, Step.Size, Step.Where, true});
  if (Step.Size && Step.Size < NodeTable::PointerSize)
    copyPiecewise(Step, Now);
  if (Address.targets().empty() && Address.hasScalar() &&
      !Holds.targets().empty())
    Astray[factNumber(Step)] = Step.Where;
  else
    Astray.erase(factNumber(Step)); // the address was not complete
}

/// Stores through what is still no address when nothing changes any more.
void Body::noteAstray() {
  for (const auto &[Number, Where] : Astray)
    assume(AssumptionKind::Construct,
           "a pointer is stored at an address of unknown origin", Where);
}

void Body::runPart(const Fact &Step) {
  const PointsTo &Call = get(Step.Operands[0]);
  auto Known = Parts.find(Step.Operands[0].Index);
  if (Known == Parts.end())
    return set(Step.Result, Call);
  PointsTo Found;
  for (const SummaryCell &Part : Known->second)
    if (Part.At.meets(Step.Displacement))
      Found.add(Part.Holds);
  if (Found.empty())
    Found.addScalar();
  set(Step.Result, Found);
}

/// Whether an operation leaves nothing of Left that leads back to an address:
/// the lowest bits of one that was not shifted are a tag or an alignment.
static bool isTag(Operation Operator, const PointsTo &Left,
                  const PointsTo &Mask) {
  return Operator == Operation::And && Mask.isKnownNumbers() &&
         !Left.isOfParts();
}

static int64_t fold(Operation Operator, int64_t Left, int64_t Right) {
  switch (Operator) {
  case Operation::Add:
    return Left + Right;
  case Operation::Subtract:
    return Left - Right;
  case Operation::Multiply:
    return Left * Right;
  case Operation::And:
    return Left & Right;
  case Operation::Or:
    return Left | Right;
  case Operation::Xor:
    return Left ^ Right;
  case Operation::ShiftLeft:
    return Right < 32 ? Left << Right : -1;
  case Operation::ShiftRight:
    return Right < 32 ? Left >> Right : -1;
  case Operation::Other:
    return -1;
  }
  return -1;
}

/// Whether both are addresses in the same object, and Right is nothing else.
static bool inOneObject(const PointsTo &Left, const PointsTo &Right) {
  if (Right.targets().empty() || Right.hasScalar() || !Right.numbers().empty())
    return false;
  NodeId Only = Right.targets().front().Node;
  auto Same = [&](const Target &To) { return To.Node == Only; };
  return llvm::all_of(Right.targets(), Same) &&
         llvm::all_of(Left.targets(), Same);
}

/// What is lost from the address that an operation leaves: that of the
/// operands, and a mask or factor that is no constant may be 0.
uint8_t Body::movedBy(const Fact &Step) {
  uint8_t Lost = 0;
  bool Constant = false;
  for (ValueId Operand : Step.Operands) {
    Lost |= get(Operand).moved();
    Constant |= Code.Values[Operand.Index].Form == Value::Kind::Integer;
  }
  bool MayClear = !Constant && (Step.Operator == Operation::And ||
                                Step.Operator == Operation::Multiply);
  return MayClear ? PointsTo::Memory | PointsTo::Block : Lost;
}

void Body::runArithmetic(const Fact &Step) {
  const PointsTo Left = get(Step.Operands[0]);
  const PointsTo Right = get(Step.Operands[1]);
  if (Left.empty() || Right.empty())
    return;
  noteOrigins(Step, Step.Operands[0]);
  noteOrigins(Step, Step.Operands[1]);
  PointsTo Result;
  if (Left.isKnownNumbers() && Right.isKnownNumbers()) {
    for (int64_t A : Left.numbers())
      for (int64_t B : Right.numbers())
        Result.addNumber(fold(Step.Operator, A, B));
    return set(Step.Result, Result);
  }
  Result.addScalar();
  if (isTag(Step.Operator, Left, Right) || isTag(Step.Operator, Right, Left))
    return set(Step.Result, Result);
  // The distance of two pointers into one object is no pointer; everything else
  // may be one.
  if (Step.Operator == Operation::Subtract && inOneObject(Left, Right))
    return set(Step.Result, Result);
  Offset Somewhere = Offset::any();
  for (const Target &Address : Left.targets())
    Result.add({Address.Node, Somewhere});
  // What is subtracted from an address is a distance, if it is none of this
  // call's blocks; from a number, the negation of what is subtracted.
  for (const Target &Address : Right.targets())
    if (Step.Operator != Operation::Subtract || Left.targets().empty() ||
        Nodes[Address.Node].Form == Node::Kind::Fresh)
      Result.add({Address.Node, Somewhere});
  bool Apart = Step.Operator == Operation::ShiftRight ||
               Step.Operator == Operation::Other;
  if (!Result.targets().empty())
    Result.loosen(movedBy(Step));
  if (!Result.targets().empty() &&
      (Apart || Left.isOfParts() || Right.isOfParts()))
    Result.takeApart();
  set(Step.Result, Result);
}

void Body::runStartVariadic(const Fact &Step, State &Now) {
  store(Now, get(Step.Operands[0]).displaced(Offset::any()),
        {PointsTo::to(Nodes.variadic(), Offset::any()), NodeTable::PointerSize,
         Step.Where, false});
}

void Body::runUnmodelled(const Fact &Step, State &Now) {
  assume(Step.Assembly ? AssumptionKind::Assembly : AssumptionKind::Construct,
         Step.Text, Step.Where);
  for (ValueId Operand : Step.Operands)
    expose(get(Operand), Now);
  PointsTo Anything = PointsTo::to(Nodes.unseen(), Offset::any());
  Anything.addScalar();
  set(Step.Result, Anything);
}
