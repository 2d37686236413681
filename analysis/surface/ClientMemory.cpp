// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "analysis/surface/ClientMemory.h"

#include "llvm/ADT/STLExtras.h"

using namespace membrane;

void ClientMemory::collect(const FunctionSummary &Does) const {
  auto IsClients = [&](const Target &To) {
    const Node &Top = Does.Nodes[Does.root(To.Node).Index];
    return Top.Form == Node::Kind::Argument;
  };
  for (const SummaryCell &Place : Does.Cells) {
    const Node &Variable = Does.Nodes[Place.Node.Index];
    // Where all that a large cycle leads to may stand says nothing.
    bool Told = !Does.Coarse || Place.At.isExact();
    if (Variable.Form == Node::Kind::Global && !Variable.Several && Told &&
        llvm::any_of(Place.Holds.targets(), IsClients))
      (*Places)[Variable.Number].push_back(Place.At);
  }
}

/// Whether a function that clients call puts memory of theirs at a place in a
/// variable.
bool ClientMemory::isKeptIn(uint32_t Variable, Offset At) const {
  if (!Places) {
    Places.emplace();
    for (size_t I = 0; I < Linked.Functions.size(); ++I)
      if (Linked.Callable[Linked.Functions[I].Symbol.Index])
        collect(Found.Of[I]);
  }
  auto Kept = Places->find(Variable);
  return Kept != Places->end() && llvm::any_of(Kept->second, [&](Offset Other) {
           return Other.meets(At);
         });
}

bool ClientMemory::leadsTo(const FunctionSummary &Does, NodeId Object) const {
  while (Does.Nodes[Object.Index].Form == Node::Kind::Content) {
    const Node &Inner = Does.Nodes[Object.Index];
    const Node &Up = Does.Nodes[Inner.Parent.Index];
    if (Up.Form == Node::Kind::Global)
      return !Up.Several && isKeptIn(Up.Number, Inner.At);
    Object = Inner.Parent;
  }
  return false;
}
