// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "analysis/link/Accessors.h"

#include "analysis/link/AddressTaken.h"
#include "llvm/ADT/STLExtras.h"

using namespace membrane;

namespace {

/// Follows the results of one function back through merges. A merge that meets
/// itself (a loop) is not named, since its operands are not known before it.
class AccessorSearch {
public:
  AccessorSearch(const Program &Linked, const Function &Code)
      : Linked(Linked), Code(Code), Named(Code.Values.size()) {}
  bool run();

private:
  bool isNamed(ValueId Given) const;
  void note(const Fact &Step);

  const Program &Linked;
  const Function &Code;
  std::vector<bool> Named; ///< by ValueId: addresses that facts name
};

} // namespace

bool AccessorSearch::isNamed(ValueId Given) const {
  const Value &Known = Code.Values[Given.Index];
  if (Known.Form != Value::Kind::Address)
    return Known.Form == Value::Kind::Null || Named[Given.Index];
  SymbolId Target = Linked.resolve(Known.Target);
  return Target &&
         Linked.Symbols[Target.Index].Form == Symbol::Kind::Variable &&
         Linked.Symbols[Target.Index].Points.empty();
}

void AccessorSearch::note(const Fact &Step) {
  if (Step.Form == Fact::Kind::Displace)
    Named[Step.Result.Index] = Step.Record && Step.Displacement.isExact();
  if (Step.Form != Fact::Kind::Merge)
    return;
  Named[Step.Result.Index] = llvm::all_of(
      Step.merged(), [&](ValueId Operand) { return isNamed(Operand); });
}

bool AccessorSearch::run() {
  bool Any = false;
  for (const Block &Part : Code.Blocks)
    for (const Fact &Step : Part.Facts)
      note(Step);
  for (const Block &Part : Code.Blocks) {
    if (Part.End.Form != Terminator::Kind::Return)
      continue;
    for (const ReturnedPart &Given : Part.End.Returned) {
      if (!isNamed(Given.Value))
        return false;
      Any = true;
    }
    if (Part.End.Returned.size() > 1)
      return false;
  }
  return Any;
}

NamedCalls membrane::findNamedCalls(const Program &Linked) {
  NamedCalls Found;
  Found.AddressTaken = findAddressTaken(Linked);
  for (const Function &Code : Linked.Functions) {
    bool Pointer = Code.Result &&
                   Linked.Types[Code.Result.Index].Form == Type::Kind::Pointer;
    if (Pointer && !Found.AddressTaken.count(Code.Symbol.Index) &&
        AccessorSearch(Linked, Code).run())
      Found.Accessors.insert(Code.Symbol.Index);
  }
  return Found;
}
