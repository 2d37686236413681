// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Exceptions: of which types they are where they arrive and where they leave.
//
// Which handler runs is not followed: an exception that holds nothing of the
// program's may pass all of them, so every path behind a landing pad can be
// taken. The types decide what an exception that leaves can carry out.

#include "analysis/escape/Thrown.h"

#include "analysis/escape/Application.h"
#include "analysis/escape/Bounds.h"
#include <algorithm>

using namespace membrane;

bool ThrownTypes::add(SymbolId Type) {
  auto At = llvm::lower_bound(Known, Type);
  if (Any || (At != Known.end() && *At == Type))
    return false;
  if (Known.size() < MaxKnown) {
    Known.insert(At, Type);
    return true;
  }
  countBound(Bound::ThrownTypes);
  Any = true;
  Known.clear();
  return true;
}

bool ThrownTypes::add(const ThrownTypes &Other) {
  if (Other.Any) {
    bool New = !std::exchange(Any, true);
    Known.clear();
    return New;
  }
  bool Grown = false;
  for (SymbolId Type : Other.Known)
    Grown |= add(Type);
  return Grown;
}

bool membrane::stops(const Program &Linked, SymbolId Handled, SymbolId Thrown) {
  Handled = Linked.resolve(Handled);
  std::set<SymbolId> Met;
  llvm::SmallVector<SymbolId, 4> Work = {Linked.resolve(Thrown)};
  while (!Work.empty()) {
    SymbolId Type = Work.pop_back_val();
    if (Type == Handled)
      return true;
    for (SymbolId Base : Linked.Symbols[Type.Index].Bases)
      if (Met.insert(Linked.resolve(Base)).second)
        Work.push_back(Linked.resolve(Base));
  }
  return false;
}

/// An exception of these types gets to a landing pad, in this state.
void Body::arrive(BlockId Pad, const State &Now, const ThrownTypes &Types) {
  Arriving[Pad.Index].add(Types);
  enter(Pad, Now);
}

/// Those that no handler of a landing pad stops.
ThrownTypes Body::passing(const Fact &Pad, const ThrownTypes &Types) const {
  ThrownTypes Rest;
  auto IsAll = [&](ValueId Handled) {
    return Code.Values[Handled.Index].Form == Value::Kind::Null;
  };
  if (llvm::any_of(Pad.Operands, IsAll))
    return Rest;
  Rest.Any = Types.Any;
  for (SymbolId Thrown : Types.Known)
    if (llvm::none_of(Pad.Operands, [&](ValueId Handled) {
          const Value &Type = Code.Values[Handled.Index];
          return Type.Form == Value::Kind::Address && Type.Number == 0 &&
                 stops(Linked, Type.Target, Thrown);
        }))
      Rest.add(Thrown);
  return Rest;
}

/// What cleanups and handlers that did not fit send on is what arrived.
ThrownTypes Body::leaving() const {
  ThrownTypes All = Effects.Thrown;
  if (!Resumes)
    return All;
  for (const auto &[Pad, Types] : Arriving) {
    const std::vector<Fact> &Facts = Code.Blocks[Pad].Facts;
    auto Arrival = llvm::find_if(Facts, [](const Fact &Step) {
      return Step.Form == Fact::Kind::Arrival;
    });
    All.add(Arrival == Facts.end() ? Types : passing(*Arrival, Types));
  }
  return All;
}

/// Of which types what the callee throws is; an argument may say it.
ThrownTypes Application::thrownTypes() const {
  if (Callee.TypeArgument < 0)
    return Callee.Thrown;
  ThrownTypes Found;
  if (size_t(Callee.TypeArgument) >= Call.Arguments.size())
    return ThrownTypes::any();
  const PointsTo &Given = Call.Arguments[size_t(Callee.TypeArgument)];
  for (const Target &To : Given.targets()) {
    const Node &Type = Caller.Nodes[To.Node];
    if (Type.Form != Node::Kind::Global || Type.Several || To.At != Offset())
      return ThrownTypes::any();
    Found.add(SymbolId(Type.Number));
  }
  return Given.hasScalar() || Found.empty() ? ThrownTypes::any() : Found;
}
