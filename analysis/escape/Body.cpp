// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "analysis/escape/Body.h"

#include "analysis/escape/Bounds.h"
#include "analysis/escape/Conclusion.h"
#include "llvm/ADT/STLExtras.h"

using namespace membrane;

/// Sweeps over all blocks before the analysis gives up on precision.
static constexpr unsigned MaxSweeps = 60;

/// Set elements that are read and joined for one function before it costs too
/// much: a start, and more for each fact.
static constexpr uint64_t MaxWork = 20000, MaxWorkOfFact = 40;

/// Objects up to which a function may cost more than that: with more of them,
/// more work hardly ever comes to an end.
static constexpr size_t MaxExtraNodes = 100;

Body::Body(Solver &Whole, uint32_t Index, const Context &Given)
    : Whole(Whole), Linked(Whole.program()), Index(Index),
      Code(Linked.Functions[Index]), Shape(Whole.outline(Index)),
      Definitions(Shape.Definitions), Nodes(Linked, Code) {
  Values.resize(Code.Values.size());
  Entry.resize(Code.Blocks.size());
  Dirty.resize(unsigned(Code.Blocks.size()));
  if (Linked.OtherPointers)
    assume(AssumptionKind::Construct, "pointers that are not 8 bytes wide",
           Code.Where);
  OwnShare = MaxWork + MaxWorkOfFact * Shape.FactCount;
  MaySpend = OwnShare + Whole.extraWork();
  bindContext(Given);
}

Body::~Body() {
  if (Nodes.spent() > OwnShare)
    Whole.takeExtraWork(Nodes.spent() - OwnShare);
}

/// The object whose memory at the last offset of a path is meant.
static NodeId follow(NodeTable &Nodes, const InputPath &Path) {
  NodeId Holder = Nodes.argument(Path.Argument);
  for (size_t I = 0; I + 1 < Path.Offsets.size(); ++I)
    Holder = Nodes.content(Holder, Offset::exact(Path.Offsets[I]));
  return Holder;
}

/// What the last pointer of a path leads to.
static NodeId behind(NodeTable &Nodes, const InputPath &Path) {
  NodeId Holder = follow(Nodes, Path);
  return Path.Offsets.empty()
             ? Holder
             : Nodes.content(Holder, Offset::exact(Path.Offsets.back()));
}

void Body::bindContext(const Context &Given) {
  GivenArguments Arguments;
  for (const Binding &Known : Given) {
    PointsTo Holds;
    switch (Known.Form) {
    case Binding::Kind::Number:
      Holds = PointsTo::number(Known.Number);
      break;
    case Binding::Kind::Function:
      Holds = PointsTo::to(Nodes.symbol(Known.Symbol));
      break;
    case Binding::Kind::Global:
      Holds =
          PointsTo::to(Nodes.symbol(Known.Symbol), Offset::exact(Known.Number));
      break;
    case Binding::Kind::NotNull:
      NeverNull.insert(Nodes.argument(Known.Path.Argument).Index);
      continue;
    case Binding::Kind::Client:
      FromClient.insert(Nodes.argument(Known.Path.Argument).Index);
      continue;
    case Binding::Kind::Bytes: {
      Node &Text = Nodes[behind(Nodes, Known.Path)];
      Text.Bytes = Text.Flat || Known.Path.Offsets.empty();
      Text.Flat = false;
      continue;
    }
    case Binding::Kind::Format: // for models
    case Binding::Kind::Is:     // see bindNames
    case Binding::Kind::MayBe:
      continue;
    }
    if (Known.Path.Offsets.empty())
      Arguments[Known.Path.Argument].add(Holds);
    else
      Initial[{follow(Nodes, Known.Path),
               Offset::exact(Known.Path.Offsets.back())}]
          .add(Holds);
  }
  bindNames(Given, Arguments);
  for (uint32_t I = 0; I < Code.Values.size(); ++I) {
    const Value &Named = Code.Values[I];
    if (Named.Form != Value::Kind::Argument)
      continue;
    uint32_t Position = uint32_t(Named.Number);
    auto Known = Arguments.find(Position);
    if (Known != Arguments.end())
      Values[I] = Known->second;
    else if (NodeTable::canBePointer(Linked, Code, Position))
      Values[I] = PointsTo::to(Nodes.argument(Position));
    else
      Values[I] = PointsTo::scalar();
    Origins[I].push_back({Position, {}});
  }
}

const PointsTo &Body::make(ValueId Named) {
  PointsTo &Held = Values[Named.Index];
  const Value &Known = Code.Values[Named.Index];
  switch (Known.Form) {
  case Value::Kind::Null:
    Held.addNumber(0);
    break;
  case Value::Kind::Integer:
    Held.addNumber(Known.Number);
    break;
  case Value::Kind::Address:
    Held.add({Nodes.symbol(Known.Target), Offset::exact(Known.Number)});
    break;
  case Value::Kind::Scalar:
    Held.addScalar();
    break;
  case Value::Kind::Argument:
  case Value::Kind::Result:
    break;
  }
  return Held;
}

void Body::set(ValueId Named, const PointsTo &Holds) {
  if (Named && Values[Named.Index].add(Holds))
    noteGrown(Named);
}

/// Blocks are in reverse post-order: without a way back nothing that a block
/// has used can grow later, but for what is merged on an edge (Late).
void Body::noteGrown(ValueId Named) {
  if (!Shape.HasLoop)
    return;
  for (uint32_t Block : Shape.uses().of(Named))
    Dirty.set(Block);
  if (auto Asked = AskedIn.find(Named.Index); Asked != AskedIn.end())
    for (uint32_t Block : Asked->second)
      Dirty.set(Block);
}

uint32_t Body::factNumber(const Fact &Step) const {
  return Whole.firstFact(Index) + Shape.FirstFact[Running] +
         uint32_t(&Step - Code.Blocks[Running].Facts.data());
}

void Body::assume(AssumptionKind Kind, llvm::StringRef Name, Location Where) {
  UnseenCode New{Kind, Name.str(), Where};
  size_t Alike = 0;
  for (const UnseenCode &Known : Effects.Assumptions) {
    if (Known == New)
      return;
    Alike += Known.Kind == Kind;
  }
  // The class asks only which kinds there are.
  if (Alike >= FunctionSummary::MaxAssumptions)
    return countBound(Bound::Assumptions);
  Effects.Assumptions.push_back(New);
}

bool Body::isLive(BlockId From, BlockId To) const {
  return LiveEdges.count({From.Index, To.Index});
}

/// A path that ends in the block Last, entered from the running one.
void Body::noteWayOut(BlockId Last, const State &Now) {
  const membrane::Block &Part = Code.Blocks[Last.Index];
  WayOut Way;
  Way.Memory = Now;
  Way.Where = Part.End.Where;
  for (const ReturnedPart &Given : Part.End.Returned) {
    ValueId Returned = Given.Value;
    for (const Fact &Step : Part.Facts)
      if (Step.Result == Given.Value && Step.Form == Fact::Kind::Merge)
        for (size_t I = 0; I < Step.Incoming.size(); ++I)
          if (Step.Incoming[I].Index == Running)
            Returned = Step.Operands[I];
    Way.Returned.push_back(get(Returned));
    if (Part.End.Returned.size() == 1)
      Way.Number = Returned;
  }
  WaysOut[Running].push_back(std::move(Way));
}

/// Whether a block does nothing but return.
static bool onlyReturns(const Block &Part) {
  return Part.End.Form == Terminator::Kind::Return &&
         llvm::all_of(Part.Facts, [](const Fact &Step) {
           return Step.Form == Fact::Kind::Merge;
         });
}

void Body::enter(BlockId Next, const State &From) {
  if (!From.Reachable)
    return;
  if (LiveEdges.insert({Running, Next.Index}).second)
    Dirty.set(Next.Index);
  noteMovedAway(Next, From);
  if (!Shape.HasLoop && Shape.MergesLate[Next.Index])
    Late[Next.Index].push_back({Running, From});
  noteAbsent(Next, From);
  noteAlive(Next, From);
  if (onlyReturns(Code.Blocks[Next.Index]))
    noteWayOut(Next, From);
  if (Entry[Next.Index].join(Nodes, Initial, From))
    Dirty.set(Next.Index);
}

void Body::leaveEarly(const State &Now) {
  WaysOut[Running].push_back({Now, {}, {}, {}, true});
  Unwound.join(Nodes, Initial, Now);
}

/// An exception leaves the function, or ends the program.
void Body::raise(const State &Now) {
  if (Code.NeverThrows)
    return;
  Effects.Throws = true;
  leaveEarly(Now);
}

/// A call is left by longjmp: handlers do not stop it, a setjmp here may.
void Body::jump(const State &Now) {
  Effects.Unwinds = true;
  leaveEarly(Now);
  if (Landing.join(Nodes, Initial, Now) && HasLanding)
    runAgain();
}

void Body::leave(const Terminator &End, State &After) {
  switch (End.Form) {
  case Terminator::Kind::Jump:
    return enter(End.Successors[0], After);
  case Terminator::Kind::Branch:
  case Terminator::Kind::Switch:
    return decide(End, After);
  case Terminator::Kind::Invoke:
    enter(End.Successors[0], After);
    return;
  case Terminator::Kind::Any:
    for (BlockId Next : End.Successors)
      arrive(Next, After, ThrownTypes::any());
    return;
  case Terminator::Kind::Return:
    if (!After.Reachable)
      return;
    Exits[Running] = After;
    if (!onlyReturns(Code.Blocks[Running]) || Running == 0)
      noteWayOut(BlockId(Running), After);
    return;
  case Terminator::Kind::Unwind:
    if (After.Reachable) {
      Resumes = true;
      raise(After);
    }
    return;
  case Terminator::Kind::Unreachable:
    return;
  }
}

/// Whether an exception of this step of the running block is met here.
bool Body::isGuarded(const Fact &Step) const {
  const membrane::Block &Part = Code.Blocks[Running];
  return Part.End.Form == Terminator::Kind::Invoke &&
         &Step == &Part.Facts.back();
}

void Body::runBlock(uint32_t Block) {
  if (auto Edges = Late.extract(Block))
    for (const auto &[Before, Memory] : Edges.mapped()) {
      Running = Before;
      noteMovedAway(BlockId(Block), Memory);
    }
  Running = Block;
  Dirty.reset(Block);
  WaysOut.erase(Block);
  State Now = Entry[Block];
  const membrane::Block &Part = Code.Blocks[Block];
  for (const Fact &Step : Part.Facts) {
    // An exception of the last call starts from the memory before it, or from
    // what the call made of it (throwFrom).
    if (isGuarded(Step))
      enter(Part.End.Successors[1], Now);
    runFact(Step, Now);
    if (!Now.Reachable)
      break;
    if (isGuarded(Step) && Step.Form != Fact::Kind::Call)
      arrive(Part.End.Successors[1], Now, ThrownTypes::any());
  }
  leave(Part.End, Now);
}

/// Runs every block that has something new.
void Body::sweep() {
  unsigned Before = Nodes.version();
  for (uint32_t Block = 0; Block < Code.Blocks.size() && !isTooCostly();
       ++Block)
    if (Dirty.test(Block) && Entry[Block].Reachable)
      runBlock(Block);
  if (Nodes.version() != Before)
    runAgain();
  for (uint32_t Block : Dirty.set_bits())
    if (!Entry[Block].Reachable)
      Dirty.reset(Block);
}

bool Body::isTooCostly() const {
  bool Crowded = Nodes.size() > MaxExtraNodes;
  return HasLargeCallee || Nodes.hasManyBlocks() ||
         Nodes.spent() > (Crowded ? OwnShare : MaySpend);
}

/// Whether an address is that of each object that it names wherever this
/// exists: there is one, or there are blocks of which each was made on a way of
/// its own (`ask ? ask(size) : malloc(size)`).
bool Body::isSureOf(const PointsTo &Address) const {
  llvm::ArrayRef<Target> Named = Address.targets();
  if (Named.size() < 2 || Address.hasScalar())
    return !Named.empty() && !Address.hasScalar();
  if (Address.isLoose())
    return false;
  for (size_t I = 0; I < Named.size(); ++I) {
    const Node &Object = Nodes[Named[I].Node];
    bool Again = I > 0 && Named[I].Node == Named[I - 1].Node;
    if (Again || Object.Form != Node::Kind::Fresh || Object.Multiple ||
        !Named[I].At.isExact())
      return false;
  }
  return true;
}

/// Whether so much stands in the memory of others at an exit already that the
/// summary cannot be used. What a block of its own holds may still be lost.
bool Body::isLarge() const {
  return llvm::any_of(Exits, [&](const auto &Exit) {
    size_t Addresses = 0;
    for (uint32_t I = 0; I < Nodes.size(); ++I)
      if (Nodes.isInput(NodeId(I)))
        for (const Cell &Place : Exit.second.cells(NodeId(I)))
          Addresses += Place.Holds.targets().size();
    return Addresses > Whole.maxSize(Index);
  });
}

/// Whether running every block once more finds nothing new, as it must not.
bool Body::isFixpoint() {
  UncountedBounds Looking;
  uint64_t Spent = Nodes.spent(), Limit = std::exchange(MaySpend, UINT64_MAX);
  uint64_t Share = std::exchange(OwnShare, UINT64_MAX);
  runAgain();
  sweep();
  Nodes.refund(Nodes.spent() - Spent);
  MaySpend = Limit;
  OwnShare = Share;
  return Dirty.none();
}

std::optional<FunctionSummary> Body::analyze() {
  if (Code.Blocks.empty())
    return FunctionSummary();
  Entry[0].Reachable = true;
  Dirty.set(0);
  unsigned Sweeps = 0;
  while (Dirty.any()) {
    sweep();
    if (isTooCostly() || (Nodes.spent() > OwnShare && isLarge()))
      return std::nullopt;
    if (++Sweeps == MaxSweeps && Dirty.any()) {
      countBound(Bound::Sweeps);
      return std::nullopt;
    }
  }
  assert(isFixpoint() && "a block was not run again for what is new to it");
  noteDefaults();
  noteAstray();
  return conclude(*this);
}
