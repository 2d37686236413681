// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The flows of pointers of a whole program, and whether a goal of Scope::Handle
// fits them.

#ifndef MEMBRANE_FIXES_HANDLEFLOWS_H
#define MEMBRANE_FIXES_HANDLEFLOWS_H

#include "fixes/Fixes.h"
#include "llvm/ADT/StringMap.h"

namespace membrane {

class HandleFlows {
public:
  /// Of what all units say.
  explicit HandleFlows(llvm::ArrayRef<UnitEdits> Parts);

  /// Why what the units would do for a goal is not right; none if it is.
  std::optional<Obstacle> check(llvm::ArrayRef<FlowEnd> Own) const;

private:
  using Edges = std::vector<std::vector<unsigned>>;
  using Origins = std::vector<const FlowEnd *>; ///< by place

  unsigned add(llvm::StringRef Name);
  Origins reachedFrom(llvm::ArrayRef<FlowEnd> Own, FlowRole Role) const {
    return follow(Own, Role, Next);
  }
  Origins follow(llvm::ArrayRef<FlowEnd> Own, FlowRole Role,
                 const Edges &Along) const;
  std::optional<Obstacle> checkApart(llvm::ArrayRef<FlowEnd> Own,
                                     const Origins &Block) const;

  llvm::StringMap<unsigned> Places;
  Edges Next, Before; ///< by place
  std::vector<FlowEnd> Common;
};

} // namespace membrane

#endif
