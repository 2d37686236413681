// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What all runs of a function, in any context, have in common.

#ifndef MEMBRANE_ANALYSIS_ESCAPE_OUTLINE_H
#define MEMBRANE_ANALYSIS_ESCAPE_OUTLINE_H

#include "analysis/escape/Uses.h"
#include "llvm/ADT/DenseSet.h"
#include <optional>

namespace membrane {

/// What holds of the operands of a comparison at the successor of that number:
/// true goes to the first.
inline Relation relationOn(const Fact &Test, unsigned Side) {
  return Side == 0 ? Test.Compared : opposite(Test.Compared);
}

class Outline {
public:
  explicit Outline(const Function &Code);

  std::vector<const Fact *> Definitions; ///< by ValueId; null: no fact
  std::vector<uint32_t> MadeBy;    ///< by ValueId: the number of that fact
  std::vector<uint32_t> FirstFact; ///< by BlockId: facts before it
  std::vector<llvm::SmallVector<const Fact *, 2>> Merges; ///< by BlockId
  /// By BlockId: the only block that control comes from; itself if there are
  /// several or none.
  std::vector<uint32_t> OnlyBefore;
  std::vector<llvm::SmallVector<uint32_t, 2>> Before; ///< by BlockId
  /// By ValueId: the conditions of branches that compare the same values as
  /// another branch does.
  llvm::DenseSet<uint32_t> AskedTwice;
  uint64_t FactCount = 0;
  bool HasLoop = false;
  /// By BlockId: whether it merges a value that is made only after a block from
  /// which it is entered.
  std::vector<bool> MergesLate;

  /// Whether a fact, by its number in the function, may have run between the
  /// one that made a value and the end of a block at which the value is given.
  bool mayRunSince(ValueId Made, uint32_t Number, BlockId Given) const;

  /// Whether one of the comparisons on the only way to a block tells something:
  /// Says gets it, and the relation that its operands have there.
  bool isToldBefore(
      uint32_t Block,
      llvm::function_ref<bool(const Fact &Test, Relation Is)> Says) const;

  /// The same of a comparison of values that every way to a block passes. What
  /// was read from memory for it may stand there no more.
  bool isToldOnEveryWay(
      uint32_t Block,
      llvm::function_ref<bool(const Fact &Test, Relation Is)> Says) const;

  /// The block of a fact, by its number in the function.
  uint32_t blockOf(uint32_t Number) const;

  /// Worked out when first asked for: only in loops.
  const Uses &uses() const {
    if (!UsedIn)
      UsedIn.emplace(Code);
    return *UsedIn;
  }

  static constexpr unsigned MaxTests = 32; ///< on the way to a block

private:
  void findOnlyBefore();
  void findAskedTwice();
  bool isMergedLate(const Fact &Step) const;
  bool isReachedBack(uint32_t From, uint32_t To, uint32_t End) const;
  bool isToldAbove(
      llvm::ArrayRef<uint32_t> Above, uint32_t Block,
      llvm::function_ref<bool(const Fact &Test, Relation Is)> Says) const;
  const Fact *testAtEnd(uint32_t Block) const;
  Relation relationBetween(const Fact &Test, uint32_t Before,
                           uint32_t Here) const;
  std::vector<uint32_t> orderBlocks() const;
  const std::vector<uint32_t> &dominators() const;

  const Function &Code;
  mutable std::optional<Uses> UsedIn;
  /// By BlockId: the last of the others that every way to it passes; itself if
  /// there is none. Worked out when first asked for.
  mutable std::vector<uint32_t> Dominators;
};

} // namespace membrane

#endif
