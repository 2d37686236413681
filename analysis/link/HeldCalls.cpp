// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A function that calls what a variable holds is that function, where it is
// called before the variable changes: in the call that it is passed to. What
// the variable holds there, the program has put into it, so that it is one of
// the program's own. Any other use of such a function is one of unseen code,
// as its row says.

#include "analysis/link/HeldCalls.h"

#include "analysis/models/Models.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringMap.h"

using namespace membrane;

namespace {

class HeldCallSearch {
public:
  HeldCallSearch(Program &Linked, const Models &Known)
      : Linked(Linked), Known(Known) {}

  void run();

private:
  void findVariables();
  SymbolId heldFor(const Function &Code, ValueId Given) const;
  bool passes(const Function &Code, const Fact &Step, uint32_t Argument) const;
  void rewrite(Function &Code, Block &Part);

  Program &Linked;
  const Models &Known;
  llvm::DenseMap<uint32_t, SymbolId> Held; ///< by the function that calls it
};

} // namespace

void HeldCallSearch::findVariables() {
  llvm::StringMap<uint32_t> Callers; ///< by the variable's name
  for (uint32_t I = 0; I < Linked.Symbols.size(); ++I) {
    const Symbol &Named = Linked.Symbols[I];
    if (Named.Form != Symbol::Kind::Function || Linked.body(SymbolId(I)))
      continue;
    if (const Model *Row = Known.find(Named.Name);
        Row && !Row->CallsHeld.empty())
      Callers[Row->CallsHeld] = I;
  }
  for (uint32_t I = 0; !Callers.empty() && I < Linked.Symbols.size(); ++I) {
    Symbol &Named = Linked.Symbols[I];
    auto Caller = Callers.find(Named.Name);
    if (Caller == Callers.end() || Named.Form != Symbol::Kind::Variable ||
        Named.Defined)
      continue;
    Held[Caller->second] = SymbolId(I);
    Named.Defined = true;
    Named.Link = Linkage::Internal;
    Named.DeclaredIn.clear();
  }
}

SymbolId HeldCallSearch::heldFor(const Function &Code, ValueId Given) const {
  const Value &What = Code.Values[Given.Index];
  if (What.Form != Value::Kind::Address || What.Number != 0)
    return {};
  SymbolId Callee = Linked.resolve(What.Target);
  return Callee ? Held.lookup(Callee.Index) : SymbolId();
}

bool HeldCallSearch::passes(const Function &Code, const Fact &Step,
                            uint32_t Argument) const {
  return Step.Form == Fact::Kind::Call && Step.Callee &&
         heldFor(Code, Step.Arguments[Argument]) &&
         Linked.isPassedOn(Step.Callee, Argument);
}

void HeldCallSearch::rewrite(Function &Code, Block &Part) {
  static constexpr uint64_t PointerSize = 8;
  for (size_t At = 0; At < Part.Facts.size(); ++At)
    for (uint32_t I = 0; I < Part.Facts[At].Arguments.size(); ++I) {
      if (!passes(Code, Part.Facts[At], I))
        continue;
      ValueId &Given = Part.Facts[At].Arguments[I];
      Fact Read;
      Read.Form = Fact::Kind::Load;
      Read.Where = Part.Facts[At].Where;
      Read.Size = PointerSize;
      Read.OfPointer = true;
      Read.Operands.push_back(ValueId(uint32_t(Code.Values.size())));
      Code.Values.push_back({Value::Kind::Address, 0, heldFor(Code, Given)});
      Given = Read.Result = ValueId(uint32_t(Code.Values.size()));
      Code.Values.push_back({Value::Kind::Result, 0, {}});
      Part.Facts.insert(Part.Facts.begin() + At++, std::move(Read));
    }
}

void HeldCallSearch::run() {
  findVariables();
  if (Held.empty())
    return;
  for (Function &Code : Linked.Functions)
    for (Block &Part : Code.Blocks)
      rewrite(Code, Part);
}

void membrane::passHeldCalls(Program &Linked, const Models &Known) {
  if (!Linked.OtherPointers)
    HeldCallSearch(Linked, Known).run();
}
