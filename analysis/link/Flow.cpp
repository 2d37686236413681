// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Worklist solution of the inclusion graph. Sets only grow and are bounded by
// the functions of the program, so it ends.

#include "analysis/link/Flow.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLExtras.h"

using namespace membrane;

FlowGraph::FlowGraph(const Program &Linked) : Linked(Linked) {
  Places.emplace_back(); // Loose
  Places[Loose].Open = Places[Loose].Exposed = true;
  for (uint32_t I = 0; I < Linked.Symbols.size(); ++I)
    for (const AddressPoint &Point : Linked.Symbols[I].Points)
      Tables[Point.Class].push_back({SymbolId(I), Point.Offset});
}

std::vector<SymbolId> FlowGraph::overriders(RecordId Class,
                                            int64_t Bytes) const {
  std::vector<SymbolId> Found;
  auto Known = Tables.find(Class);
  if (Known == Tables.end())
    return Found;
  for (auto [Table, Start] : Known->second)
    for (const InitialPointer &Slot : Linked.Symbols[Table.Index].Initial) {
      SymbolId Target = Linked.resolve(Slot.Target);
      // What stands for a pure virtual function has no source.
      if (Slot.Offset == Start + Bytes && Target &&
          (Linked.Symbols[Target.Index].Where || Linked.body(Target)))
        Found.push_back(Target);
    }
  return Found;
}

PlaceId FlowGraph::place(Form Kind, uint64_t First, int64_t Second) {
  auto [Entry, New] =
      Named.try_emplace({Kind, First, Second}, PlaceId(Places.size()));
  if (New)
    Places.emplace_back();
  return Entry->second;
}

PlaceId FlowGraph::value(uint32_t Function, ValueId Named) {
  return place(Form::Value, Function, Named.Index);
}
PlaceId FlowGraph::virtualPointer(uint32_t Function, ValueId Loaded) {
  return place(Form::Virtual, Function, Loaded.Index);
}
PlaceId FlowGraph::slot(uint32_t Function, ValueId Named) {
  PlaceId Where = place(Form::Slot, Function, Named.Index);
  Places[Where].Plain = true;
  return Where;
}
PlaceId FlowGraph::parameter(SymbolId Function, uint32_t Argument) {
  return place(Form::Parameter, Function.Index, Argument);
}
PlaceId FlowGraph::result(SymbolId Function) {
  return place(Form::Result, Function.Index, 0);
}

PlaceId FlowGraph::member(RecordId Record, int64_t Bytes) {
  PlaceId Where = place(Form::Member, Record.Index, Bytes);
  if (Linked.OpenRecord[Record.Index])
    open(Where);
  return Where;
}

/// Where a member starts: elements of an array in a record are one place.
static int64_t startOf(const Program &Linked, const MemberPlace &Member) {
  if (Member.Way.empty())
    return Member.InHolder;
  const Field &Inner = *Member.Way.back();
  bool Array = Inner.Type && Linked.Types[Inner.Type.Index].Form ==
                                 membrane::Type::Kind::Array;
  return Array ? int64_t(Inner.Offset) : Member.InHolder;
}

PlaceId FlowGraph::global(SymbolId Variable, int64_t Bytes) {
  if (!Variable)
    return Loose;
  const Symbol &Held = Linked.Symbols[Variable.Index];
  llvm::SmallVector<MemberPlace, 1> Members =
      Linked.membersAt(Held.Type, Bytes);
  // What is no record is one value or an array, whose elements are one place.
  PlaceId Where =
      place(Form::Global, Variable.Index, Members.empty() ? 0 : Bytes);
  Places[Where].Plain = Members.empty();
  if (!Held.Defined)
    open(Where);
  // All instances of a member are one place.
  for (const MemberPlace &Member : Members) {
    PlaceId Shared = member(Member.Holder, startOf(Linked, Member));
    flow(Shared, Where);
    flow(Where, Shared);
  }
  return Where;
}

PlaceId FlowGraph::address(SymbolId Named) {
  PlaceId Where = place(Form::Address, Named.Index, 0);
  if (Named && Linked.Symbols[Named.Index].Form == Symbol::Kind::Function &&
      Places[Where].Functions.test_and_set(Named.Index))
    push(Where);
  return Where;
}

void FlowGraph::flow(PlaceId From, PlaceId To) {
  if (From == To || !Edges.insert({From, To}).second)
    return;
  Places[From].Successors.push_back(To);
  push(From);
}

void FlowGraph::open(PlaceId Where) {
  if (Places[Where].Open || Where == Loose)
    return;
  Places[Where].Open = true;
  push(Where);
}

void FlowGraph::expose(PlaceId Where) {
  if (Where == Loose)
    return;
  mayHoldLoose(Where);
  flow(Where, Loose);
}

void FlowGraph::exposeGlobal(SymbolId Variable, int64_t Bytes) {
  if (!Variable)
    return;
  const Symbol &Named = Linked.Symbols[Variable.Index];
  if (Named.Form == Symbol::Kind::Variable && Named.Points.empty())
    expose(global(Variable, Bytes));
}

void FlowGraph::copy(PlaceId From, PlaceId To) {
  if (From == Loose)
    return Places[To].Plain ? mayHoldLoose(To) : void();
  if (To != Loose || Places[From].Plain)
    flow(From, To);
}

void FlowGraph::mayHoldLoose(PlaceId Where) {
  if (Places[Where].Exposed)
    return;
  Places[Where].Exposed = true;
  push(Where);
}

/// All calls through one place reach the same functions, so what they pass
/// meets in one place for each argument: an edge for each call and for each
/// function, not for each pair.
void FlowGraph::indirectCall(uint32_t Function, const Fact &Step,
                             PlaceId Pointer) {
  IndirectCalls.push_back({Function, &Step, Pointer});
  const membrane::Function &From = Linked.Functions[Function];
  for (uint32_t I = 0; I < Step.Arguments.size(); ++I) {
    const Value &Given = From.Values[Step.Arguments[I].Index];
    PlaceId Source = Given.Form == Value::Kind::Argument
                         ? parameter(From.Symbol, uint32_t(Given.Number))
                     : Given.Form == Value::Kind::Address
                         ? address(Linked.resolve(Given.Target))
                         : value(Function, Step.Arguments[I]);
    flow(Source, place(Form::GivenTo, Pointer, I));
  }
  if (Step.Result)
    flow(place(Form::GivenBack, Pointer, 0), value(Function, Step.Result));
  Place &Called = Places[Pointer];
  Called.Called = true;
  Called.Shapes.insert(Step.CallShape);
  Called.Arguments =
      std::max(Called.Arguments, uint32_t(Step.Arguments.size()));
  push(Pointer);
}

void FlowGraph::push(PlaceId Where) {
  if (Places[Where].Queued)
    return;
  Places[Where].Queued = true;
  Queue.push_back(Where);
}

void FlowGraph::propagate(PlaceId From) {
  for (size_t I = 0; I < Places[From].Successors.size(); ++I) {
    PlaceId To = Places[From].Successors[I];
    bool Grown =
        From != Loose && (Places[To].Functions |= Places[From].Functions);
    if (Places[From].Open && !Places[To].Open && To != Loose) {
      Places[To].Open = true;
      Grown = true;
    }
    if (Places[From].Exposed && !Places[To].Exposed && To != Loose) {
      Places[To].Exposed = true;
      Grown = true;
    }
    if (Grown)
      push(To);
  }
}

bool FlowGraph::shapeFits(const Fact &Step, uint32_t Callee) const {
  return Linked.Symbols[Callee].CallShape == Step.CallShape;
}

/// What a called place may hold; of what Loose holds, what it is called as.
llvm::SparseBitVector<> FlowGraph::functionsOf(PlaceId Pointer) const {
  llvm::SparseBitVector<> All;
  if (Pointer != Loose)
    All = Places[Pointer].Functions;
  if (Pointer == Loose || Places[Pointer].Exposed)
    for (unsigned Callee : Places[Loose].Functions)
      if (Places[Pointer].Shapes.count(Linked.Symbols[Callee].CallShape))
        All.set(Callee);
  return All;
}

/// Adds the edges of functions that a called pointer has newly got.
void FlowGraph::connectCalls(PlaceId Pointer) {
  llvm::SparseBitVector<> New = functionsOf(Pointer);
  New.intersectWithComplement(Places[Pointer].Connected);
  Places[Pointer].Connected |= New;
  PlaceId Back = place(Form::GivenBack, Pointer, 0);
  llvm::SmallVector<PlaceId, 8> Given;
  for (uint32_t I = 0; I < Places[Pointer].Arguments; ++I)
    Given.push_back(place(Form::GivenTo, Pointer, I));
  for (unsigned Callee : New) {
    for (uint32_t I = 0; I < Given.size(); ++I)
      flow(Given[I], parameter(SymbolId(Callee), I));
    flow(result(SymbolId(Callee)), Back);
  }
  if (Places[Pointer].Open)
    open(Back);
}

/// First come, first served: what many functions flow into has most of them
/// before it is passed on.
void FlowGraph::solve() {
  while (!Queue.empty()) {
    PlaceId Where = Queue.front();
    Queue.pop_front();
    Places[Where].Queued = false;
    propagate(Where);
    if (Places[Where].Called)
      connectCalls(Where);
    if (Where == Loose)
      for (PlaceId Pointer : ExposedCalls)
        push(Pointer);
    else if (Places[Where].Called && Places[Where].Exposed &&
             !llvm::is_contained(ExposedCalls, Where))
      ExposedCalls.push_back(Where);
  }
}

std::vector<std::pair<CallSite, CallTargets>> FlowGraph::targets() const {
  llvm::DenseMap<const Fact *, const IndirectCall *> ByFact;
  for (const IndirectCall &Call : IndirectCalls)
    ByFact[Call.Step] = &Call;
  std::vector<std::pair<CallSite, CallTargets>> Found;
  for (uint32_t F = 0; F < Linked.Functions.size(); ++F)
    for (uint32_t B = 0; B < Linked.Functions[F].Blocks.size(); ++B) {
      const std::vector<Fact> &Facts = Linked.Functions[F].Blocks[B].Facts;
      for (uint32_t I = 0; I < Facts.size(); ++I) {
        auto Call = ByFact.find(&Facts[I]);
        if (Call != ByFact.end())
          Found.push_back({{F, B, I}, targetsOf(*Call->second)});
      }
    }
  return Found;
}

CallTargets FlowGraph::targetsOf(const IndirectCall &Call) const {
  const Place &Pointer = Places[Call.Pointer];
  CallTargets Reached;
  Reached.Open = Pointer.Open;
  llvm::SparseBitVector<> All;
  if (Call.Pointer != Loose)
    All = Pointer.Functions;
  for (unsigned Callee : Places[Loose].Functions)
    if ((Call.Pointer == Loose || Pointer.Exposed) &&
        shapeFits(*Call.Step, Callee) && !All.test(Callee)) {
      All.set(Callee);
      Reached.Guessed = true;
    }
  for (unsigned Callee : All)
    Reached.Functions.push_back(SymbolId(Callee));
  if (!Reached.Functions.empty() || Reached.Open)
    return Reached;
  // Nothing named leads here: any function of the shape that was stored where
  // no place has a name, and whatever was not seen.
  Reached.Open = true;
  for (unsigned Callee : Places[Loose].Functions)
    if (shapeFits(*Call.Step, Callee)) {
      Reached.Guessed = true;
      Reached.Functions.push_back(SymbolId(Callee));
    }
  return Reached;
}
