// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Functions that a callee takes from its caller and calls, in the names of that
// caller: its own caller's, the program's, or nobody's that is known.

#include "analysis/escape/Application.h"

using namespace membrane;

/// Whether the number that a pointer of the callee's may be is only one that
/// the caller stored somewhere in the same object: `table[i] = 0` may reach
/// what stands beside the table for all that is known, but makes no function
/// there.
bool Application::isOverlapped(NodeId Hook) {
  const Node &Inner = Callee.Nodes[Hook.Index];
  if (Inner.Form != Node::Kind::Content || !Inner.Folded.empty() ||
      !Inner.Below.empty())
    return false;
  const PointsTo &Holders = at(Inner.Parent);
  return !Holders.hasScalar() &&
         llvm::all_of(Holders.targets(), [&](const Target &Holder) {
           Node::Kind Form = Caller.Nodes[Holder.Node].Form;
           return (Form == Node::Kind::Fresh || Form == Node::Kind::Local) &&
                  Before.isOverlapped({Holder.Node, Holder.At.plus(Inner.At)});
         });
}

/// Whether a pointer of the callee's is any that stands in an object, as far as
/// constraints tell: numbers there are other members.
bool Application::isAnyMember(NodeId Hook) const {
  const Node &Inner = Callee.Nodes[Hook.Index];
  return Callee.Coarse && Inner.Form == Node::Kind::Content &&
         !Inner.At.isExact();
}

/// What the callee calls through a pointer, in the caller's names; none if only
/// the program's own functions are.
NodeId Application::hookOf(NodeId Hook) {
  const PointsTo Pointer = at(Hook);
  NodeId Outer;
  bool Unknown =
      Pointer.hasScalar() && !isAnyMember(Hook) && !isOverlapped(Hook);
  for (const Target &To : Pointer.targets()) {
    Unknown |= Caller.Nodes[To.Node].Form == Node::Kind::Unseen;
    if ((Caller.Nodes.isInput(To.Node) ||
         Callee.Nodes[Hook.Index].Form == Node::Kind::Static) &&
        !(Outer && Caller.isOfGlobal(Outer)))
      Outer = To.Node;
  }
  return !Outer && Unknown ? Caller.Nodes.statics() : Outer;
}

/// Whether a function that the callee took for its caller's is not: it was
/// found by its name, or made in memory. What code that was not seen has
/// written is its own, and an assumption tells of it; a number says too little.
bool Application::isNobodys(const PointsTo &Pointer) {
  bool Found = false, Made = false;
  for (const Target &To : Pointer.targets()) {
    const Node &Object = Caller.Nodes[To.Node];
    if (Caller.Nodes.isInput(To.Node) || Object.Form == Node::Kind::Unseen)
      return false;
    Found |= Object.Form == Node::Kind::Static && Object.Number == 0;
    Made |= Object.Form == Node::Kind::Fresh;
  }
  return Found || (Made && !Callee.Coarse);
}

/// New blocks of the caller's that are there no more when the callee returns.
std::set<NodeId> Application::endedBlocks() {
  std::set<NodeId> Found;
  if (Callee.Throws || Callee.Unwinds)
    return Found;
  for (const NodeRelease &Given : Callee.Releases) {
    if (!Given.Always || Callee.Nodes[Given.Node.Index].Multiple)
      continue;
    const PointsTo &Released = at(Given.Node);
    const Target *Only = Released.isLoose() ? nullptr : Released.single();
    if (Only && Only->At == Offset() && !Caller.Nodes[Only->Node].Multiple &&
        Caller.Nodes[Only->Node].Form == Node::Kind::Fresh)
      Found.insert(Only->Node);
  }
  return Found;
}

/// What the callee gives to functions that are not its own. Of a block that it
/// frees, they can only have kept what hangs there.
void Application::handOn(HandedOut Given) {
  const std::set<NodeId> Ended = endedBlocks();
  auto IsEnded = [&](NodeId To) { return Ended.count(To) != 0; };
  HandedOut Inside{Given.Hook, {}, Given.Where, false, Given.Hidden};
  for (const Target &To : Given.Holds.targets())
    if (IsEnded(To.Node))
      for (const Cell &Place : Before.cells(To.Node))
        Inside.Holds.add(Place.Holds.without(IsEnded));
  Given.Holds = Given.Holds.without(IsEnded);
  for (const HandedOut *Gift : {&Given, &Inside}) {
    Caller.handOut(*Gift);
    Caller.handOutSlots(*Gift, Before);
  }
}

/// A function that the program installed in the library may get memory that
/// the library made.
void Application::handOut(const DeferredCall &Inner) {
  if (Callee.Nodes[Callee.root(Inner.Hook).Index].Form != Node::Kind::Static)
    return;
  for (const PointsTo &Passed : Inner.Passed) {
    PointsTo Made;
    for (const Target &To : Passed.targets())
      if (Callee.Nodes[To.Node.Index].Form == Node::Kind::Fresh)
        Made.add(To);
    if (!Made.empty())
      Caller.handOut(
          {Caller.Nodes.statics(), translate(Made), Call.Step.Where});
  }
}

/// A callee gives what it was given to a function without a body, which calls
/// it. Of the functions that this call passes it knows only in a context.
void Application::passOn(const DeferredCall &Inner, const DeferredCall &Outer,
                         const PointsTo &Pointer, State &After) {
  const Node &Given = Callee.Nodes[Inner.Hook.Index];
  if (Given.Form != Node::Kind::Argument ||
      !Caller.Linked.isPassedOn(Named, Given.Number))
    return;
  PointsTo Functions = Pointer.without(
      [&](NodeId To) { return Caller.Nodes[To].Form != Node::Kind::Function; });
  // What a member or a variable holds that is passed on, the link shows.
  bool Others = Functions.targets().size() != Pointer.targets().size();
  if (Others && Call.Step.Callee)
    for (SymbolId Shown : Caller.Linked.targets(Call.Site).Functions)
      Functions.add({Caller.Nodes.symbol(Shown), Offset()});
  if (!Functions.targets().empty())
    Caller.runDeferred(Call, Outer, Functions, After);
}

/// Whether the link follows what this call passes to a function without a body,
/// wherever it stood before.
bool Application::isShown(const DeferredCall &Inner) const {
  return Call.Step.Callee &&
         Caller.Linked.isPassedOn(Named, Callee.Nodes[Inner.Hook.Index].Number);
}

/// What a function without a body calls is called here; what a body calls is
/// known, and told further.
void Application::callBack(State &After) {
  Caller.Effects.MoreCalls |= Callee.MoreCalls;
  for (const DeferredCall &Inner : Callee.Calls) {
    const PointsTo Pointer = at(Inner.Hook);
    // What a model is given in a member may be data.
    bool Passed = !Inner.Defaulted &&
                  Callee.Nodes[Inner.Hook.Index].Form == Node::Kind::Argument;
    if ((!Callee.Bodyless || Passed) && isNobodys(Pointer))
      Caller.assume(AssumptionKind::Pointer, "a function pointer",
                    Call.Step.Where);
    DeferredCall Outer = Inner;
    if (!Callee.Bodyless && Caller.Effects.MoreCalls)
      Outer.Passed.clear();
    for (PointsTo &Argument : Outer.Passed)
      Argument = translate(Argument);
    if (Callee.Bodyless) {
      Outer.Shown = Passed && isShown(Inner);
      handOut(Inner);
      Caller.runDeferred(Call, Outer, Pointer, After);
      continue;
    }
    for (const Target &To : Pointer.targets())
      if (Caller.Nodes.isInput(To.Node)) {
        Outer.Hook = To.Node;
        Caller.noteDeferred(Outer);
      }
    passOn(Inner, Outer, Pointer, After);
  }
}

/// Notes the new blocks that stand somewhere under what is given away: whoever
/// gets it finds them, also where they are taken out again after that.
void Body::noteUnder(const HandedOut &Given, const State &Now) {
  std::set<NodeId> Met;
  llvm::SmallVector<Target, 8> Work(Given.Holds.targets());
  auto Walk = [&] {
    while (!Work.empty()) {
      NodeId Holder = Work.pop_back_val().Node;
      bool Fresh = Nodes[Holder].Form == Node::Kind::Fresh;
      if (!(Fresh || Nodes.isInput(Holder)) || !Met.insert(Holder).second)
        continue;
      for (const Cell &Place : Now.cells(Holder))
        for (const Target &To : Place.Holds.targets()) {
          if (Nodes[To.Node].Form == Node::Kind::Fresh)
            GivenUnder.try_emplace(To.Node, Given);
          Work.push_back(To);
        }
    }
  };
  Walk();
  if (Met.empty())
    return;
  for (uint32_t I = 0; I < Nodes.size(); ++I)
    if (Nodes[NodeId(I)].Form == Node::Kind::Content &&
        Met.count(Nodes[NodeId(I)].Parent)) {
      Work.push_back({NodeId(I), Offset()});
      Walk();
    }
}

/// A call that a function without a body makes through Pointer; any number of
/// times. The library's own functions are in the summary, and data is not
/// called.
void Body::runDeferred(const Calling &Call, const DeferredCall &Inner,
                       const PointsTo &Pointer, State &Now) {
  Calling Made = Call;
  Made.Arguments = Inner.Passed;
  Made.Result = Inner.Returned ? Call.Result : ValueId();
  Made.Deferred = true;
  // What a call through a pointer reaches is not what that calls in turn.
  if (!Call.Step.Callee)
    Made.Site = {Program::NoBody, 0, 0};
  PointsTo Given = Pointer.without([&](NodeId To) {
    Node::Kind Form = Nodes[To].Form;
    return Form == Node::Kind::Static || Form == Node::Kind::Thrown ||
           Form == Node::Kind::Local || Form == Node::Kind::Fresh;
  });
  // Who filled a member of an object is not seen from here.
  bool Elsewhere = llvm::any_of(Given.targets(), [&](const Target &To) {
    Node::Kind Form = Nodes[To.Node].Form;
    return Form == Node::Kind::Content || Form == Node::Kind::Global;
  });
  if (Inner.Defaulted) {
    PointsTo Functions;
    for (const Target &To : Given.targets())
      if (Nodes[To.Node].Form != Node::Kind::Unseen)
        Functions.add(To);
    Given = Functions;
  } else if (Elsewhere && !Inner.Shown) {
    callUnseen(Made,
               {AssumptionKind::Pointer, "a function pointer", Call.Step.Where},
               Now);
  }
  for (unsigned Round = 0; Round < 2; ++Round) {
    State After = Now;
    callPointer(Made, Given, After);
    Now.join(Nodes, Initial, After);
  }
}

/// What is put in the place of defaults may return where they do not, and need
/// not free or clear what they do, unless the hook is there to free.
void Body::callDefaults(const Calling &Call, llvm::ArrayRef<SymbolId> Known,
                        State &Now) {
  State Before = Now;
  callEach(Call, Known, Now);
  bool Frees = false;
  for (size_t I = 0; Now.Reachable && !Frees && I < Call.Arguments.size(); ++I)
    Frees = Whole.allFree(Known, Call.Step.CallShape, I);
  if (!Frees)
    Now.join(Nodes, Initial, Before);
}

/// The call without what every default of the hook frees, or what is called
/// instead of it: a hook that gives nothing back and is there to free does not
/// look into it.
Calling Body::withoutFreed(const Calling &Call, NodeId Hook,
                           llvm::ArrayRef<SymbolId> Defaults) {
  Calling Rest = Call;
  for (uint32_t I = 0; I < Rest.Arguments.size(); ++I) {
    if (!Whole.allFree(Defaults, Call.Step.CallShape, I) &&
        !(Defaults.empty() && isFreedWithout(Call, Hook, I)))
      continue;
    if (!Linked.UserData.count({Call.Site, I}))
      handOut({Hook, Rest.Arguments[I], Call.Step.Where, true});
    Rest.Arguments[I] = PointsTo();
  }
  return Rest;
}
