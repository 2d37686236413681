// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Globs of paths, as --public has them and shells and .gitignore do: "*" stays
// within a name, "**" stands for any folders or none, "{a,b}" for either, one
// without a "/" is looked for in every folder, and a folder means all that is
// in it.

#ifndef MEMBRANE_ANALYSIS_SUMMARY_GLOBS_H
#define MEMBRANE_ANALYSIS_SUMMARY_GLOBS_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/GlobPattern.h"
#include <optional>
#include <string>
#include <vector>

namespace membrane {

/// Text as a glob that matches only itself.
std::string escapeGlob(llvm::StringRef Text);

/// An absolute glob: relative ones start at Directory, or below if they have
/// wildcards and no "/".
std::string absoluteGlob(llvm::StringRef Glob, llvm::StringRef Directory);

/// A glob that matches what Glob does, and the same in the folders below.
std::string globWithBelow(llvm::StringRef Glob);

/// Why no path can be matched with a glob; "" if one can.
std::string complaintAboutGlob(llvm::StringRef Glob);

class PathGlobs {
public:
  /// Absolute globs; those that are broken match nothing.
  explicit PathGlobs(llvm::ArrayRef<std::string> Globs);
  /// Whether one matches the path or, as for "third_party", a folder above.
  bool match(llvm::StringRef Path) const;

private:
  /// Of a name each; none for "**".
  using Parts = std::vector<std::optional<llvm::GlobPattern>>;

  std::vector<std::string> Texts; ///< the patterns point into them
  std::vector<Parts> Patterns;

  static llvm::Expected<Parts> read(llvm::StringRef Glob);
  static bool match(const Parts &Pattern, llvm::ArrayRef<llvm::StringRef> Path);
  friend std::string complaintAboutGlob(llvm::StringRef Glob);
};

} // namespace membrane

#endif
