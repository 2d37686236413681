// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "analysis/surface/Supplied.h"

#include "analysis/surface/Laid.h"
#include "llvm/ADT/STLExtras.h"
#include <algorithm>

using namespace membrane;

/// Whether all that a function gives is new, and not from an allocator that it
/// was given.
bool SuppliedMembers::makesOwn(SymbolId Callee) const {
  const Function *Body = Linked.body(Linked.resolve(Callee));
  if (!Body)
    return false;
  const FunctionSummary &Does = Found.Of[Body - Linked.Functions.data()];
  return !Does.Result.empty() &&
         llvm::all_of(Does.Result, [&](const SummaryCell &Part) {
           return llvm::all_of(Part.Holds.targets(), [&](const Target &To) {
             const Node &Object = Does.Nodes[To.Node.Index];
             return Object.Form == Node::Kind::Fresh &&
                    !Does.Allocations[Object.Number].Hook;
           });
         });
}

/// Whether it is null, an object that the program made, or a function of the
/// program, and not one that only passes the request on to an allocator that it
/// was given.
bool SuppliedMembers::isOwn(const Function &Code, ValueId Given,
                            const std::map<ValueId, SymbolId> &Calls) const {
  if (auto Call = Calls.find(Given); Call != Calls.end())
    return makesOwn(Call->second);
  const Value &Held = Code.Values[Given.Index];
  if (Held.Form == Value::Kind::Null || Held.Form == Value::Kind::Integer)
    return true;
  if (Held.Form != Value::Kind::Address)
    return false;
  const Function *Body = Linked.body(Held.Target);
  if (!Body)
    return Linked.Symbols[Held.Target.Index].Form == Symbol::Kind::Function;
  const FunctionSummary &Does = Found.Of[Body - Linked.Functions.data()];
  return llvm::none_of(Does.Allocations, [&](const Allocation &Made) {
    return Made.Hook &&
           Does.Nodes[Does.root(Made.Hook).Index].Form == Node::Kind::Argument;
  });
}

/// The same place, seen from each record that it is in, the innermost last.
std::vector<SuppliedMembers::Member> SuppliedMembers::nested(RecordId Whole,
                                                             int64_t At) const {
  std::vector<Member> Found;
  for (const MemberPlace &Part : Linked.membersAt(Whole, At)) {
    int64_t Rest = At;
    for (const Field *Step : Part.Way) {
      Rest -= int64_t(Step->Offset);
      TypeId Held = Step->Type;
      while (Held && Linked.Types[Held.Index].Form == Type::Kind::Array) {
        Held = Linked.Types[Held.Index].Element;
        if (uint64_t Size = Held ? Linked.Types[Held.Index].Size : 0)
          Rest %= int64_t(Size);
      }
      if (RecordId Inner = Held ? Linked.Types[Held.Index].Record : RecordId())
        Found.push_back({Inner, Rest});
    }
  }
  return Found;
}

void SuppliedMembers::add(RecordId Whole, int64_t At, Writes &Into) const {
  Into.Outer.insert({Whole, At});
  for (const Member &Part : nested(Whole, At))
    Into.Inner.insert(Part);
}

/// A copy of a whole record brings along the functions in it.
void SuppliedMembers::addCopy(const Fact &Step, const Member &Start,
                              Writes &Into) const {
  int64_t Whole = int64_t(Linked.Records[Start.first.Index].Size);
  int64_t Size = std::min(Step.Size ? int64_t(Step.Size) : Whole - Start.second,
                          LargestCopy);
  for (int64_t At = Start.second; At < Start.second + Size; At += PointerSize)
    for (const MemberPlace &Part : Linked.membersAt(Start.first, At))
      if (leadsTo(Linked, Part.Type, Type::Kind::Function))
        add(Start.first, At, Into);
}

void SuppliedMembers::collect(const Function &Code, Writes &Into) const {
  std::map<ValueId, Member> Places; // seen from the outermost record
  std::map<ValueId, SymbolId> Calls;
  for (const Block &Part : Code.Blocks)
    for (const Fact &Step : Part.Facts) {
      if (Step.Form == Fact::Kind::Call && Step.Callee && Step.Result)
        Calls[Step.Result] = Step.Callee;
      if (Step.Form == Fact::Kind::Displace && Step.Record &&
          Step.Displacement.isExact()) {
        auto Outer = Places.find(Step.Operands[0]);
        int64_t Bytes = Step.Displacement.Bytes;
        Places[Step.Result] =
            Outer == Places.end()
                ? Member(Step.Record, Bytes)
                : Member(Outer->second.first, Outer->second.second + Bytes);
      }
    }
  for (const Block &Part : Code.Blocks)
    for (const Fact &Step : Part.Facts) {
      bool Copies = Step.Form == Fact::Kind::Copy;
      bool Stores = Step.Form == Fact::Kind::Store &&
                    Step.Size == uint64_t(PointerSize) &&
                    !isOwn(Code, Step.Operands[1], Calls);
      if (!Copies && !Stores)
        continue;
      auto To = Places.find(Step.Operands[0]);
      if (To != Places.end() && Copies)
        addCopy(Step, To->second, Into);
      else if (To != Places.end())
        add(To->second.first, To->second.second, Into);
      else if (Copies && Step.Size)
        Into.Copied.insert(Step.Size);
    }
}

bool SuppliedMembers::isSupplied(RecordId Whole, int64_t At) const {
  if (Who == Clients::Unknown)
    return true;
  if (!Known) {
    Known.emplace();
    for (const Function &Code : Linked.Functions)
      collect(Code, *Known);
  }
  auto IsCopied = [&](RecordId Named) {
    return Known->Copied.count(Linked.Records[Named.Index].Size) > 0;
  };
  return IsCopied(Whole) || Known->Outer.count({Whole, At}) ||
         Known->Inner.count({Whole, At}) ||
         llvm::any_of(nested(Whole, At), [&](const Member &Part) {
           return IsCopied(Part.first) || Known->Outer.count(Part);
         });
}
