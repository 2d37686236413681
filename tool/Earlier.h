// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The sources as they were before a change, and how compile commands looked.
//
// The old files are shown at the places of the new ones, so that a unit that
// no change touches is the same and need not be read again.

#ifndef MEMBRANE_TOOL_EARLIER_H
#define MEMBRANE_TOOL_EARLIER_H

#include "tool/FileOverlay.h"
#include "tool/Inputs.h"

namespace membrane {

struct Earlier {
  std::string Top; ///< names of files below start here; without links
  FileOverlay Files;
  llvm::StringMap<std::string> OldNames; ///< by new name
  std::vector<std::string> Deleted;      ///< sources without a new name
  std::vector<std::string> Notes;        ///< what could not be taken back
};

/// Whether a file is one that compilers compile, by its name.
bool isSource(llvm::StringRef File);

/// Git's answer to arguments in a directory; an error with what it says. It is
/// told nothing of the repository that a hook runs for.
llvm::Expected<std::string> runGit(llvm::StringRef Directory,
                                   llvm::ArrayRef<llvm::StringRef> Arguments);

/// A revision of the repository that Directory is in. Fails if there is none,
/// or no such revision.
llvm::Expected<std::shared_ptr<const Earlier>>
readRevision(llvm::StringRef Directory, llvm::StringRef Revision);

/// The name that a file had, spelt as File is, whatever links lead there.
std::string oldNameOf(llvm::StringRef File, const Earlier &Then);

/// Whether a file that is compiled is in the folder of the change; if none is,
/// both times are the same.
bool touchesAny(const Earlier &Then, const Inputs &Now);

/// The commands as of that time: files are found under the name that they had,
/// and left out if they were not there. What the revision does not hold, such
/// as generated headers, is as it is now.
Inputs inputsOf(const Inputs &Now, const std::shared_ptr<const Earlier> &Then);

} // namespace membrane

#endif
