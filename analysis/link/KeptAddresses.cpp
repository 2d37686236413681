// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "analysis/link/KeptAddresses.h"

#include "llvm/ADT/DenseMap.h"
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
  /// A value that may be the stored one, less the bytes that it is moved by.
  struct Origin {
    ValueId Made;
    Offset Moved;
    unsigned Depth;
  };
  void reach(ValueId Made, Offset Moved, unsigned Depth);
  void step(Origin From);
  void follow(ValueId Stored);
  void store(const Fact &Step);

  static constexpr unsigned MaxDepth = 6; ///< of steps from the address
  const Program &Linked;
  const Function &Code;
  std::vector<const Fact *> Definitions; ///< by ValueId
  KeptAddresses &Into;
  std::vector<KeptAddress> Found;
  std::vector<Origin> Waiting; ///< nearest first
  llvm::DenseMap<uint32_t, Offset> Reached;
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

/// A value is looked at again only where it is moved in one more way, so that
/// a merge of many that merge each other is no matter of its ways.
void KeptSearch::reach(ValueId Made, Offset Moved, unsigned Depth) {
  auto [Before, Fresh] = Reached.try_emplace(Made.Index, Moved);
  Offset All = Fresh ? Moved : Before->second.join(Moved);
  if (!Fresh && All == Before->second)
    return;
  Before->second = All;
  Waiting.push_back({Made, Fresh ? Moved : All, Depth});
}

void KeptSearch::step(Origin From) {
  const Value &Known = Code.Values[From.Made.Index];
  if (Known.Form == Value::Kind::Address) {
    SymbolId Named = Linked.resolve(Known.Target);
    if (isOwn(Linked, Named))
      add(Found, {Named, From.Moved.plus(Offset::exact(Known.Number))});
    return;
  }
  const Fact *Step = Definitions[From.Made.Index];
  if (!Step || From.Depth == MaxDepth)
    return;
  if (Step->Form == Fact::Kind::Displace)
    return reach(Step->Operands[0], From.Moved.plus(Step->Displacement),
                 From.Depth + 1);
  if (Step->Form == Fact::Kind::Merge)
    for (ValueId Each : Step->merged())
      reach(Each, From.Moved, From.Depth + 1);
}

/// The addresses of variables that a value may be.
void KeptSearch::follow(ValueId Stored) {
  Found.clear();
  Waiting.clear();
  Reached.clear();
  reach(Stored, Offset(), 0);
  for (size_t I = 0; I < Waiting.size(); ++I)
    step(Waiting[I]);
}

void KeptSearch::store(const Fact &Step) {
  follow(Step.Operands[1]);
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
