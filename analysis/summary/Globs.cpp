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

/// How many globs one with braces may stand for.
static const size_t MaxAlternatives = 1024;

std::string absoluteGlob(llvm::StringRef Glob, llvm::StringRef Directory) {
  llvm::SmallString<128> Whole(Glob);
  if (!path::is_absolute(Glob)) {
    bool Anywhere = !Glob.contains('/') &&
                    Glob.find_first_of("*?[{") != llvm::StringRef::npos;
    Whole = escapeGlob(Directory);
    path::append(Whole, Anywhere ? "**" : "", Glob);
  }
  path::remove_dots(Whole, /*remove_dot_dot=*/true);
  return Whole.str().str();
}

std::string globWithBelow(llvm::StringRef Glob) {
  auto [Folder, Name] = Glob.rtrim('/').rsplit('/');
  return Name.empty() ? ("**/" + Folder).str() : (Folder + "/**/" + Name).str();
}

std::string complaintAboutGlob(llvm::StringRef Glob) {
  auto Read = PathGlobs::read(Glob);
  return Read ? "" : llvm::toString(Read.takeError());
}

static llvm::SmallVector<llvm::StringRef, 16> namesIn(llvm::StringRef Path) {
  llvm::SmallVector<llvm::StringRef, 16> Names;
  Path.split(Names, '/', /*MaxSplit=*/-1, /*KeepEmpty=*/false);
  return Names;
}

llvm::Expected<PathGlobs::Parts> PathGlobs::read(llvm::StringRef Glob) {
  Parts Pattern;
  for (llvm::StringRef Name : namesIn(Glob)) {
    if (Name == "**") {
      Pattern.push_back(std::nullopt);
      continue;
    }
    auto Read = llvm::GlobPattern::create(Name, MaxAlternatives);
    if (!Read)
      return Read.takeError();
    Pattern.push_back(std::move(*Read));
  }
  return Pattern;
}

PathGlobs::PathGlobs(llvm::ArrayRef<std::string> Globs)
    : Texts(Globs.begin(), Globs.end()) {
  for (llvm::StringRef Glob : Texts)
    if (auto Pattern = read(Glob))
      Patterns.push_back(std::move(*Pattern));
    else
      llvm::consumeError(Pattern.takeError());
}

/// Whether the pattern matches the path or a folder above it. After a mismatch
/// the last "**" takes one more name; those before it need not change.
bool PathGlobs::match(const Parts &Pattern,
                      llvm::ArrayRef<llvm::StringRef> Path) {
  size_t Part = 0, Name = 0, AfterStars = 0, Resume = Path.size();
  while (Part < Pattern.size()) {
    if (!Pattern[Part]) {
      AfterStars = ++Part;
      Resume = Name;
    } else if (Name < Path.size() && Pattern[Part]->match(Path[Name])) {
      ++Part;
      ++Name;
    } else if (Resume < Path.size()) {
      Part = AfterStars;
      Name = ++Resume;
    } else {
      return false;
    }
  }
  return true;
}

bool PathGlobs::match(llvm::StringRef Path) const {
  auto Names = namesIn(Path);
  return llvm::any_of(
      Patterns, [&](const Parts &Pattern) { return match(Pattern, Names); });
}

} // namespace membrane
