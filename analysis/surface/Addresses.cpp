// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "analysis/surface/Addresses.h"

#include "llvm/ADT/STLExtras.h"
#include <set>

using namespace membrane;

namespace {
/// One question: where an argument goes, and whether it is an address there.
class AddressSearch {
public:
  explicit AddressSearch(const Program &Linked) : Linked(Linked) {}
  bool search(uint32_t Index, uint32_t Argument);

private:
  using Given = std::pair<uint32_t, uint32_t>; ///< function and argument
  bool follow(const Given &From);
  bool isUsed(const Fact &Step) const;
  bool isPassed(const CallSite &At, const Fact &Call);
  bool enter(SymbolId Callee, size_t Argument);
  bool takesAddress(llvm::StringRef CallShape, size_t Argument) const;
  bool keepsNumber(ValueId Address) const;
  llvm::StringRef shapeOf(const Fact &Call) const;
  bool carries(const Fact &Step) const;
  bool has(ValueId Used) const;
  bool isPointer(ValueId Used) const;
  void notePointer(const Fact &Step);

  const Program &Linked;
  std::set<Given> Met;
  std::vector<Given> Work;
  // Of the function that is looked at.
  const Function *Code = nullptr;
  int64_t Argument = 0;
  std::vector<bool> Known;                   ///< by value: made of the argument
  std::map<ValueId, const Fact *> Displaced; ///< members, by their address
  std::set<ValueId> Pointers;                ///< of their own
};
} // namespace

bool AddressSearch::has(ValueId Used) const {
  if (!Used)
    return false;
  const Value &Held = Code->Values[Used.Index];
  return Held.Form == Value::Kind::Argument ? Held.Number == Argument
                                            : Known[Used.Index];
}

llvm::StringRef AddressSearch::shapeOf(const Fact &Call) const {
  return Call.Callee
             ? Linked.Symbols[Linked.resolve(Call.Callee).Index].CallShape
             : Call.CallShape;
}

/// Whether a value is certainly a pointer of its own.
bool AddressSearch::isPointer(ValueId Used) const {
  if (Code->Values[Used.Index].Form == Value::Kind::Address)
    return true;
  return Pointers.count(Used);
}

void AddressSearch::notePointer(const Fact &Step) {
  bool Made =
      Step.Form == Fact::Kind::Local ||
      (Step.Form == Fact::Kind::Load && Step.OfPointer) ||
      (Step.Form == Fact::Kind::Displace && Step.Record) ||
      (Step.Form == Fact::Kind::Call && shapeOf(Step).starts_with("ptr"));
  if (Made)
    Pointers.insert(Step.Result);
}

/// Whether what a step gives is made of what it takes.
bool AddressSearch::carries(const Fact &Step) const {
  switch (Step.Form) {
  case Fact::Kind::Arithmetic:
    // What is added to another address stays in that object.
    if (Step.Operator == Operation::Other && isPointer(Step.Operands[0]))
      return has(Step.Operands[0]);
    [[fallthrough]];
  case Fact::Kind::Displace:
  case Fact::Kind::Merge:
  case Fact::Kind::Part:
    return llvm::any_of(Step.Operands, [&](ValueId One) { return has(One); });
  case Fact::Kind::Call:
    // A pointer that a body makes of it is seen there.
    return !shapeOf(Step).starts_with("ptr") &&
           llvm::any_of(Step.Arguments, [&](ValueId One) { return has(One); });
  case Fact::Kind::Local:
  case Fact::Kind::Load:
  case Fact::Kind::Store:
  case Fact::Kind::Copy:
  case Fact::Kind::Fill:
  case Fact::Kind::Compare:
  case Fact::Kind::StartVariadic:
  case Fact::Kind::Arrival:
  case Fact::Kind::Unmodelled:
    return false;
  }
  return false;
}

/// Whether only a number can be stored there: a member of that type, which the
/// program never uses as an address.
bool AddressSearch::keepsNumber(ValueId Address) const {
  auto Place = Displaced.find(Address);
  if (Place == Displaced.end())
    return false;
  llvm::ArrayRef<MemberPlace> Members = Linked.membersAt(
      Place->second->Record, Place->second->Displacement.Bytes);
  return !Members.empty() && llvm::all_of(Members, [&](const MemberPlace &At) {
    return At.Type && Linked.Types[At.Type.Index].Form == Type::Kind::Scalar &&
           !Linked.Carriers.count(memberOf(At));
  });
}

/// Whether a step that is no call takes it for an address, or loses it.
bool AddressSearch::isUsed(const Fact &Step) const {
  switch (Step.Form) {
  case Fact::Kind::Displace:
    return Step.Record && has(Step.Operands[0]);
  case Fact::Kind::Load:
  case Fact::Kind::Fill:
    return has(Step.Operands[0]);
  case Fact::Kind::Copy:
    return has(Step.Operands[0]) || has(Step.Operands[1]);
  case Fact::Kind::Store:
    return has(Step.Operands[0]) ||
           (has(Step.Operands[1]) && !keepsNumber(Step.Operands[0]));
  case Fact::Kind::Unmodelled:
    return llvm::any_of(Step.Operands, [&](ValueId One) { return has(One); });
  case Fact::Kind::Local:
  case Fact::Kind::Merge:
  case Fact::Kind::Call:
  case Fact::Kind::Part:
  case Fact::Kind::Compare:
  case Fact::Kind::Arithmetic:
  case Fact::Kind::StartVariadic:
  case Fact::Kind::Arrival:
    return false;
  }
  return false;
}

/// Whether a function of this shape takes a pointer there, or something that
/// nobody knows.
bool AddressSearch::takesAddress(llvm::StringRef Shape, size_t Place) const {
  llvm::SmallVector<llvm::StringRef, 8> Taken;
  Shape.rsplit('(').second.trim(") ").split(Taken, ',');
  if (Shape.contains('{') || Shape.contains('<') || Place >= Taken.size())
    return true;
  llvm::StringRef Type = Taken[Place].trim();
  return !Type.starts_with("i") && Type != "...";
}

bool AddressSearch::enter(SymbolId Callee, size_t Place) {
  Callee = Linked.resolve(Callee);
  const Function *Body = Linked.body(Callee);
  if (!Body)
    return takesAddress(Linked.Symbols[Callee.Index].CallShape, Place);
  if (Place >= Body->Arguments.size()) // one of a variadic list
    return true;
  Given To{uint32_t(Body - Linked.Functions.data()), uint32_t(Place)};
  if (Met.insert(To).second)
    Work.push_back(To);
  return false;
}

bool AddressSearch::isPassed(const CallSite &At, const Fact &Call) {
  if (!Call.Callee && has(Call.Operands[0]))
    return true;
  for (size_t Place = 0; Place < Call.Arguments.size(); ++Place) {
    if (!has(Call.Arguments[Place]))
      continue;
    if (Call.Callee) {
      if (enter(Call.Callee, Place))
        return true;
      continue;
    }
    if (takesAddress(Call.CallShape, Place))
      return true;
    for (SymbolId Callee : Linked.targets(At).Functions)
      if (enter(Callee, Place))
        return true;
  }
  return false;
}

bool AddressSearch::follow(const Given &From) {
  Code = &Linked.Functions[From.first];
  Argument = From.second;
  Known.assign(Code->Values.size(), false);
  Displaced.clear();
  Pointers.clear();
  for (const Block &Part : Code->Blocks)
    for (const Fact &Step : Part.Facts)
      notePointer(Step);
  for (bool Grown = true; Grown;) {
    Grown = false;
    for (const Block &Part : Code->Blocks)
      for (const Fact &Step : Part.Facts) {
        if (Step.Form == Fact::Kind::Displace && Step.Record &&
            Step.Displacement.isExact())
          Displaced[Step.Result] = &Step;
        if (!Step.Result || Known[Step.Result.Index] || !carries(Step))
          continue;
        Known[Step.Result.Index] = Grown = true;
      }
  }
  const Type *Result =
      Code->Result ? &Linked.Types[Code->Result.Index] : nullptr;
  bool Gives = !Result || Result->Form != Type::Kind::Scalar;
  for (uint32_t Block = 0; Block < Code->Blocks.size(); ++Block) {
    const std::vector<Fact> &Facts = Code->Blocks[Block].Facts;
    for (uint32_t I = 0; I < Facts.size(); ++I)
      if (Facts[I].Form == Fact::Kind::Call
              ? isPassed({From.first, Block, I}, Facts[I])
              : isUsed(Facts[I]))
        return true;
    for (const ReturnedPart &Part : Code->Blocks[Block].End.Returned)
      if (Gives && has(Part.Value))
        return true;
  }
  return false;
}

bool AddressSearch::search(uint32_t Index, uint32_t Number) {
  Work.push_back({Index, Number});
  Met.insert(Work.back());
  while (!Work.empty()) {
    Given Next = Work.back();
    Work.pop_back();
    if (follow(Next))
      return true;
  }
  return false;
}

bool AddressUse::isAddress(uint32_t Index, uint32_t Argument) const {
  auto [Entry, New] = Answers.try_emplace({Index, Argument});
  if (New)
    Entry->second = AddressSearch(Linked).search(Index, Argument);
  return Entry->second;
}
