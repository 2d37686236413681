// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// An export list → the symbols of a program that it exports.
//
// Reads a linker version script, a .def file of Windows, or a plain list with
// one name a line. Patterns may hold the wildcards of the linker.

#ifndef MEMBRANE_TOOL_EXPORTS_H
#define MEMBRANE_TOOL_EXPORTS_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/GlobPattern.h"
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

/// Asks a list, which has to stay, for many symbols.
class ExportMatcher {
public:
  explicit ExportMatcher(const ExportList &List)
      : Global(List.Global), Local(List.Local) {}
  bool exports(llvm::StringRef Symbol) const;

private:
  struct Names {
    explicit Names(llvm::ArrayRef<ExportList::Pattern> Patterns);
    bool name(llvm::StringRef Symbol, llvm::StringRef Shown) const {
      return Plain.contains(Symbol) || Readable.contains(Shown);
    }
    bool match(llvm::StringRef Symbol, llvm::StringRef Shown) const;

    llvm::StringSet<> Plain, Readable; ///< also of the wildcards: as they stand
    std::vector<llvm::GlobPattern> Globs, ReadableGlobs;
  };
  Names Global, Local;
};

/// Errors carry the name of the file and the line.
llvm::Expected<ExportList> parseExports(llvm::StringRef Text,
                                        llvm::StringRef FileName);
llvm::Expected<ExportList> readExports(llvm::StringRef FileName);

} // namespace membrane

#endif
