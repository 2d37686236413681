// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "analysis/surface/Origins.h"

#include "llvm/ADT/STLExtras.h"

using namespace membrane;

Origins::Origins(const Program &Linked, PlaceTable &Places,
                 const Summaries &Found, const Function &Code)
    : Linked(Linked), Places(Places), Found(Found), Code(Code),
      Held(Code.Values.size()), Made(Code.Values.size()) {
  for (const Block &Part : Code.Blocks)
    for (const Fact &Step : Part.Facts)
      if (Step.Result)
        Made[Step.Result.Index] = &Step;
  start();
  Changed = true;
  for (unsigned Round = 0; Changed && Round < MaxRounds; ++Round) {
    Changed = false;
    for (const Block &Part : Code.Blocks)
      for (const Fact &Step : Part.Facts)
        follow(Step);
  }
  readSlots();
}

/// Gathers what is stored in variables whose address is taken.
void Origins::readSlots() {
  for (const auto &[Address, Stored] : Slots) {
    const Fact *Made = definition(Address);
    if (!Made || Made->Form != Fact::Kind::Local)
      continue;
    Slot &Found = Variables[Address];
    for (ValueId One : Stored) {
      Found.Others |=
          of(One).empty() && Code.Values[One.Index].Form != Value::Kind::Null;
      for (OriginId Known : of(One))
        if (!llvm::is_contained(Found.Holds, Known))
          Found.Holds.push_back(Known);
    }
  }
}

const Origins::Slot *Origins::slot(ValueId Address) const {
  auto Known = Variables.find(Address);
  return Known == Variables.end() ? nullptr : &Known->second;
}

void Origins::start() {
  for (uint32_t I = 0; I < Code.Values.size(); ++I) {
    const Value &Known = Code.Values[I];
    FreedPlace Base;
    Origin Own;
    if (Known.Form == Value::Kind::Argument) {
      Base.Root = uint32_t(Known.Number);
    } else if (Known.Form == Value::Kind::Address && Known.Target) {
      Base.Global = true;
      Base.Root = Known.Target.Index;
      Own.Moved = Own.InWhole = Offset::exact(Known.Number);
      TypeId Variable = Linked.Symbols[Known.Target.Index].Type;
      if (Variable)
        Own.Whole = Linked.Types[Variable.Index].Record;
    } else {
      continue;
    }
    Own.Base = Places.add(Base);
    Held[I].push_back(Places.add(Own));
  }
}

void Origins::add(ValueId To, OriginId New) {
  if (!To || llvm::any_of(Held[To.Index], [&](OriginId Known) {
        return Places.isSame(Known, New);
      }))
    return;
  if (Held[To.Index].size() >= MaxOrigins) {
    Cut = true;
    return;
  }
  Held[To.Index].push_back(New);
  Changed = true;
}

void Origins::addAll(ValueId To, ValueId From) {
  if (!From || To == From)
    return;
  llvm::SmallVector<OriginId, 8> All(of(From));
  for (OriginId One : All)
    add(To, One);
}

/// The elements of the array that are reached, if they are pointers, which are
/// one place, or records.
std::optional<Offset> Origins::elementsAt(const Origin &From, Offset By) const {
  if (!From.Whole || !From.InWhole.isExact() || By.isExact())
    return std::nullopt;
  auto Array = Linked.arrayAt(From.Whole, From.InWhole.Bytes);
  if (!Array || !Array->leadsToElements(From.InWhole.Bytes, By))
    return std::nullopt;
  return Offset::within(Array->Low, Array->High, Array->apart());
}

OriginId Origins::displaced(OriginId Named, Offset By, RecordId Of) const {
  const Origin &From = Places[Named];
  Origin Next = From;
  Next.Moved = From.Moved.plus(By);
  // From a member back to the object around it.
  bool Back = By.isExact() && By.Bytes < 0;
  if (Back) {
    Next.Whole = {};
    Next.InWhole = {};
  } else if (auto Elements = elementsAt(From, By)) {
    Next.InWhole = *Elements;
    if (From.Moved.isExact())
      Next.Moved = Next.InWhole.plus(
          Offset::exact(From.Moved.Bytes - From.InWhole.Bytes));
  } else if (From.Whole) {
    Next.InWhole = From.InWhole.plus(By);
  } else if (Of) {
    Next.Whole = Of;
    Next.InWhole = By;
  }
  return Places.add(Next);
}

/// An origin in the record that the address leads into, if only machine types
/// were used on the way: a struct is copied out of an array.
OriginId Origins::inRecord(OriginId Named, ValueId Address) {
  Origin Known = Places[Named];
  if (Known.Whole)
    return Named;
  if (!In)
    In.emplace(Linked, Code);
  PositionList All = In->of(Address);
  if (All.size() != 1 || All[0].Anywhere)
    return Named;
  Known.Whole = All[0].Whole;
  Known.InWhole = Offset::exact(All[0].Bytes);
  return Places.add(Known);
}

/// What the function's only result is, by the summary: an argument, or what
/// hung under one at the entry, by a way without repetitions.
static std::optional<Target> givenBack(const FunctionSummary &Does) {
  if (Does.Result.size() != 1)
    return std::nullopt;
  const PointsTo &Holds = Does.Result[0].Holds;
  if (Holds.hasScalar() || !Holds.numbers().empty() ||
      Holds.targets().size() != 1)
    return std::nullopt;
  NodeId Top = Holds.targets()[0].Node;
  for (; Does.Nodes[Top.Index].Form == Node::Kind::Content;
       Top = Does.Nodes[Top.Index].Parent)
    if (Holds.isLoose() || !Does.Nodes[Top.Index].Folded.empty() ||
        !Does.Nodes[Top.Index].Below.empty())
      return std::nullopt;
  if (Does.Nodes[Top.Index].Form != Node::Kind::Argument)
    return std::nullopt;
  return Holds.targets()[0];
}

/// From what a step of a function works a value out with an offset or a mask.
static ValueId maskedFrom(const Function &Code, ValueId Result) {
  for (const Block &Part : Code.Blocks)
    for (const Fact &Step : Part.Facts)
      if (Step.Result == Result)
        return Step.Form == Fact::Kind::Displace ||
                       (Step.Form == Fact::Kind::Arithmetic &&
                        Step.Operator == Operation::And)
                   ? Step.Operands[0]
                   : ValueId();
  return {};
}

/// The argument of a small function from which it works its result out with
/// offsets and masks alone. Where a mask is no constant, the summary takes it
/// for what it may lead to.
static std::optional<uint32_t> maskedGivenBack(const Function &Code) {
  constexpr size_t MaxBlocks = 8;
  ValueId Result;
  if (Code.Blocks.size() > MaxBlocks)
    return std::nullopt;
  for (const Block &Part : Code.Blocks) {
    if (Part.End.Form != Terminator::Kind::Return)
      continue;
    if (Result || Part.End.Returned.size() != 1)
      return std::nullopt;
    Result = Part.End.Returned[0].Value;
  }
  while (Result && Code.Values[Result.Index].Form == Value::Kind::Result)
    Result = maskedFrom(Code, Result);
  if (!Result || Code.Values[Result.Index].Form != Value::Kind::Argument)
    return std::nullopt;
  return uint32_t(Code.Values[Result.Index].Number);
}

/// What a callee's node is that hung under an argument at the entry, where the
/// argument comes from an origin; none if there are too many loads.
OriginId Origins::under(OriginId Top, const FunctionSummary &Does,
                        NodeId Named) const {
  const Node &Object = Does.Nodes[Named.Index];
  if (Object.Form == Node::Kind::Argument)
    return Top;
  OriginId Holder = under(Top, Does, Object.Parent);
  RecordId Of = Does.Nodes[Object.Parent.Index].Record;
  return Holder ? Places.loaded(displaced(Holder, Object.At, Of)) : OriginId();
}

void Origins::addGiven(const Fact &Call, const FunctionSummary &Does,
                       Target Given) {
  uint32_t Argument = Does.Nodes[Does.root(Given.Node).Index].Number;
  if (Argument >= Call.Arguments.size())
    return;
  llvm::SmallVector<OriginId, 8> All(of(Call.Arguments[Argument]));
  for (OriginId One : All) {
    if (OriginId Inner = under(One, Does, Given.Node))
      add(Call.Result, displaced(Inner, Given.At, {}));
    else
      Cut = true;
  }
}

/// What a function returns that always returns the same argument, as one does
/// that goes from an object to its header, or the same thing under one, as one
/// does that takes an element out of a table.
void Origins::addGivenBack(const Fact &Call) {
  SymbolId Callee = Call.Callee ? Linked.resolve(Call.Callee) : SymbolId();
  const Function *Body = Callee ? Linked.body(Callee) : nullptr;
  if (!Body)
    return;
  const FunctionSummary &Does = Found.Of[Linked.BodyOf[Callee.Index]];
  if (auto Given = givenBack(Does))
    return addGiven(Call, Does, *Given);
  auto Masked = maskedGivenBack(*Body);
  if (!Masked || *Masked >= Call.Arguments.size())
    return;
  llvm::SmallVector<OriginId, 8> All(of(Call.Arguments[*Masked]));
  for (OriginId One : All)
    add(Call.Result, displaced(One, Offset::any(), {}));
}

void Origins::follow(const Fact &Step) {
  switch (Step.Form) {
  case Fact::Kind::Displace: {
    llvm::SmallVector<OriginId, 8> All(of(Step.Operands[0]));
    for (OriginId One : All)
      add(Step.Result, displaced(One, Step.Displacement, Step.Record));
    return;
  }
  case Fact::Kind::Merge:
    for (ValueId Given : Step.merged())
      addAll(Step.Result, Given);
    return;
  case Fact::Kind::Store:
    Slots[Step.Operands[0]].insert(Step.Operands[1]);
    return;
  case Fact::Kind::Load: {
    llvm::SmallVector<OriginId, 8> All(of(Step.Operands[0]));
    if (All.empty()) {
      for (ValueId Stored : Slots[Step.Operands[0]])
        addAll(Step.Result, Stored);
      return;
    }
    for (OriginId One : All) {
      if (OriginId Inner = Places.loaded(inRecord(One, Step.Operands[0])))
        add(Step.Result, Inner);
      else
        Cut = true;
    }
    return;
  }
  case Fact::Kind::Arithmetic:
    // A tagged pointer keeps its object.
    if (Step.Operator == Operation::And || Step.Operator == Operation::Or)
      addAll(Step.Result, Step.Operands[0]);
    return;
  case Fact::Kind::Call:
    return addGivenBack(Step);
  case Fact::Kind::Local:
  case Fact::Kind::Copy:
  case Fact::Kind::Fill:
  case Fact::Kind::Part:
  case Fact::Kind::Compare:
  case Fact::Kind::StartVariadic:
  case Fact::Kind::Arrival:
  case Fact::Kind::Unmodelled:
    return;
  }
}
