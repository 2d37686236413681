// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which place is behind an address, and which addresses others get.

#include "analysis/link/FunctionFlow.h"

using namespace membrane;

bool FunctionFlow::canHoldFunction(ValueId Named) const {
  Value::Kind Form = Body.Values[Named.Index].Form;
  return Form == Value::Kind::Result || Form == Value::Kind::Argument ||
         Form == Value::Kind::Address;
}

/// The same of null, which tells of a place that nothing else gets to.
bool FunctionFlow::canMove(ValueId Named) const {
  return canHoldFunction(Named) ||
         Body.Values[Named.Index].Form == Value::Kind::Null;
}

PlaceId FunctionFlow::place(ValueId Named) {
  const Value &Known = Body.Values[Named.Index];
  if (Known.Form == Value::Kind::Null)
    return FlowGraph::Nothing;
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
    if (Step.Record)
      InSlot[Step.Result.Index] = {Step.Record, 0};
    return;
  }
  ValueId Base = Step.Operands[0];
  const Value &Known = Body.Values[Base.Index];
  auto Slot = InSlot.find(Base.Index);
  if (Slot != InSlot.end() && !Step.Record && Step.Displacement.isExact()) {
    auto [Whole, Bytes] = Slot->second;
    InSlot[Step.Result.Index] = {Whole, Bytes + Step.Displacement.Bytes};
  }
  if (Step.Record) {
    Memory[Step.Result.Index] =
        Graph.member(Step.Record, Step.Displacement.Bytes);
    return;
  }
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

/// The places that a load or store reaches: one, or each member with functions
/// of the object that a number leads into (a table of the offsets of options).
void FunctionFlow::forAccessed(const Fact &Access,
                               llvm::function_ref<void(PlaceId)> Visit) {
  constexpr uint64_t PointerSize = 8;
  ValueId Address = Access.Operands[0];
  PositionList All = In.of(Address);
  if (All.empty() || Access.Size < PointerSize)
    return Visit(memory(Address));
  if (llvm::any_of(All, [](const Position &At) { return At.Declared; }))
    Visit(memory(Address));
  if (llvm::any_of(All, [](const Position &At) { return At.Anywhere; }))
    Visit(FlowGraph::Loose);
  for (const Position &At : All)
    if (!At.Anywhere)
      Visit(At.Variable ? Graph.global(At.Variable, At.Bytes)
                        : Graph.within(At.Whole, At.Bytes));
    else
      forFunctions(At.Whole, 0, [&](MemberKey Member, int64_t) {
        Visit(Graph.member(Member.first, Member.second));
      });
}

/// The member of a record, or of each element, that stands at an address in a
/// slot; none if it has a place of its own.
std::optional<PlaceId> FunctionFlow::memberOfSlot(ValueId Address) {
  auto Slot = InSlot.find(Address.Index);
  if (Slot == InSlot.end())
    return std::nullopt;
  auto [Whole, Bytes] = Slot->second;
  int64_t Size = int64_t(Linked.Records[Whole.Index].Size);
  return Graph.member(Whole, Size > 0 && Bytes > 0 ? Bytes % Size : Bytes);
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

/// Visits the members in which functions stand, those of inner records, too.
void FunctionFlow::forFunctions(
    RecordId Whole, int64_t Start,
    llvm::function_ref<void(MemberKey Member, int64_t At)> Visit) {
  for (const Field &Member : Linked.Records[Whole.Index].Fields) {
    if (!Member.Type || !Linked.holdsFunctions(Member.Type))
      continue;
    const Type &Held = Linked.Types[Member.Type.Index];
    int64_t At = Start + int64_t(Member.Offset);
    if (Held.Form == Type::Kind::Record && Held.Record)
      forFunctions(Held.Record, At, Visit);
    else
      Visit({Whole, int64_t(Member.Offset)}, At);
  }
}

/// Code that is not seen and no client's may fill what is given to it.
void FunctionFlow::handToUnseen(ValueId Given) {
  const Value &Named = Body.Values[Given.Index];
  if (Named.Form != Value::Kind::Address) {
    if (auto Found = Memory.find(Given.Index); Found != Memory.end())
      Graph.exposeUnseen(Found->second);
    return;
  }
  SymbolId Variable = Linked.resolve(Named.Target);
  if (!Variable || Linked.Symbols[Variable.Index].Constant ||
      Linked.Symbols[Variable.Index].Form != Symbol::Kind::Variable)
    return handOn(Given);
  TypeId Whole = Linked.Symbols[Variable.Index].Type;
  if (Whole && Linked.Types[Whole.Index].Record && Named.Number == 0)
    forFunctions(Linked.Types[Whole.Index].Record, 0,
                 [&](MemberKey, int64_t At) {
                   Graph.exposeUnseen(Graph.global(Variable, At));
                 });
  else
    Graph.exposeUnseen(Graph.global(Variable, Named.Number));
}

/// An address of one of several places becomes one that nothing names.
void FunctionFlow::leaveJoined(ValueId Address) {
  auto Found = Memory.find(Address.Index);
  if (Found != Memory.end() && Graph.isJoined(Found->second))
    Graph.expose(Found->second);
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

/// The records as which an object is known, or used here.
std::set<RecordId> FunctionFlow::recordsAt(ValueId Address) {
  if (!UsedAs) {
    UsedAs.emplace();
    for (const Block &Part : Body.Blocks)
      for (const Fact &Step : Part.Facts)
        if (Step.Form == Fact::Kind::Displace && Step.Record) {
          (*UsedAs)[Step.Operands[0].Index].insert(Step.Record);
          if (Step.Displacement.isExact())
            for (RecordId Held :
                 Linked.innerAt(Step.Record, Step.Displacement.Bytes))
              (*UsedAs)[Step.Result.Index].insert(Held);
        } else if (Step.Form == Fact::Kind::Local && Step.Record)
          (*UsedAs)[Step.Result.Index].insert(Step.Record);
  }
  std::set<RecordId> Found = UsedAs->lookup(Address.Index);
  if (RecordId Declared = Linked.recordBehind(Body, Address))
    Found.insert(Declared);
  return Found;
}
