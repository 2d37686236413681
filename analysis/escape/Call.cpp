// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Calls: which functions they reach, and what is assumed where nobody knows.
//
// A pointer that only the program fills is called through as the program
// shows. One that the caller or a client can replace (an argument, a member of
// a public record, a global hook) is a hook: what the program itself installs
// there is its default. If the function has the shape of an allocator (it
// returns a pointer and takes a number, and by its type in the source may make
// memory (Getters.h); what is known to be called there gives fresh memory, and
// no pointer to a record), what it returns is fresh memory of
// the hook's owner; else the call is a callback. Memory of such an allocator
// that a hook with a default that frees it is given, is released, whoever
// replaces them.

#include "analysis/escape/Application.h"
#include "analysis/escape/Body.h"
#include "analysis/escape/Bounds.h"
#include "analysis/escape/HiddenParameters.h"
#include "llvm/ADT/StringRef.h"

using namespace membrane;

/// Functions that one call reaches, told apart.
static constexpr size_t MaxTargets = 8;

void Body::runCall(const Fact &Step, State &Now) {
  Calling Call{Step, {}, {}, Step.Result, {}, {}};
  uint32_t Position = uint32_t(&Step - Code.Blocks[Running].Facts.data());
  Call.Site = {Index, Running, Position};
  for (ValueId Argument : Step.Arguments)
    Call.Arguments.push_back(get(Argument));
  if (Step.Callee)
    callSymbol(Call, Linked.resolve(Step.Callee), Now);
  else
    callPointer(Call, called(Step.Operands[0]), Now);
  if (Step.NoReturn)
    Now.Reachable = false;
}

void Body::addCallee(SymbolId Callee) {
  if (KnownCallees.insert(Callee.Index).second)
    Effects.Callees.push_back(Callee);
}

void Body::callSymbol(const Calling &Call, SymbolId Callee, State &Now) {
  const Symbol &Named = Linked.Symbols[Callee.Index];
  addCallee(Callee);
  const FunctionSummary *Summary = Whole.general(Callee);
  if (!Summary && Named.ReturnsFresh) {
    assume(AssumptionKind::Annotation, Named.Name, Call.Step.Where);
    Allocation Made;
    Made.Chain.push_back(factNumber(Call.Step));
    Made.Family = Named.Name;
    Made.Release = Named.Deallocator;
    Made.Steps.push_back({Call.Step.Where, Callee});
    if (isGuarded(Call.Step))
      arrive(Code.Blocks[Running].End.Successors[1], Now, ThrownTypes::any());
    return setResult(Call, PointsTo::to(makeFresh(Made, Now)));
  }
  if (!Summary) {
    callUnseen(Call, {AssumptionKind::Callee, Named.Name, Call.Step.Where},
               Now);
    if (Named.NoReturn)
      Now.Reachable = false;
    return;
  }
  if (Whole.isLarge(Callee, *Summary)) {
    Context Told = contextFor(*Summary, Call, Now);
    if (Told.empty())
      bindClients(Call, Told);
    Summary = Told.empty() ? Summary : Whole.special(Callee, Told);
  }
  if (Whole.isLarge(Callee, *Summary)) {
    HasLargeCallee = true; // ends the run
    return;
  }
  if (const Function *Code = Linked.body(Callee))
    notePartsPassed(Call, *Code);
  // No contract says that it throws nothing.
  if (isGuarded(Call.Step) && Whole.isPromised(Callee))
    arrive(Code.Blocks[Running].End.Successors[1], Now, ThrownTypes::any());
  auto Playing = prepare(Call, Callee, *Summary, Now);
  const FunctionSummary *Returned = Playing->summary().Returned.get();
  if (!Returned)
    return Playing->apply(Now);
  State Left = Now;
  Playing->applyThrown(Left);
  Application(*this, *Returned, Call, Callee).applyReturned(Now);
}

/// Which of several functions have to be told at a call of names by which they
/// reach one object.
std::vector<SymbolId> Body::findTold(const Calling &Call, Solver::Together &All,
                                     const State &Now) {
  std::vector<SymbolId> Told;
  const FunctionSummary &Joined = All.joined();
  if (!Joined.MixesNames ||
      !Application(*this, Joined, Call, {}).mayShareNames(Now))
    return Told;
  Nodes.spend(All.Cost);
  for (size_t I = 0; I < All.WithBody.size() && !isTooCostly(); ++I) {
    const FunctionSummary &One = *All.Summaries[I];
    if (One.MixesNames && !Application(*this, One, Call, All.WithBody[I])
                               .sharedNames(Now, {})
                               .empty())
      Told.push_back(All.WithBody[I]);
  }
  return Told;
}

/// Plays the functions that have bodies as one; gives the others. What the
/// program shows is joined once for all calls, so that none of them pays for
/// it; but what holds for all calls is not enough for a function that has to be
/// told of names at this one.
std::vector<SymbolId> Body::callTogether(const Calling &Call,
                                         llvm::ArrayRef<SymbolId> Callees,
                                         const State &Now, State &After) {
  const CallTargets &Shown = Linked.targets(Call.Site);
  bool Whole = Callees.data() == Shown.Functions.data();
  TargetListId List = Whole ? Shown.List : TargetListId();
  std::shared_ptr<Solver::Together> All = this->Whole.together(Callees, List);
  if (List && !llvm::is_contained(Effects.CalleeLists, List))
    Effects.CalleeLists.push_back(List);
  if (!List)
    for (SymbolId Callee : All->WithBody)
      addCallee(Callee);
  if (All->WithBody.empty())
    return All->Others;
  countBound(Bound::Targets);
  bool Shared = List && All->Final;
  Nodes.spend(Shared ? Solver::costOf(All->joined()) : All->Cost);
  if (isTooCostly())
    return {};
  std::vector<SymbolId> Others = All->Others;
  if (const std::vector<SymbolId> Told = findTold(Call, *All, Now);
      !Told.empty()) {
    const std::set<SymbolId> Apart(Told.begin(), Told.end());
    std::vector<SymbolId> Rest = All->WithBody;
    llvm::erase_if(Rest,
                   [&](SymbolId Callee) { return Apart.count(Callee) != 0; });
    llvm::append_range(Others, Told);
    if (Rest.empty())
      return Others;
    All = this->Whole.together(Rest, {});
  }
  Calling One = Call;
  if (Call.Hook && !One.Default)
    One.Default = All->WithBody.front();
  State Path = Now;
  Application(*this, All->joined(), One, Callees.front()).apply(Path);
  After.join(Nodes, Initial, Path);
  return Others;
}

/// The call reaches one of several functions.
void Body::callEach(const Calling &Call, llvm::ArrayRef<SymbolId> Callees,
                    State &Now) {
  State After;
  std::vector<SymbolId> Others;
  if (Callees.size() > MaxTargets)
    Callees = Others = callTogether(Call, Callees, Now, After);
  for (SymbolId Callee : Callees) {
    State Path = Now;
    Calling One = Call;
    if (Call.Hook)
      One.Default = Callee;
    callSymbol(One, Callee, Path);
    After.join(Nodes, Initial, Path);
  }
  Now = After;
}

/// Each once.
static void addOthers(std::vector<SymbolId> &Met,
                      llvm::ArrayRef<SymbolId> Shown) {
  const std::vector<SymbolId> Before = Met;
  for (SymbolId Callee : Shown)
    if (!llvm::is_contained(Before, Callee))
      Met.push_back(Callee);
}

/// Whether nothing is called here but a client's functions, and others that are
/// known by name.
bool Body::isFromClient(const PointsTo &Pointer) const {
  return !Pointer.hasScalar() &&
         llvm::all_of(Pointer.targets(), [&](const Target &To) {
           return Nodes[To.Node].Form == Node::Kind::Function ||
                  FromClient.count(To.Node.Index);
         });
}

/// Whether a call goes to what code that was not seen put where clients may:
/// the function is theirs, if no assumption tells of other such code. What such
/// an allocator makes would have no name. So are virtual methods of exceptions,
/// whose classes are clients' if they are none of the program's.
bool Body::isTheirs(const Calling &Call, const PointsTo &Pointer) {
  bool Unseen = false;
  if (looksLikeAllocator(Call.Step))
    return false;
  for (const Target &To : Pointer.targets()) {
    Node::Kind Form = Nodes[To.Node].Form;
    bool IsTheirs = Form == Node::Kind::Unseen ||
                    (Form == Node::Kind::Thrown && Call.Step.Record);
    if (Form != Node::Kind::Function && !IsTheirs)
      return false;
    Unseen |= IsTheirs;
  }
  return Unseen;
}

/// A call that can reach others than the functions that are known, through what
/// is no hook.
void Body::callElsewhere(const Calling &Call, const PointsTo &Pointer,
                         llvm::ArrayRef<SymbolId> Known, State &Now) {
  State Before = Now;
  if (isTheirs(Call, Pointer))
    callOutside(Call, Nodes.statics(), Now);
  else
    callUnseen(Call,
               {AssumptionKind::Pointer, "a function pointer", Call.Step.Where},
               Now);
  if (Known.empty())
    return;
  callEach(Call, Known, Before);
  Now.join(Nodes, Initial, Before);
}

/// Whether what stands in a global leads to an input.
bool Body::isOfGlobal(NodeId Input) const {
  return Nodes[Nodes.root(Input)].Form == Node::Kind::Global;
}

/// Whether a hook says less for a caller than the one that is known, if any.
/// One of a global does: who set it is not known.
bool Body::saysLess(NodeId Hook, NodeId Known) const {
  return !Known || (isOfGlobal(Hook) && !isOfGlobal(Known));
}

/// Whether a call may go to what is neither a function that is known nor an
/// input.
bool Body::goesElsewhere(const Calling &Call, const PointsTo &Pointer) const {
  bool Known = false;
  for (const Target &To : Pointer.targets()) {
    bool Function = Nodes[To.Node].Form == Node::Kind::Function;
    Known |= Function;
    if (!Function && !Nodes.isInput(To.Node))
      return true;
  }
  // No number is a method: it was stored at an unknown place of the object.
  return Pointer.hasScalar() && !(Call.Step.Record && Known);
}

void Body::callPointer(const Calling &Call, const PointsTo &Pointer,
                       State &Now) {
  std::vector<SymbolId> Met;
  NodeId Hook;
  for (const Target &To : Pointer.targets()) {
    const Node &Object = Nodes[To.Node];
    if (Object.Form == Node::Kind::Function)
      Met.push_back(SymbolId(Object.Number));
    else if (Nodes.isInput(To.Node) && saysLess(To.Node, Hook))
      Hook = To.Node;
  }
  if (!Hook && !goesElsewhere(Call, Pointer))
    return Met.empty() ? void() : callEach(Call, Met, Now);
  const CallTargets &Shown = Linked.targets(Call.Site);
  Linked.dropExcluded(Shown, Met);
  llvm::ArrayRef<SymbolId> Known;
  if (!isFromClient(Pointer))
    Known = Shown.Functions;
  if (!Met.empty()) {
    addOthers(Met, Known);
    Known = Met;
  }
  if (Hook)
    if (auto Path = Nodes.path(Hook))
      addDecisive(*Path);
  if (!Shown.Open)
    return callEach(Call, Known, Now);
  if (!Hook)
    return callElsewhere(Call, Pointer, Known, Now);
  noteDeferred({Hook, Call.Arguments, false, !Known.empty() && !Shown.Guessed});
  // What another caller passes as an argument says nothing of this one's, nor
  // does what is called in this way and stands elsewhere.
  bool Others = Shown.Guessed || Nodes[Hook].Form == Node::Kind::Argument;
  Calling Replaceable = Call;
  bool Allocator =
      !Whole.makesRecord(Known) &&
      Whole.isAllocator(Others ? llvm::ArrayRef<SymbolId>() : Known, Call.Step);
  if (Allocator)
    Replaceable.Hook = Hook;
  if (!Known.empty() && Others) {
    State Before = Now;
    callEach(Replaceable, Known, Now);
    callOutside(Replaceable, Hook, Before);
    Now.join(Nodes, Initial, Before);
    return;
  }
  // The library's own default shows what a hook is expected to do.
  if (!Known.empty())
    callDefaults(Replaceable, Known, Now);
  if (Known.empty() || !Allocator)
    return callOutside(withoutFreed(Replaceable, Hook, Known), Hook, Now);
  // Whoever replaces it may keep what it is given, too, but for its own memory.
  for (const PointsTo &Given : Call.Arguments)
    if (!Given.targets().empty())
      handOut({Hook, Given, Call.Step.Where, true});
}

void Body::handOut(HandedOut Given) {
  // Nothing is alive after a return that there is not.
  if (Whole.endsProgram(Index, Running))
    return;
  // What an allocator that can be replaced made goes back to its partner, also
  // if it was not replaced.
  if (Given.Back)
    Given.Holds = Given.Holds.without([&](NodeId To) {
      if (Nodes[To].Form != Node::Kind::Fresh)
        return false;
      const Allocation &Made = Nodes.Allocations[Nodes[To].Number];
      return Made.Hook || (Made.IfNull && Nodes.isOfHook(Made.IfNull));
    });
  if (Given.Holds.targets().empty())
    return;
  for (HandedOut &Known : Effects.Handed)
    if (Known.Hook == Given.Hook && Known.Back == Given.Back &&
        Known.Hidden == Given.Hidden) {
      Known.Holds.add(Given.Holds);
      return;
    }
  Effects.Handed.push_back(std::move(Given));
}

/// What stands in stack slots that a value leads to is given too, and so is
/// what stands in new blocks, which may be gone at the end.
void Body::handOutSlots(const HandedOut &Given, const State &Now) {
  std::set<NodeId> Met;
  PointsTo Inside;
  llvm::SmallVector<Target, 8> Work(Given.Holds.targets());
  while (!Work.empty()) {
    NodeId Holder = Work.pop_back_val().Node;
    bool Slot = Nodes[Holder].Form == Node::Kind::Local;
    if ((!Slot && Nodes[Holder].Form != Node::Kind::Fresh) ||
        !Met.insert(Holder).second)
      continue;
    for (const Cell &Place : Now.cells(Holder)) {
      (Slot ? Inside : GivenInside[Holder]).add(Place.Holds);
      llvm::append_range(Work, Place.Holds.targets());
    }
  }
  handOut({Given.Hook, Inside, Given.Where, false, Given.Hidden});
  noteUnder(Given, Now);
}

/// A function of the caller's or of a client is called through Hook, or one of
/// code that was not seen.
void Body::callOutside(const Calling &Call, NodeId Hook, State &Now) {
  if (!Call.Hook && Linked.targets(Call.Site).Unseen &&
      !FromClient.count(Hook.Index))
    return callUnseen(
        Call, {AssumptionKind::Pointer, "a function pointer", Call.Step.Where},
        Now);
  assume(AssumptionKind::Callback, "", Call.Step.Where);
  for (uint32_t I = 0; I < Call.Arguments.size(); ++I) {
    const PointsTo &Given = Call.Arguments[I];
    if (Given.targets().empty() || Linked.UserData.count({Call.Site, I}))
      continue;
    // What a function without a body passes on is no argument of this call.
    const HandedOut New{
        Hook, Given, Call.Step.Where, false,
        !Call.Deferred &&
            isHiddenParameter(Linked, Code, Definitions, Call.Step, I)};
    handOut(New);
    handOutSlots(New, Now);
  }
  havoc(Call, Now);
  // It may call the library again.
  Now.doubtNumbers(Nodes);
  if (isGuarded(Call.Step))
    arrive(Code.Blocks[Running].End.Successors[1], Now, ThrownTypes::any());
  if (!Call.Hook) {
    PointsTo Anything = PointsTo::to(Nodes.unseen(), Offset::any());
    Anything.addScalar();
    return setResult(Call, Anything);
  }
  Allocation Made;
  Made.Chain.push_back(factNumber(Call.Step));
  Made.Hook = Hook;
  Made.Steps.push_back({Call.Step.Where, {}});
  NodeId Fresh = makeFresh(Made, Now);
  // It may be a reallocation: old contents move along.
  State Before = Now;
  for (const PointsTo &Given : Call.Arguments)
    for (const Target &From : Given.targets())
      if (Nodes[From.Node].Form == Node::Kind::Fresh && From.Node != Fresh)
        copyRange(Before, Now, {From, {Fresh, Offset()}, 0});
  setResult(Call, PointsTo::to(Fresh));
}

void Body::callUnseen(const Calling &Call, const UnseenCode &Why, State &Now) {
  assume(Why.Kind, Why.Name, Why.Where);
  for (const PointsTo &Given : Call.Arguments)
    expose(Given, Now);
  havoc(Call, Now);
  if (isGuarded(Call.Step))
    arrive(Code.Blocks[Running].End.Successors[1], Now, ThrownTypes::any());
  PointsTo Anything = PointsTo::to(Nodes.unseen(), Offset::any());
  Anything.addScalar();
  setResult(Call, Anything);
}

/// Code that is not analysed may have written where the arguments lead.
void Body::havoc(const Calling &Call, State &Now) {
  std::set<NodeId> Met;
  llvm::SmallVector<NodeId, 8> Work;
  auto Add = [&](const PointsTo &Given) {
    for (const Target &To : Given.targets())
      if (Met.insert(To.Node).second)
        Work.push_back(To.Node);
  };
  for (const PointsTo &Given : Call.Arguments)
    Add(Given);
  PointsTo Anything = PointsTo::to(Nodes.unseen(), Offset::any());
  Anything.addScalar();
  while (!Work.empty()) {
    NodeId Reached = Work.pop_back_val();
    Now.scramble(Nodes, Initial, Reached, {});
    Node::Kind Form = Nodes[Reached].Form;
    if (Form != Node::Kind::Local && Form != Node::Kind::Fresh)
      continue;
    llvm::SmallVector<Cell, 8> Cells(Now.cells(Reached));
    for (const Cell &Place : Cells)
      Add(Place.Holds);
    Now.write(Nodes, Initial, {Reached, Offset::any()},
              {Anything, NodeTable::PointerSize, Call.Step.Where, false});
  }
}

void Body::addAllocation(const Allocation &Made) {
  auto [Entry, New] = KnownBlocks.try_emplace(Nodes.keyOf(Made));
  KnownBlock &Known = Entry->second;
  if (New) {
    Known.Position = Effects.Allocations.size();
    Effects.Allocations.push_back(Made);
  }
  if (!Made.IfNull)
    Known.MadeIn.insert(Running);
  else
    Known.agree(Made.IfNull);
}

/// The block that an allocation makes, alive and empty. If an earlier one of
/// the same place is still alive, the node stands for both.
NodeId Body::makeFresh(const Allocation &Made, State &Now) {
  NodeId Block = Nodes.fresh(Made);
  addAllocation(Made);
  if (Now.has(Block) && Now.alive(Block) != Freed) {
    if (Now.alive(Block) != 0)
      Nodes.setMultiple(Block);
    Now.free(Block, Live);
  } else {
    Now.create(Nodes, Block);
    if (Made.Zeroed)
      Now.startZeroed(Block);
  }
  return Block;
}

void Body::setResult(const Calling &Call, const PointsTo &Holds) {
  set(Call.Result, Holds);
}

/// Once the calls are too many, or are given too much, a model cannot say them,
/// and only what is called is listed any more.
void Body::noteDeferred(const DeferredCall &New) {
  size_t Given = 0;
  for (const PointsTo &Passed : New.Passed)
    Given += Passed.targets().size();
  std::vector<DeferredCall> &Known = Effects.Calls;
  auto Same = llvm::find_if(
      Known, [&](const DeferredCall &Other) { return Other.Hook == New.Hook; });
  bool Full = Same == Known.end() && Known.size() >= FunctionSummary::MaxCalls;
  if (Full && !Effects.MoreCalls)
    countBound(Bound::HandedOut);
  Effects.MoreCalls |= Full || Given > FunctionSummary::MaxGiven;
  if (Same == Known.end() && Known.size() == FunctionSummary::MaxHooks)
    return;
  if (Same == Known.end())
    Same =
        Known.insert(Known.end(), {New.Hook, {}, New.Returned, New.Defaulted});
  Same->Defaulted &= New.Defaulted;
  if (Effects.MoreCalls)
    return;
  if (Same->Passed.size() < New.Passed.size())
    Same->Passed.resize(New.Passed.size());
  for (size_t I = 0; I < New.Passed.size(); ++I)
    Same->Passed[I].add(New.Passed[I]);
}
