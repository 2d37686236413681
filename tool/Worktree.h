// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Another revision of the sources, checked out beside the working tree, and
// how compile commands look there.

#ifndef MEMBRANE_TOOL_WORKTREE_H
#define MEMBRANE_TOOL_WORKTREE_H

#include "tool/Inputs.h"
#include "llvm/ADT/StringMap.h"
#include <memory>

namespace membrane {

/// What git gives for its arguments in a directory; an error with what it
/// says. It is told nothing of the repository that a hook runs for.
llvm::Expected<std::string> runGit(llvm::StringRef Directory,
                                   llvm::ArrayRef<llvm::StringRef> Arguments);

/// A temporary worktree. A process of its own waits for the end of this one
/// and then removes it, so that no signal or crash leaves it behind.
class Worktree {
public:
  /// Of the repository that Directory is in. Fails if there is none, or no
  /// such revision.
  static llvm::Expected<std::unique_ptr<Worktree>>
  create(llvm::StringRef Directory, llvm::StringRef Revision);
  Worktree(const Worktree &) = delete;
  Worktree &operator=(const Worktree &) = delete;
  ~Worktree();

  /// The same place in the worktree, if Place is in the working tree.
  std::string placeOf(llvm::StringRef Place) const;
  /// The commands as of that revision: files are found under the name that
  /// they had, and left out if they were not there. Headers that the revision
  /// does not have, such as generated ones, are the working tree's. Fails if
  /// no file is in the repository, since both would be the same.
  llvm::Expected<Inputs> inputsOf(const Inputs &Now) const;
  /// Source files that are gone without another name.
  llvm::ArrayRef<std::string> deleted() const { return Deleted; }

private:
  Worktree() = default;
  llvm::Error checkOut();
  llvm::Error startGuard();
  llvm::Error readRenames();
  std::string argumentOf(llvm::StringRef Argument) const;
  std::optional<CompileCommand> commandOf(const CompileCommand &Now) const;

  std::string Top, Commit, Path;
  std::string Named; ///< Top, as the user names it: with symbolic links
  llvm::StringMap<std::string> OldNames; ///< by new name, both in Path
  std::vector<std::string> Deleted;      ///< relative to Top
  int Alive = -1;                        ///< a pipe that closes with us
  int Guard = -1;                        ///< the process
};

} // namespace membrane

#endif
