// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What is read out of constant variables.

#include "analysis/escape/Body.h"

using namespace membrane;

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
