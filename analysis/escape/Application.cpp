// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "analysis/escape/Application.h"

#include "analysis/escape/Bounds.h"

using namespace membrane;

Application::Application(Body &Caller, const FunctionSummary &Callee,
                         const Calling &Call, SymbolId Named)
    : Caller(Caller), Callee(Callee), Call(Call), Named(Named),
      Mapped(Callee.Nodes.size()), IsMapped(Callee.Nodes.size()) {}

const PointsTo &Application::meet(NodeId Named) {
  IsMapped[Named.Index] = true;
  return Mapped[Named.Index] = map(Named);
}

bool Application::isReturned(NodeId Inner) const {
  return llvm::any_of(Callee.Result, [&](const SummaryCell &Part) {
    return llvm::any_of(Part.Holds.targets(),
                        [&](const Target &To) { return To.Node == Inner; });
  });
}

/// Whether the caller can get at a block by the result alone: if that is null,
/// there is no block to speak of.
bool Application::isOnlyReturned(NodeId Inner) const {
  auto Holds = [&](const PointsTo &Value) {
    return llvm::any_of(Value.targets(),
                        [&](const Target &To) { return To.Node == Inner; });
  };
  return Callee.Result.size() == 1 && Holds(Callee.Result[0].Holds) &&
         llvm::none_of(
             Callee.Cells,
             [&](const SummaryCell &Place) { return Holds(Place.Holds); }) &&
         llvm::none_of(Callee.Handed, [&](const HandedOut &Given) {
           return Holds(Given.Holds);
         });
}

PointsTo Application::map(NodeId Named) {
  const Node &Inner = Callee.Nodes[Named.Index];
  switch (Inner.Form) {
  case Node::Kind::Argument:
    return Inner.Number < Call.Arguments.size() ? Call.Arguments[Inner.Number]
                                                : PointsTo::scalar();
  case Node::Kind::Variadic: {
    // The list is a slot of this call that holds every further argument.
    NodeId List = Caller.Nodes.local(Caller.factNumber(Call.Step));
    return PointsTo::to(List, Offset::any());
  }
  case Node::Kind::Global:
    if (Inner.Several)
      return PointsTo::to(Caller.Nodes.severalGlobals(SymbolId(Inner.Number)),
                          Offset::any());
    [[fallthrough]];
  case Node::Kind::Function:
    return PointsTo::to(Caller.Nodes.symbol(SymbolId(Inner.Number)));
  case Node::Kind::Content:
    return contentOf(Named);
  case Node::Kind::Fresh: {
    size_t Before = Caller.Nodes.size();
    NodeId Block = make(rename(Callee.Allocations[Inner.Number]));
    // Of a node that is new here nothing has been computed.
    bool New = Block.Index >= Before;
    if (Inner.Record)
      Caller.Nodes.useAs(Block, Inner.Record);
    Caller.Nodes.guessAs(Block, Inner.Guess.Record);
    if (Inner.Multiple && New)
      Caller.Nodes[Block].Multiple = true;
    else if (Inner.Multiple)
      Caller.Nodes.setMultiple(Block);
    // Whether an argument was filled is told by a number, not by the pointer.
    if (Callee.Bodyless && !isReturned(Named))
      Now->free(Block, Live | Unsure);
    if (Call.Result)
      Caller.noteFilled(Call.Result, Block, Callee.Allocations[Inner.Number]);
    if (Call.Result && isOnlyReturned(Named))
      if (Caller.ByResult.insert({Call.Result, Block}).second)
        Caller.noteGrown(Call.Result);
    return PointsTo::to(Block);
  }
  case Node::Kind::Static:
    return PointsTo::to(Inner.Number ? Caller.Nodes.literals()
                                     : Caller.Nodes.statics(),
                        Offset::any());
  case Node::Kind::Thrown:
    return exceptions();
  case Node::Kind::Local:
  case Node::Kind::Unseen:
    return PointsTo::to(Caller.Nodes.unseen(), Offset::any());
  }
  return {};
}

/// The exception objects. For a function that reaches one that the caller has
/// caught they are also all that hangs under them.
PointsTo Application::exceptions() {
  PointsTo All = PointsTo::to(Caller.Nodes.thrown());
  if (!Callee.ReachesCaught)
    return All;
  std::set<NodeId> Met;
  std::vector<NodeId> Work = {Caller.Nodes.thrown()};
  while (!Work.empty()) {
    NodeId Holder = Work.back();
    Work.pop_back();
    for (const Cell &Place : Before.cells(Holder))
      for (const Target &To : Place.Holds.targets())
        if (Met.insert(To.Node).second) {
          Work.push_back(To.Node);
          All.add({To.Node, Offset::any()});
        }
  }
  return All;
}

/// Whether what the callee was given, or found, is new memory of the caller's.
bool Application::isCallersBlock(NodeId Inner) {
  return Callee.Nodes[Inner.Index].Form != Node::Kind::Fresh &&
         llvm::any_of(at(Inner).targets(), [&](const Target &To) {
           return Caller.Nodes[To.Node].Form == Node::Kind::Fresh;
         });
}

const PointsTo &Application::translate(const PointsTo &Holds) {
  for (const auto &[Known, Result] : Translated)
    if (Known == Holds)
      return *Result;
  auto Result = std::make_unique<PointsTo>(
      Holds.mapped([&](NodeId Inner) -> const PointsTo & {
        Caller.Nodes.spend(1 + at(Inner).targets().size());
        return at(Inner);
      }));
  // What existed before the call may be a block of the caller's.
  if (Holds.isLoose() && llvm::any_of(Holds.targets(), [&](const Target &To) {
        return isCallersBlock(To.Node);
      }))
    Result->loosen(PointsTo::Block);
  Translated.push_back({Holds, std::move(Result)});
  return *Translated.back().second;
}

/// Whether a pointer to a function of others' may stand there: not the address
/// of a variable, nor what a table of the library's own holds.
bool Application::holdsHook(NodeId Place) const {
  const Node &Inner = Caller.Nodes[Place];
  if (Inner.Form != Node::Kind::Content)
    return Inner.Form != Node::Kind::Global;
  const Node &Up = Caller.Nodes[Inner.Parent];
  return Up.Form != Node::Kind::Global ||
         Caller.Linked.isReplaceable(SymbolId(Up.Number));
}

/// The arena that a piece is cut from, if it is there already: the caller's
/// only if it can be no other one.
NodeId Application::renameArena(const PointsTo &Pointer) const {
  NodeId Arena;
  for (const Target &To : Pointer.targets()) {
    if (!Caller.Nodes.isInput(To.Node))
      return {};
    Node::Kind Top = Caller.Nodes[Caller.Nodes.root(To.Node)].Form;
    if (!Arena || Top == Node::Kind::Global)
      Arena = To.Node;
  }
  return Arena;
}

/// Through which pointer of this function the callee's allocator is called.
NodeId Application::renameHook(const Allocation &Made) {
  if (!Made.Hook)
    return Call.Hook;
  const PointsTo Pointer = at(Made.Hook);
  if (Made.Arena)
    return renameArena(Pointer);
  NodeId Outer;
  for (const Target &To : Pointer.targets())
    if (Caller.Nodes.isInput(To.Node) && Caller.saysLess(To.Node, Outer))
      Outer = To.Node;
  if (Outer)
    return holdsHook(Outer) ? Outer : Call.Hook;
  bool Known = llvm::any_of(Pointer.targets(), [&](const Target &To) {
    return Caller.Nodes[To.Node].Form == Node::Kind::Function;
  });
  // A function without a body has no default to name, but its family.
  if (!Known && !Made.Default && Made.Family.empty())
    Caller.assume(AssumptionKind::Pointer, "an allocator", Call.Step.Where);
  return Call.Hook;
}

Allocation Application::rename(const Allocation &Made) {
  Allocation Outer = Made;
  uint32_t Here = Caller.factNumber(Call.Step);
  uint32_t Last = Made.Chain.empty() ? 0 : Made.Chain.back();
  bool Recursive = Caller.Whole.inSameCycle(Caller.Index, Named);
  // Within a recursion the depth does not tell blocks apart. Where there are
  // many, they are told apart by what makes them alone.
  if ((Recursive || Caller.Nodes.tellsNoCalls()) && !Made.Chain.empty()) {
    if (!Recursive)
      countBound(Bound::AllocationsApart);
    Outer.Chain.assign({Last});
  } else if (Callee.Allocations.size() > MaxApart) {
    countBound(Bound::AllocationsApart);
    Outer.Chain.assign({Here, Last});
  } else {
    // The inner calls tell the blocks of one callee apart.
    if (Made.Chain.size() == Allocation::MaxChain) {
      countBound(Bound::WitnessChain);
      Outer.Chain.erase(Outer.Chain.begin());
    }
    Outer.Chain.insert(Outer.Chain.begin(), Here);
  }
  Outer.FilledIf = ModelSuccess::Unknown;
  Outer.Hook = renameHook(Made);
  const Target *Left = Made.IfNull ? at(Made.IfNull).single() : nullptr;
  Outer.IfNull = Left && Caller.isInputItself(*Left) ? Left->Node : NodeId();
  if (Outer.Hook && !Made.Hook)
    Outer.Default = Call.Default;
  if (!Outer.Hook)
    Outer.Default = {};
  if (Outer.Steps.size() == Allocation::MaxSteps) {
    countBound(Bound::WitnessSteps);
    Outer.Steps.erase(Outer.Steps.end() - 2);
  }
  Outer.Steps.insert(Outer.Steps.begin(), {Call.Step.Where, Named});
  return Outer;
}

/// Whether a block that is released may begin there: a pointer that was met in
/// memory or as an argument may point into a block, but not before it. (The
/// buffer inside of a string is no block.)
static bool canStartAt(const Node &Object, Offset At) {
  if (!At.isExact() || At.Bytes == 0)
    return true;
  bool Inside = Object.Form == Node::Kind::Argument ||
                Object.Form == Node::Kind::Content ||
                Object.Form == Node::Kind::Variadic;
  return Inside && (At.Bytes < 0 || Object.Multiple);
}

/// Whether a function without a body frees a block if it gives another one that
/// has what stood there (realloc).
bool Application::isMoved(const NodeRelease &Given) const {
  return Callee.Bodyless && Call.Result && !Given.Always &&
         llvm::any_of(Callee.Copies, [&](const auto &Copy) {
           return Copy.first == Given.Node &&
                  Callee.Nodes[Copy.second.Index].Form == Node::Kind::Fresh &&
                  isReturned(Copy.second);
         });
}

/// Whether a block that this place made before, if there still is one, is what
/// the call moves to the new one (`while (…) { larger = realloc(text, size); if
/// (!larger) …; text = larger; }`): there are never two.
bool Application::movesOlder(NodeId Block) const {
  return Now->has(Block) && (Now->alive(Block) & Live) &&
         !Caller.Nodes[Block].Multiple &&
         llvm::any_of(Callee.Releases, [&](const NodeRelease &Given) {
           const Node &Inner = Callee.Nodes[Given.Node.Index];
           if (Inner.Form != Node::Kind::Argument || !isMoved(Given) ||
               Inner.Number >= Call.Arguments.size())
             return false;
           const PointsTo &Old = Call.Arguments[Inner.Number];
           return Old.names(Block) && !Old.isLoose() && Caller.isSureOf(Old) &&
                  Caller.isUsedNotNull(Call.Result);
         });
}

NodeId Application::make(const Allocation &Made) {
  NodeId Block = Caller.Nodes.fresh(Made);
  if (!movesOlder(Block))
    return Caller.makeFresh(Made, *Now);
  Caller.addAllocation(Made);
  Caller.MovedOnto.insert({Call.Result, Block});
  MovedOnto = Block;
  return Block;
}

void Application::release(State &Now) {
  for (const NodeRelease &Given : Callee.Releases) {
    const PointsTo Released = at(Given.Node);
    bool Either = Released.targets().size() == 1 || Caller.isSureOf(Released);
    for (const Target &To : Released.targets()) {
      const Node &Block = Caller.Nodes[To.Node];
      if (To.Node == MovedOnto || Block.Form == Node::Kind::Static ||
          Block.Form == Node::Kind::Thrown ||
          Block.Form == Node::Kind::Unseen ||
          Block.Form == Node::Kind::Function || !canStartAt(Block, To.At))
        continue;
      bool Only = Either && !Released.isLoose() && !Block.Multiple &&
                  !Callee.Nodes[Given.Node.Index].Multiple;
      bool Surely = Given.Gone && Only;
      uint8_t Alive =
          Surely ? uint8_t(Freed) : uint8_t(Now.alive(To.Node) | Freed);
      if (Surely && !Given.Always)
        Caller.Moved.insert(To.Node);
      if (Only && isMoved(Given))
        Caller.noteMoved(Call.Result, To.Node);
      Now.free(To.Node, Alive);
      llvm::SmallVector<CallStep, 2> &By = Caller.FreedBy[To.Node.Index];
      size_t Most =
          Block.Form == Node::Kind::Fresh ? HeldBlock::MaxReleases : 1;
      CallStep Here{Call.Step.Where, Named};
      if (By.size() < Most && !llvm::is_contained(By, Here))
        By.push_back(Here);
    }
  }
}

void Application::copy(State &Now) {
  for (auto [From, To] : Callee.Copies) {
    const PointsTo Sources = at(From), Destinations = at(To);
    for (const Target &Source : Sources.targets())
      for (Target Destination : Destinations.targets()) {
        if (Source.Node == MovedOnto && Destination.Node == MovedOnto)
          continue;
        // Elements of one object change places.
        if (Source.Node == Destination.Node)
          Destination.At =
              Destination.At.plus(Offset::make(0, NodeTable::PointerSize));
        Caller.copyRange(Before, Now, {Source, Destination, 0});
      }
  }
}

void Application::returnResult() {
  if (!Call.Result)
    return;
  if (Callee.Result.empty()) {
    Caller.setResult(Call, PointsTo::scalar());
    return;
  }
  PointsTo Gathered;
  if (!Callee.Bodyless)
    Gathered = Caller.partsGiven(
        Call, Named ? Caller.Linked.body(Named) : nullptr, Before);
  std::vector<SummaryCell> &Parts = Caller.Parts[Call.Result.Index];
  for (const SummaryCell &Part : Callee.Result) {
    SummaryCell Given = Part;
    Given.Holds = translate(Part.Holds);
    if (Part.Holds.hasScalar())
      Given.Holds.add(Gathered);
    Caller.setResult(Call, Given.Holds);
    auto Same = llvm::find_if(
        Parts, [&](const SummaryCell &Known) { return Known.At == Part.At; });
    if (Same == Parts.end())
      Parts.push_back(Given);
    else if (Same->Holds.add(Given.Holds))
      Caller.noteGrown(Call.Result);
  }
}

/// One call of the caller's functions stands for all that are further down.
static bool repeats(const std::vector<UnseenCode> &Known,
                    const UnseenCode &New) {
  return New.Kind == AssumptionKind::Callback &&
         llvm::any_of(Known, [&](const UnseenCode &Other) {
           return Other.Kind == New.Kind && Other.Name == New.Name;
         });
}

/// What the function does beside its graph: allocations, assumptions, calls
/// of its caller's functions.
void Application::takeEffects() {
  Caller.Effects.ReachesCaught |= Callee.ReachesCaught;
  Caller.Effects.Coarse |= Callee.Coarse;
  for (const Allocation &Made : Callee.Allocations)
    Caller.addAllocation(rename(Made));
  for (const UnseenCode &Unknown : Callee.Assumptions)
    if (!repeats(Caller.Effects.Assumptions, Unknown))
      Caller.assume(Unknown.Kind, Unknown.Name,
                    Unknown.Where ? Unknown.Where : Call.Step.Where);
  for (const HandedOut &Given : Callee.Handed) {
    const NodeId Outer = hookOf(Given.Hook);
    if (!Outer)
      continue;
    handOn(
        {Outer, translate(Given.Holds), Given.Where, Given.Back, Given.Hidden});
  }
}

/// The memory when an exception or longjmp leaves the call. What the callee had
/// released until then, and what only its result would have named, is not lost
/// here.
State Application::thrown(const State &After) {
  State Left = After;
  std::set<NodeId> Kept;
  std::vector<NodeId> Work;
  auto Keep = [&](NodeId Holder) {
    for (const SummaryCell &Place : Callee.Cells)
      if (Place.Node == Holder)
        for (const Target &To : Place.Holds.targets())
          if (Callee.Nodes[To.Node.Index].Form == Node::Kind::Fresh &&
              Kept.insert(To.Node).second)
            Work.push_back(To.Node);
  };
  for (uint32_t I = 0; I < Callee.Nodes.size(); ++I)
    if (Callee.Nodes[I].Form != Node::Kind::Fresh)
      Keep(NodeId(I));
  while (!Work.empty()) {
    NodeId Next = Work.back();
    Work.pop_back();
    Keep(Next);
  }
  for (uint32_t I = 0; I < Callee.Nodes.size(); ++I)
    if (Callee.Nodes[I].Form == Node::Kind::Fresh &&
        !(Callee.Nodes[I].LeftByThrow && Kept.count(NodeId(I))))
      for (const Target &Block : at(NodeId(I)).targets())
        Left.free(Block.Node, uint8_t(Left.alive(Block.Node) | Unsure));
  return Left;
}

void Application::play(State &After) {
  Now = &After;
  if (llvm::any_of(Callee.Nodes, [](const Node &Inner) {
        return Inner.Form == Node::Kind::Variadic;
      }))
    passVariadic(After);
  Before = After;
  if (!Callee.Returns && !Callee.Unwinds && !Callee.Throws)
    return callBack(After);
  for (uint32_t I = 0; I < Callee.Nodes.size(); ++I)
    Caller.Nodes.guessAs(at(NodeId(I)), Callee.Nodes[I]);
  if (Callee.Nodes.size() > 1)
    closeAliases();
  else
    holdCells();
  if (Caller.isTooCostly()) // thrown away
    return;
  passInterim();
  if (llvm::any_of(Callee.Assumptions, [](const UnseenCode &Unknown) {
        return Unknown.Kind == AssumptionKind::Callback;
      }))
    After.doubtNumbers(Caller.Nodes);
  copy(After);
  release(After);
  writeCells(After);
  returnResult();
  callBack(After);
  if (Callee.Bodyless)
    leaveNumbers(After);
}

void Application::leaveByException(const State &After) {
  if (Caller.isGuarded(Call.Step))
    return Caller.arrive(Caller.Code.Blocks[Caller.Running].End.Successors[1],
                         thrown(After), thrownTypes());
  if (!Callee.Throws)
    return;
  Caller.Effects.Thrown.add(thrownTypes());
  Caller.raise(thrown(After));
}

void Application::applyThrown(State &Left) {
  play(Left);
  takeEffects();
  leaveByException(Left);
}

void Application::applyReturned(State &After) {
  play(After);
  After.Reachable = Callee.Returns;
}

void Application::apply(State &After) {
  play(After);
  takeEffects();
  if (Callee.Unwinds)
    Caller.jump(thrown(After));
  leaveByException(After);
  if (Callee.ReturnsTwice) {
    Caller.HasLanding = true;
    After.join(Caller.Nodes, Caller.Initial, Caller.Landing);
  }
  After.Reachable = Callee.Returns;
}

/// Fills this call's variadic list with the arguments past the fixed ones, as
/// far as these are known.
void Application::passVariadic(State &After) {
  Before = After;
  NodeId List = Caller.Nodes.local(Caller.factNumber(Call.Step));
  After.create(Caller.Nodes, List);
  for (const PointsTo &Given :
       llvm::ArrayRef(Call.Arguments)
           .drop_front(std::min<size_t>(Callee.Fixed, Call.Arguments.size()))) {
    // A struct may be passed as the address of a copy.
    for (const Target &To : Given.targets())
      if (Caller.Nodes[To.Node].Form == Node::Kind::Local && To.Node != List)
        Caller.copyRange(Before, After, {To, {List, Offset::any()}, 0});
    if (!Given.empty())
      After.write(Caller.Nodes, Caller.Initial, {List, Offset::any()},
                  {Given, NodeTable::PointerSize, Call.Step.Where, false});
  }
}
