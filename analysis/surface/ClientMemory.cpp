// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "analysis/surface/ClientMemory.h"

#include "llvm/ADT/STLExtras.h"

using namespace membrane;

/// Whether a number that the caller passes becomes a number in a variable:
/// no pointer, though it is as wide as one.
bool ClientMemory::isNumber(const Function &Code, const Node &Argument,
                            const SummaryCell &Place,
                            const Node &Variable) const {
  auto IsScalar = [&](TypeId Named) {
    return Named && Linked.Types[Named.Index].Form == Type::Kind::Scalar;
  };
  TypeId Whole = Linked.Symbols[Variable.Number].Type;
  if (!IsScalar(Code.declaredType(Argument.Number)) || !Whole ||
      Linked.Types[Whole.Index].Form != Type::Kind::Record ||
      !Place.At.isExact())
    return false;
  llvm::SmallVector<MemberPlace, 1> Members =
      Linked.membersAt(Whole, Place.At.Bytes);
  return !Members.empty() &&
         llvm::all_of(Members, [&](const MemberPlace &Each) {
           return IsScalar(Each.Type);
         });
}

void ClientMemory::collect(const Function &Code,
                           const FunctionSummary &Does) const {
  for (const SummaryCell &Place : Does.Cells) {
    const Node &Variable = Does.Nodes[Place.Node.Index];
    // Where all that a large cycle leads to may stand says nothing, nor does
    // an address that such a cycle gives.
    bool Told = !Does.Coarse || Place.At.isExact();
    auto IsClients = [&](const Target &To) {
      const Node &Top = Does.Nodes[Does.root(To.Node).Index];
      return Top.Form == Node::Kind::Argument && !To.At.isAny() &&
             !isNumber(Code, Top, Place, Variable);
    };
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
        collect(Linked.Functions[I], Found.Of[I]);
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
