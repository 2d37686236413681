// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Code that did nothing but find what was to be released.

#ifndef MEMBRANE_FIXES_TEARDOWN_H
#define MEMBRANE_FIXES_TEARDOWN_H

#include "fixes/BodyView.h"

namespace membrane {

using CallSet = llvm::SmallPtrSet<const clang::CallExpr *, 16>;

/// A body without some of its calls.
class Teardown {
public:
  Teardown(const BodyView &Body, const CallSet &Gone);

  /// Nothing is left but the way through the body.
  bool isIdle() const { return Idle; }
  bool isGone(const clang::Stmt *Each) const;
  /// Parameters that nothing names any more.
  std::vector<const clang::ParmVarDecl *> unusedParameters() const;
  /// The edits that take it out.
  std::optional<Obstacle> finish(std::vector<Edit> &Into) const;

private:
  const BodyView &Body;
  CallSet Gone;
  /// Statements that are dead only now, the outermost ones.
  std::vector<const clang::Stmt *> Dead;
  bool Idle = false;
};

} // namespace membrane

#endif
