// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// New files: what is written, as a patch and in place, and that all files come
// or none. What is done with files that are there: test/fixes.

#include "tool/WriteSources.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "gtest/gtest.h"
#include <fstream>
#include <sstream>

using namespace membrane;
namespace fs = llvm::sys::fs;

namespace {

class NewFiles : public testing::Test {
protected:
  void SetUp() override {
    ASSERT_FALSE(fs::createUniqueDirectory("membrane-write", Root));
    std::ofstream(path("old.c")) << "one\n";
  }
  void TearDown() override { fs::remove_directories(Root); }

  std::string path(llvm::StringRef Name) const {
    return (Root + "/" + Name).str();
  }
  PatchedFile made(llvm::StringRef Name, llvm::StringRef Text) const {
    return {Name.str(), "", {{path(Name), 0, 0, Text.str()}}, true};
  }
  PatchedFile changed() const {
    return {"old.c", "one\n", {{path("old.c"), 0, 3, "two"}}};
  }
  std::string read(llvm::StringRef Name) const {
    std::stringstream Text;
    Text << std::ifstream(path(Name)).rdbuf();
    return Text.str();
  }
  static std::string complaint(llvm::ArrayRef<PatchedFile> Files) {
    return llvm::toString(writeSources(Files));
  }

  llvm::SmallString<128> Root;
};

TEST_F(NewFiles, comeWithTheirDirectories) {
  EXPECT_EQ(complaint({made("a/b/new.h", "x\n"), changed()}), "");
  EXPECT_EQ(read("a/b/new.h"), "x\n");
  EXPECT_EQ(read("old.c"), "two\n");
  llvm::ErrorOr<fs::perms> Given = fs::getPermissions(path("a/b/new.h"));
  llvm::ErrorOr<fs::perms> Usual = fs::getPermissions(path("old.c"));
  ASSERT_TRUE(Given && Usual);
  EXPECT_EQ(*Given, *Usual);
}

TEST_F(NewFiles, stayAwayIfAnotherFileCannotBeWritten) {
  ASSERT_FALSE(fs::setPermissions(path("old.c"), fs::all_read));
  EXPECT_NE(complaint({made("a/b/new.h", "x\n"), changed()}), "");
  EXPECT_FALSE(fs::exists(path("a")));
  EXPECT_EQ(read("old.c"), "one\n");
}

TEST_F(NewFiles, goAgainIfAnotherOneCannotBeMade) {
  EXPECT_NE(complaint({made("a/b/new.h", "x\n"), made("old.c/c", "y\n")}), "");
  EXPECT_FALSE(fs::exists(path("a")));
}

TEST_F(NewFiles, takeNoFilesPlace) {
  PatchedFile There = made("old.c", "x\n");
  EXPECT_NE(complaint({There}).find("was made during the run"),
            std::string::npos);
  EXPECT_EQ(read("old.c"), "one\n");
}

TEST_F(NewFiles, areWhatPatchMakesOfNothing) {
  std::string Text;
  llvm::raw_string_ostream Out(Text);
  writePatch({made("a/new.h", "x\ny\n"), changed()}, Out);
  EXPECT_EQ(Text, "--- /dev/null\n+++ b/a/new.h\n@@ -0,0 +1,2 @@\n+x\n+y\n"
                  "--- a/old.c\n+++ b/old.c\n@@ -1,1 +1,1 @@\n-one\n+two\n");
}

} // namespace
