// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The layout of edited lines.

#ifndef MEMBRANE_TOOL_FORMATEDITS_H
#define MEMBRANE_TOOL_FORMATEDITS_H

#include "fixes/Fixes.h"

namespace membrane {

/// Sorted edits of one file with its text, without blank lines that make no
/// sense beside lines that go, and so that edited lines are laid out as the
/// .clang-format of the project says: if there is one that this version of
/// clang-format can read, for C, C++ and Objective-C.
std::vector<Edit> formatEdits(llvm::StringRef Text, std::vector<Edit> Edits);

} // namespace membrane

#endif
