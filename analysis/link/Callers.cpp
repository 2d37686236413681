// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "analysis/link/Callers.h"

using namespace membrane;

/// A call of a function without a body may call what it is given.
static void addGiven(const Program &Linked, const Function &Code,
                     const Fact &Call, Callers &Into) {
  for (ValueId Given : Call.Arguments)
    if (const Value &Named = Code.Values[Given.Index];
        Named.Form == Value::Kind::Address)
      if (const Function *Body = Linked.body(Named.Target))
        Into.Unseen.insert(uint32_t(Body - Linked.Functions.data()));
}

Callers membrane::findCallers(const Program &Linked) {
  Callers Found;
  auto Add = [&](SymbolId Callee, const CallSite &Site) {
    if (const Function *Body = Linked.body(Callee))
      Found.Sites[uint32_t(Body - Linked.Functions.data())].push_back(Site);
  };
  for (uint32_t F = 0; F < Linked.Functions.size(); ++F) {
    const Function &Code = Linked.Functions[F];
    for (uint32_t B = 0; B < Code.Blocks.size(); ++B)
      for (uint32_t I = 0; I < Code.Blocks[B].Facts.size(); ++I) {
        const Fact &Step = Code.Blocks[B].Facts[I];
        if (Step.Form != Fact::Kind::Call || !Step.Callee)
          continue;
        Add(Step.Callee, {F, B, I});
        if (!Linked.body(Step.Callee))
          addGiven(Linked, Code, Step, Found);
      }
  }
  for (const auto &[Site, Targets] : Linked.Indirect)
    for (SymbolId Callee : Targets.Functions)
      Add(Callee, Site);
  return Found;
}

std::optional<ValueId> membrane::givenTo(const Program &Linked,
                                         const Fact &Call, uint32_t Function,
                                         uint32_t Argument) {
  bool Other =
      Call.Callee && Linked.body(Call.Callee) != &Linked.Functions[Function];
  if (Other || Argument >= Call.Arguments.size())
    return std::nullopt;
  return Call.Arguments[Argument];
}
