// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Places hold function pointers: SSA values, parameters, results, members of
// records, globals, stack slots. Facts make edges between places; functions
// flow along them until nothing changes. What comes from outside (parameters of
// functions that others can call, members of public records, results of calls
// without a body) makes a place open; a function that gets to where the outside
// can find it (an open place, a result or an argument of what clients call) is
// one that others can call. Functions that are stored where no place has a name
// go to one place ("loose"). What is loaded from where no place has a name, and
// a place whose address is handed on, may hold each of them that is called as
// it is defined; both are open too, as functions of clients' are stored where
// no place has a name. An address of one of several places, that an accessor
// gives, or that only functions called by their names are given, leads to a
// place of its own, which is all of them. Elements of an array are one place. A
// function without a body calls what its model says, so that its call is an
// indirect one too. What is stored where a number that is no constant leads in
// an object may be in each member of it. A place that is called as functions of
// several shapes (a union of pointers to functions) gives each call those of
// its own, and those that no call fits; so with what clients store there, if
// that is of one type. A place to which nothing flows may hold what was not
// seen, but for a member of the program's own tables, and what null flows to in
// a program that is seen whole. Not modelled: addresses
// that arithmetic takes from one member of a record to another, and bytes that
// are copied into a record from where no place has a name.

#include "analysis/link/Targets.h"

#include "analysis/link/FunctionFlow.h"
#include "analysis/link/UnseenObjects.h"

using namespace membrane;

/// A table of functions that only clients name, one of those they may choose
/// from: none of the functions is the program's own choice.
static bool isOffered(const Program &Linked, const NamedCalls &Named,
                      SymbolId Variable) {
  const Symbol &Held = Linked.Symbols[Variable.Index];
  return Held.Constant && Held.Points.empty() && Linked.isPublic(Variable) &&
         !Named.AddressTaken.count(Linked.resolve(Variable).Index);
}

/// Function pointers in initial values: of the global, and so of the record if
/// its type says which member stands there.
static void connectInitial(FlowGraph &Graph, const Program &Linked,
                           SymbolId Variable, const NamedCalls &Named) {
  const Symbol &Held = Linked.Symbols[Variable.Index];
  // Clients call the virtual functions of a class that they know.
  bool Called = llvm::any_of(Held.Points, [&](const AddressPoint &Point) {
    return Linked.OpenRecord[Point.Class.Index];
  });
  bool Offered = isOffered(Linked, Named, Variable);
  for (const InitialPointer &Pointer : Held.Initial) {
    SymbolId Target = Linked.resolve(Pointer.Target);
    if (!Target)
      continue;
    if (Called || Offered)
      Graph.openFunction(Target);
    if (Offered)
      continue;
    if (Linked.Symbols[Target.Index].Form == Symbol::Kind::Function) {
      Graph.noteTable(Variable, Pointer.Offset);
      Graph.flow(Graph.address(Target), Graph.global(Variable, Pointer.Offset));
    } else
      Graph.exposeGlobal(Target, Pointer.Addend);
  }
}

IndirectTargets membrane::findIndirectTargets(const Program &Linked,
                                              const LinkOptions &Options) {
  const Models *Known = Options.Known;
  const NamedCalls Named = findNamedCalls(Linked);
  FlowGraph Graph(Linked, findUnseenObjects(Linked, Known, Named.AddressTaken));
  if (Options.onlyDeclared())
    Graph.trustNulls();
  for (uint32_t I = 0; I < Linked.Symbols.size(); ++I)
    if (Linked.Symbols[I].Form == Symbol::Kind::Variable)
      connectInitial(Graph, Linked, SymbolId(I), Named);
  for (uint32_t I = 0; I < Linked.Functions.size(); ++I)
    FunctionFlow(Graph, Linked, Known, Named, I).connect();
  Graph.solve();
  IndirectTargets Found = Graph.targets();
  Found.Filled = Graph.filled();
  Found.StoredAt = Graph.storedAt();
  return Found;
}
