// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What is read out of constant variables, and called.

#include "analysis/escape/Body.h"

using namespace membrane;

/// Remembers what is read out of constants alone.
void Body::noteConstants(ValueId Loaded, const PointsTo &Address) {
  if (!Address.hasScalar() &&
      llvm::all_of(Address.targets(),
                   [&](const Target &To) { return Nodes.isIdle(To.Node); }))
    OfConstants.insert(Loaded.Index);
  else if (OfConstants.erase(Loaded.Index))
    noteGrown(Loaded);
}

/// What a call through a pointer may reach: what stands in a constant beside
/// functions is not called.
PointsTo Body::called(ValueId Pointer) {
  const PointsTo &Held = get(Pointer);
  PointsTo Functions;
  if (OfConstants.count(Pointer.Index))
    for (const Target &To : Held.targets())
      if (Nodes[To.Node].Form == Node::Kind::Function)
        Functions.add(To);
  return Functions.empty() ? Held : Functions;
}

/// What a constant variable holds: its initial value.
PointsTo Body::constantContent(Target From) {
  const Symbol &Held = Linked.Symbols[Nodes[From.Node].Number];
  if (!Held.Defined)
    return PointsTo::to(Nodes.content(From.Node, From.At));
  PointsTo Found;
  for (const InitialPointer &Pointer : Held.Initial)
    if (Offset::exact(Pointer.Offset).meets(From.At) && Pointer.Target)
      Found.add({Nodes.symbol(Pointer.Target), Offset::exact(Pointer.Addend)});
  if (Found.empty() && From.At.isExact() &&
      llvm::is_contained(Held.Nulls, From.At.Bytes))
    return PointsTo::number(0);
  if (Found.empty() || !From.At.isExact())
    Found.addScalar();
  return Found;
}
