// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A unified diff → what it does to each file, and the old text out of the new.
//
// Reads what git, diff -u and their likes write; text around the diffs, such
// as a commit message, is skipped. Lines have to match exactly, but for a
// carriage return at their end. Not read: combined diffs of merges, and the
// same file twice.

#ifndef MEMBRANE_TOOL_PATCH_H
#define MEMBRANE_TOOL_PATCH_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <string>
#include <vector>

namespace membrane {

/// One "@@ -OLD +NEW @@" with its lines.
struct PatchHunk {
  unsigned Line = 0; ///< in the diff
  unsigned OldStart = 0, OldCount = 1, NewStart = 0, NewCount = 1;
  std::vector<llvm::StringRef> Lines; ///< with their first character
  bool OldEndsOpen = false; ///< its last old line has no newline behind it
};

struct PatchFile {
  unsigned Line = 0;    ///< in the diff
  std::string Old, New; ///< as they stand there; "": there is none
  std::vector<PatchHunk> Hunks;
  bool IsGit = false;      ///< else Old may be a copy elsewhere
  bool HasPrefixes = true; ///< "a/" and "b/" may stand before the names
  bool IsCopy = false;     ///< Old stays as it is
  bool IsLink = false;     ///< or a submodule: the lines are no text
};

/// Points into Text; Name is for the errors, which say the line.
llvm::Expected<std::vector<PatchFile>> parsePatch(llvm::StringRef Text,
                                                  llvm::StringRef Name);

/// What a diff says of a file that is as it leaves it.
struct Reversal {
  std::string Old;                  ///< the text before
  std::vector<unsigned> Added;      ///< lines of the new text
  std::vector<unsigned> TakenAbove; ///< lines above which something was
};

/// Fails if New is not what the diff leads to.
llvm::Expected<Reversal>
reversePatch(const PatchFile &Patch, llvm::StringRef New, llvm::StringRef Name);

} // namespace membrane

#endif
