// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the build of a project needs so that edited code finds the runtime.

#ifndef MEMBRANE_TOOL_BUILDFILES_H
#define MEMBRANE_TOOL_BUILDFILES_H

#include "fixes/Fixes.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace membrane {

struct RuntimeUse {
  std::string Root;               ///< without links
  std::vector<std::string> Units; ///< that use it, without links
  /// The header in the tree; empty: the runtime is installed.
  std::string OneHeader;
};

struct BuildAdvice {
  std::vector<Edit> Edits; ///< of files of the build, sorted
  /// What was edited, or is to be done by hand, a sentence each.
  std::vector<std::string> Lines;
};

/// Reads the files of CMake below the root, and edits them if it is certain
/// which targets have the units and that the edit is right: the name and the
/// source are written out, and in no loop, function or macro. Else, and for the
/// other build systems, only says what is to be added. ReadText gives nothing
/// of a file that may not be edited.
BuildAdvice adviseBuild(
    const RuntimeUse &Of,
    llvm::function_ref<std::optional<std::string>(llvm::StringRef)> ReadText);

} // namespace membrane

#endif
