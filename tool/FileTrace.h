// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a parse asks of the file system, and whether the answers are still the
// same: then so is what the parse gives.
//
// Also what was not found is recorded, so that a new header that comes before
// an old one on the include path is noticed. Not recorded: times and sizes,
// and which names are links to one file.

#ifndef MEMBRANE_TOOL_FILETRACE_H
#define MEMBRANE_TOOL_FILETRACE_H

#include "llvm/ADT/StringMap.h"
#include "llvm/Support/VirtualFileSystem.h"
#include <map>
#include <optional>
#include <string>

namespace membrane {

using FileSystemRef = llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem>;

/// Each question, a kind and an absolute path, with its answer.
class FileTrace {
public:
  enum class Asked : char { Kind = 'k', Content = 'c', Names = 'n' };

  void add(Asked What, llvm::StringRef Path, std::string Answer) {
    Answers[{What, Path.str()}] = std::move(Answer);
  }
  const std::map<std::pair<Asked, std::string>, std::string> &all() const {
    return Answers;
  }

  std::string bytes() const;
  /// What bytes gave, off the front of Bytes; nothing if it is broken.
  static std::optional<FileTrace> take(llvm::StringRef &Bytes);

private:
  std::map<std::pair<Asked, std::string>, std::string> Answers;
};

/// Files as they are, with every question noted in Trace.
FileSystemRef traceFiles(FileSystemRef Files, FileTrace &Trace);

/// Asks again; each question once.
class FileAnswers {
public:
  explicit FileAnswers(FileSystemRef Files) : Files(std::move(Files)) {}
  /// Asks all, so that what a parse will need has been read here.
  bool areSame(const FileTrace &Trace);

private:
  const std::string &answer(FileTrace::Asked What, llvm::StringRef Path);

  FileSystemRef Files;
  llvm::StringMap<std::string> Known; ///< by kind and path
};

} // namespace membrane

#endif
