// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Where the addresses of one function lead to in records. Clang reads and
// writes members by machine types, too, which say nothing of them: those of a
// struct that is copied (`struct ops o = table[i]`).

#ifndef MEMBRANE_ANALYSIS_LINK_POSITIONS_H
#define MEMBRANE_ANALYSIS_LINK_POSITIONS_H

#include "analysis/link/Link.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SmallVector.h"

namespace membrane {

/// A place in a record, or in each of several in a row.
struct Position {
  SymbolId Variable; ///< which is or holds the record; none: others may
  RecordId Whole;
  int64_t Bytes = 0;     ///< from the start of the record
  bool Anywhere = false; ///< any member
  /// Only a declaration says so of a pointer, which may be used as another.
  bool Declared = false;
  friend bool operator==(const Position &, const Position &) = default;
};

using PositionList = llvm::SmallVector<Position, 1>;

class Positions {
public:
  /// Linear in the facts, and in how often a loop changes what one leads to.
  Positions(const Program &Linked, const Function &Body);

  /// All that one address may be; empty if no record is known.
  PositionList of(ValueId Address) const;

private:
  void add(PositionList &All, const Position &One) const;
  PositionList behind(TypeId Pointer) const;
  PositionList loaded(const Fact &Load) const;
  PositionList displaced(const Fact &Step) const;
  Position moved(Position At, Offset By) const;
  PositionList merged(const Fact &Step);
  PositionList result(const Fact &Step);

  const Program &Linked;
  const Function &Body;
  llvm::DenseMap<uint32_t, PositionList> Known; ///< by value
  bool Awaits = false; ///< a merge of what was not known yet
};

} // namespace membrane

#endif
