// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What each kind of fact moves, and what calls pass.

#include "analysis/link/FunctionFlow.h"

#include "analysis/link/UnseenObjects.h"

using namespace membrane;

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

void FunctionFlow::connectStore(const Fact &Step) {
  ValueId Address = Step.Operands[0], Given = Step.Operands[1];
  handOn(Given);
  if (!canMove(Given))
    return;
  forAccessed(Step, [&](PlaceId Into) {
    Graph.flow(place(Given), Into);
    if (Into == FlowGraph::Loose)
      Graph.storeAt(place(Given), Moved.of(Address));
  });
  if (std::optional<PlaceId> Member = memberOfSlot(Address))
    Graph.flow(place(Given), *Member);
}

void FunctionFlow::connectLoad(const Fact &Step) {
  ValueId Address = Step.Operands[0];
  unsigned Count = 0;
  PlaceId Last = FlowGraph::Loose;
  forAccessed(Step, [&](PlaceId From) {
    Graph.flow(From, place(Step.Result));
    Last = From;
    ++Count;
  });
  if (Count == 1)
    LoadedFrom[Step.Result.Index] = Last;
  if (std::optional<PlaceId> Member = memberOfSlot(Address))
    Graph.flow(*Member, memory(Address));
}

void FunctionFlow::connectArguments(const Fact &Step, const Function &Callee) {
  for (uint32_t I = 0; I < Step.Arguments.size(); ++I)
    if (canMove(Step.Arguments[I]))
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
  PlaceId Pointer = Graph.virtualPointer(Index, Step.Operands[0], Step.Record);
  for (SymbolId Target : Graph.overriders(Step.Record, Step.Displacement.Bytes))
    Graph.flow(Graph.address(Target), Pointer);
  if (Linked.OpenRecord[Step.Record.Index] &&
      !Linked.Records[Step.Record.Index].Final)
    Graph.open(Pointer);
  Graph.indirectCall(Index, Step, Pointer);
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

void FunctionFlow::connectCall(const Fact &Step) {
  const Function *Callee = Step.Callee ? Linked.body(Step.Callee) : nullptr;
  const bool Undescribed = isUndescribed(Linked, Known, Step.Callee);
  for (uint32_t I = 0; I < Step.Arguments.size(); ++I)
    if (Undescribed)
      handToUnseen(Step.Arguments[I]);
    else
      handArgument(Callee, I, Step.Arguments[I]);
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
  if (Callee) {
    if (Step.Result && Named.Accessors.count(Callee->Symbol.Index))
      Memory[Step.Result.Index] = Graph.accessed(Callee->Symbol);
    return connectArguments(Step, *Callee);
  }
  for (ValueId Given : Step.Arguments)
    if (canHoldFunction(Given))
      Graph.flow(place(Given), FlowGraph::Outside);
  if (Step.Result)
    Graph.giveUnseen(place(Step.Result));
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
    connectLoad(Step);
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
