// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A pointer to a method is two numbers (Itanium C++ ABI, 2.3): the address of a
// function, or an odd offset in the table of virtual methods. `(o->*step)()`
// tests which. What gets into the pointer says what is called: functions, and
// what stands at the offset in the tables of all classes that clients cannot
// derive from.
//
// Followed back from the call: arguments to all calls of their function, and
// members of records that only the program knows to all stores there, results
// to what is returned. Each value and each member is looked at once. Not
// followed: variables, and a record that is used as another one.

#include "analysis/link/MethodPointers.h"

#include "analysis/link/Callers.h"
#include "analysis/link/PairPlaces.h"
#include "llvm/ADT/STLExtras.h"

using namespace membrane;

namespace {

class MethodSearch {
public:
  MethodSearch(const Program &Linked, const Models *Known)
      : Linked(Linked), Places(Linked, Known) {}
  /// The pointer of a call that tests which of both it is; none otherwise.
  ValueId methodOf(const CallSite &Site);
  /// The functions that a value can be; nothing if it can be something else.
  std::optional<std::set<SymbolId>> find(const CallSite &Site, ValueId Pointer);

private:
  using Named = std::pair<uint32_t, ValueId>;
  bool isOdd(uint32_t In, BlockId Block, ValueId Pointer);
  bool follow(uint32_t In, ValueId Given);
  bool followNumber(int64_t Number);
  bool followArgument(uint32_t In, uint32_t Argument);
  bool followMember(MemberKey Member);
  bool followMade(uint32_t In, ValueId Given);
  bool followResult(const Fact &Call, const Offset &Part);
  void add(uint32_t In, ValueId Given) {
    if (Met.insert({In, Given}).second)
      Work.push_back({In, Given});
  }

  static constexpr uint64_t PointerSize = 8; ///< in bytes
  const Program &Linked;
  PairPlaces Places;
  std::optional<Callers> Calls; ///< none: not asked yet
  std::string Shape;            ///< of the call
  std::set<SymbolId> Found;
  std::set<Named> Met;
  std::set<MemberKey> MetMembers;
  std::vector<Named> Work;
};

} // namespace

/// Whether control gets to a block only if a pointer is an odd number.
bool MethodSearch::isOdd(uint32_t In, BlockId Block, ValueId Pointer) {
  const Function &Code = Linked.Functions[In];
  const membrane::Block *Before = nullptr;
  for (const membrane::Block &Each : Code.Blocks)
    if (llvm::is_contained(Each.End.Successors, Block)) {
      if (Before)
        return false;
      Before = &Each;
    }
  if (!Before || Before->End.Form != Terminator::Kind::Branch ||
      Before->End.Successors[0] != Block || Before->End.Successors[1] == Block)
    return false;
  auto IsNumber = [&](ValueId Given, int64_t Number) {
    const Value &Held = Code.Values[Given.Index];
    return Held.Form == Value::Kind::Integer && Held.Number == Number;
  };
  const Fact *Test = Places.definition(In, Before->End.Condition);
  if (!Test || Test->Form != Fact::Kind::Compare ||
      Test->Compared != Relation::NotEqual || !IsNumber(Test->Operands[1], 0))
    return false;
  const Fact *Bit = Places.definition(In, Test->Operands[0]);
  return Bit && Bit->Form == Fact::Kind::Arithmetic &&
         Bit->Operator == Operation::And && Bit->Operands[0] == Pointer &&
         IsNumber(Bit->Operands[1], 1);
}

ValueId MethodSearch::methodOf(const CallSite &Site) {
  const Fact &Call = Places.at(Site);
  const Fact *Step = Call.Callee
                         ? nullptr
                         : Places.definition(Site.Function, Call.Operands[0]);
  if (!Step || Step->Form != Fact::Kind::Merge || Step->Incoming.size() != 2)
    return {};
  for (unsigned I : {0, 1})
    if (isOdd(Site.Function, Step->Incoming[I], Step->Operands[1 - I]))
      return Step->Operands[1 - I];
  return {};
}

/// A virtual method, if it is not null.
bool MethodSearch::followNumber(int64_t Number) {
  if (Number == 0)
    return true;
  for (const Symbol &Table : Linked.Symbols)
    for (const AddressPoint &Point : Table.Points)
      for (const InitialPointer &Entry : Table.Initial) {
        if (!Entry.Target || Entry.Offset != Point.Offset + Number - 1 ||
            Linked.Symbols[Entry.Target.Index].CallShape != Shape)
          continue;
        if (Linked.OpenRecord[Point.Class.Index])
          return false;
        Found.insert(Linked.resolve(Entry.Target));
      }
  return Number % 2 != 0;
}

bool MethodSearch::followArgument(uint32_t In, uint32_t Argument) {
  if (!Calls)
    Calls = findCallers(Linked);
  if (Calls->Unseen.count(In) ||
      Linked.Callable[Linked.Functions[In].Symbol.Index])
    return false;
  return llvm::all_of(Calls->Sites[In], [&](const CallSite &Site) {
    auto Given = givenTo(Linked, Places.at(Site), In, Argument);
    if (Given)
      add(Site.Function, *Given);
    return Given.has_value();
  });
}

bool MethodSearch::followMember(MemberKey Member) {
  if (!MetMembers.insert(Member).second)
    return true;
  if (Linked.OpenRecord[Member.first.Index] ||
      !Places.areKnown({Member, Member}))
    return false;
  return llvm::all_of(Places.stores(Member), [&](const CallSite &Store) {
    const Fact &Step = Places.at(Store);
    add(Store.Function, Step.Operands[1]);
    return Step.Size == PointerSize;
  });
}

/// What a function returns, or a part of it.
bool MethodSearch::followResult(const Fact &Call, const Offset &Part) {
  const Function *Code = Call.Callee ? Linked.body(Call.Callee) : nullptr;
  if (!Code || !Part.isExact())
    return false;
  for (const Block &Each : Code->Blocks)
    for (const ReturnedPart &Given : Each.End.Returned)
      if (Given.Bytes == Part.Bytes)
        add(uint32_t(Code - Linked.Functions.data()), Given.Value);
  return true;
}

bool MethodSearch::followMade(uint32_t In, ValueId Given) {
  const Fact *Step = Places.definition(In, Given);
  if (!Step)
    return false;
  if (Step->Form == Fact::Kind::Call)
    return followResult(*Step, Offset::exact(0));
  if (Step->Form == Fact::Kind::Part) {
    const Fact *Call = Places.definition(In, Step->Operands[0]);
    return Call && Call->Form == Fact::Kind::Call &&
           followResult(*Call, Step->Displacement);
  }
  if (Step->Form != Fact::Kind::Merge)
    return false;
  for (ValueId Each : Step->merged())
    add(In, Each);
  return true;
}

bool MethodSearch::follow(uint32_t In, ValueId Given) {
  const Value &Held = Linked.Functions[In].Values[Given.Index];
  switch (Held.Form) {
  case Value::Kind::Null:
    return true;
  case Value::Kind::Integer:
    return followNumber(Held.Number);
  case Value::Kind::Address: {
    SymbolId Target = Linked.resolve(Held.Target);
    Found.insert(Target);
    return Linked.Symbols[Target.Index].Form == Symbol::Kind::Function;
  }
  case Value::Kind::Argument:
    return followArgument(In, uint32_t(Held.Number));
  case Value::Kind::Scalar:
    return false;
  case Value::Kind::Result:
    break;
  }
  if (auto Member = Places.memberRead(In, Given))
    return followMember(*Member);
  return followMade(In, Given);
}

std::optional<std::set<SymbolId>> MethodSearch::find(const CallSite &Site,
                                                     ValueId Pointer) {
  Shape = Places.at(Site).CallShape;
  Found.clear();
  Met.clear();
  MetMembers.clear();
  Work.clear();
  add(Site.Function, Pointer);
  while (!Work.empty()) {
    auto [Where, Given] = Work.back();
    Work.pop_back();
    if (!follow(Where, Given))
      return std::nullopt;
  }
  return Found;
}

void membrane::closeMethodCalls(Program &Linked, const Models *Known) {
  MethodSearch Search(Linked, Known);
  for (auto &[Site, Targets] : Linked.Indirect) {
    ValueId Pointer = Targets.Open ? Search.methodOf(Site) : ValueId();
    auto Found = Pointer ? Search.find(Site, Pointer) : std::nullopt;
    if (!Found)
      continue;
    for (SymbolId Shown : Targets.Functions)
      Found->insert(Linked.resolve(Shown));
    Targets.List = TargetListId(uint32_t(Linked.TargetLists.size()));
    Linked.TargetLists.emplace_back(Found->begin(), Found->end());
    Targets.Functions = Linked.TargetLists.back();
    Targets.Open = Targets.Guessed = false;
  }
}
