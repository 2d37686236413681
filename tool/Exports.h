// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// An export list → the symbols of a program that it exports.
//
// Reads a linker version script, a .def file of Windows, or a plain list with
// one name a line. Patterns may hold the wildcards of the linker.

#ifndef MEMBRANE_TOOL_EXPORTS_H
#define MEMBRANE_TOOL_EXPORTS_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/Error.h"
#include <string>
#include <vector>

namespace membrane {

/// What a list says, in the order in which it says it.
struct ExportList {
  struct Pattern {
    std::string Text;
    bool Demangled = false; ///< of an extern "C++" block
  };
  std::vector<Pattern> Global, Local;

  /// An exact name wins over a wildcard, global over local.
  bool exports(llvm::StringRef Symbol) const;
};

/// Errors carry the name of the file and the line.
llvm::Expected<ExportList> parseExports(llvm::StringRef Text,
                                        llvm::StringRef FileName);
llvm::Expected<ExportList> readExports(llvm::StringRef FileName);

} // namespace membrane

#endif
