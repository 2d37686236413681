// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a coarse summary leaves open, and nobody would believe. The class counts
// it all the same.

#include "analysis/surface/Recorder.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"

namespace membrane {

/// Whether nobody would look for a pointer there: behind a number, in code, in
/// what must not be written.
bool Recorder::isUnlikely(TypeId Declared) const {
  if (!Declared)
    return false;
  const Type &Outer = Linked.Types[Declared.Index];
  if (Outer.Form != Type::Kind::Pointer || !Outer.Element)
    return Outer.Form == Type::Kind::Scalar;
  const Type &Inner = Linked.Types[Outer.Element.Index];
  // Bytes may be anything.
  return Names.isFunction(Declared) ||
         (Inner.Form == Type::Kind::Scalar &&
          ((Inner.Size > 1 && Inner.Size < PointerSize) ||
           llvm::StringRef(Inner.Spelling).starts_with("const ")));
}

/// Whether an object is code, by the pointer that leads there, or hangs under
/// code: nothing can be stored in it.
bool Recorder::isCode(NodeId Object) {
  NodeId Root = Found.root(Object);
  const Node &Top = Found.Nodes[Root.Index];
  // All that a variable leads to is what it holds, wherever that was read.
  if (Top.Form == Node::Kind::Global && Object != Root && !Top.Several &&
      Names.isFunction(Linked.Symbols[Top.Number].Type))
    return true;
  for (; Object != Root; Object = Found.Nodes[Object.Index].Parent)
    if (Names.isFunction(pointerTo(Object).Type))
      return true;
  return Top.Form == Node::Kind::Argument &&
         Names.isFunction(pointerTo(Root).Type);
}

/// Whether nobody would look for a pointer to data in a variable of a type:
/// numbers and functions are all that there is room for.
bool Recorder::hasNoData(TypeId Declared) const {
  if (!Declared)
    return false;
  const Type &Held = Linked.Types[Declared.Index];
  switch (Held.Form) {
  case Type::Kind::Scalar:
    return true;
  case Type::Kind::Pointer:
    return Names.isFunction(Declared);
  case Type::Kind::Array:
    // Many bytes may be anything.
    return hasNoData(Held.Element) && Linked.Types[Held.Element.Index].Size > 1;
  case Type::Kind::Record: {
    const Record &Whole = Linked.Records[Held.Record.Index];
    return Whole.Complete && llvm::all_of(Whole.Fields, [&](const Field &One) {
             return hasNoData(One.Type);
           });
  }
  default:
    return false;
  }
}

/// Notes the arguments at and below which the same fresh memory may stand in
/// any place: all that can be reached from there has become one.
void Recorder::findBlurred() {
  if (!Found.Coarse)
    return;
  // Arguments, fresh blocks.
  llvm::DenseSet<std::pair<uint32_t, uint32_t>> AtTop;
  auto IsFresh = [&](const Target &To) {
    return Found.Nodes[To.Node.Index].Form == Node::Kind::Fresh;
  };
  auto IsArgument = [&](NodeId Root) {
    return Found.Nodes[Root.Index].Form == Node::Kind::Argument;
  };
  for (const SummaryCell &Place : Found.Cells)
    if (!Place.At.isExact() && IsArgument(Place.Node))
      for (const Target &To : Place.Holds.targets())
        if (IsFresh(To))
          AtTop.insert({Place.Node.Index, To.Node.Index});
  for (const SummaryCell &Place : Found.Cells) {
    NodeId Root = Found.root(Place.Node);
    if (!Place.At.isExact() && Root != Place.Node && IsArgument(Root) &&
        !Blurred.count(Root) &&
        llvm::any_of(Place.Holds.targets(), [&](const Target &To) {
          return IsFresh(To) && AtTop.count({Root.Index, To.Node.Index});
        }))
      Blurred.insert(Root);
  }
}

/// Whether a place is just any below an argument of which no more is known.
bool Recorder::isBlurred(const SummaryCell &Place) const {
  return !Place.At.isExact() && Blurred.count(Found.root(Place.Node));
}

/// Whether a path leads further than a known one, but no type says to what.
bool Recorder::isNoDeeper(const AccessPath &Path, const Escape &Known) const {
  return Found.Coarse && !Path.Type && Known.Type.empty() &&
         llvm::StringRef(Path.Text).starts_with(Known.Path);
}

} // namespace membrane
