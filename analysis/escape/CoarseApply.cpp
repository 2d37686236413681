// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The summary of a function outside of the component, as inclusion constraints
// at one call. Application.cpp does the same to states.

#include "analysis/escape/Coarse.h"

#include "llvm/ADT/STLExtras.h"

using namespace membrane;

struct Coarse::Applied {
  Place &Site;
  const FunctionSummary &Callee;
  std::vector<Variable> Of; ///< by the callee's nodes
  Common *Shared = nullptr; ///< null: nothing is
};

Coarse::Common &Coarse::commonOf(const FunctionSummary &Callee) {
  std::unique_ptr<Common> &Known = Commons[&Callee];
  if (Known)
    return *Known;
  Known = std::make_unique<Common>();
  Known->Of.assign(Callee.Nodes.size(), None);
  Known->Held.assign(Callee.Cells.size(), None);
  for (uint32_t I = 0; I < Callee.Nodes.size(); ++I) {
    const Node &Top = Callee.Nodes[Callee.root(NodeId(I)).Index];
    Known->Nodes.push_back(
        Top.Form != Node::Kind::Argument && Top.Form != Node::Kind::Variadic &&
        Top.Form != Node::Kind::Thrown &&
        !(Top.Form == Node::Kind::Fresh &&
          (Level == Detail::Places || Callee.Allocations[Top.Number].Hook)));
  }
  return *Known;
}

void Coarse::apply(Place &Site, const FunctionSummary &Callee) {
  Applied Call{Site, Callee, {}};
  Call.Of.assign(Callee.Nodes.size(), None);
  if (Site.Hook == None)
    Call.Shared = &commonOf(Callee);
  applyEffects(Call);
  if (!Callee.Returns && !Callee.Unwinds && !Callee.Throws)
    return;
  applyCells(Call);
  if (Callee.Result.empty())
    setResult(Site, Numbers);
  for (const SummaryCell &Part : Callee.Result) {
    setResult(Site, values(Call, Part.Holds));
    if (Site.Result != None && !Callee.Bodyless && Part.Holds.hasScalar())
      Gathered.push_back({Site.Arguments, Site.Result});
  }
}

Coarse::Variable Coarse::at(Applied &Call, NodeId Named) {
  bool Shared = Call.Shared && Call.Shared->Nodes[Named.Index];
  // map() may make others.
  auto Place = [&]() -> Variable & {
    return (Shared ? Call.Shared->Of : Call.Of)[Named.Index];
  };
  if (Place() != None)
    return Place();
  const Node &Inner = Call.Callee.Nodes[Named.Index];
  Variable Found = map(Call, Inner);
  Place() = Found;
  // Links of nodes below it that lead back to it.
  if (!isNumber(Found))
    for (const LinkBelow &Link : Inner.Below)
      if (Variable From = at(Call, Link.From); !isNumber(From))
        Sets.load(Found, moved(From, Link.At));
  return Found;
}

Coarse::Variable Coarse::map(Applied &Call, const Node &Inner) {
  Place &Site = Call.Site;
  switch (Inner.Form) {
  case Node::Kind::Argument:
    return Inner.Number < Site.Arguments.size() ? Site.Arguments[Inner.Number]
                                                : Numbers;
  case Node::Kind::Variadic: {
    if (Site.Further != None)
      return Site.Further;
    // Which arguments are the further ones does not matter.
    Object List =
        object({Node::Kind::Local, Site.Fact}, Inclusion::Access::Own);
    for (Variable Argument : Site.Arguments)
      Sets.include(Sets.cell(List), Argument);
    return Site.Further = holder(List);
  }
  case Node::Kind::Global:
    if (Inner.Several)
      return holder(several(SymbolId(Inner.Number)));
    [[fallthrough]];
  case Node::Kind::Function:
    return symbol(SymbolId(Inner.Number));
  case Node::Kind::Content: {
    Variable Holder = at(Call, Inner.Parent);
    if (isNumber(Holder))
      return Numbers;
    if (Call.Callee.Nodes[Inner.Parent.Index].isOfPointers())
      UsedAsRecords.push_back(Holder);
    Variable Found = Sets.variable();
    Sets.load(Found, moved(Holder, Inner.At));
    for (Offset At : Inner.Folded)
      Sets.load(Found, moved(Found, At));
    return Found;
  }
  case Node::Kind::Fresh: {
    const Allocation &Made = Call.Callee.Allocations[Inner.Number];
    return makeBlock(Call, Made);
  }
  case Node::Kind::Static:
    return holder(Inner.Number ? Constants : Statics);
  case Node::Kind::Thrown: {
    if (!Call.Callee.ReachesCaught)
      return holder(Thrown);
    // All that hangs under an exception that was caught here.
    Variable Caught = Sets.variable();
    Sets.add(Caught, Thrown);
    Sets.load(Caught, anywhere(Caught));
    return Caught;
  }
  case Node::Kind::Local:
  case Node::Kind::Unseen:
    return holder(Unseen);
  }
  return Numbers;
}

/// The block that stands here for one of the callee's.
Coarse::Variable Coarse::makeBlock(Applied &Call, const Allocation &Made) {
  Maker By;
  By.Hook = Made.Hook ? at(Call, Made.Hook) : Call.Site.Hook;
  if (Made.IfNull && !Made.Hook)
    By.IfNull = at(Call, Made.IfNull);
  if (By.Hook == None)
    By.Instead = insteadOf(Call.Site, Call.Callee, Made);
  return block(Call.Site, Made, By);
}

/// What a value has in common with the same of other calls; None if that is not
/// worth a variable.
Coarse::Variable Coarse::commonPart(Applied &Call, const PointsTo &Holds) {
  auto IsCommon = [&](const Target &To) {
    return bool(Call.Shared->Nodes[To.Node.Index]);
  };
  if (!Call.Shared || llvm::count_if(Holds.targets(), IsCommon) < 2)
    return None;
  if (auto Known = Call.Shared->Parts.find(&Holds);
      Known != Call.Shared->Parts.end())
    return Known->second;
  Variable Found = Sets.variable();
  for (const Target &To : Holds.targets())
    if (IsCommon(To))
      Sets.include(Found, moved(at(Call, To.Node), To.At));
  return Call.Shared->Parts[&Holds] = Found;
}

Coarse::Variable Coarse::values(Applied &Call, const PointsTo &Holds) {
  if (Holds.targets().empty())
    return Holds.isNumber(0) ? Nulls : Numbers;
  bool Null = llvm::is_contained(Holds.numbers(), 0);
  bool Number = Holds.hasScalar() || Holds.numbers().size() > size_t(Null);
  if (Holds.targets().size() == 1 && !Null && !Number)
    return moved(at(Call, Holds.targets()[0].Node), Holds.targets()[0].At);
  Variable Found = Sets.variable();
  if (Null)
    Sets.add(Found, this->Null);
  if (Number)
    Sets.add(Found, this->Number);
  Variable Part = commonPart(Call, Holds);
  if (Part != None)
    Sets.include(Found, Part);
  for (const Target &To : Holds.targets())
    if (Part == None || !Call.Shared->Nodes[To.Node.Index])
      Sets.include(Found, moved(at(Call, To.Node), To.At));
  return Found;
}

/// Whether a value is the same for all calls.
bool Coarse::isCommon(const Applied &Call, const PointsTo &Holds) {
  return Call.Shared && llvm::all_of(Holds.targets(), [&](const Target &To) {
           return Call.Shared->Nodes[To.Node.Index];
         });
}

void Coarse::applyCells(Applied &Call) {
  const FunctionSummary &Callee = Call.Callee;
  // By the first cell that is alike.
  std::vector<Variable> Held(Callee.Cells.size(), None);
  llvm::DenseSet<std::pair<Variable, Variable>> Stored;
  for (uint32_t I = 0; I < Callee.Cells.size(); ++I) {
    uint32_t First = Callee.Alike[I];
    bool Common = isCommon(Call, Callee.Cells[First].Holds);
    Variable &Known = (Common ? Call.Shared->Held : Held)[First];
    if (Known == None)
      Known = values(Call, Callee.Cells[First].Holds);
    Variable Address =
        moved(at(Call, Callee.Cells[I].Node), Callee.Cells[I].At);
    Variable Holds = Known;
    if (isNumber(Address) || !Stored.insert({Address, Holds}).second)
      continue;
    bool Again = Common && Call.Shared->Stored &&
                 Call.Shared->Nodes[Callee.Cells[I].Node.Index];
    if (!Again)
      store(Address, Holds);
    if (isNumber(Holds))
      continue;
    if (Callee.Cells[I].Holds.isOfParts())
      PartsStored.push_back({Call.Site.In, Address, Holds});
    UsedAsRecords.push_back(Address);
    if (!Again)
      Stores.push_back({Address, Holds, Callee.Cells[I].Where});
  }
  if (Call.Shared)
    Call.Shared->Stored = true;
  for (auto [From, To] : Callee.Copies)
    addCopy(at(Call, To), at(Call, From));
  // A function without a body may have written numbers anywhere in what it
  // was given.
  if (Callee.Bodyless)
    for (Variable Argument : Call.Site.Arguments)
      if (!isNumber(Argument))
        storeNumbers(Argument);
}

void Coarse::applyEffects(Applied &Call) {
  const FunctionSummary &Callee = Call.Callee;
  for (const Allocation &Made : Callee.Allocations) {
    makeBlock(Call, Made);
    if (Callee.Bodyless && Made.Hook)
      Nullable.push_back(at(Call, Made.Hook));
  }
  for (const UnseenCode &Code : Callee.Assumptions)
    assume(Code, Code.Kind == AssumptionKind::Callback ? Call.Site.Hook : None);
  for (const NodeRelease &Freed : Callee.Releases) {
    Variable Block = at(Call, Freed.Node);
    if (isNumber(Block))
      continue;
    Sets.include(Released, Block);
    Releases.push_back({Block, {Call.Site.Where, Call.Site.Callee}});
  }
  for (const HandedOut &Handed : Callee.Handed) {
    // A library's own memory, where the program installed a function.
    bool Kept = Callee.Nodes[Handed.Hook.Index].Form == Node::Kind::Static;
    handOut(Call.Site,
            {Kept ? None : at(Call, Handed.Hook), values(Call, Handed.Holds),
             Handed.Where ? Handed.Where : Call.Site.Where, Handed.Back,
             Handed.Hidden});
  }
  applyCalls(Call);
}

/// A call that a callee makes through Inner.Hook, as it is here.
Coarse::OpenCall Coarse::innerCall(Applied &Call, const DeferredCall &Inner) {
  OpenCall New;
  New.Pointer = at(Call, Inner.Hook);
  New.Site.In = Call.Site.In;
  New.Site.Where = Call.Site.Where;
  New.Site.Fact = Call.Site.Fact;
  New.Site.Block = Call.Site.Block;
  for (const PointsTo &Passed : Inner.Passed)
    New.Site.Arguments.push_back(values(Call, Passed));
  if (Inner.Returned)
    New.Site.Result = Call.Site.Result;
  New.Deferred = true;
  return New;
}

/// The link shows what stands in a member or a variable that is passed on to be
/// called.
void Coarse::enterShown(const Place &Site, OpenCall &New) {
  if (!Site.Step || !Site.Step->Callee)
    return;
  const CallTargets &Shown = Linked.targets(siteOf(Site));
  for (SymbolId Callee : Shown.Functions) {
    New.Called.insert(Linked.resolve(Callee));
    Place Inner = New.Site;
    call(Inner, Linked.resolve(Callee));
  }
}

/// A callee gives what it was given to a function without a body, which calls
/// it: it knows nothing of the functions that this call passes.
void Coarse::callPassedOn(Applied &Call, const DeferredCall &Inner) {
  OpenCall New = innerCall(Call, Inner);
  enterShown(Call.Site, New);
  Open.push_back(std::move(New));
}

/// What a function without a body calls is called here.
void Coarse::applyCalls(Applied &Call) {
  const FunctionSummary &Callee = Call.Callee;
  ReachesCaught |= Callee.ReachesCaught;
  MoreCalls |= Callee.MoreCalls;
  if (!Callee.Bodyless) {
    for (const DeferredCall &Inner : Callee.Calls) {
      Told Outer{at(Call, Inner.Hook), {}, Inner.Returned, Inner.Defaulted};
      for (const PointsTo &Passed : Inner.Passed)
        Outer.Passed.push_back(values(Call, Passed));
      // Whose it is, the solution shows.
      assume({AssumptionKind::Callback, "", Call.Site.Where}, Outer.Hook);
      Calls.push_back(std::move(Outer));
      const Node &Given = Callee.Nodes[Inner.Hook.Index];
      if (Given.Form == Node::Kind::Argument &&
          Linked.isPassedOn(Call.Site.Callee, Given.Number))
        callPassedOn(Call, Inner);
    }
    return;
  }
  for (const DeferredCall &Inner : Callee.Calls) {
    OpenCall New = innerCall(Call, Inner);
    bool Static =
        Callee.Nodes[Callee.root(Inner.Hook).Index].Form == Node::Kind::Static;
    // A function that the program installed in the library may get memory that
    // the library made.
    if (Static)
      for (Variable Passed : New.Site.Arguments)
        handOut(Call.Site, {None, Passed, Call.Site.Where});
    New.Outside = !Inner.Defaulted && !Static && !isNumber(New.Pointer);
    enterShown(Call.Site, New);
    callOpen(std::move(New));
  }
}
