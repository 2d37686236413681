// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "analysis/link/PassedOn.h"

#include "analysis/link/AddressTaken.h"
#include "analysis/models/Models.h"
#include "llvm/ADT/DenseSet.h"

using namespace membrane;

namespace {

class PassingSearch {
public:
  PassingSearch(const Program &Linked, const Models &Known)
      : Linked(Linked), Known(Known) {}

  PassedOnSet run();

private:
  void addModels();
  bool addWrapper(const Function &Code, const Fact &Call);

  const Program &Linked;
  const Models &Known;
  PassedOnSet Found;
};

void PassingSearch::addModels() {
  for (uint32_t I = 0; I < Linked.Symbols.size(); ++I) {
    const Symbol &Callee = Linked.Symbols[I];
    if (Callee.Form != Symbol::Kind::Function || Linked.body(SymbolId(I)))
      continue;
    if (const Model *Row = Known.find(Callee.Name))
      for (const ModelCall &Called : Row->Calls)
        if (!Called.Content && Called.Slot == ModelCall::NotVirtual)
          Found.insert({SymbolId(I), Called.Argument});
  }
}

bool PassingSearch::addWrapper(const Function &Code, const Fact &Call) {
  bool Any = false;
  SymbolId Callee = Linked.resolve(Call.Callee);
  for (uint32_t I = 0; I < Call.Arguments.size(); ++I) {
    const Value &Given = Code.Values[Call.Arguments[I].Index];
    if (Given.Form == Value::Kind::Argument && Found.count({Callee, I}))
      Any |= Found.insert({Code.Symbol, uint32_t(Given.Number)}).second;
  }
  return Any;
}

PassedOnSet PassingSearch::run() {
  addModels();
  const llvm::DenseSet<uint32_t> Named = findAddressTaken(Linked);
  for (bool Grown = !Found.empty(); Grown;) {
    Grown = false;
    for (const Function &Code : Linked.Functions)
      if (!Named.count(Code.Symbol.Index))
        for (const Block &Part : Code.Blocks)
          for (const Fact &Step : Part.Facts)
            if (Step.Form == Fact::Kind::Call && Step.Callee)
              Grown |= addWrapper(Code, Step);
  }
  return std::move(Found);
}

} // namespace

PassedOnSet membrane::findPassedOn(const Program &Linked, const Models *Known) {
  return Known ? PassingSearch(Linked, *Known).run() : PassedOnSet();
}
