// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Files with other texts than those on the disk, at their places: those of an
// earlier time, or what edits would make of them.
//
// A place is found by whatever links lead to it. Not modelled: links that have
// changed themselves.

#ifndef MEMBRANE_TOOL_FILEOVERLAY_H
#define MEMBRANE_TOOL_FILEOVERLAY_H

#include "tool/FileTrace.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/ErrorOr.h"
#include <functional>
#include <memory>

namespace membrane {

class FileOverlay {
public:
  /// Gives the text of a file, or the reason why it cannot be had.
  using Loader = std::function<llvm::ErrorOr<std::string>()>;

  /// The text is asked for when it is needed, once. Paths are absolute.
  void add(llvm::StringRef Path, Loader Load);
  /// It is not there.
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
  /// Whether a directory holds files of the overlay.
  bool isDirectory(llvm::StringRef Path) const;
  bool empty() const { return Changes.empty(); }

  /// Whether a file is there, and its text.
  bool exists(llvm::StringRef Path) const;
  std::unique_ptr<llvm::MemoryBuffer> read(llvm::StringRef Path) const;

  /// The file system with the overlay; this has to stay.
  FileSystemRef over(FileSystemRef Files) const;

private:
  llvm::StringMap<Change> Changes; ///< by path without links
  llvm::StringSet<> Directories;   ///< the same, of what has a text
  mutable llvm::StringMap<std::string> Parents; ///< by name, without links
};

} // namespace membrane

#endif
