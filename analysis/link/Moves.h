// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How far the addresses of one function are from where they come from.

#ifndef MEMBRANE_ANALYSIS_LINK_MOVES_H
#define MEMBRANE_ANALYSIS_LINK_MOVES_H

#include "analysis/facts/Facts.h"
#include "llvm/ADT/DenseMap.h"
#include <optional>

namespace membrane {

class Moves {
public:
  /// Bytes; none if that is not known. What is given, or loaded, has not moved.
  std::optional<int64_t> of(ValueId Address) const {
    auto Known = Moved.find(Address.Index);
    return Known == Moved.end() ? 0 : Known->second;
  }

  /// A Displace, Merge or Arithmetic, in the order of the facts. What a Merge
  /// gets from below it, in a loop, is not known.
  void note(const Fact &Step) {
    std::optional<int64_t> By = of(Step.Operands[0]);
    if (Step.Form == Fact::Kind::Merge) {
      for (ValueId Operand : Step.merged())
        if (of(Operand) != By || Operand.Index > Step.Result.Index)
          By = std::nullopt;
    } else if (By) {
      bool Exact =
          Step.Form == Fact::Kind::Displace && Step.Displacement.isExact();
      By = Exact ? std::optional(*By + Step.Displacement.Bytes) : std::nullopt;
    }
    if (By != 0)
      Moved[Step.Result.Index] = By;
  }

private:
  llvm::DenseMap<uint32_t, std::optional<int64_t>> Moved;
};

} // namespace membrane

#endif
