// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Globs of paths, as --public has them: "*" also matches "/", "**/" any folders
// or none, and a folder means all that is in it.

#ifndef MEMBRANE_ANALYSIS_SUMMARY_GLOBS_H
#define MEMBRANE_ANALYSIS_SUMMARY_GLOBS_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/GlobPattern.h"
#include <string>
#include <vector>

namespace membrane {

/// Text as a glob that matches only itself.
std::string escapeGlob(llvm::StringRef Text);

/// An absolute glob: relative ones start at Directory.
std::string absoluteGlob(llvm::StringRef Glob, llvm::StringRef Directory);

/// Why no path can be matched with a glob; "" if one can.
std::string complaintAboutGlob(llvm::StringRef Glob);

class PathGlobs {
public:
  /// Absolute globs; those that are broken match nothing.
  explicit PathGlobs(llvm::ArrayRef<std::string> Globs);
  /// Whether one matches the path or, as for "third_party", a folder above.
  bool match(llvm::StringRef Path) const;

private:
  std::vector<std::string> Texts; ///< the patterns point into them
  std::vector<llvm::GlobPattern> Patterns;
};

} // namespace membrane

#endif
