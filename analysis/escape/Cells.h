// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What reading, writing and joining a state have in common.

#ifndef MEMBRANE_ANALYSIS_ESCAPE_CELLS_H
#define MEMBRANE_ANALYSIS_ESCAPE_CELLS_H

#include "analysis/escape/State.h"

namespace membrane {

/// What a place holds that no cell speaks of.
PointsTo background(NodeTable &Nodes, const InitialCells &Initial, Target From,
                    const Object *Known);
/// Whether the context tells what stands in a place.
bool isBound(const NodeTable &Nodes, const InitialCells &Initial, Target Place);
/// What nobody has written yet is not freed: only that it is a number is known
/// of it.
bool isUnwritten(const PointsTo &Holds);
/// How much a store writes that makes such a cell, of a state or a summary.
template <typename SomeCell> uint64_t sizeOf(const SomeCell &Place) {
  return Place.Small
             ? std::min<uint64_t>(Place.Wide, NodeTable::PointerSize - 1)
             : std::max<uint64_t>(Place.Wide, NodeTable::PointerSize);
}
/// What a place holds by the names that it has without a test.
PointsTo untold(const Cell &Place);
/// Puts a cell in its place, in that of another one with the same offset.
void place(Object &Held, Cell New);
/// The same for cells that are sorted, and have offsets that Held has not.
void placeAll(Object &Held, llvm::MutableArrayRef<Cell> New);

} // namespace membrane

#endif
