// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One object that a function outside of the component is given by two names.
//
// Constraints tell no two names of one object apart, but the summary of such a
// function does (Names.cpp). Where the solution shows that two arguments, or an
// argument and a global, may lead to one object, its summary in that context is
// applied as well. Not told: links that lead to one object, and blocks, of
// which one object stands for many, unless both arguments are one value.

#include "analysis/escape/Coarse.h"

#include "llvm/ADT/STLExtras.h"

using namespace membrane;

/// What a value is a place of: the same value or the same load, if anything.
struct Coarse::Based {
  ValueId Base;
  Offset At = Offset::exact(0);
};

Coarse::Based Coarse::baseOf(const Frame &In, ValueId Named) {
  Based Found{Named};
  const Fact *Step = In.Definitions[Named.Index];
  for (; Step && Step->Form == Fact::Kind::Displace;
       Step = In.Definitions[Found.Base.Index]) {
    Found.At = Found.At.plus(Step->Displacement);
    Found.Base = Step->Operands[0];
  }
  return Found;
}

/// How far behind another value one is, if both are places of one object.
std::optional<Offset> Coarse::distance(const Frame &In, ValueId Named,
                                       ValueId Other) {
  Based A = baseOf(In, Named), B = baseOf(In, Other);
  if (A.Base == B.Base)
    return A.At.plus(B.At.negated());
  const Fact *First = In.Definitions[A.Base.Index],
             *Second = In.Definitions[B.Base.Index];
  bool Loads = First && Second && First->Form == Fact::Kind::Load &&
               Second->Form == Fact::Kind::Load;
  auto IsConstant = [](const std::optional<Offset> &Found) {
    return Found && Found->isExact() && Found->Bytes == 0;
  };
  if (Loads &&
      IsConstant(distance(In, First->Operands[0], Second->Operands[0])))
    return Offset::any();
  return std::nullopt;
}

/// Whether two addresses may lead to one variable, or to what an argument of a
/// member leads to.
bool Coarse::shareObject(Variable A, Variable B) const {
  for (unsigned Named : Sets.pointsTo(A) & Sets.pointsTo(B)) {
    const Thing &Shared = Things[Named];
    if (Named != Number && Named != Null && !Shared.Constant &&
        !Shared.Several &&
        (Shared.Form == Node::Kind::Local ||
         Shared.Form == Node::Kind::Global ||
         Shared.Form == Node::Kind::Argument))
      return true;
  }
  return false;
}

/// The argument or global under which a node of a summary hangs.
static void addTop(const FunctionSummary &Of, NodeId Named,
                   std::set<NodeId> &Into) {
  NodeId Top = Of.root(Named);
  if (isCallers(Of.Nodes[Top.Index]))
    Into.insert(Top);
}

/// Where a function stores in memory of its caller's.
static std::set<NodeId> written(const FunctionSummary &Of) {
  std::set<NodeId> Found;
  for (const SummaryCell &Place : Of.Cells)
    addTop(Of, Place.Node, Found);
  for (const InterimUse &Use : Of.Interim)
    addTop(Of, Use.Node, Found);
  return Found;
}

/// Where it takes what it finds for what stood there at the entry, or for what
/// it has stored there.
static std::set<NodeId> read(const FunctionSummary &Of) {
  std::set<NodeId> Found;
  for (const Node &Inner : Of.Nodes)
    if (Inner.Form == Node::Kind::Content)
      addTop(Of, Inner.Parent, Found);
  for (const InterimUse &Use : Of.Interim)
    addTop(Of, Use.Node, Found);
  return Found;
}

/// What a call tells of two names, if they may be one object.
std::optional<Binding> Coarse::tell(NamedCall &Call, const Node &Named,
                                    const Node &Other) {
  const Place &Site = Call.Site;
  if (Named.Form != Node::Kind::Argument ||
      Named.Number >= Site.Arguments.size())
    return std::nullopt;
  Binding Told;
  Told.Form = Binding::Kind::MayBe;
  Told.Distance = Offset::any();
  Told.Named.Argument = Named.Number;
  bool Shared = false;
  std::optional<Offset> Known;
  if (Other.Form == Node::Kind::Global) {
    Told.Other.Variable = SymbolId(Other.Number);
    Told.Other.Several = Other.Several;
    Shared = shareObject(Site.Arguments[Named.Number],
                         symbol(SymbolId(Other.Number)));
  } else if (Other.Number < Site.Arguments.size()) {
    Told.Other.Argument = Other.Number;
    if (Site.Step && Site.Arguments.size() == Site.Step->Arguments.size())
      Known = distance(*Site.In, Site.Step->Arguments[Named.Number],
                       Site.Step->Arguments[Other.Number]);
    Shared = Known || shareObject(Site.Arguments[Named.Number],
                                  Site.Arguments[Other.Number]);
    Told.Distance = Known.value_or(Offset::any());
  }
  if (!Shared)
    return std::nullopt;
  if (!Known)
    Call.Why = Solver::Evidence::Solution;
  return Told;
}

/// Tells what is new of names; true if there was any.
bool Coarse::settleNames(NamedCall &Call) {
  size_t Before = Call.Told.size();
  const FunctionSummary &Known = *Call.Summary;
  if (!Known.MixesNames)
    return false;
  const std::set<NodeId> Read = read(Known);
  auto Add = [&](NodeId Named, NodeId Other) {
    auto New = tell(Call, Known.Nodes[Named.Index], Known.Nodes[Other.Index]);
    if (New && !Whole.isAlwaysTold(Call.Site.Callee, *New) &&
        llvm::none_of(Call.Told,
                      [&](const Binding &Told) { return Told.isOfSame(*New); }))
      Call.Told.push_back(*New);
  };
  for (NodeId Place : written(Known))
    for (NodeId Found : Read) {
      const Node &A = Known.Nodes[Place.Index], &B = Known.Nodes[Found.Index];
      bool Later = B.Form == Node::Kind::Global ||
                   (A.Form != Node::Kind::Global && B.Number < A.Number);
      if (Place != Found)
        Later ? Add(Place, Found) : Add(Found, Place);
    }
  if (Call.Told.size() == Before)
    return false;
  llvm::sort(Call.Told);
  Call.Summary = Whole.special(Call.Site.Callee, Call.Told, Call.Why);
  Place Site = Call.Site; // other calls may come to be known
  apply(Site, *Call.Summary);
  return true;
}

bool Coarse::settleNames() {
  bool Any = false;
  for (size_t I = 0; I < NamedCalls.size(); ++I)
    Any |= settleNames(NamedCalls[I]);
  return Any;
}
