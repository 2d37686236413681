// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Fresh memory that the caller's own functions are given.
//
// Whether they can look into it, the parameters say that it is passed for: of
// the type by which the library calls them, if the summary lists all that is
// passed and by what. What is found in a variable of the stack, of which they
// are given the address, has no such type. Of a function that stands in a
// `void *` nothing is declared: it is given what the library uses the block as.

#include "analysis/surface/Laid.h"
#include "analysis/surface/Recorder.h"
#include "llvm/ADT/STLExtras.h"

using namespace membrane;

/// Whether memory is given back to where it came from: one function that the
/// caller put into an object made it, and another one there is given it.
bool Recorder::comesHome(NodeId Block, NodeId Hook) const {
  const Allocation &Made = Found.Allocations[Found.Nodes[Block.Index].Number];
  if (!isCallers(Made))
    return false;
  const Allocation *Instead = leftOut(Made);
  const Node &From = Found.Nodes[(Instead ? Instead : &Made)->Hook.Index];
  const Node &To = Found.Nodes[Hook.Index];
  return From.Form == Node::Kind::Content && To.Form == Node::Kind::Content &&
         From.Parent == To.Parent;
}

/// The declared parameters of what a pointer leads to, if it is a function.
llvm::ArrayRef<TypeId> Recorder::parametersBehind(NodeId Hook) {
  TypeId Pointer = pointerTo(Hook).Type;
  if (!leadsTo(Linked, Pointer, Type::Kind::Function))
    return {};
  return Linked.Types[Linked.Types[Pointer.Index].Element.Index].Parameters;
}

/// Whether nothing but bytes can be meant behind a pointer.
static bool leadsToBytes(const Program &Linked, TypeId Pointer,
                         uint64_t PointerSize) {
  if (!leadsTo(Linked, Pointer, Type::Kind::Scalar))
    return false;
  const Type &Held = Linked.Types[Pointer.Index];
  uint64_t Size = Linked.Types[Held.Element.Index].Size;
  return Size && Size < PointerSize;
}

/// Whether some parameter may say how many bytes there are.
static bool tellsSize(const Program &Linked, llvm::ArrayRef<TypeId> Declared) {
  return llvm::any_of(Declared, [&](TypeId One) {
    return !One || Linked.Types[One.Index].Form == Type::Kind::Scalar;
  });
}

/// Whether nothing is declared of what a function is given, and nothing that it
/// is given may be a size, of a block that is used as a record.
bool Recorder::isUndeclared(const DeferredCall &Call, RecordId Used) {
  uint64_t Size = Linked.Records[Used.Index].Size;
  auto IsPointer = [&](const Target &To) {
    if (!isUnderArgument(To.Node))
      return true;
    TypeId Declared = pointerTo(To.Node).Type;
    return Declared && Linked.Types[Declared.Index].Form == Type::Kind::Pointer;
  };
  return !Names.isFunction(pointerTo(Call.Hook).Type) &&
         llvm::all_of(Call.Passed, [&](const PointsTo &Passed) {
           return !Passed.hasScalar() &&
                  !llvm::is_contained(Passed.numbers(), Size) &&
                  llvm::all_of(Passed.targets(), IsPointer);
         });
}

/// The parameter that a block is passed for, one that clients can look through
/// before others. Without a type if that is not known of all.
AccessPath Recorder::passedFor(const HandedOut &Given, const Target &To) {
  auto Call = llvm::find_if(Found.Calls, [&](const DeferredCall &Told) {
    return Told.Hook == Given.Hook;
  });
  if (Found.MoreHanded || Found.MoreCalls || Call == Found.Calls.end())
    return {};
  llvm::ArrayRef<TypeId> Declared = parametersBehind(Given.Hook);
  RecordId Used =
      To.At == Offset() ? Found.Nodes[To.Node.Index].Record : RecordId();
  AccessPath Hidden, Seen;
  for (size_t I = 0; I < Call->Passed.size(); ++I) {
    const PointsTo &Passed = Call->Passed[I];
    AccessPath As;
    As.Type = I < Declared.size() ? Declared[I] : TypeId();
    bool Slots = llvm::any_of(Passed.targets(), [&](const Target &Other) {
      return Found.Nodes[Other.Node.Index].Form == Node::Kind::Unseen;
    });
    if (Slots && !leadsToBytes(Linked, As.Type, PointerSize))
      return {};
    if (!Passed.names(To.Node))
      continue;
    bool Bytes = Names.isUntyped(As.Type) && tellsSize(Linked, Declared);
    As.Hidden = Used && Names.isOpaqueRecord(Used) && isUndeclared(*Call, Used);
    if (!(As.Type || As.Hidden) || Bytes)
      return {};
    (Names.isOpaque(As, Used) ? Hidden : Seen) = As;
  }
  return Seen.Type ? Seen : Hidden;
}

/// The same. What constraints say has no type, but may be known to be hidden.
AccessPath Recorder::passedAs(const HandedOut &Given, const Target &To) {
  AccessPath As = passedFor(Given, To);
  if (Given.Hidden && !Names.isOpaque(As, RecordId())) {
    As = AccessPath();
    As.Hidden = true;
  }
  return As;
}

/// Fresh memory that was stored where a pointer leads that the caller's own
/// functions gave: it is in the caller's memory. Where constraints say it, or
/// code was not seen, it is all that such code was given.
void Recorder::walkStoredOutside() {
  bool Unseen = llvm::any_of(Found.Assumptions, [](const UnseenCode &Unknown) {
    return isUnseenCode(Unknown.Kind);
  });
  if (Found.Coarse || Unseen)
    return;
  for (const SummaryCell &Place : Found.Cells) {
    if (Found.Nodes[Place.Node.Index].Form != Node::Kind::Unseen)
      continue;
    Walk Way;
    Way.Base.To = Exit::Callback;
    Way.Stored = Place.Where;
    for (const Target &To : Place.Holds.targets())
      if (isFresh(To.Node))
        walkTarget(Way, AccessPath(), To);
  }
}

/// Fresh memory that the caller's own functions were given.
void Recorder::walkHanded() {
  for (const HandedOut &Given : Found.Handed) {
    NodeId Root = Found.root(Given.Hook);
    Walk Way;
    Way.Base.To = Exit::Callback;
    Way.Stored = Given.Where;
    if (Found.Nodes[Root.Index].Form == Node::Kind::Argument)
      Way.Base.Argument =
          PathNamer::parameterOf(Code, Found.Nodes[Root.Index].Number);
    // Where some does not, a default stands beside the caller's function.
    bool Home = llvm::all_of(Given.Holds.targets(), [&](const Target &To) {
      return !isFresh(To.Node) || comesHome(To.Node, Given.Hook);
    });
    for (const Target &To : Given.Holds.targets()) {
      if (!isFresh(To.Node))
        continue;
      if (!Home)
        walkTarget(Way, passedAs(Given, To), To);
      // What the library hung under it is told all the same.
      else if (Way.Visited.insert(To.Node).second)
        walkInside(Way, AccessPath(), To.Node);
    }
  }
}
