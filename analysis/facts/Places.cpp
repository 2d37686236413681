// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Clang's and LLVM's source locations → Location, with one entry per file.

#include "analysis/facts/Places.h"
#include "clang/Basic/FileManager.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/DebugLoc.h"
#include "llvm/Support/Path.h"

namespace membrane {

FileId Places::file(llvm::StringRef Path) {
  if (Path.empty())
    return {};
  llvm::SmallString<256> Clean(Path);
  Sources.getFileManager().makeAbsolutePath(Clean);
  llvm::sys::path::remove_dots(Clean, /*remove_dot_dot=*/true);
  auto [Entry, IsNew] = ByPath.try_emplace(Clean, FileId(Files.size()));
  if (IsNew)
    Files.push_back(std::string(Clean));
  return Entry->second;
}

FileId Places::file(const llvm::DIFile *File) {
  if (!File)
    return {};
  auto [Entry, IsNew] = ByDebugFile.try_emplace(File);
  if (!IsNew)
    return Entry->second;
  llvm::SmallString<256> Path(File->getFilename());
  if (!llvm::sys::path::is_absolute(Path)) {
    Path = File->getDirectory();
    llvm::sys::path::append(Path, File->getFilename());
  }
  FileId Found = file(Path);
  ByDebugFile[File] = Found;
  return Found;
}

Location Places::locate(clang::SourceLocation Where) {
  if (Where.isInvalid())
    return {};
  clang::PresumedLoc Presumed =
      Sources.getPresumedLoc(Sources.getFileLoc(Where));
  if (Presumed.isInvalid())
    return {};
  // "<built-in>" and "<command line>" are no files.
  llvm::StringRef Name = Presumed.getFilename();
  if (Name.empty() || Name.front() == '<')
    return {};
  auto [Entry, IsNew] = ByName.try_emplace(Presumed.getFilename());
  if (IsNew)
    Entry->second = file(Name);
  return {Entry->second, Presumed.getLine(), Presumed.getColumn()};
}

bool Places::isSystem(clang::SourceLocation Where) const {
  return Where.isValid() && Sources.isInSystemHeader(Where);
}

Location Places::locate(const llvm::DebugLoc &Where) {
  const llvm::DILocation *Point = Where.get();
  if (!Point || Point->getLine() == 0)
    return {};
  return {file(Point->getFile()), Point->getLine(), Point->getColumn()};
}

} // namespace membrane
