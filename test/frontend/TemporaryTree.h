// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A directory of its own for one test, removed at the end of the test.

#ifndef MEMBRANE_TEST_FRONTEND_TEMPORARYTREE_H
#define MEMBRANE_TEST_FRONTEND_TEMPORARYTREE_H

#include "analysis/frontend/Frontend.h"
#include "llvm/ADT/SmallString.h"

namespace membrane {

class TemporaryTree {
public:
  TemporaryTree();
  ~TemporaryTree();
  TemporaryTree(const TemporaryTree &) = delete;
  TemporaryTree &operator=(const TemporaryTree &) = delete;

  /// The absolute path of Name.
  std::string path(llvm::StringRef Name = "") const;
  /// Writes a file and the directories above it; gives its absolute path.
  std::string write(llvm::StringRef Name, llvm::StringRef Text) const;
  /// A command in the tree: Words, split at spaces, compile File.
  CompileCommand command(llvm::StringRef Words, llvm::StringRef File) const;

private:
  llvm::SmallString<128> Root;
};

/// The message of an error, "" for success.
std::string messageOf(llvm::Error Failure);

} // namespace membrane

#endif
