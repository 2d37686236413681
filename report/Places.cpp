// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How places in source files are written.

#include "report/Places.h"

using namespace membrane;

std::string Places::relative(llvm::StringRef Path) const {
  llvm::StringRef Root = llvm::StringRef(Answer.Root).rtrim('/');
  llvm::StringRef Rest = Path;
  bool Inside = !Root.empty() && Rest.consume_front(Root) &&
                Rest.consume_front("/") && !Rest.empty();
  return (Inside ? Rest : Path).str();
}

std::string Places::file(FileId File) const {
  if (!File || File.Index >= Answer.Files.size())
    return "";
  return relative(Answer.Files[File.Index]);
}

std::string Places::line(Location Where) const {
  std::string Name = file(Where.File);
  if (Name.empty() || !Where.Line)
    return Name;
  return Name + ":" + std::to_string(Where.Line);
}

std::string Places::full(Location Where) const {
  std::string Name = line(Where);
  if (Name.empty() || !Where.Line || !Where.Column)
    return Name;
  return Name + ":" + std::to_string(Where.Column);
}
