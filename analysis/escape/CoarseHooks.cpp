// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a function's summary says of functions that its callers supply: the
// allocators, the calls, what they are given, and what is assumed of them.

#include "analysis/escape/CoarseSummary.h"

#include "analysis/escape/Bounds.h"
#include "llvm/ADT/STLExtras.h"

using namespace membrane;

/// Memory of the caller's that holds the pointer to a function, if any.
CoarseSummary::Object CoarseSummary::hookOf(Variable Named) {
  auto [Entry, New] =
      Hooks.try_emplace(Whole.Sets.representative(Named), Coarse::None);
  if (!New)
    return Entry->second;
  // The function's own arguments say more than a global.
  const Inclusion::Set &Set = Whole.Sets.pointsTo(Named);
  // Of several the first argument, or what hangs under it.
  auto Order = [&](Object To) { return std::pair(Whole.Things[To].Root, To); };
  Object First = Coarse::None;
  for (unsigned Own : Set & Here->Own)
    if (First == Coarse::None || Order(Own) < Order(First))
      First = Own;
  if (First != Coarse::None)
    return Entry->second = First;
  for (Object To : shared(Named).Objects)
    if (isInput(To))
      return Entry->second = To;
  return Coarse::None;
}

/// Whether a pointer to a function may be one that nobody knows.
bool CoarseSummary::isAnybodys(Variable Named) {
  const std::vector<Object> &Set = shared(Named).Objects;
  return llvm::is_contained(Set, Whole.Unseen) ||
         llvm::is_contained(Set, Whole.Statics);
}

/// Whether it is one that code which was not seen has written, or that the
/// class of an exception says, and nothing else that is not known.
bool CoarseSummary::isTheirs(Variable Named) {
  const std::vector<Object> &Set = shared(Named).Objects;
  return (llvm::is_contained(Set, Whole.Unseen) ||
          llvm::is_contained(Set, Whole.Thrown)) &&
         !llvm::is_contained(Set, Whole.Statics);
}

/// Whether it is no place of a hook, though all that a large cycle leads to may
/// flow there: a variable itself, or what hangs under a table of the library's.
bool CoarseSummary::isNoHook(Object To) const {
  const Coarse::Thing &Place = Whole.Things[To];
  if (Place.Form != Node::Kind::Content)
    return Place.Form == Node::Kind::Global;
  const Coarse::Thing &Up = Whole.Things[Place.Root];
  return Up.Form == Node::Kind::Global &&
         !Whole.Linked.isReplaceable(SymbolId(Up.Number));
}

/// Whether it is of a global in which only functions stand that return nothing:
/// no allocator, though all that a large cycle leads to may flow there.
bool CoarseSummary::givesNothing(Object To) const {
  const Coarse::Thing &Place = Whole.Things[To];
  if (Place.Form != Node::Kind::Content)
    return false;
  const Coarse::Thing &Up = Whole.Things[Place.Root];
  TypeId Declared = Up.Form == Node::Kind::Global && !Up.Several
                        ? Whole.Linked.Symbols[Up.Number].Type
                        : TypeId();
  return Declared && Whole.Linked.holdsFunctions(Declared) &&
         !Whole.Linked.holdsGivers(Declared);
}

/// A global that may hold a pointer to a function: its allocator is not the
/// caller's, even if one of the caller's may be called as well.
CoarseSummary::Object CoarseSummary::globalHookOf(Variable Named) {
  for (Object To : shared(Named).Objects) {
    if (Whole.Things[To].Form != Node::Kind::Content || givesNothing(To))
      continue;
    const Coarse::Thing &Up = Whole.Things[Whole.Things[To].Root];
    if (Up.Several ||
        Whole.Linked.holdsFunctions(Whole.Linked.Symbols[Up.Number].Type))
      return To;
  }
  return Coarse::None;
}

/// What supplies the allocator of a block, if that is no code of the library's.
/// Of several the one that says least for the caller: what the library itself
/// supplies, then a global, then an argument.
CoarseSummary::Object CoarseSummary::supplierOf(const Coarse::Block &Held) {
  Object Best = Coarse::None;
  for (Variable Hook : Held.Hooks) {
    Object Global = globalHookOf(Hook);
    Object Found = Global == Coarse::None ? hookOf(Hook) : Global;
    if (Found == Coarse::None || givesNothing(Found))
      continue;
    // Null that a member stores there selects the library's default.
    bool Default = Nullable.count(Hook) && shared(Hook).Null;
    for (Object To : shared(Hook).Objects)
      Default |= Whole.Things[To].Form == Node::Kind::Function &&
                 Whole.Things[To].Number == Held.Made.Default.Index;
    // What the members themselves store where the caller's hook is may be
    // what is called; what flows into an argument is other callers'.
    if ((Default && !Arguments.count(Hook)) || isNoHook(Found))
      return Coarse::None;
    if (Best == Coarse::None || Global != Coarse::None)
      Best = Found;
  }
  return Best;
}

/// The one place of the caller's whose address at the entry a value is; none
/// if it may be anything else.
NodeId CoarseSummary::inputItself(Variable Named) {
  llvm::ArrayRef<Object> All = visible(Named);
  if (All.size() != 1 || !isInput(All[0]) || shared(Named).Null)
    return {};
  const Coarse::Thing &Place = Whole.Things[All[0]];
  if (!Place.Named || Place.Mixed || (*Place.Names)[Place.Named].Multiple)
    return {};
  for (unsigned To : Whole.Sets.placesOf(Named))
    if (Whole.Sets.objectOf(To) == All[0] &&
        Whole.Sets.offsetOf(To) != Offset::exact(0))
      return {};
  return node(All[0]);
}

/// What stands at a place in a variable, whatever else does.
NodeId CoarseSummary::contentAt(const Value &Place) {
  SymbolId Named = Whole.Linked.resolve(Place.Target);
  Node Variable;
  Variable.Form = Node::Kind::Global;
  Variable.Number = Named.Index;
  Node Held;
  Held.Form = Node::Kind::Content;
  Held.Parent = NodeId(uint32_t(Summary.Nodes.size()));
  Held.At = Offset::exact(Place.Number);
  Summary.Nodes.push_back(std::move(Variable));
  Summary.Nodes.push_back(std::move(Held));
  return NodeId(uint32_t(Summary.Nodes.size() - 1));
}

void CoarseSummary::readBlocks() {
  for (uint32_t I = 0; I < Whole.Blocks.size(); ++I) {
    Coarse::Block &Held = Whole.Blocks[I];
    Allocation Made = Held.Made;
    Made.Zeroed = false;
    Made.Steps.clear();
    llvm::append_range(Made.Steps, stepsTo(Position, I));
    bool Known = llvm::any_of(Held.Hooks, [&](Variable Hook) {
      return llvm::any_of(shared(Hook).Objects, [&](Object To) {
        return Whole.Things[To].Form == Node::Kind::Function;
      });
    });
    Object Supplier = supplierOf(Held);
    if (Supplier != Coarse::None)
      Made.Hook = node(Supplier);
    if (!Made.Hook && Held.IfNull != Coarse::None)
      Made.IfNull = inputItself(Held.IfNull);
    if (!Made.Hook && !Made.IfNull && Held.Instead)
      Made.IfNull = contentAt(*Held.Instead);
    if (!Made.Hook) {
      if (!Held.Hooks.empty() && !Known && !Made.Default && Made.Family.empty())
        Summary.Assumptions.push_back(
            {AssumptionKind::Pointer, "an allocator", Made.Steps[0].Where});
      Made.Default = {};
    }
    Summary.Allocations.push_back(std::move(Made));
    Summary.Held.push_back(
        {I, false, {FreesBlock[I].begin(), FreesBlock[I].end()}});
  }
}

/// Those of a kind, up to a number: the class asks only which kinds there are.
void CoarseSummary::readAssumptions() {
  std::map<AssumptionKind, size_t> Count;
  for (const Coarse::Assumption &Made : Assumptions) {
    size_t &Alike = Count[Made.Code.Kind];
    if (Alike >= FunctionSummary::MaxAssumptions) {
      countBound(Bound::Assumptions);
      continue;
    }
    bool Theirs = Made.Hook == Coarse::None;
    Theirs |=
        !Theirs && (hookOf(Made.Hook) != Coarse::None || isTheirs(Made.Hook));
    // What is a hook to another member may be anybody's code to this one.
    if (!Theirs && !isAnybodys(Made.Hook))
      continue;
    ++Alike;
    Summary.Assumptions.push_back(Theirs ? Made.Code
                                         : UnseenCode{AssumptionKind::Pointer,
                                                      "a function pointer",
                                                      Made.Code.Where});
  }
  llvm::sort(Summary.Assumptions);
  Summary.Assumptions.erase(llvm::unique(Summary.Assumptions),
                            Summary.Assumptions.end());
}

void CoarseSummary::readHanded() {
  struct Gift {
    HandedOut Made;
    Inclusion::Set Met;
  };
  std::map<std::tuple<Object, bool, bool>, Gift> Found;
  for (const auto &[Key, Given] : Handed) {
    auto [Pointer, Back, Hidden] = Key;
    auto [Holds, Where] = Given;
    Object Hook = Pointer == Coarse::None ? Whole.Statics : hookOf(Pointer);
    if (Hook == Coarse::None && isTheirs(Pointer))
      Hook = Whole.Statics;
    if (Hook == Coarse::None)
      continue;
    auto [Entry, New] = Found.try_emplace({Hook, Back, Hidden});
    auto &[Made, Met] = Entry->second;
    if (New)
      Made = {{}, {}, Where, Back, Hidden};
    const Inclusion::Set &All = Whole.Sets.pointsTo(Holds);
    if (Met.contains(All))
      continue;
    for (Object To : visible(Holds)) {
      if (Met.test(To))
        continue;
      Node::Kind Form = Whole.Things[To].Form;
      if (Back && Form == Node::Kind::Fresh &&
          Whole.Blocks[Whole.Things[To].Number].goesBack())
        continue;
      if (Form == Node::Kind::Fresh || Form == Node::Kind::Argument ||
          Form == Node::Kind::Content)
        Made.Holds.add({node(To), Offset::any()});
      reachBlock(To);
    }
    Met |= All;
  }
  for (auto &[Key, One] : Found) {
    HandedOut &Given = One.Made;
    if (Given.Holds.targets().empty())
      continue;
    Given.Hook = node(std::get<0>(Key));
    Summary.Handed.push_back(Given);
  }
}

/// As noteDeferred in Call.cpp: until they are too many for a model to say.
void CoarseSummary::readCalls() {
  std::map<Object, DeferredCall> Found;
  auto CallsOf = [&](Object Hook) -> DeferredCall & {
    auto [Entry, New] = Found.try_emplace(Hook);
    Entry->second.Defaulted |= New;
    return Entry->second;
  };
  for (const Coarse::Told &Made : Whole.Calls) {
    if (Summary.MoreCalls)
      break;
    Object Hook = hookOf(Made.Hook);
    if (Hook == Coarse::None)
      continue;
    DeferredCall &Inner = CallsOf(Hook);
    size_t Given = 0;
    for (Variable Passed : Made.Passed)
      Given += visible(Passed).size();
    Summary.MoreCalls = Given > FunctionSummary::MaxGiven ||
                        Found.size() > FunctionSummary::MaxCalls;
    if (Summary.MoreCalls)
      break;
    if (Inner.Passed.size() < Made.Passed.size())
      Inner.Passed.resize(Made.Passed.size());
    for (size_t I = 0; I < Made.Passed.size(); ++I) {
      Inner.Passed[I].add(translate(Made.Passed[I]));
      reach(Made.Passed[I]);
    }
  }
  for (const auto &[Pointer, Calls] : Called) {
    Object Hook = hookOf(Pointer);
    if (Hook == Coarse::None)
      continue;
    DeferredCall &Inner = CallsOf(Hook);
    Inner.Defaulted &= Calls.Defaulted;
    Inner.Returned |= Calls.Returned;
  }
  for (auto &[Hook, Inner] : Found) {
    if (Summary.Calls.size() == FunctionSummary::MaxHooks)
      return;
    Inner.Hook = node(Hook);
    Summary.Calls.push_back(Inner);
  }
}
