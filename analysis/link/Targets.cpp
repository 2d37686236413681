// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Places hold function pointers: SSA values, parameters, results, members of
// records, globals, stack slots. Facts make edges between places; functions
// flow along them until nothing changes. What comes from outside (parameters
// of functions that others can call, members of public records, results of
// calls without a body) makes a place open; a function that gets to where the
// outside can find it (an open place, a result or an argument of what clients
// call) is one that others can call. Functions that are stored where no
// place has a name go to one place ("loose"). What is loaded from where no
// place has a name, and a place whose address is handed on, may hold each of
// them that is called as it is defined; both are open too, as functions of
// clients' are stored where no place has a name. An address of one of several
// places, that an accessor gives, or that only functions called by their names
// are given, leads to a place of its own, which is all of them. Elements of an
// array are one place. A function without a body calls what its model says, so
// that its call is an indirect one too. What is stored where a number that is
// no constant leads in an object may be in each member of it. A place that
// is called as functions of several shapes (a union of pointers to functions)
// gives each call those of its own, and those that no call fits. A place to
// which nothing flows may hold what was not seen, but for a member of the
// program's own tables. Not modelled: addresses that arithmetic takes from one
// member of a record to another, and bytes that are copied into a record from
// where no place has a name.

#include "analysis/link/Targets.h"

#include "analysis/link/Accessors.h"
#include "analysis/link/Flow.h"
#include "analysis/link/Moves.h"
#include "llvm/ADT/DenseMap.h"
#include <optional>

using namespace membrane;

namespace {

/// Visits one function's facts and adds its edges to the graph.
class FunctionFlow {
public:
  FunctionFlow(FlowGraph &Graph, const Program &Linked, const NamedCalls &Named,
               uint32_t Index)
      : Graph(Graph), Linked(Linked), Named(Named), Index(Index),
        Body(Linked.Functions[Index]) {}

  void connect();

private:
  PlaceId place(ValueId Named);
  PlaceId memory(ValueId Address);
  std::optional<PlaceId> pointee(ValueId Address);
  void connectFact(const Fact &Step);
  void connectCopy(const Fact &Step);
  std::set<RecordId> recordsAt(ValueId Address);
  void connectCall(const Fact &Step);
  void connectVirtual(const Fact &Step);
  void connectArguments(const Fact &Step, const Function &Callee);
  void connectCalledBack(const Fact &Step);
  void noteAddress(const Fact &Step);
  bool isPlaceGiven(const Function &Callee, uint32_t Argument);
  void handArgument(const Function *Callee, uint32_t Argument, ValueId Given);
  void noteGiven();
  void connectMerge(const Fact &Step);
  void connectReturned(ValueId Given);
  void handOn(ValueId Given);
  void leaveJoined(ValueId Address);
  void connectStore(const Fact &Step);
  void storeWithin(RecordId Whole, PlaceId Given);
  bool canHoldFunction(ValueId Named) const;

  FlowGraph &Graph;
  const Program &Linked;
  const NamedCalls &Named;
  uint32_t Index;
  const Function &Body;
  /// What an address value points to, where facts tell.
  llvm::DenseMap<uint32_t, PlaceId> Memory;
  llvm::DenseMap<uint32_t, PlaceId> LoadedFrom; ///< by the value
  /// Addresses that a number makes of that of an object: of which kind.
  llvm::DenseMap<uint32_t, RecordId> Within;
  Moves Moved;
  /// By address: the records of which members are taken from there.
  std::optional<llvm::DenseMap<uint32_t, std::set<RecordId>>> UsedAs;
};

bool FunctionFlow::canHoldFunction(ValueId Named) const {
  Value::Kind Form = Body.Values[Named.Index].Form;
  return Form == Value::Kind::Result || Form == Value::Kind::Argument ||
         Form == Value::Kind::Address;
}

PlaceId FunctionFlow::place(ValueId Named) {
  const Value &Known = Body.Values[Named.Index];
  if (Known.Form == Value::Kind::Argument)
    return Graph.parameter(Body.Symbol, uint32_t(Known.Number));
  if (Known.Form == Value::Kind::Address)
    return Graph.address(Linked.resolve(Known.Target));
  return Graph.value(Index, Named);
}

/// The place behind an address; loose if nothing names it.
PlaceId FunctionFlow::memory(ValueId Address) {
  const Value &Known = Body.Values[Address.Index];
  if (Known.Form == Value::Kind::Address)
    return Graph.global(Linked.resolve(Known.Target), Known.Number);
  auto Found = Memory.find(Address.Index);
  return Found != Memory.end() ? Found->second : FlowGraph::Loose;
}

/// Remembers which place a Displace, Local or Merge result points to.
void FunctionFlow::noteAddress(const Fact &Step) {
  if (Step.Form == Fact::Kind::Local) {
    Memory[Step.Result.Index] = Graph.slot(Index, Step.Result);
    return;
  }
  ValueId Base = Step.Operands[0];
  const Value &Known = Body.Values[Base.Index];
  if (Step.Record) {
    Memory[Step.Result.Index] =
        Graph.member(Step.Record, Step.Displacement.Bytes);
    return;
  }
  if (!Step.Displacement.isExact())
    if (RecordId Whole = Linked.recordBehind(Body, Base))
      Within[Step.Result.Index] = Whole;
  if (Known.Form == Value::Kind::Address) {
    Memory[Step.Result.Index] = Graph.global(
        Linked.resolve(Known.Target), Known.Number + Step.Displacement.Bytes);
    return;
  }
  auto Found = Memory.find(Base.Index);
  if (Found == Memory.end())
    return;
  PlaceId Same = Found->second;
  bool Moved = !Step.Displacement.isExact() || Step.Displacement.Bytes != 0;
  if (Moved && Graph.isJoined(Same))
    return Graph.expose(Same);
  // An element of an array is one place with the others.
  Memory[Step.Result.Index] = Same;
}

/// The place behind an address, if it is one that others than this function
/// need no way to: none for a variable that is a record, whose members are
/// places.
std::optional<PlaceId> FunctionFlow::pointee(ValueId Address) {
  const Value &Known = Body.Values[Address.Index];
  if (Known.Form != Value::Kind::Address) {
    auto Found = Memory.find(Address.Index);
    return Found != Memory.end() ? std::optional(Found->second) : std::nullopt;
  }
  SymbolId Target = Linked.resolve(Known.Target);
  if (!Target || Known.Number != 0)
    return std::nullopt;
  const Symbol &Named = Linked.Symbols[Target.Index];
  bool Shared = Named.Form == Symbol::Kind::Variable && !Named.Constant &&
                Named.Points.empty() && Linked.membersAt(Named.Type, 0).empty();
  return Shared ? std::optional(Graph.global(Target, 0)) : std::nullopt;
}

/// An address that is one of several is that of a place that is all of them.
void FunctionFlow::connectMerge(const Fact &Step) {
  llvm::ArrayRef<ValueId> Given = Step.merged();
  llvm::SmallVector<PlaceId, 2> Behind;
  bool Known = true;
  for (ValueId Operand : Given) {
    if (Body.Values[Operand.Index].Form == Value::Kind::Null)
      continue;
    std::optional<PlaceId> One = pointee(Operand);
    Known &= One.has_value();
    if (One)
      Behind.push_back(*One);
  }
  Known &= !Behind.empty();
  for (ValueId Operand : Given) {
    if (!Known)
      handOn(Operand);
    if (canHoldFunction(Operand))
      Graph.flow(place(Operand), place(Step.Result));
  }
  if (!Known)
    return;
  PlaceId Any = Graph.either(Index, Step.Result);
  for (PlaceId One : Behind)
    Graph.join(Any, One);
  Memory[Step.Result.Index] = Any;
}

/// What is stored, passed or returned may be the address of a place, which
/// others then read and write without a name for it.
void FunctionFlow::handOn(ValueId Given) {
  const Value &Known = Body.Values[Given.Index];
  if (Known.Form == Value::Kind::Address)
    return Graph.exposeGlobal(Linked.resolve(Known.Target), Known.Number);
  auto Found = Memory.find(Given.Index);
  if (Found != Memory.end())
    Graph.expose(Found->second);
}

/// An address of one of several places becomes one that nothing names.
void FunctionFlow::leaveJoined(ValueId Address) {
  auto Found = Memory.find(Address.Index);
  if (Found != Memory.end() && Graph.isJoined(Found->second))
    Graph.expose(Found->second);
}

/// What is stored where a number leads within an object (a table of the offsets
/// of options) may be in each member.
void FunctionFlow::storeWithin(RecordId Whole, PlaceId Given) {
  for (const Field &Member : Linked.Records[Whole.Index].Fields) {
    if (!Member.Type || !Linked.holdsFunctions(Member.Type))
      continue;
    const Type &Held = Linked.Types[Member.Type.Index];
    if (Held.Form == Type::Kind::Record && Held.Record)
      storeWithin(Held.Record, Given);
    else
      Graph.flow(Given, Graph.member(Whole, int64_t(Member.Offset)));
  }
}

void FunctionFlow::connectStore(const Fact &Step) {
  ValueId Address = Step.Operands[0], Given = Step.Operands[1];
  handOn(Given);
  if (!canHoldFunction(Given))
    return;
  PlaceId Into = memory(Address);
  Graph.flow(place(Given), Into);
  if (Into == FlowGraph::Loose)
    Graph.storeAt(place(Given), Moved.of(Address));
  auto Object = Within.find(Address.Index);
  if (Object != Within.end())
    storeWithin(Object->second, place(Given));
}

void FunctionFlow::connectArguments(const Fact &Step, const Function &Callee) {
  for (uint32_t I = 0; I < Step.Arguments.size(); ++I)
    if (canHoldFunction(Step.Arguments[I]))
      Graph.flow(place(Step.Arguments[I]), Graph.parameter(Callee.Symbol, I));
  if (Step.Result)
    Graph.flow(Graph.result(Callee.Symbol), place(Step.Result));
}

/// What a function without a body is given to call (qsort, pthread_once), also
/// by way of others. Functions that stand in the call itself are known without
/// this; what an argument can be, the callers know.
void FunctionFlow::connectCalledBack(const Fact &Step) {
  std::optional<PlaceId> Pointer;
  for (uint32_t I = 0; I < Step.Arguments.size(); ++I) {
    ValueId Given = Step.Arguments[I];
    const Value &Held = Body.Values[Given.Index];
    if (!Linked.isPassedOn(Step.Callee, I) || !canHoldFunction(Given) ||
        Held.Form == Value::Kind::Address ||
        (Held.Form == Value::Kind::Argument &&
         Linked.isPassedOn(Body.Symbol, uint32_t(Held.Number))))
      continue;
    if (!Pointer)
      Pointer = Graph.calledBack(Index, Step);
    Graph.flow(place(Given), *Pointer);
  }
}

/// The functions that the vtables of all classes that are Step.Record hold in
/// the slot. Others can derive from a class that a public header completes.
void FunctionFlow::connectVirtual(const Fact &Step) {
  PlaceId Pointer = Graph.virtualPointer(Index, Step.Operands[0]);
  for (SymbolId Target : Graph.overriders(Step.Record, Step.Displacement.Bytes))
    Graph.flow(Graph.address(Target), Pointer);
  if (Linked.OpenRecord[Step.Record.Index] &&
      !Linked.Records[Step.Record.Index].Final)
    Graph.open(Pointer);
  Graph.indirectCall(Index, Step, Pointer);
}

/// An address of a pointer to a function that only calls by name are given:
/// what is behind it is what the callers have there.
bool FunctionFlow::isPlaceGiven(const Function &Callee, uint32_t Argument) {
  TypeId Step = Callee.declaredType(Argument);
  for (unsigned Level = 0; Level < 2; ++Level) {
    if (!Step || Linked.Types[Step.Index].Form != membrane::Type::Kind::Pointer)
      return false;
    Step = Linked.Types[Step.Index].Element;
  }
  return Step &&
         Linked.Types[Step.Index].Form == membrane::Type::Kind::Function &&
         !Named.AddressTaken.count(Callee.Symbol.Index);
}

void FunctionFlow::handArgument(const Function *Callee, uint32_t Argument,
                                ValueId Given) {
  bool Place = Callee && isPlaceGiven(*Callee, Argument);
  std::optional<PlaceId> One = pointee(Given);
  if (Place && One)
    Graph.join(Graph.given(Callee->Symbol, Argument), *One);
  else
    handOn(Given);
  if (Place && !One && Body.Values[Given.Index].Form != Value::Kind::Null)
    Graph.expose(Graph.given(Callee->Symbol, Argument));
}

/// Where the arguments point to that are such addresses. Clients give others.
void FunctionFlow::noteGiven() {
  for (uint32_t I = 0; I < Body.Values.size(); ++I) {
    const Value &Held = Body.Values[I];
    if (Held.Form != Value::Kind::Argument ||
        !isPlaceGiven(Body, uint32_t(Held.Number)))
      continue;
    Memory[I] = Graph.given(Body.Symbol, uint32_t(Held.Number));
    if (Linked.Callable[Body.Symbol.Index])
      Graph.open(Memory[I]);
  }
}

/// Bytes that are copied into a record, from what is not known to be one of
/// the same kind, may be functions of anywhere.
void FunctionFlow::connectCopy(const Fact &Step) {
  Graph.copy(memory(Step.Operands[1]), memory(Step.Operands[0]));
  std::set<RecordId> From = recordsAt(Step.Operands[1]);
  for (RecordId Into : recordsAt(Step.Operands[0]))
    if (!From.count(Into))
      Graph.noteCopied(Into);
}

/// The records as which an object is known, or used here.
std::set<RecordId> FunctionFlow::recordsAt(ValueId Address) {
  if (!UsedAs) {
    UsedAs.emplace();
    for (const Block &Part : Body.Blocks)
      for (const Fact &Step : Part.Facts)
        if (Step.Form == Fact::Kind::Displace && Step.Record)
          (*UsedAs)[Step.Operands[0].Index].insert(Step.Record);
  }
  std::set<RecordId> Found = UsedAs->lookup(Address.Index);
  if (RecordId Declared = Linked.recordBehind(Body, Address))
    Found.insert(Declared);
  return Found;
}

void FunctionFlow::connectCall(const Fact &Step) {
  const Function *Known = Step.Callee ? Linked.body(Step.Callee) : nullptr;
  for (uint32_t I = 0; I < Step.Arguments.size(); ++I)
    handArgument(Known, I, Step.Arguments[I]);
  if (!Step.Callee && Step.Record)
    return connectVirtual(Step);
  if (!Step.Callee) {
    // What is loaded is what the memory holds.
    auto From = LoadedFrom.find(Step.Operands[0].Index);
    bool Loaded = From != LoadedFrom.end();
    Graph.indirectCall(Index, Step,
                       Loaded ? From->second : place(Step.Operands[0]));
    return;
  }
  connectCalledBack(Step);
  if (Known) {
    if (Step.Result && Named.Accessors.count(Known->Symbol.Index))
      Memory[Step.Result.Index] = Graph.accessed(Known->Symbol);
    return connectArguments(Step, *Known);
  }
  for (ValueId Given : Step.Arguments)
    if (canHoldFunction(Given))
      Graph.flow(place(Given), FlowGraph::Outside);
  if (Step.Result)
    Graph.giveBack(place(Step.Result));
}

void FunctionFlow::connectFact(const Fact &Step) {
  switch (Step.Form) {
  case Fact::Kind::Local:
    noteAddress(Step);
    return;
  case Fact::Kind::Displace:
    noteAddress(Step);
    Moved.note(Step);
    return;
  case Fact::Kind::Merge:
    connectMerge(Step);
    Moved.note(Step);
    return;
  case Fact::Kind::Load:
    LoadedFrom[Step.Result.Index] = memory(Step.Operands[0]);
    Graph.flow(memory(Step.Operands[0]), place(Step.Result));
    return;
  case Fact::Kind::Store:
    connectStore(Step);
    return;
  case Fact::Kind::Call:
    connectCall(Step);
    return;
  case Fact::Kind::Part:
    Graph.flow(place(Step.Operands[0]), place(Step.Result));
    return;
  case Fact::Kind::Unmodelled:
    for (ValueId Operand : Step.Operands)
      leaveJoined(Operand);
    if (Step.Result)
      Graph.giveBack(place(Step.Result));
    return;
  case Fact::Kind::Copy:
    connectCopy(Step);
    return;
  case Fact::Kind::Arithmetic:
    for (ValueId Operand : Step.Operands)
      leaveJoined(Operand);
    Graph.blur(place(Step.Result));
    Moved.note(Step);
    return;
  case Fact::Kind::Fill:
  case Fact::Kind::Compare:
  case Fact::Kind::StartVariadic:
  case Fact::Kind::Arrival:
    return;
  }
}

/// What an accessor gives, only its callers have: clients among them fill the
/// place as they do a variable that they know.
void FunctionFlow::connectReturned(ValueId Given) {
  bool Accessor = Named.Accessors.count(Body.Symbol.Index) != 0;
  std::optional<PlaceId> One = pointee(Given);
  if (Accessor && One)
    Graph.join(Graph.accessed(Body.Symbol), *One);
  else
    handOn(Given);
  if (Accessor && !One)
    Graph.expose(Graph.accessed(Body.Symbol));
  if (canHoldFunction(Given))
    Graph.flow(place(Given), Graph.result(Body.Symbol));
}

void FunctionFlow::connect() {
  if (Linked.Callable[Body.Symbol.Index]) {
    Graph.openFunction(Body.Symbol);
    if (Named.Accessors.count(Body.Symbol.Index))
      Graph.open(Graph.accessed(Body.Symbol));
  }
  noteGiven();
  for (const Block &Part : Body.Blocks) {
    for (const Fact &Step : Part.Facts)
      connectFact(Step);
    if (Part.End.Form != Terminator::Kind::Return)
      continue;
    for (const ReturnedPart &Given : Part.End.Returned)
      connectReturned(Given.Value);
  }
}

/// A table of functions that only clients name, one of those they may choose
/// from: none of the functions is the program's own choice.
bool isOffered(const Program &Linked, const NamedCalls &Named,
               SymbolId Variable) {
  const Symbol &Held = Linked.Symbols[Variable.Index];
  return Held.Constant && Held.Points.empty() && Linked.isPublic(Variable) &&
         !Named.AddressTaken.count(Linked.resolve(Variable).Index);
}

/// Function pointers in initial values: of the global, and so of the record if
/// its type says which member stands there.
void connectInitial(FlowGraph &Graph, const Program &Linked, SymbolId Variable,
                    const NamedCalls &Named) {
  const Symbol &Held = Linked.Symbols[Variable.Index];
  // Clients call the virtual functions of a class that they know.
  bool Called = llvm::any_of(Held.Points, [&](const AddressPoint &Point) {
    return Linked.OpenRecord[Point.Class.Index];
  });
  bool Offered = isOffered(Linked, Named, Variable);
  for (const InitialPointer &Pointer : Held.Initial) {
    SymbolId Target = Linked.resolve(Pointer.Target);
    if (!Target)
      continue;
    if (Called || Offered)
      Graph.openFunction(Target);
    if (Offered)
      continue;
    if (Linked.Symbols[Target.Index].Form == Symbol::Kind::Function) {
      Graph.noteTable(Variable, Pointer.Offset);
      Graph.flow(Graph.address(Target), Graph.global(Variable, Pointer.Offset));
    } else
      Graph.exposeGlobal(Target, Pointer.Addend);
  }
}

} // namespace

IndirectTargets membrane::findIndirectTargets(const Program &Linked) {
  FlowGraph Graph(Linked);
  const NamedCalls Named = findNamedCalls(Linked);
  for (uint32_t I = 0; I < Linked.Symbols.size(); ++I)
    if (Linked.Symbols[I].Form == Symbol::Kind::Variable)
      connectInitial(Graph, Linked, SymbolId(I), Named);
  for (uint32_t I = 0; I < Linked.Functions.size(); ++I)
    FunctionFlow(Graph, Linked, Named, I).connect();
  Graph.solve();
  IndirectTargets Found = Graph.targets();
  Found.Filled = Graph.filled();
  Found.StoredAt = Graph.storedAt();
  return Found;
}
