// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Copies of functions that stand behind them: what would be edited in the
// function is edited in its copy, and the function stays.

#ifndef MEMBRANE_FIXES_COPIEDFUNCTIONS_H
#define MEMBRANE_FIXES_COPIEDFUNCTIONS_H

#include "fixes/Planner.h"

namespace membrane {

class CopiedFunctions {
public:
  /// Edits has those of all functions as if none stayed.
  CopiedFunctions(const UnitView &Unit, std::vector<Edit> &Edits)
      : Unit(Unit), Text(Unit.Text), Edits(Edits) {}

  /// A place in the unit that has the name already.
  std::optional<Obstacle> findName(llvm::StringRef Name) const;
  /// Has the edits in a declaration or definition made in a copy of it, which
  /// has this name.
  std::optional<Obstacle> add(const clang::FunctionDecl &Each,
                              llvm::StringRef Name);

private:
  bool areContracts(const clang::FunctionDecl &Each,
                    const TextRange &Words) const;
  std::optional<Obstacle> findRange(const clang::FunctionDecl &Each,
                                    TextRange &Whole) const;
  std::optional<Obstacle> findAbove(const clang::FunctionDecl &Each,
                                    const TextRange &Whole) const;
  std::optional<Obstacle> findAttribute(const clang::FunctionDecl &Each,
                                        const TextRange &Whole) const;
  void shift(const clang::FunctionDecl &Each, size_t By);
  std::vector<Edit> takeOut(const TextRange &Whole);

  const UnitView &Unit;
  const SourceText &Text;
  std::vector<Edit> &Edits;
  std::set<std::pair<std::string, unsigned>> Done; ///< places of copies
};

} // namespace membrane

#endif
