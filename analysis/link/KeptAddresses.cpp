// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "analysis/link/KeptAddresses.h"

#include "llvm/ADT/STLExtras.h"

using namespace membrane;

namespace {

/// Looks at the stores of one function.
class KeptSearch {
public:
  KeptSearch(const Program &Linked, const Function &Code, KeptAddresses &Into)
      : Linked(Linked), Code(Code), Into(Into) {}
  void run();

private:
  void follow(ValueId Stored, Offset Moved, unsigned Depth);
  void store(const Fact &Step);

  static constexpr unsigned MaxDepth = 6; ///< of steps from the address
  const Program &Linked;
  const Function &Code;
  std::vector<const Fact *> Definitions; ///< by ValueId
  KeptAddresses &Into;
  std::vector<KeptAddress> Found;
};

} // namespace

/// Whether what stands in a variable can change.
static bool isOwn(const Program &Linked, SymbolId Named) {
  if (!Named)
    return false;
  const Symbol &Held = Linked.Symbols[Named.Index];
  return Held.Form == Symbol::Kind::Variable && Held.Defined && !Held.Constant;
}

static void add(std::vector<KeptAddress> &All, KeptAddress New) {
  if (!llvm::is_contained(All, New))
    All.push_back(New);
}

/// Adds what is stored Bytes into a variable.
static void addToVariable(const Program &Linked, KeptAddresses &Into,
                          SymbolId Variable, int64_t Bytes,
                          llvm::ArrayRef<KeptAddress> Stored) {
  if (!Variable)
    return;
  auto Places = Linked.membersAt(Linked.Symbols[Variable.Index].Type, Bytes);
  auto &All = Places.empty() ? Into.InVariable[Variable]
                             : Into.InMember[memberOf(Places.front())];
  for (const KeptAddress &Each : Stored)
    add(All, Each);
}

/// The addresses of variables that a value may be.
void KeptSearch::follow(ValueId Stored, Offset Moved, unsigned Depth) {
  const Value &Known = Code.Values[Stored.Index];
  if (Known.Form == Value::Kind::Address) {
    SymbolId Named = Linked.resolve(Known.Target);
    if (isOwn(Linked, Named))
      add(Found, {Named, Moved.plus(Offset::exact(Known.Number))});
    return;
  }
  const Fact *Step = Definitions[Stored.Index];
  if (!Step || Depth == MaxDepth)
    return;
  if (Step->Form == Fact::Kind::Displace)
    return follow(Step->Operands[0], Moved.plus(Step->Displacement), Depth + 1);
  if (Step->Form == Fact::Kind::Merge)
    for (ValueId Each : Step->merged())
      follow(Each, Moved, Depth + 1);
}

void KeptSearch::store(const Fact &Step) {
  Found.clear();
  follow(Step.Operands[1], Offset(), 0);
  if (Found.empty())
    return;
  ValueId Base = Step.Operands[0];
  int64_t Bytes = 0;
  for (const Fact *Moved;
       (Moved = Definitions[Base.Index]) && Moved->Form == Fact::Kind::Displace;
       Base = Moved->Operands[0]) {
    Bytes += Moved->Displacement.Bytes;
    if (!Moved->Record)
      continue;
    auto Places = Linked.membersAt(Moved->Record, Bytes);
    for (const KeptAddress &Each : Found)
      for (const MemberPlace &Place : Places)
        add(Into.InMember[memberOf(Place)], Each);
    return;
  }
  const Value &Whole = Code.Values[Base.Index];
  if (Whole.Form == Value::Kind::Address)
    addToVariable(Linked, Into, Linked.resolve(Whole.Target),
                  Whole.Number + Bytes, Found);
}

void KeptSearch::run() {
  bool Any = llvm::any_of(Code.Values, [&](const Value &Held) {
    return Held.Form == Value::Kind::Address &&
           isOwn(Linked, Linked.resolve(Held.Target));
  });
  if (!Any)
    return;
  Definitions = Code.definitions();
  for (const Block &Part : Code.Blocks)
    for (const Fact &Step : Part.Facts)
      if (Step.Form == Fact::Kind::Store)
        store(Step);
}

KeptAddresses membrane::findKeptAddresses(const Program &Linked) {
  KeptAddresses Found;
  for (const Function &Code : Linked.Functions)
    KeptSearch(Linked, Code, Found).run();
  for (uint32_t I = 0; I < Linked.Symbols.size(); ++I)
    for (const InitialPointer &Pointer : Linked.Symbols[I].Initial)
      if (SymbolId Target = Linked.resolve(Pointer.Target);
          isOwn(Linked, Target))
        addToVariable(Linked, Found, SymbolId(I), Pointer.Offset,
                      KeptAddress{Target, Offset::exact(Pointer.Addend)});
  return Found;
}
