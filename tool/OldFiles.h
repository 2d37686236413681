// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The files as they were: those that have changed with their old text, at
// their places, over the file system as it is.
//
// A place is found by whatever links lead to it. Not modelled: links that have
// changed themselves.

#ifndef MEMBRANE_TOOL_OLDFILES_H
#define MEMBRANE_TOOL_OLDFILES_H

#include "tool/FileTrace.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/ErrorOr.h"
#include <functional>
#include <memory>

namespace membrane {

class OldFiles {
public:
  /// Gives the text of an old file, or the reason why it cannot be had.
  using Loader = std::function<llvm::ErrorOr<std::string>()>;

  /// The text is asked for when it is needed, once. Paths are absolute.
  void add(llvm::StringRef Path, Loader Load);
  /// It was not there.
  void hide(llvm::StringRef Path);

  /// What is other than on the disk at a path.
  class Change {
  public:
    explicit Change(Loader Load) : Load(std::move(Load)) {}
    bool wasThere() const { return bool(Load); }
    /// Of a file that was there.
    const llvm::ErrorOr<std::string> &text() const;

  private:
    Loader Load;
    mutable std::optional<llvm::ErrorOr<std::string>> Text;
  };
  const Change *find(llvm::StringRef Path) const;
  /// Whether a directory holds old files.
  bool isDirectory(llvm::StringRef Path) const;
  bool empty() const { return Changes.empty(); }

  /// Whether a file was there, and its text.
  bool exists(llvm::StringRef Path) const;
  std::unique_ptr<llvm::MemoryBuffer> read(llvm::StringRef Path) const;

  /// The file system of that time; this has to stay.
  FileSystemRef over(FileSystemRef Files) const;

private:
  llvm::StringMap<Change> Changes; ///< by path without links
  llvm::StringSet<> Directories;   ///< the same, of what has a text
  mutable llvm::StringMap<std::string> Parents; ///< by name, without links
};

} // namespace membrane

#endif
