// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The text of source files, if they are still what was analysed.
//
// Takes the times of files as the system gives them; a file that was replaced
// by an older one is not noticed.

#include "tool/Sources.h"
#include "llvm/Support/FileSystem.h"

namespace fs = llvm::sys::fs;

namespace membrane {

void SourceTimes::startNow() { Latest = std::chrono::system_clock::now(); }

void SourceTimes::addUnit(llvm::StringRef UnitFile,
                          llvm::ArrayRef<std::string> Named) {
  fs::file_status Status;
  if (fs::status(UnitFile, Status))
    return;
  for (const std::string &File : Named) {
    auto [Known, New] =
        Files.try_emplace(File, Status.getLastModificationTime());
    if (!New)
      Known->second = std::min(Known->second, Status.getLastModificationTime());
  }
}

bool SourceTimes::isAsRead(llvm::StringRef Path) const {
  auto Known = Files.find(Path);
  llvm::sys::TimePoint<> Seen = Known == Files.end() ? Latest : Known->second;
  fs::file_status Status;
  return !fs::status(Path, Status) && Status.getLastModificationTime() <= Seen;
}

std::unique_ptr<llvm::MemoryBuffer>
SourceTimes::read(llvm::StringRef Path) const {
  // Not mapped: the file may be cut while it is looked at.
  auto Buffer = llvm::MemoryBuffer::getFile(Path, /*IsText=*/false,
                                            /*RequiresNullTerminator=*/false,
                                            /*IsVolatile=*/true);
  if (!Buffer || !isAsRead(Path))
    return nullptr;
  return std::move(*Buffer);
}

} // namespace membrane
