// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One name, four places: the row of a check, its file, its page and its test
// say the same.

#include "checks/Checks.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "gtest/gtest.h"

using namespace membrane;

static std::string contentOf(const std::string &Path) {
  auto Read = llvm::MemoryBuffer::getFile(Path);
  EXPECT_TRUE(bool(Read)) << Path << " is missing";
  return Read ? (*Read)->getBuffer().str() : std::string();
}

static std::string inTree(llvm::StringRef Path) {
  return MEMBRANE_SOURCE_DIR "/" + Path.str();
}

// "non-opaque-return" is NonOpaqueReturn.
static std::string fileName(llvm::StringRef Name) {
  return llvm::convertToCamelFromSnakeCase(
      llvm::join(llvm::split(Name, '-'), "_"), true);
}

TEST(FourPlaces, EveryCheckIsInAll) {
  for (const Check &Row : allChecks()) {
    std::string Name = Row.Name.str(), File = fileName(Name);
    std::string Code = contentOf(inTree("checks/" + File + ".cpp"));
    EXPECT_NE(Code.find("void membrane::check" + File + "("), std::string::npos)
        << Name;
    std::string Page = contentOf(inTree("docs/checks/" + Name + ".md"));
    EXPECT_TRUE(llvm::StringRef(Page).starts_with("# " + Name + "\n\n" +
                                                  Row.Summary.str() + "\n"))
        << "docs/checks/" << Name << ".md does not open with the row's words";
    std::string Test = contentOf(inTree("test/checks/" + Name + ".c"));
    EXPECT_NE(Test.find("[" + Name + "]"), std::string::npos) << Name;
    EXPECT_NE(Test.find("_bad("), std::string::npos) << Name;
    EXPECT_NE(Test.find("_ok("), std::string::npos) << Name;
  }
}

TEST(FourPlaces, PagesHaveEveryPart) {
  for (const Check &Row : allChecks()) {
    std::string Page =
        contentOf(inTree("docs/checks/" + Row.Name.str() + ".md"));
    for (const char *Part :
         {"\nLevel: ", "\n## What it finds\n", "\n## Why it matters\n",
          "\n## Code that warns\n", "\n## The same code, fixed\n",
          "\n## What it cannot see\n", "\n## Options\n"})
      EXPECT_NE(Page.find(Part), std::string::npos)
          << Row.Name.str() << " has no part" << Part;
    EXPECT_NE(Page.find("\nLevel: " + levelName(Row.Default).str() + "."),
              std::string::npos)
        << Row.Name.str() << " has another level";
  }
}

// Nothing is left behind by a check that is gone.
TEST(FourPlaces, EveryPageHasARow) {
  std::error_code Failure;
  for (llvm::sys::fs::directory_iterator At(inTree("docs/checks"), Failure),
       End;
       At != End && !Failure; At.increment(Failure)) {
    llvm::StringRef Name = llvm::sys::path::stem(At->path());
    EXPECT_TRUE(llvm::any_of(
        allChecks(), [&](const Check &Row) { return Row.Name == Name; }))
        << At->path() << " tells of no check";
  }
  EXPECT_FALSE(Failure);
}

TEST(FourPlaces, RowsAreSortedByName) {
  EXPECT_TRUE(
      llvm::is_sorted(allChecks(), [](const Check &Left, const Check &Right) {
        return Left.Name < Right.Name;
      }));
}
