// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Of which types exceptions are, and which handlers stop them.

#ifndef MEMBRANE_ANALYSIS_ESCAPE_THROWN_H
#define MEMBRANE_ANALYSIS_ESCAPE_THROWN_H

#include "analysis/link/Link.h"
#include "llvm/ADT/SmallVector.h"

namespace membrane {

/// The types of the exceptions that can leave a call, beside those that hold
/// nothing of the program's: a function without a body may throw such ones
/// wherever it is called (operator new).
struct ThrownTypes {
  static constexpr size_t MaxKnown = 8; ///< types told apart
  bool Any = false;                     ///< some that nobody knows
  ShortList<SymbolId, 1> Known;         ///< their type_info; ordered

  static ThrownTypes any() { return {true, {}}; }
  bool empty() const { return !Any && Known.empty(); }
  bool add(SymbolId Type);
  bool add(const ThrownTypes &Other);
  friend bool operator==(const ThrownTypes &, const ThrownTypes &) = default;
};

/// Whether a handler for a type certainly stops an exception of type Thrown:
/// it is the same, or a public base that is there once.
bool stops(const Program &Linked, SymbolId Handled, SymbolId Thrown);

} // namespace membrane

#endif
