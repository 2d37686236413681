// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The words in a row's values, read and written.

#include "analysis/models/Spelling.h"
#include "gtest/gtest.h"

using namespace membrane;

TEST(Spelling, ResultsAreWrittenAsTheyAreRead) {
  for (const char *Text :
       {"fresh", "static", "null", "thrown", "caught", "inside 0", "content 31",
        "reachable 2", "unknown", "fresh if 1 null", "content 2 if 0 null",
        "null if 3 null"}) {
    auto Result = parseResult(Text);
    ASSERT_TRUE(Result) << Text;
    EXPECT_EQ(spell(*Result), Text);
  }
}

TEST(Spelling, ResultsThatAreNone) {
  for (const char *Text :
       {"", "fresh 0", "unknown 0", "inside", "inside -1", "inside 32",
        "inside 0 1", "Inside 0", "fresh if null", "fresh if x null",
        "if 0 null", "inside 0x1", "fresh if 0"})
    EXPECT_FALSE(parseResult(Text)) << Text;
}

TEST(Spelling, ThreadValuesAreWrittenAsTheyAreRead) {
  for (const char *Text :
       {"makes 0", "reads 1", "writes 1 at 0", "writes 0 at 31", "drops 2"}) {
    auto Held = parseThreadValue(Text);
    ASSERT_TRUE(Held) << Text;
    EXPECT_EQ(spell(*Held), Text);
  }
  for (const char *Text : {"", "makes", "makes x", "reads 0 1", "writes 1",
                           "writes 1 in 0", "writes x at 0", "keeps 0"})
    EXPECT_FALSE(parseThreadValue(Text)) << Text;
}

TEST(Spelling, ReleasesAreWrittenAsTheyAreRead) {
  for (const char *Text : {"0", "3 maybe", "content 0", "content 0 maybe",
                           "contents 1", "contents 1 maybe", "2 counted"}) {
    auto Release = parseRelease(Text);
    ASSERT_TRUE(Release) << Text;
    EXPECT_EQ(spell(*Release), Text);
  }
  EXPECT_FALSE(parseRelease("maybe"));
  EXPECT_FALSE(parseRelease("0 perhaps"));
  EXPECT_FALSE(parseRelease("content"));
}

TEST(Spelling, ReleaseParts) {
  auto Release = parseRelease("contents 1 maybe");
  ASSERT_TRUE(Release);
  EXPECT_EQ(Release->Argument, 1u);
  EXPECT_FALSE(Release->Always);
  EXPECT_TRUE(Release->Content);
  EXPECT_TRUE(Release->Anywhere);
  EXPECT_FALSE(Release->Counted);
  EXPECT_FALSE(parseRelease("0 counted")->Always);
  EXPECT_TRUE(parseRelease("0 counted")->Counted);
}

TEST(Spelling, CopiesKeepsPointsFills) {
  EXPECT_EQ(spell(*parseCopy("1 -> 0")), "1 -> 0");
  EXPECT_EQ(spell(*parseCopy("0 -> result")), "0 -> result");
  EXPECT_FALSE(parseCopy("result -> 0"));
  EXPECT_EQ(spell(*parseKeep("2")), "2");
  EXPECT_EQ(spell(*parseKeep("contents 1")), "contents 1");
  EXPECT_EQ(spell(*parseKeep("1 in 0")), "1 in 0");
  EXPECT_EQ(spell(*parseKeep("0 in result")), "0 in result");
  EXPECT_FALSE(parseKeep("1 into 0"));
  EXPECT_FALSE(parseKeep("contents"));
  EXPECT_EQ(spell(*parsePoint("1 -> inside 0")), "1 -> inside 0");
  EXPECT_EQ(spell(*parsePoint("inside 1 -> static")), "inside 1 -> static");
  EXPECT_FALSE(parsePoint("1 -> fresh"));
  EXPECT_FALSE(parsePoint("1"));
  EXPECT_EQ(spell(*parseFill("inside 3")), "inside 3");
  EXPECT_EQ(spell(*parseFill("3 if zero")), "3 if zero");
  EXPECT_EQ(spell(*parseFill("inside 0 if not negative")),
            "inside 0 if not negative");
  EXPECT_EQ(spell(*parseFill("0 if not zero")), "0 if not zero");
  EXPECT_FALSE(parseFill("content 3"));
  EXPECT_FALSE(parseFill("3 if negative"));
  EXPECT_FALSE(parsePoint("1 if zero -> static"));
  using Passed = ModelPassed::Kind;
  EXPECT_EQ(parsePassed("nothing"), ModelPassed());
  EXPECT_EQ(parsePassed("4"), (ModelPassed{Passed::Inside, 4}));
  EXPECT_EQ(parsePassed("start 4"), (ModelPassed{Passed::Start, 4}));
  EXPECT_EQ(parsePassed("content 4"), (ModelPassed{Passed::Content, 4}));
  EXPECT_FALSE(parsePassed("-1"));
  EXPECT_FALSE(parsePassed("start"));
}
