// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the first half of a run gave for a command, kept for the next run.
//
// An entry is believed if the command, the environment and the program are
// the same and every question that the parse asked of the file system has the
// answer that it had then. One that is broken is no entry. Of a command at
// most Slots entries are kept, and none that nobody used for a month.

#ifndef MEMBRANE_TOOL_UNITCACHE_H
#define MEMBRANE_TOOL_UNITCACHE_H

#include "analysis/frontend/Frontend.h"
#include "tool/FileTrace.h"
#include <vector>

namespace membrane {

class UnitCache {
public:
  /// In a directory, or only in memory if it is "".
  explicit UnitCache(llvm::StringRef Directory) : Directory(Directory) {}
  UnitCache(const UnitCache &) = delete;
  UnitCache &operator=(const UnitCache &) = delete;

  /// Makes the directory, and takes out what is old.
  llvm::Error open();
  /// Keeps all that it finds or gets also in memory, for the next pass.
  void keepInMemory() { Remembers = true; }

  /// The bytes of the unit, if they are still what a parse would give.
  std::optional<std::string> find(llvm::StringRef Key, FileAnswers &Now);
  /// Entry: a trace and the bytes of the unit. Gives the reason if it cannot
  /// be written.
  llvm::Error add(llvm::StringRef Key, llvm::StringRef Entry);

private:
  static constexpr unsigned Slots = 4;
  std::string placeOf(llvm::StringRef Key, unsigned Slot) const;

  std::string Directory;
  bool Remembers = false;
  llvm::StringMap<std::vector<std::string>> Memory;
};

/// What decides the result beside the files.
std::string cacheKey(const CompileCommand &Command,
                     const FrontendOptions &Options);

} // namespace membrane

#endif
