// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Makes and removes the directory of one test.

#include "test/frontend/TemporaryTree.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

namespace fs = llvm::sys::fs;

namespace membrane {

TemporaryTree::TemporaryTree() {
  llvm::SmallString<128> Made;
  if (fs::createUniqueDirectory("membrane-test", Made) ||
      fs::real_path(Made, Root))
    llvm::report_fatal_error("cannot make a temporary directory");
}

TemporaryTree::~TemporaryTree() { fs::remove_directories(Root); }

std::string TemporaryTree::path(llvm::StringRef Name) const {
  llvm::SmallString<128> Result(Root);
  if (!Name.empty())
    llvm::sys::path::append(Result, Name);
  return Result.str().str();
}

std::string TemporaryTree::write(llvm::StringRef Name,
                                 llvm::StringRef Text) const {
  std::string File = path(Name);
  fs::create_directories(llvm::sys::path::parent_path(File));
  std::error_code Failure;
  llvm::raw_fd_ostream(File, Failure) << Text;
  return File;
}

CompileCommand TemporaryTree::command(llvm::StringRef Words,
                                      llvm::StringRef File) const {
  llvm::SmallVector<llvm::StringRef, 16> Pieces;
  Words.split(Pieces, ' ', /*MaxSplit=*/-1, /*KeepEmpty=*/false);
  CompileCommand Result{path(), path(File), {}};
  for (llvm::StringRef Piece : Pieces)
    Result.Arguments.push_back(Piece.str());
  Result.Arguments.push_back(File.str());
  return Result;
}

std::string messageOf(llvm::Error Failure) {
  return llvm::toString(std::move(Failure));
}

} // namespace membrane
