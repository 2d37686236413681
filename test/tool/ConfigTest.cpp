// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The configuration: values, what wins, globs, and that its page is true.

#include "tool/Config.h"
#include "analysis/summary/Globs.h"
#include "llvm/Support/MemoryBuffer.h"
#include "gtest/gtest.h"

using namespace membrane;

namespace {

using Names = std::vector<std::string>;

Request requestOf(std::vector<const char *> Arguments, llvm::StringRef Text) {
  llvm::Expected<Request> Asked = parseArguments(Arguments);
  if (!Asked) {
    ADD_FAILURE() << llvm::toString(Asked.takeError());
    return {};
  }
  if (llvm::Error Wrong = applyConfig(Text, "/p/.membrane.yaml", *Asked))
    ADD_FAILURE() << llvm::toString(std::move(Wrong));
  return *Asked;
}

std::string complaint(llvm::StringRef Text) {
  Request Asked;
  return llvm::toString(applyConfig(Text, "/p/.membrane.yaml", Asked));
}

TEST(Config, pathsStartAtTheFile) {
  Request Asked = requestOf({"scan"}, "build: out\n"
                                      "models: [a.yaml, ../b.yaml, /c.yaml]\n"
                                      "public: include/**/*.h\n"
                                      "baseline: ./base\n");
  EXPECT_EQ(Asked.Build, "/p/out");
  EXPECT_EQ(Asked.ModelFiles, Names({"/p/a.yaml", "/b.yaml", "/c.yaml"}));
  EXPECT_EQ(Asked.PublicGlobs, Names({"/p/include/**/*.h"}));
  EXPECT_EQ(Asked.BaselineFile, "/p/base");
}

TEST(Config, theCommandLineWins) {
  Request Asked = requestOf({"scan", "-p", "mine", "--fail-on=warning",
                             "--unit-timeout=120", "--public=a.h"},
                            "build: out\nfail-on: error\nunit-timeout: 3\n"
                            "public: [b.h]\njobs: 7\n");
  EXPECT_EQ(Asked.Build, "mine");
  EXPECT_EQ(Asked.FailOn, Level::Warning);
  EXPECT_EQ(Asked.UnitTimeout, 120u);
  EXPECT_EQ(Asked.PublicGlobs, Names({"a.h"}));
  EXPECT_EQ(Asked.Jobs, 7u);
}

TEST(Config, flagsOfTheCompilerNeedNoDatabase) {
  EXPECT_EQ(requestOf({"scan", "a.c", "--"}, "build: out\n").Build, "");
}

TEST(Config, checksInTheirOrder) {
  Request Asked = requestOf({"scan"}, "checks: {'*': off, leak: error, "
                                      "'*-per-call': on}");
  EXPECT_EQ(Asked.Checks, "leak,mapped-per-call");
  EXPECT_EQ(Asked.Levels.at("leak"), Level::Error);
  EXPECT_EQ(Asked.Levels.at("mapped-per-call"), Level::Remark);
  EXPECT_EQ(requestOf({"scan"}, "checks: {'*': off}").Checks, "-*");
  EXPECT_EQ(requestOf({"scan"}, "jobs: 1").Checks, "");
  Asked = requestOf({"scan", "--checks=leak"}, "checks: {leak: off}");
  EXPECT_EQ(Asked.Checks, "leak");
}

TEST(Config, levelsOfFindings) {
  Request Asked =
      requestOf({"scan"}, "checks: {leak: note, mixed-release: on}");
  Outcome Found;
  Found.Findings.resize(2);
  Found.Findings[0].Check = "leak";
  Found.Findings[1].Check = "partial-release";
  setLevels(Asked, Found);
  EXPECT_EQ(Found.Findings[0].Severity, Level::Note);
  EXPECT_EQ(Found.Findings[1].Severity, Level::Warning);
}

TEST(Config, emptyFiles) {
  EXPECT_EQ(complaint(""), "");
  EXPECT_EQ(complaint("# nothing yet\n"), "");
  EXPECT_EQ(complaint("---\n...\n"), "");
}

TEST(Config, mistakesHaveTheirPlace) {
  EXPECT_EQ(complaint("jobs: 1\npubic: x\n"),
            "/p/.membrane.yaml:2:1: error: unknown key 'pubic'; did you mean "
            "'public'?");
  EXPECT_EQ(complaint("jobs: [1]"), "/p/.membrane.yaml:1:8: error: 'jobs' "
                                    "takes a whole number");
  EXPECT_EQ(complaint("checks: {laek: off}"),
            "/p/.membrane.yaml:1:10: error: unknown check 'laek'; did you mean "
            "'leak'?");
}

TEST(Config, nothingIsUsedOfAFileWithAMistake) {
  Request Asked;
  llvm::consumeError(applyConfig("jobs: 4\nno: 1\n", "/p/x", Asked));
  EXPECT_EQ(Asked.Jobs, 0u);
}

bool matches(llvm::StringRef Glob, llvm::StringRef Path) {
  return PathGlobs({absoluteGlob(Glob, "/p [x]")}).match(Path);
}

TEST(Globs, folders) {
  EXPECT_TRUE(matches("third", "/p [x]/third/deep/a.c"));
  EXPECT_TRUE(matches("third/", "/p [x]/third/a.c"));
  EXPECT_TRUE(matches("third/**", "/p [x]/third/a.c"));
  EXPECT_TRUE(matches(".", "/p [x]/a.c"));
  EXPECT_FALSE(matches("third", "/p [x]/third_party/a.c"));
  EXPECT_TRUE(matches("**/*_test.c", "/p [x]/a_test.c"));
  EXPECT_TRUE(matches("**/*_test.c", "/p [x]/src/a_test.c"));
  EXPECT_FALSE(matches("**/*_test.c", "/q/src/a_test.c"));
  EXPECT_TRUE(matches("a/**/b/**/c.h", "/p [x]/a/b/x/b/c.h"));
  EXPECT_TRUE(matches("a/**/b/c.h", "/p [x]/a/b/x/b/c.h"));
  EXPECT_FALSE(matches("a/**/b/**/c.h", "/p [x]/a/x/c.h"));
}

TEST(Globs, starsStayWithinAName) {
  EXPECT_TRUE(matches("lib/*.h", "/p [x]/lib/a.h"));
  EXPECT_FALSE(matches("lib/*.h", "/p [x]/lib/inside/a.h"));
  EXPECT_FALSE(matches("lib/?/a.h", "/p [x]/lib/x/y/a.h"));
  EXPECT_TRUE(matches("lib/*", "/p [x]/lib/inside/a.h"));
  EXPECT_TRUE(matches("{lib,src}/*.h", "/p [x]/src/a.h"));
  EXPECT_FALSE(matches("{lib,src}/*.h", "/p [x]/test/a.h"));
}

TEST(Globs, withoutFoldersAreLookedForInAll) {
  EXPECT_TRUE(matches("*.h", "/p [x]/a.h"));
  EXPECT_TRUE(matches("*.h", "/p [x]/lib/a.h"));
  EXPECT_FALSE(matches("*.h", "/q/a.h"));
  EXPECT_FALSE(matches("a.h", "/p [x]/lib/a.h"));
  EXPECT_FALSE(matches("./*.h", "/p [x]/lib/a.h"));
}

TEST(Globs, belowToo) {
  std::string Glob = globWithBelow(absoluteGlob("include/*.h", "/p"));
  EXPECT_TRUE(PathGlobs({Glob}).match("/p/include/a.h"));
  EXPECT_TRUE(PathGlobs({Glob}).match("/p/include/lib/a.h"));
  EXPECT_FALSE(PathGlobs({Glob}).match("/p/lib/a.h"));
}

TEST(Globs, mistakesAreSaid) {
  EXPECT_EQ(complaintAboutGlob("a/*.h"), "");
  EXPECT_NE(complaintAboutGlob("a/[b/c.h"), "");
  EXPECT_NE(complaintAboutGlob("{a/b,c}.h"), "");
}

/// The rows of the page are those of the table, in its order.
TEST(Config, pageSaysWhatTheTableSays) {
  auto Page = llvm::MemoryBuffer::getFile(MEMBRANE_DOCS "/config.md");
  ASSERT_TRUE(bool(Page));
  std::string Rows;
  for (const ConfigKey &Key : allConfigKeys()) {
    std::string Option =
        Key.Option.empty() ? "" : " `" + Key.Option.str() + "`";
    Rows += "| `" + Key.Name.str() + "` | " + formWords(Key.Form).str() +
            " | " + Key.Meaning.str() + " |" + Option + " |\n";
  }
  auto [Before, Behind] = (*Page)->getBuffer().split("|---|---|---|---|\n");
  EXPECT_EQ(Behind.split("\n\n").first.str() + "\n", Rows);
}

} // namespace
