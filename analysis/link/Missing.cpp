// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which functions without a body lack a model, and how often they are used.
//
// A function whose address is taken counts too, since whoever gets the address
// may call it; one that is only declared does not.

#include "analysis/link/Link.h"
#include "analysis/models/Models.h"
#include <map>

using namespace membrane;

namespace {

class UseCounter {
public:
  UseCounter(const Program &Linked, const Models &Known)
      : Linked(Linked), Known(Known) {}
  std::vector<MissingFunction> count();

private:
  bool isMissing(SymbolId Named) const;
  MissingFunction *missing(SymbolId Named);
  void noteCall(SymbolId Named, Location Where);
  void noteAddress(SymbolId Named, Location Where);
  void visit(const Function &Code);
  void visitValue(const Function &Code, ValueId Used, Location Where);

  const Program &Linked;
  const Models &Known;
  std::map<SymbolId, MissingFunction> Found;
};

/// Whether the source says what a function without a body allocates.
bool isPromised(const Symbol &Held) {
  return Held.ReturnsFresh ||
         llvm::any_of(Held.Contracts, [](const Contract &Word) {
           return bool(worstPromised(Word.Form));
         });
}

bool UseCounter::isMissing(SymbolId Named) const {
  const Symbol &Held = Linked.Symbols[Named.Index];
  return Held.Form == Symbol::Kind::Function && !Linked.body(Named) &&
         !isPromised(Held) && !Known.find(Held.Name);
}

/// The function that is counted as missing, or null.
MissingFunction *UseCounter::missing(SymbolId Named) {
  Named = Linked.resolve(Named);
  if (!isMissing(Named))
    return nullptr;
  MissingFunction &Entry = Found[Named];
  Entry.Symbol = Named;
  return &Entry;
}

void UseCounter::noteCall(SymbolId Named, Location Where) {
  MissingFunction *Entry = missing(Named);
  if (Entry && Entry->Calls++ == 0)
    Entry->First = Where;
}

void UseCounter::noteAddress(SymbolId Named, Location Where) {
  MissingFunction *Entry = missing(Named);
  if (Entry && !Entry->First)
    Entry->First = Where;
}

void UseCounter::visitValue(const Function &Code, ValueId Used,
                            Location Where) {
  const Value &Operand = Code.Values[Used.Index];
  if (Operand.Form == Value::Kind::Address)
    noteAddress(Operand.Target, Where);
}

void UseCounter::visit(const Function &Code) {
  for (const Block &Part : Code.Blocks) {
    for (const Fact &Step : Part.Facts) {
      if (Step.Form == Fact::Kind::Call && Step.Callee)
        noteCall(Step.Callee, Step.Where);
      for (ValueId Operand : Step.Operands)
        visitValue(Code, Operand, Step.Where);
      for (ValueId Argument : Step.Arguments)
        visitValue(Code, Argument, Step.Where);
    }
    for (const ReturnedPart &Given : Part.End.Returned)
      visitValue(Code, Given.Value, Part.End.Where);
  }
}

std::vector<MissingFunction> UseCounter::count() {
  for (const Function &Code : Linked.Functions)
    visit(Code);
  std::vector<std::vector<SymbolId>> Listed; // by list: those that are missing
  for (const std::vector<SymbolId> &List : Linked.TargetLists) {
    Listed.emplace_back();
    for (SymbolId Callee : List)
      if (isMissing(Linked.resolve(Callee)))
        Listed.back().push_back(Callee);
  }
  for (const auto &[Site, Targets] : Linked.Indirect) {
    const Block &Part = Linked.Functions[Site.Function].Blocks[Site.Block];
    for (SymbolId Callee : Listed[Targets.List.Index])
      noteCall(Callee, Part.Facts[Site.Fact].Where);
  }
  for (const Symbol &Variable : Linked.Symbols)
    for (const InitialPointer &Pointer : Variable.Initial)
      noteAddress(Pointer.Target, Variable.Where);
  std::vector<MissingFunction> Sorted;
  for (const auto &[Named, Missing] : Found)
    Sorted.push_back(Missing);
  llvm::sort(Sorted, [&](const MissingFunction &A, const MissingFunction &B) {
    if (A.Calls != B.Calls)
      return A.Calls > B.Calls;
    return Linked.Symbols[A.Symbol.Index].Name <
           Linked.Symbols[B.Symbol.Index].Name;
  });
  return Sorted;
}

} // namespace

std::vector<MissingFunction> membrane::findMissing(const Program &Linked,
                                                   const Models &Known) {
  return UseCounter(Linked, Known).count();
}
