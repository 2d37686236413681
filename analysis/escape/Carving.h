// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Functions that cut what they give out of larger blocks: a pointer or a count
// stands in memory, and where the result is taken from it, it is moved on by an
// amount that is no constant. What two calls give is then different memory.
//
// Looks at the facts of one body and never at names; linear in them for each
// value that is returned.

#ifndef MEMBRANE_ANALYSIS_ESCAPE_CARVING_H
#define MEMBRANE_ANALYSIS_ESCAPE_CARVING_H

#include "analysis/escape/Outline.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include <set>

namespace membrane {

/// What the functions that a body calls give, beside null.
struct Callees {
  enum class Gift : uint8_t {
    Other,
    New,   ///< new memory
    Piece, ///< what this is about
  };
  llvm::function_ref<Gift(const Fact &)> Give;
  /// Whether it is the pointer, or number, that they are given as this
  /// argument, moved somewhere (rounded up).
  llvm::function_ref<bool(const Fact &, size_t)> Move;
};

class Carving {
public:
  Carving(const Function &Code, const Outline &Shape, const Callees &Called)
      : Code(Code), Shape(Shape), Called(Called) {}

  /// Whether everything that the function returns is such memory, new memory as
  /// a whole or null, and some of it is cut.
  bool cutsAll();
  /// Whether it may also return new memory as a whole, once cutsAll was asked.
  bool givesWhole() const { return Whole; }

private:
  static constexpr unsigned MaxDepth = 8; ///< steps behind a value

  /// How a value comes from what stands at a place.
  enum class Way : uint8_t { None, Fixed, Moved };

  const Fact *definition(ValueId Named) const {
    return Shape.Definitions[Named.Index];
  }
  ValueId start(ValueId Address) const;
  bool isSame(ValueId A, ValueId B, unsigned Depth) const;
  bool isConstant(ValueId Named) const;
  Way wayFrom(ValueId Named, ValueId Place, unsigned Depth) const;
  bool isBeside(ValueId Place, ValueId Cut) const;
  bool isPutBack(const Fact &Moving) const;
  bool isCut(ValueId Named) const;
  bool isGood(ValueId Returned);
  uint32_t blockOf(const Fact &Step) const;

  const Function &Code;
  const Outline &Shape;
  Callees Called;
  std::set<ValueId> Met;
  bool Cuts = false, Whole = false;
};

} // namespace membrane

#endif
