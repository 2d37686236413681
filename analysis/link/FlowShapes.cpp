// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which calls through one place reach what: a union of pointers to functions is
// called as functions of several types.

#include "analysis/link/Flow.h"

#include "llvm/ADT/STLExtras.h"

using namespace membrane;

bool FlowGraph::Place::openTo(TypeId Function) {
  if (OpenToAll || (Open && OpenTo == Function))
    return false;
  OpenToAll = Open || !Function;
  OpenTo = OpenToAll ? TypeId() : Function;
  return Open = true;
}

void FlowGraph::openAs(PlaceId Where, TypeId Pointer) {
  const membrane::Type *Held = Pointer ? &Linked.Types[Pointer.Index] : nullptr;
  bool Known = Held && Held->Form == membrane::Type::Kind::Pointer &&
               Held->Element &&
               !Linked.Types[Held->Element.Index].Parameters.empty();
  if (Places[Where].openTo(Known ? Held->Element : TypeId()))
    push(Where);
}

/// Of a place that is called as several shapes, as a union of pointers to
/// functions is: whether another of its calls is the one that fits a function.
bool FlowGraph::isCalledOtherwise(const IndirectCall &Call,
                                  SymbolId Callee) const {
  auto Made = Through.find(Call.Pointer);
  const std::string &Fits = Linked.Symbols[Callee.Index].CallShape;
  return Made != Through.end() && Made->second.Shapes.size() > 1 &&
         Fits != Call.Step->CallShape && Made->second.Shapes.count(Fits);
}

/// Whether a function of a type is called as a shape, as far as is known of its
/// parameters.
static bool isCalledAs(const Program &Linked, const membrane::Type &Callee,
                       llvm::StringRef CallShape) {
  llvm::StringRef Passed = CallShape.split('(').second;
  Passed.consume_back(")");
  llvm::SmallVector<llvm::StringRef, 8> Arguments;
  Passed.split(Arguments, ", ", -1, false);
  return llvm::equal(
      Callee.Parameters, Arguments, [&](TypeId Taken, llvm::StringRef Given) {
        auto Form = Linked.Types[Taken.Index].Form;
        return (Form == membrane::Type::Kind::Pointer) == (Given == "ptr");
      });
}

/// Whether another of a place's calls is the one that fits, for all that others
/// may store there.
bool FlowGraph::isOpenOtherwise(const IndirectCall &Call) const {
  const Place &Filled = Places[Call.Pointer];
  auto Made = Through.find(Call.Pointer);
  if (!Filled.OpenTo || Made == Through.end() || Made->second.Shapes.size() < 2)
    return false;
  const membrane::Type &Callee = Linked.Types[Filled.OpenTo.Index];
  return !isCalledAs(Linked, Callee, Call.Step->CallShape) &&
         llvm::any_of(Made->second.Shapes, [&](llvm::StringRef Shape) {
           return isCalledAs(Linked, Callee, Shape);
         });
}

/// All calls through a place as one shape have the same targets.
CallTargets FlowGraph::targetsOf(const IndirectCall &Call) {
  LooseShape &Called = looseShape(Call.Step->CallShape);
  auto [Known, New] = Met.try_emplace({Call.Pointer, Called.Number});
  if (New)
    Known->second = meetTargets(Call, Called);
  return Known->second;
}

CallTargets FlowGraph::meetTargets(const IndirectCall &Call,
                                   LooseShape &Called) {
  const Place &Through = Places[Call.Pointer];
  bool Named = Call.Pointer != Loose;
  bool AnyLoose = !Named || Through.Exposed;
  std::vector<SymbolId> Own; // what is not among Called.Functions
  size_t Common = 0;
  if (Named)
    for (unsigned Callee : Through.Functions) {
      if (isCalledOtherwise(Call, SymbolId(Callee)))
        continue;
      bool Both = AnyLoose && Sorted.test(Callee) &&
                  Linked.Symbols[Callee].CallShape == Call.Step->CallShape;
      Common += Both;
      if (!Both)
        Own.push_back(SymbolId(Callee));
    }
  CallTargets Reached;
  bool Theirs = Through.Open && !isOpenOtherwise(Call);
  Reached.Open = Theirs || Through.Unseen;
  Reached.Unseen = Through.Unseen && !Theirs;
  Reached.Sure = Named && !Through.Exposed && !Through.Vague;
  if (Reached.Sure)
    Reached.Offsets = offsetList(Through);
  // Nothing named leads here: any function of the shape that was stored where
  // no place has a name, and whatever was not seen. But a member that is null
  // in all tables, and to which nothing is stored, is null, as a constant is,
  // and what only gets null where nobody else can store a function.
  bool None = Own.empty() && (!AnyLoose || Called.Functions.empty());
  bool Unfilled = Reached.Sure
                      ? llvm::none_of(Called.Functions,
                                      [&](SymbolId Each) {
                                        return mayStandIn(Through, Each);
                                      })
                      : !AnyLoose && Called.Functions.empty();
  bool Nothing = Through.Tabled || (Through.Nulled && Reached.Sure);
  bool Empty = Through.Null || (Nothing && Unfilled);
  if (None && !Reached.Open && !Empty)
    AnyLoose = Reached.Open = true;
  Reached.Guessed = AnyLoose && Called.Functions.size() > Common;
  if (AnyLoose && Own.empty()) {
    if (!Called.List)
      Called.List = list(Called.Functions);
    Reached.List = Called.List;
    return Reached;
  }
  if (AnyLoose)
    llvm::append_range(Own, Called.Functions);
  llvm::sort(Own);
  Reached.List = list(std::move(Own));
  return Reached;
}
