// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Releases that a macro makes of its argument, as FREE(p) does.

#ifndef MEMBRANE_FIXES_MACRORELEASE_H
#define MEMBRANE_FIXES_MACRORELEASE_H

#include "fixes/BodyView.h"

namespace membrane {

/// A use of a macro that releases its argument, and at most tests it for null
/// before and sets it to null then.
struct MacroRelease {
  TextRange Use; ///< from the name to the closing parenthesis
  std::string Argument;
  std::string Null; ///< what the argument is set to, or ""
  bool Alone;       ///< a statement in a block of code

  /// The edit to a call of another function, or to none if Release is "".
  Edit become(const SourceText &Text, llvm::StringRef Release) const;
};

/// The use that a release is made by; none if it is something else.
std::optional<MacroRelease> findMacroRelease(const BodyView &Body,
                                             const clang::CallExpr &Release);

} // namespace membrane

#endif
