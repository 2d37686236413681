// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "analysis/surface/Threads.h"
#include "analysis/escape/Escape.h"

using namespace membrane;

/// By SymbolId; empty if there is none.
static std::vector<bool> findFunctions(const Program &Linked,
                                       const Models &Known) {
  std::vector<bool> Found;
  for (size_t I = 0; I < Linked.Symbols.size(); ++I) {
    const Symbol &Each = Linked.Symbols[I];
    if (Each.Form != Symbol::Kind::Function ||
        Linked.BodyOf[I] != Program::NoBody)
      continue;
    const Model *What = Known.find(Each.Name);
    if (!What || !What->Threads)
      continue;
    Found.resize(Linked.Symbols.size());
    Found[I] = true;
  }
  return Found;
}

/// The first call of one of these.
static const Fact *findCall(const Program &Linked, const Function &Code,
                            const std::vector<bool> &Callees) {
  for (const Block &Part : Code.Blocks)
    for (const Fact &Step : Part.Facts)
      if (Step.Form == Fact::Kind::Call && Step.Callee &&
          Callees[Linked.resolve(Step.Callee).Index])
        return &Step;
  return nullptr;
}

std::optional<ThreadUse> membrane::findThreads(const Program &Linked,
                                               const Models &Known) {
  std::vector<bool> Callees = findFunctions(Linked, Known);
  for (const Function &Code : Linked.Functions) {
    if (Code.Atomic)
      return ThreadUse{"", Code.Atomic};
    if (Callees.empty())
      continue;
    if (const Fact *Call = findCall(Linked, Code, Callees))
      return ThreadUse{Linked.Symbols[Call->Callee.Index].Name, Call->Where};
  }
  return std::nullopt;
}
