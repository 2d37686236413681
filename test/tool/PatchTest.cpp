// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Diffs: reading them, taking them back, and what a wrong one is told.

#include "tool/Patch.h"
#include "gtest/gtest.h"

using namespace membrane;

namespace {

std::vector<PatchFile> parse(llvm::StringRef Text) {
  llvm::Expected<std::vector<PatchFile>> Files = parsePatch(Text, "x.diff");
  if (Files)
    return *Files;
  ADD_FAILURE() << llvm::toString(Files.takeError());
  return {};
}

std::string complaint(llvm::StringRef Text) {
  llvm::Expected<std::vector<PatchFile>> Files = parsePatch(Text, "x.diff");
  return Files ? "none" : llvm::toString(Files.takeError());
}

std::string before(llvm::StringRef Diff, llvm::StringRef New) {
  std::vector<PatchFile> Files = parse(Diff);
  if (Files.size() != 1)
    return "not one file";
  llvm::Expected<Reversal> Back = reversePatch(Files[0], New, "x.diff");
  return Back ? Back->Old : llvm::toString(Back.takeError());
}

constexpr llvm::StringLiteral Simple = "--- a/x.c\n+++ b/x.c\n"
                                       "@@ -1,3 +1,3 @@\n"
                                       " one\n-two\n+2\n three\n";

TEST(Patch, takesBack) {
  EXPECT_EQ(before(Simple, "one\n2\nthree\nfour\n"), "one\ntwo\nthree\nfour\n");
  EXPECT_EQ(before(Simple, "one\n2\nthree"), "one\ntwo\nthree\n");
  EXPECT_EQ(before("--- a/x\n+++ b/x\n@@ -2 +1,0 @@\n-two\n@@ -9,0 +9 @@ f()\n"
                   "+new\n",
                   "1\n3\n4\n5\n6\n7\n8\n9\nnew\n"),
            "1\ntwo\n3\n4\n5\n6\n7\n8\n9\n");
}

TEST(Patch, linesThatWereAdded) {
  llvm::Expected<Reversal> Back =
      reversePatch(parse(Simple)[0], "one\n2\nthree\n", "x.diff");
  ASSERT_TRUE(bool(Back));
  EXPECT_EQ(Back->Added, std::vector<unsigned>{2});
  EXPECT_EQ(Back->TakenAbove, std::vector<unsigned>{2});
}

TEST(Patch, filesThatComeAndGo) {
  EXPECT_EQ(
      before("--- /dev/null\n+++ b/x\n@@ -0,0 +1,2 @@\n+a\n+b\n", "a\nb\n"),
      "");
  std::vector<PatchFile> Files =
      parse("--- a/x\n+++ /dev/null\n@@ -1 +0,0 @@\n-a\n");
  ASSERT_EQ(Files.size(), 1u);
  EXPECT_EQ(Files[0].New, "");
  EXPECT_EQ(before("--- a/x\n+++ /dev/null\n@@ -1 +0,0 @@\n-a\n", ""), "a\n");
}

TEST(Patch, lineEnds) {
  EXPECT_EQ(before("--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n\\ No newline at end of "
                   "file\n+b\n",
                   "b\n"),
            "a");
  EXPECT_EQ(before("--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n\\ No newline at "
                   "end of file\n",
                   "b"),
            "a\n");
  EXPECT_EQ(before(Simple, "one\r\n2\r\nthree\r\n"), "one\r\ntwo\nthree\r\n");
  EXPECT_EQ(before("--- a/x\r\n+++ b/x\r\n@@ -1,2 +1,2 @@\r\n-a\r\n+b\r\n \r\n",
                   "b\n\n"),
            "a\r\n\n");
  // A mailer has taken the space of an empty line.
  EXPECT_EQ(before("--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n-a\n+b\n\n", "b\n\n"),
            "a\n\n");
}

TEST(Patch, namesOfAllKinds) {
  std::vector<PatchFile> Files =
      parse("commit 123\n\n    a message\n\n"
            "diff --git \"a/n\\\"\\303\\274\\n.c\" \"b/n\\\"\\303\\274\\n.c\"\n"
            "index 1..2 100644\n"
            "--- \"a/n\\\"\\303\\274\\n.c\"\n+++ \"b/n\\\"\\303\\274\\n.c\"\n"
            "@@ -1 +1 @@\n-a\n+b\n"
            "diff --git a/old name.c b/new name.c\nsimilarity index 100%\n"
            "rename from old name.c\nrename to new name.c\n"
            "diff --git a/run b/run\nold mode 100644\nnew mode 100755\n"
            "diff --git a/p.png b/p.png\nBinary files a/p.png and b/p.png "
            "differ\n"
            "--- a/with space.c\t\n+++ b/with space.c\t2026-01-01 10:00\n"
            "@@ -1 +1 @@\n-a\n+b\n");
  ASSERT_EQ(Files.size(), 3u);
  EXPECT_EQ(Files[0].New, "b/n\"\303\274\n.c");
  EXPECT_EQ(Files[1].Old, "old name.c");
  EXPECT_EQ(Files[1].New, "new name.c");
  EXPECT_FALSE(Files[1].HasPrefixes);
  EXPECT_EQ(Files[2].Old, "a/with space.c");
  EXPECT_EQ(Files[2].New, "b/with space.c");
}

TEST(Patch, whatDoesNotApply) {
  EXPECT_EQ(before(Simple, "one\ntwo\nthree\n"),
            "x.diff:3: line 2 of 'b/x.c' is not as the diff leaves it; give "
            "the diff from the old state to the files that are there");
  EXPECT_NE(before(Simple, "one\n2\n").find("line 3 of"), std::string::npos);
  EXPECT_NE(before("--- a/x\n+++ b/x\n@@ -9 +9 @@\n-a\n+b\n", "b\n")
                .find("line 9 of"),
            std::string::npos);
}

TEST(Patch, whatIsNoDiff) {
  EXPECT_EQ(complaint(""), "none");
  EXPECT_EQ(complaint("\n"), "none");
  EXPECT_NE(complaint("int x;\n").find("'x.diff' holds no unified diff"),
            std::string::npos);
  EXPECT_NE(complaint("--- a/x\n+++ b/x\n@@ -1,9 +1,9 @@\n a\n")
                .find("x.diff:4: the diff ends within a hunk"),
            std::string::npos);
  EXPECT_NE(complaint("--- a/x\n+++ b/x\n@@ -1,2 +1 @@\n a\nint x;\n")
                .find("x.diff:5: expected a line of the hunk"),
            std::string::npos);
  EXPECT_NE(complaint("--- a/x\n+++ b/x\n@@ 1 @@\n").find("x.diff:3: expected"),
            std::string::npos);
  EXPECT_NE(complaint("diff --cc x.c\n").find("combined diff"),
            std::string::npos);
}

} // namespace
