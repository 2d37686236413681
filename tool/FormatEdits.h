// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The layout of edited lines.

#ifndef MEMBRANE_TOOL_FORMATEDITS_H
#define MEMBRANE_TOOL_FORMATEDITS_H

#include "fixes/Fixes.h"

namespace membrane {

/// Sorted edits of one file with its text, so that the edited lines are laid
/// out as the .clang-format of the project says. The same edits come back if
/// there is none, if this version of clang-format cannot read it, or if what
/// it would lay out is not C, C++ or Objective-C.
std::vector<Edit> formatEdits(llvm::StringRef Text, std::vector<Edit> Edits);

} // namespace membrane

#endif
