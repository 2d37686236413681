// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Making globs absolute and matching them.

#include "analysis/summary/Globs.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/Path.h"

namespace path = llvm::sys::path;

namespace membrane {

std::string escapeGlob(llvm::StringRef Text) {
  std::string Escaped;
  for (char Character : Text) {
    if (llvm::StringRef("\\*?[]{}").contains(Character))
      Escaped += '\\';
    Escaped += Character;
  }
  return Escaped;
}

std::string absoluteGlob(llvm::StringRef Glob, llvm::StringRef Directory) {
  llvm::SmallString<128> Whole(Glob);
  if (!path::is_absolute(Glob)) {
    Whole = escapeGlob(Directory);
    path::append(Whole, Glob);
  }
  path::remove_dots(Whole, /*remove_dot_dot=*/true);
  return Whole.str().str();
}

std::string complaintAboutGlob(llvm::StringRef Glob) {
  llvm::Expected<llvm::GlobPattern> Read = llvm::GlobPattern::create(Glob);
  return Read ? "" : llvm::toString(Read.takeError());
}

PathGlobs::PathGlobs(llvm::ArrayRef<std::string> Globs) {
  Texts.reserve(Globs.size());
  for (llvm::StringRef Glob : Globs) {
    std::string Flat = Glob.rtrim('/').str();
    if (llvm::StringRef(Flat).ends_with("/**"))
      Flat.pop_back();
    for (size_t At; (At = Flat.find("/**/")) != std::string::npos;)
      Flat.replace(At, 4, "/*");
    Texts.push_back(std::move(Flat));
    if (auto Read = llvm::GlobPattern::create(Texts.back()))
      Patterns.push_back(std::move(*Read));
    else
      llvm::consumeError(Read.takeError());
  }
}

bool PathGlobs::match(llvm::StringRef Path) const {
  for (llvm::StringRef Place = Path; !Place.empty() && Place != "/";
       Place = path::parent_path(Place))
    if (llvm::any_of(Patterns, [&](const llvm::GlobPattern &Each) {
          return Each.match(Place);
        }))
      return true;
  return false;
}

} // namespace membrane
