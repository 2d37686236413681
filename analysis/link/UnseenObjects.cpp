// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "analysis/link/UnseenObjects.h"

#include "analysis/models/Models.h"

using namespace membrane;

bool membrane::isUndescribed(const Program &Linked, const Models *Known,
                             SymbolId Callee) {
  SymbolId Named = Linked.resolve(Callee);
  return Named && !Linked.body(Named) &&
         !(Known && Known->find(Linked.Symbols[Named.Index].Name));
}

/// The record that an object is, or leads to; of an array each element.
static RecordId recordOf(const Program &Linked, TypeId Object) {
  Object = Linked.elementOf(Object);
  if (Object && Linked.Types[Object.Index].Form == Type::Kind::Pointer)
    Object = Linked.Types[Object.Index].Element;
  return Object ? Linked.Types[Object.Index].Record : RecordId();
}

/// What a call gives, and what it may put in pointers of the program's own.
static void addCall(const Program &Linked, const Function &Code,
                    const Fact &Call, std::set<RecordId> &Found) {
  if (RecordId Given = Linked.Symbols[Linked.resolve(Call.Callee).Index].Gives)
    Found.insert(Given);
  for (ValueId Passed : Call.Arguments) {
    const Value &Place = Code.Values[Passed.Index];
    SymbolId Variable = Linked.resolve(Place.Target);
    if (Place.Form != Value::Kind::Address || Place.Number != 0 || !Variable)
      continue;
    const Symbol &Held = Linked.Symbols[Variable.Index];
    if (Held.Form == Symbol::Kind::Variable && !Held.Constant)
      if (RecordId Given = recordOf(Linked, Held.Type))
        Found.insert(Given);
  }
}

std::set<RecordId>
membrane::findUnseenObjects(const Program &Linked, const Models *Known,
                            const llvm::DenseSet<uint32_t> &AddressTaken) {
  std::set<RecordId> Found;
  for (uint32_t I = 0; I < Linked.Symbols.size(); ++I) {
    const Symbol &Held = Linked.Symbols[I];
    SymbolId Meant = Linked.resolve(SymbolId(I));
    if (Held.Form == Symbol::Kind::Variable && !Held.Defined &&
        !Linked.SectionEnds.count(SymbolId(I)) &&
        (AddressTaken.count(Meant.Index) || Linked.isPublic(SymbolId(I))))
      if (RecordId Given = recordOf(Linked, Held.Type))
        Found.insert(Given);
  }
  for (const Function &Code : Linked.Functions)
    for (const Block &Part : Code.Blocks)
      for (const Fact &Step : Part.Facts)
        if (Step.Form == Fact::Kind::Call &&
            isUndescribed(Linked, Known, Step.Callee))
          addCall(Linked, Code, Step, Found);
  return Found;
}
