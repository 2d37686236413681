// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The runtime as one header and one source, for projects that have it in their
// tree.

#ifndef MEMBRANE_TOOL_RUNTIMEFILES_H
#define MEMBRANE_TOOL_RUNTIMEFILES_H

#include "fixes/Fixes.h"

namespace membrane {

inline constexpr llvm::StringLiteral RuntimeHeader = "membrane-region.h";
inline constexpr llvm::StringLiteral RuntimeSource = "membrane-region.c";

/// The text of one of the two.
std::string runtimeText(llvm::StringRef Name);

/// What makes those of the two that are not there, beside each other.
std::vector<Edit> makeRuntime(llvm::StringRef Header);

/// Whether the edits bring in names of the runtime.
bool usesRuntime(const Fix &Each);

} // namespace membrane

#endif
