// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Worklist solution of the inclusion graph. Sets only grow and are bounded by
// the functions of the program, so it ends.

#include "analysis/link/Flow.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLExtras.h"

using namespace membrane;

FlowGraph::FlowGraph(const Program &Linked, std::set<RecordId> UnseenObjects)
    : Linked(Linked), UnseenObjects(std::move(UnseenObjects)) {
  Places.resize(3);
  Places[Loose].Exposed = true;
  for (PlaceId Any : {Loose, Outside})
    Places[Any].Open = Places[Any].OpenToAll = true;
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
  auto [Entry, New] = Named.try_emplace({unsigned(Kind), First, Second},
                                        PlaceId(Places.size()));
  if (New)
    Places.emplace_back();
  return Entry->second;
}

PlaceId FlowGraph::value(uint32_t Function, ValueId Named) {
  return place(Form::Value, Function, Named.Index);
}
PlaceId FlowGraph::virtualPointer(uint32_t Function, ValueId Loaded,
                                  RecordId Class) {
  PlaceId Where = place(Form::Virtual, Function, Loaded.Index);
  blur(Where);
  if (UnseenObjects.count(Class))
    giveUnseen(Where);
  return Where;
}
PlaceId FlowGraph::slot(uint32_t Function, ValueId Named) {
  PlaceId Where = place(Form::Slot, Function, Named.Index);
  Places[Where].Plain = true;
  return Where;
}
PlaceId FlowGraph::joined(Form Kind, uint64_t First, int64_t Second) {
  PlaceId Where = place(Kind, First, Second);
  Places[Where].Joined = true;
  return Where;
}
PlaceId FlowGraph::either(uint32_t Function, ValueId Named) {
  return joined(Form::Either, Function, Named.Index);
}
PlaceId FlowGraph::accessed(SymbolId Function) {
  return joined(Form::Accessed, Function.Index, 0);
}
PlaceId FlowGraph::given(SymbolId Function, uint32_t Argument) {
  return joined(Form::Given, Function.Index, Argument);
}
PlaceId FlowGraph::parameter(SymbolId Function, uint32_t Argument) {
  return place(Form::Parameter, Function.Index, Argument);
}
PlaceId FlowGraph::result(SymbolId Function) {
  return place(Form::Result, Function.Index, 0);
}

PlaceId FlowGraph::member(RecordId Record, int64_t Bytes) {
  auto [Holder, Inside] = Linked.unionAt(Record, Bytes);
  PlaceId Where = place(Form::Member, Holder.Index, Inside);
  Places[Where].Tabled |= Tabled.count(Record) != 0;
  if (Linked.OpenRecord[Record.Index])
    openAs(Where, soleType(Linked.membersAt(Record, Bytes)));
  if (UnseenObjects.count(Record))
    giveUnseen(Where);
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

PlaceId FlowGraph::within(RecordId Record, int64_t Bytes) {
  if (Bytes < 0)
    return Loose;
  llvm::ArrayRef<MemberPlace> Members = Linked.membersAt(Record, Bytes);
  if (Members.size() == 1 && Linked.unionAt(Record, Bytes).first == Record &&
      !Linked.Records[Record.Index].Union)
    return member(Members[0].Holder, startOf(Linked, Members[0]));
  return member(Record, Bytes);
}

/// What an end of a section leads to is each variable in it.
void FlowGraph::joinSection(PlaceId Any, llvm::ArrayRef<SymbolId> Variables,
                            int64_t Bytes) {
  for (SymbolId One : Variables)
    join(Any, global(One, Bytes));
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
  Places[Where].Null = Members.empty() && Held.Constant && Held.Defined &&
                       Held.Initial.empty() && !Held.Nulls.empty();
  // Clients fill a variable that they know, and call what they find there.
  bool Seen = Members.empty() && Linked.isPublic(Variable);
  if (Seen && !Held.Constant)
    open(Where);
  else if (auto End = Linked.SectionEnds.find(Variable);
           End != Linked.SectionEnds.end())
    joinSection(Where, End->second, Bytes);
  else if (!Held.Defined)
    giveUnseen(Where);
  else if (Seen)
    flow(Where, Outside);
  if (!Held.Section.empty() && !Held.Constant)
    expose(Where);
  // All instances of a member are one place.
  bool Tables = !Members.empty();
  for (const MemberPlace &Member : Members) {
    PlaceId Shared = member(Member.Holder, startOf(Linked, Member));
    flow(Shared, Where);
    flow(Where, Shared);
    Tables &= Places[Shared].Tabled;
  }
  Places[Where].Tabled |= Tables;
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

void FlowGraph::join(PlaceId Any, PlaceId One) {
  Places[Any].Plain |= Places[One].Plain;
  flow(Any, One);
  flow(One, Any);
}

void FlowGraph::open(PlaceId Where) {
  if (Places[Where].openTo({}))
    push(Where);
}

void FlowGraph::blur(PlaceId Where) {
  if (!std::exchange(Places[Where].Vague, true))
    push(Where);
}

void FlowGraph::giveBack(PlaceId Where) {
  open(Where);
  blur(Where);
}

void FlowGraph::giveUnseen(PlaceId Where) {
  Places[Where].Vague = true;
  if (!std::exchange(Places[Where].Unseen, true))
    push(Where);
}

void FlowGraph::noteCopied(RecordId Into) {
  if (!Copied.insert(Into).second)
    return;
  for (const Field &Member : Linked.Records[Into.Index].Fields)
    if (Member.Type)
      if (RecordId Part = Linked.Types[Member.Type.Index].Record)
        noteCopied(Part);
}

void FlowGraph::noteTable(SymbolId Variable, int64_t Bytes) {
  for (const MemberPlace &Member :
       Linked.membersAt(Linked.Symbols[Variable.Index].Type, Bytes))
    Tabled.insert(Member.Holder);
}

void FlowGraph::openFunction(SymbolId Callee) {
  const membrane::Function *Body = Linked.body(Callee);
  if (!Body || !Opened.test_and_set(Body->Symbol.Index))
    return;
  for (uint32_t I = 0; I < Body->Arguments.size(); ++I)
    openAs(parameter(Body->Symbol, I), Body->declaredType(I));
  flow(result(Body->Symbol), Outside);
}

/// Whoever can fill an open place can call what the program put there.
void FlowGraph::openFunctions(PlaceId Held) {
  llvm::SparseBitVector<> New = Places[Held].Functions;
  New.intersectWithComplement(Opened);
  for (unsigned Callee : New)
    openFunction(SymbolId(Callee));
}

void FlowGraph::expose(PlaceId Where) {
  if (Where == Loose)
    return;
  mayHoldLoose(Where);
  flow(Where, Loose);
}

void FlowGraph::exposeUnseen(PlaceId Where) {
  if (Where == Loose)
    return;
  giveUnseen(Where);
  flow(Where, Outside);
}

void FlowGraph::exposeGlobal(SymbolId Variable, int64_t Bytes) {
  if (!Variable)
    return;
  const Symbol &Named = Linked.Symbols[Variable.Index];
  if (Named.Form != Symbol::Kind::Variable || !Named.Points.empty())
    return;
  // Nobody writes to a constant.
  if (Named.Constant)
    flow(global(Variable, Bytes), Loose);
  else
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
  Places[Where].Exposed = Places[Where].Open = Places[Where].OpenToAll = true;
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
  Places[Pointer].Called = true;
  Calls &Called = Through[Pointer];
  Called.Shapes.insert(Step.CallShape);
  Called.Arguments =
      std::max(Called.Arguments, uint32_t(Step.Arguments.size()));
  push(Pointer);
}

/// What is passed to the functions is not followed.
PlaceId FlowGraph::calledBack(uint32_t Function, const Fact &Step) {
  PlaceId Where = place(Form::CalledBack, IndirectCalls.size(), 0);
  blur(Where);
  IndirectCalls.push_back({Function, &Step, Where});
  return Where;
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
    if (Places[From].Open && To != Loose)
      Grown |= Places[To].openTo(Places[From].OpenTo);
    for (bool Place::*Flag :
         {&Place::Exposed, &Place::Vague, &Place::Unseen, &Place::Nulled})
      if (To != Loose && Places[From].*Flag)
        Grown |= !std::exchange(Places[To].*Flag, true);
    Grown |= From != Loose && (Places[To].From |= Places[From].From);
    if (Grown)
      push(To);
  }
  if (Places[From].isFilled())
    openFunctions(From);
}

/// Adds the edges of functions that a called pointer has newly got.
void FlowGraph::connectCalls(PlaceId Pointer) {
  PlaceId Back = place(Form::GivenBack, Pointer, 0);
  llvm::SparseBitVector<> New;
  if (Pointer != Loose)
    New = Places[Pointer].Functions;
  Calls &Called = Through[Pointer];
  New.intersectWithComplement(Called.Connected);
  Called.Connected |= New;
  llvm::SmallVector<PlaceId, 8> Given;
  for (uint32_t I = 0; I < Called.Arguments; ++I)
    Given.push_back(place(Form::GivenTo, Pointer, I));
  for (unsigned Callee : New) {
    for (uint32_t I = 0; I < Given.size(); ++I)
      flow(Given[I], parameter(SymbolId(Callee), I));
    flow(result(SymbolId(Callee)), Back);
  }
  if ((Pointer == Loose || Places[Pointer].Exposed) &&
      !std::exchange(Called.Loose, true))
    callLoose(Pointer, Called);
  if (!Places[Pointer].isFilled())
    return;
  if (Places[Pointer].Open)
    giveBack(Back);
  else
    giveUnseen(Back);
  for (PlaceId Passed : Given)
    flow(Passed, Outside);
}

FlowGraph::LooseShape &FlowGraph::looseShape(llvm::StringRef CallShape) {
  auto [Entry, New] = ByShape.try_emplace(CallShape);
  if (New)
    Entry->second.Number = ByShape.size();
  return Entry->second;
}

/// Calls of one shape pass their arguments, from First on, to a function.
void FlowGraph::connectLoose(LooseShape &Called, SymbolId Callee,
                             uint32_t First) {
  for (uint32_t I = First; I < Called.Arguments; ++I)
    flow(place(Form::LooseGiven, Called.Number, I), parameter(Callee, I));
  flow(result(Callee), place(Form::LooseBack, Called.Number, 0));
}

/// A called place may hold what Loose holds, of what it is called as. All such
/// calls of a shape meet in places of their own: an edge for each of them and
/// for each function, not for each pair.
void FlowGraph::callLoose(PlaceId Pointer, const Calls &Made) {
  for (llvm::StringRef CallShape : Made.Shapes) {
    LooseShape &Called = looseShape(CallShape);
    uint32_t First = Called.Arguments;
    Called.Arguments = std::max(First, Made.Arguments);
    if (!Called.Called || Called.Arguments > First)
      for (SymbolId Callee : Called.Functions)
        connectLoose(Called, Callee, First);
    Called.Called = true;
    for (uint32_t I = 0; I < Made.Arguments; ++I)
      flow(place(Form::GivenTo, Pointer, I),
           place(Form::LooseGiven, Called.Number, I));
    flow(place(Form::LooseBack, Called.Number, 0),
         place(Form::GivenBack, Pointer, 0));
  }
}

/// Takes up what Loose has newly got.
void FlowGraph::sortLoose() {
  llvm::SparseBitVector<> New = Places[Loose].Functions;
  New.intersectWithComplement(Sorted);
  Sorted |= New;
  for (unsigned Named : New) {
    SymbolId Callee(Named);
    LooseShape &Known = looseShape(Linked.Symbols[Named].CallShape);
    Known.Functions.push_back(Callee);
    if (Known.Called)
      connectLoose(Known, Callee, 0);
  }
}

/// First come, first served: a place has most of what flows there by its turn.
void FlowGraph::solve() {
  startMembers();
  while (!Queue.empty()) {
    PlaceId Where = Queue.front();
    Queue.pop_front();
    Places[Where].Queued = false;
    propagate(Where);
    if (Where == Loose)
      sortLoose();
    if (Places[Where].Called)
      connectCalls(Where);
  }
  for (auto &Shape : ByShape)
    llvm::sort(Shape.second.Functions);
  Stored = findStored();
}

IndirectTargets FlowGraph::targets() {
  llvm::DenseMap<const Fact *, const IndirectCall *> ByFact;
  for (const IndirectCall &Call : IndirectCalls)
    ByFact[Call.Step] = &Call;
  IndirectTargets Found;
  for (uint32_t F = 0; F < Linked.Functions.size(); ++F)
    for (uint32_t B = 0; B < Linked.Functions[F].Blocks.size(); ++B) {
      const std::vector<Fact> &Facts = Linked.Functions[F].Blocks[B].Facts;
      for (uint32_t I = 0; I < Facts.size(); ++I) {
        auto Call = ByFact.find(&Facts[I]);
        if (Call != ByFact.end())
          Found.Calls.push_back({{F, B, I}, targetsOf(*Call->second)});
      }
    }
  for (auto &[Site, Reached] : Found.Calls)
    Reached.Functions = Lists[Reached.List.Index];
  Found.Lists = std::move(Lists);
  Found.Offsets.resize(OffsetLists.size());
  for (const auto &[Offsets, Index] : OffsetLists)
    Found.Offsets[Index] = Offsets;
  return Found;
}

std::set<MemberKey> FlowGraph::filled() const {
  std::set<MemberKey> Found;
  forMembers([&](RecordId Holder, int64_t Bytes, PlaceId Where) {
    const Place &Held = Places[Where];
    if (Held.isFilled() || Held.Exposed || !Held.Functions.empty())
      for (const MemberPlace &Inner : Linked.membersAt(Holder, Bytes))
        Found.insert(memberOf(Inner));
  });
  return Found;
}

TargetListId FlowGraph::list(std::vector<SymbolId> Functions) {
  size_t Hash = 0;
  for (SymbolId Named : Functions)
    Hash = Hash * 31 + Named.Index;
  llvm::SmallVector<TargetListId, 1> &Same = Listed[Hash];
  for (TargetListId Known : Same)
    if (Lists[Known.Index] == Functions)
      return Known;
  Same.push_back(TargetListId(uint32_t(Lists.size())));
  Lists.push_back(std::move(Functions));
  return Same.back();
}
