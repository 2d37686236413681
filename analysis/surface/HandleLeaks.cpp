// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "analysis/surface/HandleLeaks.h"

#include "llvm/ADT/STLExtras.h"

using namespace membrane;

std::optional<HandleLeaks::Member>
HandleLeaks::memberAt(const Function &Code, const FunctionSummary &Does,
                      NodeId Holder, Offset At) const {
  RecordId Of = Does.Nodes[Holder.Index].Record;
  if (!Of)
    Of = Shared.Names.pointee(Shared.Names.pointerTo(Code, Does, Holder).Type);
  if (!Of || !At.isExact())
    return std::nullopt;
  AccessPath Found = Shared.Names.step(AccessPath(), At, Of);
  if (!Found.Holder)
    return std::nullopt;
  return Member{Found.Holder, Found.Member};
}

/// The member that a function of the caller's stands in.
std::optional<HandleLeaks::Member>
HandleLeaks::hookAt(const Function &Code, const FunctionSummary &Does,
                    NodeId Hook) const {
  if (!Hook || Does.Nodes[Hook.Index].Form != Node::Kind::Content)
    return std::nullopt;
  const Node &Pointer = Does.Nodes[Hook.Index];
  return memberAt(Code, Does, Pointer.Parent, Pointer.At);
}

/// Whether what is stored is the client's own: an argument, or what stands in
/// one that the client can look into.
bool HandleLeaks::isClients(const Function &Code, const FunctionSummary &Does,
                            NodeId Named) const {
  NodeId Top = Does.root(Named);
  if (Does.Nodes[Top.Index].Form != Node::Kind::Argument)
    return false;
  TypeId Given =
      Shared.Names.typeOfArgument(Code, Does.Nodes[Top.Index].Number);
  return Named == Top || !Shared.Names.isOpaque(Given, {});
}

void HandleLeaks::learn(const Function &Code, const FunctionSummary &Does) {
  for (const Allocation &Made : Does.Allocations)
    if (auto Hook = hookAt(Code, Does, Made.Hook))
      Allocators.insert(Hook->first);
  for (const SummaryCell &Place : Does.Cells) {
    auto Where = memberAt(Code, Does, Place.Node, Place.At);
    if (!Where)
      continue;
    NodeId Top = Does.root(Place.Node);
    for (const Target &To : Place.Holds.targets()) {
      const Node &Held = Does.Nodes[To.Node.Index];
      bool Before = Held.Form == Node::Kind::Content &&
                    Held.Parent == Place.Node && Held.At == Place.At;
      bool Argument =
          Does.root(To.Node) != Top && isClients(Code, Does, To.Node);
      if (!Before)
        (Argument ? Members[*Where].Arguments : Members[*Where].Others) = true;
    }
  }
}

/// Whether the pointer stands where only the caller's own ever do.
bool HandleLeaks::isCallers(const Function &Code, const FunctionSummary &Does,
                            NodeId Named) const {
  const Node &Object = Does.Nodes[Named.Index];
  if (Object.Form != Node::Kind::Content)
    return false;
  auto Where = memberAt(Code, Does, Object.Parent, Object.At);
  auto Known = Where ? Members.find(*Where) : Members.end();
  return Known != Members.end() && Known->second.Arguments &&
         !Known->second.Others;
}

/// The opaque handle that a pointer leads into, if any.
RecordId HandleLeaks::handleOf(const Function &Code,
                               const FunctionSummary &Does,
                               const Target &To) const {
  const Node &Object = Does.Nodes[To.Node.Index];
  bool Inside = Object.Form == Node::Kind::Argument && !(To.At == Offset());
  const Node &Top = Does.Nodes[Does.root(To.Node).Index];
  if ((!Inside && Object.Form != Node::Kind::Content) ||
      Top.Form != Node::Kind::Argument || isCallers(Code, Does, To.Node))
    return {};
  TypeId Pointer = Shared.Names.typeOfArgument(Code, Top.Number);
  return Shared.Names.isOpaque(Pointer, {}) ? Shared.Names.pointee(Pointer)
                                            : RecordId();
}

static const Type *pointeeType(const Program &Linked, TypeId Pointer) {
  if (!Pointer || Linked.Types[Pointer.Index].Form != Type::Kind::Pointer)
    return nullptr;
  TypeId Inner = Linked.Types[Pointer.Index].Element;
  return Inner ? &Linked.Types[Inner.Index] : nullptr;
}

/// Whether a client sees what is stored there: behind an argument whose type it
/// can look into, by a pointer at a place that is known.
bool HandleLeaks::canLookAt(const Function &Code, const FunctionSummary &Does,
                            const SummaryCell &Place) const {
  const Node &Holder = Does.Nodes[Place.Node.Index];
  if (Holder.Form != Node::Kind::Argument || !Place.At.isExact())
    return false;
  AccessPath Path = Shared.Names.pointerTo(Code, Does, Place.Node);
  const Type *Inner = pointeeType(Shared.Linked, Path.Type);
  return Inner && Inner->Form != Type::Kind::Void &&
         !Shared.Names.isOpaque(Path.Type, Holder.Record) &&
         pointeeType(Shared.Linked,
                     Shared.Names.step(Path, Place.At, Holder.Record).Type);
}

/// Whether a function of the caller's is its allocator. Constraints do not tell
/// one such function from another.
bool HandleLeaks::isAllocator(const Function &Code, const FunctionSummary &Does,
                              NodeId Hook) const {
  auto Where = hookAt(Code, Does, Hook);
  return (Where && Allocators.count(Where->first)) ||
         llvm::any_of(Does.Allocations, [&](const Allocation &Made) {
           return Made.Hook == Hook;
         });
}

/// What functions of the caller's are given, but not on the way to the end of
/// the handle. Of constraints, a handle itself may be any place in it, and
/// almost anything may be released.
void HandleLeaks::addHanded(const Function &Code, const FunctionSummary &Does,
                            std::set<RecordId> &Handles) const {
  auto Ends = [&](NodeId Handle) {
    return llvm::any_of(Does.Releases, [&](const NodeRelease &One) {
      return One.Node == Handle && (One.Always || !Does.Coarse);
    });
  };
  for (const HandedOut &Given : Does.Handed) {
    if (Given.Back || isAllocator(Code, Does, Given.Hook))
      continue;
    for (const Target &To : Given.Holds.targets())
      if ((To.At.isExact() ||
           Does.Nodes[To.Node.Index].Form == Node::Kind::Content) &&
          !Ends(Does.root(To.Node)))
        Handles.insert(handleOf(Code, Does, To));
  }
}

HandleLeaks::Found HandleLeaks::of(const Function &Code,
                                   const FunctionSummary &Does) const {
  Found All;
  const Type *Result = pointeeType(Shared.Linked, Code.Result);
  // The address of a function is no memory.
  if (Result && Result->Form != Type::Kind::Function)
    for (const SummaryCell &Part : Does.Result)
      for (const Target &To : Part.Holds.targets())
        if (!Does.isDetached(To.Node))
          All.Shown.insert(handleOf(Code, Does, To));
  for (const SummaryCell &Place : Does.Cells)
    if (canLookAt(Code, Does, Place))
      for (const Target &To : Place.Holds.targets())
        if (Does.root(To.Node) != Does.root(Place.Node) &&
            !Does.isDetached(To.Node, &Place))
          All.Shown.insert(handleOf(Code, Does, To));
  addHanded(Code, Does, All.Handed);
  All.Shown.erase(RecordId());
  All.Handed.erase(RecordId());
  for (RecordId Each : All.Shown)
    All.Handed.erase(Each);
  return All;
}
