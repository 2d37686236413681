// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Clang's and LLVM's source locations → Location, with one entry per file.
//
// Both sides agree: a macro's own tokens stand where the macro is expanded, its
// arguments where they are written; #line directives count, paths are absolute
// with dots removed.

#ifndef MEMBRANE_ANALYSIS_FACTS_PLACES_H
#define MEMBRANE_ANALYSIS_FACTS_PLACES_H

#include "analysis/summary/Ids.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringRef.h"
#include <string>
#include <vector>

namespace clang {
class SourceLocation;
class SourceManager;
} // namespace clang
namespace llvm {
class DebugLoc;
class DIFile;
} // namespace llvm

namespace membrane {

class Places {
public:
  /// Numbers files in Files, in the order in which they are asked for.
  Places(std::vector<std::string> &Files, const clang::SourceManager &Sources)
      : Files(Files), Sources(Sources) {}

  FileId file(llvm::StringRef Path);
  FileId file(const llvm::DIFile *File);
  Location locate(clang::SourceLocation Where);
  Location locate(const llvm::DebugLoc &Where);
  bool isSystem(clang::SourceLocation Where) const;

private:
  std::vector<std::string> &Files;
  const clang::SourceManager &Sources;
  llvm::StringMap<FileId> ByPath;
  llvm::DenseMap<const char *, FileId> ByName; ///< presumed names are unique
  llvm::DenseMap<const llvm::DIFile *, FileId> ByDebugFile;
};

} // namespace membrane

#endif
