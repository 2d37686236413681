// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A CMakeLists.txt as the commands that it writes, for those who edit it.
//
// Nothing is run: what a variable holds, and which commands a condition leaves
// out, is not known.

#ifndef MEMBRANE_TOOL_CMAKETEXT_H
#define MEMBRANE_TOOL_CMAKETEXT_H

#include "llvm/ADT/StringRef.h"
#include <optional>
#include <string>
#include <vector>

namespace membrane {

struct CMakeArgument {
  std::string Text;
  bool IsLiteral = true; ///< means what it says, without ${...} and escapes
};

struct CMakeCommand {
  std::string Name; ///< in small letters
  std::vector<CMakeArgument> Arguments;
  unsigned Begin = 0, End = 0; ///< bytes; End is behind the ')'
  /// Runs at most once, and where it stands: in no loop, function or macro.
  bool RunsHere = true;
  /// In a condition.
  bool IsConditional = false;

  /// The literal argument at a place; empty if it is none.
  llvm::StringRef literal(size_t Index) const;
};

/// The commands of a file, in their order; none if it is no CMake.
std::optional<std::vector<CMakeCommand>> readCMake(llvm::StringRef Text);

} // namespace membrane

#endif
