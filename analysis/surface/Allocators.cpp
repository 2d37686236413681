// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How one function allocates, what it loses, and so its class.

#include "analysis/surface/Recorder.h"

#include "llvm/ADT/STLExtras.h"

using namespace membrane;

/// Whether a value may be a pointer into what an allocation made.
bool Recorder::pointsInto(const PointsTo &Value, const Allocation &Made) const {
  return llvm::any_of(Value.targets(), [&](const Target &To) {
    const Node &Object = Found.Nodes[To.Node.Index];
    return Object.Form == Node::Kind::Fresh &&
           &Found.Allocations[Object.Number] == &Made;
  });
}

/// Whether the arena of a piece still holds it at the exit.
bool Recorder::isHeld(const Allocation &Made) const {
  return llvm::any_of(Found.Cells, [&](const SummaryCell &Place) {
    return Found.isUnder(Place.Node, Made.Hook) &&
           pointsInto(Place.Holds, Made);
  });
}

/// Whether the allocator is one that the caller supplied: no member of a record
/// that only the program can write to, and where it puts only its own; no arena
/// that nothing empties, or that gave its blocks away.
bool Recorder::isCallers(const Allocation &Made) const {
  if (!Made.Hook)
    return leftOut(Made);
  if (Made.Arena && !(Shared.Releases.mayEmpty(Made.Arena) && isHeld(Made)))
    return false;
  if (Found.Nodes[Found.root(Made.Hook).Index].Form != Node::Kind::Argument)
    return false;
  const Node &Pointer = Found.Nodes[Made.Hook.Index];
  if (Pointer.Form != Node::Kind::Content || !Pointer.At.isExact())
    return true;
  RecordId Holder = Found.Nodes[Pointer.Parent.Index].Record;
  return !Holder || !Names.isOpaqueRecord(Holder) ||
         Shared.Supplied.isSupplied(Holder, Pointer.At.Bytes);
}

/// Whether blocks of both may stand at one place at the exit, or are given to
/// one function of the caller's.
bool Recorder::standsFor(const Allocation &A, const Allocation &B) const {
  auto Both = [&](const auto &Place) {
    return pointsInto(Place.Holds, A) && pointsInto(Place.Holds, B);
  };
  return llvm::any_of(Found.Result, Both) || llvm::any_of(Found.Cells, Both) ||
         llvm::any_of(Found.Handed, Both);
}

/// Whether a block is made only where the hook of another one is null, or what
/// leads to it, and may stand in its place.
bool Recorder::isDefaultOf(const Allocation &Made,
                           const Allocation &Other) const {
  if (Made.Hook || !Made.IfNull)
    return false;
  NodeId Way = Other.Hook;
  while (Way && Way != Made.IfNull &&
         Found.Nodes[Way.Index].Form == Node::Kind::Content)
    Way = Found.Nodes[Way.Index].Parent;
  return Way && Way == Made.IfNull && standsFor(Made, Other);
}

/// The allocator of the caller's for which this one stands in where the caller
/// has left it out, or the object that holds it; null if there is none.
const Allocation *Recorder::leftOut(const Allocation &Made) const {
  auto Known = llvm::find_if(Found.Allocations, [&](const Allocation &Other) {
    return isDefaultOf(Made, Other) && isCallers(Other);
  });
  return Known == Found.Allocations.end() ? nullptr : &*Known;
}

std::string membrane::textOf(ArgumentRef Argument) {
  switch (Argument.Index) {
  case ArgumentRef::This:
    return "this";
  case ArgumentRef::Variadic:
    return "...";
  default:
    return std::to_string(Argument.Index);
  }
}

Allocator Recorder::describe(const Allocation &Made) const {
  Allocator Used;
  Used.Kind = Made.Kind;
  Used.Family = Made.Family;
  if (const Allocation *Instead = leftOut(Made)) {
    Used = describe(*Instead);
    if (Used.Default.empty())
      Used.Default = Linked.Symbols[Made.Steps.back().Callee.Index].Name;
    return Used;
  }
  if (!Made.Hook)
    return Used;
  NodeId Root = Found.root(Made.Hook);
  const Node &Top = Found.Nodes[Root.Index];
  if ((Top.Form == Node::Kind::Argument && !isCallers(Made)) ||
      (Top.Form == Node::Kind::Global && Made.Arena))
    return Used;
  if (Made.Default) {
    const Function *Body = Linked.body(Made.Default);
    Used.Default = Body ? Body->Name : Linked.Symbols[Made.Default.Index].Name;
  }
  if (Top.Form == Node::Kind::Argument) {
    Used.Argument = PathNamer::parameterOf(Code, Top.Number);
    Used.Path = Names.pointerTo(Code, Found, Made.Hook).Text;
    Used.Family = "argument " + textOf(Used.Argument) +
                  (Used.Path.empty() ? "" : " " + Used.Path);
  } else if (Top.Form == Node::Kind::Global) {
    Used.Hook = Names.globalName(SymbolId(Top.Number));
    Used.Family = "hook " + Used.Hook;
  }
  return Used;
}

std::string Recorder::familyOf(const Allocation &Made) const {
  return isCallers(Made) || Made.Hook ? describe(Made).Family : Made.Family;
}

/// From the allocation outwards.
std::vector<Step> Recorder::stepsOf(const Allocation &Made) const {
  std::vector<Step> Steps;
  Steps.reserve(Made.Steps.size() + 1); // most add where it goes
  for (const CallStep &Call : llvm::reverse(Made.Steps)) {
    if (!Call.Callee) {
      Steps.push_back({Call.Where, "allocated through a function pointer"});
      continue;
    }
    Steps.push_back({Call.Where, Names.makingWords(Call.Callee)});
  }
  return Steps;
}

void Recorder::addAllocators() {
  for (const Allocation &Made : Found.Allocations) {
    Allocator Used = describe(Made);
    bool Known = llvm::any_of(Out.Allocators, [&](const Allocator &Other) {
      return Other.Family == Used.Family && Other.Kind == Used.Kind;
    });
    if (Known)
      continue;
    Used.Witness = stepsOf(Made);
    Out.Allocators.push_back(std::move(Used));
  }
  for (const Block &Part : Code.Blocks)
    for (const Fact &Step : Part.Facts)
      if (Step.Form == Fact::Kind::Local && Step.Size == 0 &&
          !Step.Operands.empty()) {
        Allocator Slot;
        Slot.Family = "alloca";
        Slot.Kind = AllocatorKind::Stack;
        Slot.Witness.push_back({Step.Where, "takes stack of run-time size"});
        if (llvm::none_of(Out.Allocators, [](const Allocator &Other) {
              return Other.Kind == AllocatorKind::Stack;
            }))
          Out.Allocators.push_back(std::move(Slot));
      }
}

/// Whether a call gives what its target does to the function that makes it. A
/// function without a body that calls the target has the result itself, and a
/// pointer that is called as one that gives nothing leads to no allocator.
bool Recorder::givesResult(const CallStep &Made) const {
  bool Met = false;
  for (const Block &Part : Code.Blocks)
    for (const Fact &Step : Part.Facts) {
      if (Step.Form != Fact::Kind::Call || Step.Where != Made.Where)
        continue;
      Met = true;
      if (Step.Callee ? Linked.body(Step.Callee) != nullptr
                      : !llvm::StringRef(Step.CallShape).starts_with("void "))
        return true;
    }
  return !Met;
}

/// Whether the function has such a block whenever the pointer that the call
/// gave it is not null, or the call threw. Of what a callee hangs somewhere
/// else, or gives as one of several kinds of results, something else may tell
/// whether it is there: the path on which it seems lost may be one without it.
/// If no path does anything for it, an output that is always set tells enough.
bool Recorder::isCertain(const LostBlock &Lost) const {
  const Allocation &Made = Found.Allocations[Lost.Allocation];
  const Function *Body = Linked.body(Made.Steps.front().Callee);
  if (Made.Steps.size() == 1 || !Body)
    return true;
  if (!givesResult(Made.Steps.front()))
    return false;
  const FunctionSummary &Callee =
      Shared.Found.Of[Body - Linked.Functions.data()];
  llvm::ArrayRef<CallStep> Inner = llvm::ArrayRef(Made.Steps).drop_front();
  auto IsIt = [&](const Node &Object) {
    return Object.Form == Node::Kind::Fresh &&
           llvm::ArrayRef(Callee.Allocations[Object.Number].Steps) == Inner;
  };
  bool Gives = llvm::any_of(Callee.Nodes, [&](const Node &Object) {
    return Object.LeftByThrow && IsIt(Object);
  });
  auto IsOnlyIt = [&](const SummaryCell &Output) {
    bool Set = Output.Replaces && !Output.Holds.hasScalar() &&
               Callee.Nodes[Output.Node.Index].Form == Node::Kind::Argument;
    return Set && !Output.Holds.targets().empty() &&
           llvm::all_of(Output.Holds.targets(), [&](const Target &To) {
             return IsIt(Callee.Nodes[To.Node.Index]);
           });
  };
  if (Lost.Everywhere && llvm::any_of(Callee.Cells, IsOnlyIt))
    return true;
  for (const SummaryCell &Part : Callee.Result)
    for (const Target &To : Part.Holds.targets()) {
      const Node &Object = Callee.Nodes[To.Node.Index];
      if (Object.Form != Node::Kind::Fresh)
        return false;
      Gives |= IsIt(Object);
    }
  return Gives;
}

void Recorder::addLeaks() {
  for (const LostBlock &Lost : Found.Lost) {
    const Allocation &Made = Found.Allocations[Lost.Allocation];
    if (!isCertain(Lost))
      continue;
    Leak New;
    New.Family = familyOf(Made);
    New.Witness = stepsOf(Made);
    if (Lost.Where)
      New.Witness.push_back({Lost.Where, "not reachable any more here"});
    Out.Leaks.push_back(std::move(New));
  }
}

/// DESIGN's table: the first class whose definition holds.
void Recorder::classify() {
  bool AllOpaque =
      llvm::all_of(Out.Escapes, [](const Escape &Way) { return Way.Opaque; });
  bool AllCallers =
      llvm::all_of(Found.Allocations,
                   [&](const Allocation &Made) { return isCallers(Made); });
  if (Found.Allocations.empty())
    Out.Class = AllocationClass::None;
  else if (Out.Escapes.empty())
    Out.Class = AllocationClass::Contained;
  else if (AllCallers)
    Out.Class = AllocationClass::Parameterized;
  else if (AllOpaque)
    Out.Class = AllocationClass::Opaque;
  else
    Out.Class = AllocationClass::Escaping;
  Out.ClassIfAssumed = Out.Class;
  bool Unseen = llvm::any_of(Out.Assumptions, [](const Assumption &Given) {
    return isUnseenCode(Given.Kind);
  });
  if (Unseen && Out.Class != AllocationClass::Escaping)
    Out.Class = AllocationClass::Unknown;
}
