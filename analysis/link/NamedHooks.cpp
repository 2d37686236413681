// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A library that lets programs replace its allocator has variables for it, and
// macros or its users call through these. What is called there is no function
// of this program's, but the row of the variable says what it does. Where the
// program stores one of its own there, or gives the address away, the variable
// is left as it is.

#include "analysis/link/NamedHooks.h"

#include "analysis/models/Models.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"

using namespace membrane;

namespace {

class HookSearch {
public:
  HookSearch(Program &Linked, const Models &Known)
      : Linked(Linked), Known(Known) {}

  void run();

private:
  void findVariables();
  void dropUsed(const Function &Code);
  SymbolId hookAt(const Function &Code, ValueId Address) const;
  void rewrite(Function &Code);

  Program &Linked;
  const Models &Known;
  llvm::DenseSet<uint32_t> Hooks; ///< symbol indexes
};

} // namespace

void HookSearch::findVariables() {
  for (uint32_t I = 0; I < Linked.Symbols.size(); ++I) {
    const Symbol &Named = Linked.Symbols[I];
    if (Named.Form == Symbol::Kind::Variable && !Named.Defined &&
        Known.find(Named.Name))
      Hooks.insert(I);
  }
  for (const Symbol &Each : Linked.Symbols)
    for (const InitialPointer &Pointer : Each.Initial)
      if (SymbolId Target = Linked.resolve(Pointer.Target))
        Hooks.erase(Target.Index);
}

SymbolId HookSearch::hookAt(const Function &Code, ValueId Address) const {
  const Value &Named = Code.Values[Address.Index];
  if (Named.Form != Value::Kind::Address || Named.Number != 0)
    return {};
  SymbolId Variable = Linked.resolve(Named.Target);
  return Variable && Hooks.count(Variable.Index) ? Variable : SymbolId();
}

/// A variable that is more than read is not what its row says.
void HookSearch::dropUsed(const Function &Code) {
  auto Drop = [&](ValueId Used) {
    const Value &Named = Code.Values[Used.Index];
    if (Named.Form == Value::Kind::Address)
      if (SymbolId Variable = Linked.resolve(Named.Target))
        Hooks.erase(Variable.Index);
  };
  for (const Block &Part : Code.Blocks) {
    for (const Fact &Step : Part.Facts) {
      if (Step.Form != Fact::Kind::Load)
        llvm::for_each(Step.Operands, Drop);
      llvm::for_each(Step.Arguments, Drop);
    }
    for (const ReturnedPart &Given : Part.End.Returned)
      Drop(Given.Value);
  }
}

void HookSearch::rewrite(Function &Code) {
  llvm::DenseMap<uint32_t, SymbolId> Loaded; ///< by the value
  for (const Block &Part : Code.Blocks)
    for (const Fact &Step : Part.Facts)
      if (Step.Form == Fact::Kind::Load)
        if (SymbolId Hook = hookAt(Code, Step.Operands[0]))
          Loaded[Step.Result.Index] = Hook;
  if (Loaded.empty())
    return;
  for (Block &Part : Code.Blocks)
    for (Fact &Step : Part.Facts)
      if (Step.Form == Fact::Kind::Call && !Step.Callee && !Step.Record)
        Step.Callee = Loaded.lookup(Step.Operands[0].Index);
}

void HookSearch::run() {
  findVariables();
  for (const Function &Code : Linked.Functions) {
    if (Hooks.empty())
      return;
    dropUsed(Code);
  }
  for (Function &Code : Linked.Functions)
    rewrite(Code);
}

void membrane::nameHookCalls(Program &Linked, const Models &Known) {
  HookSearch(Linked, Known).run();
}
