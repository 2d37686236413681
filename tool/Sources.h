// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The text of source files, if they are still what was analysed.

#ifndef MEMBRANE_TOOL_SOURCES_H
#define MEMBRANE_TOOL_SOURCES_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/Chrono.h"
#include "llvm/Support/MemoryBuffer.h"
#include <memory>
#include <string>

namespace membrane {

/// When the sources were read, at the latest. One that was written later may
/// have other lines than those that the answer names.
class SourceTimes {
public:
  /// Every file, now.
  void startNow();
  /// These files, when the file of their unit was written; the oldest counts.
  void addUnit(llvm::StringRef UnitFile, llvm::ArrayRef<std::string> Files);

  /// Whether it is there, and was not written since.
  bool isAsRead(llvm::StringRef Path) const;
  /// None if it cannot be read, was written since, or was never seen.
  std::unique_ptr<llvm::MemoryBuffer> read(llvm::StringRef Path) const;

private:
  llvm::sys::TimePoint<> Latest; ///< of those that are not in Files
  llvm::StringMap<llvm::sys::TimePoint<>> Files;
};

} // namespace membrane

#endif
