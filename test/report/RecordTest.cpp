// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A record that is read says what was written; what is none is refused.

#include "report/Record.h"
#include "test/report/Samples.h"
#include "gtest/gtest.h"

using namespace membrane;

static std::string messageFor(llvm::StringRef Text) {
  llvm::Expected<ScanRecord> Read = readRecord(Text, "x.json");
  return Read ? "" : llvm::toString(Read.takeError());
}

static bool has(const std::string &Text, llvm::StringRef Part) {
  return llvm::StringRef(Text).contains(Part);
}

TEST(Record, WrittenAgainIsTheSame) {
  std::string Written = jsonOf(makeSample(), makeFindings());
  llvm::Expected<ScanRecord> Read = readRecord(Written, "x.json");
  ASSERT_TRUE(bool(Read)) << llvm::toString(Read.takeError());
  EXPECT_EQ(Read->Tool, "0.1.0");
  EXPECT_EQ(jsonOf(Read->Answer, Read->Findings), Written);
}

TEST(Record, NoRecord) {
  EXPECT_TRUE(has(messageFor("nothing"), "'x.json' is no JSON: "));
  EXPECT_TRUE(has(messageFor(""), "is no JSON"));
  EXPECT_TRUE(has(messageFor("\"\xff\""), "is no JSON"));
  for (const char *Text : {"[]", "{}", "3", R"({"version": 1})",
                           R"({"version": 1, "tool": {"name": "other"}})",
                           R"({"version": 1, "tool": {"name": "membrane"}})"})
    EXPECT_TRUE(has(messageFor(Text), "is no record of a scan; 'membrane scan "
                                      "--format=json -o FILE' writes one"))
        << Text;
}

TEST(Record, DeepBracketsAreNoCrash) {
  EXPECT_TRUE(has(messageFor(std::string(1000000, '[')), "is no record"));
}

TEST(Record, BracketsInTextAreNotDeep) {
  Surface Answer = makeSample();
  Answer.Notes = {std::string(1000, '[') + "\\\""};
  EXPECT_EQ(messageFor(jsonOf(Answer, {})), "");
}

TEST(Record, NewerVersion) {
  std::string Message = messageFor(
      R"({"version": 2, "tool": {"name": "membrane", "version": "3.1"}})");
  EXPECT_TRUE(has(Message, "is a record of version 2, written by membrane "
                           "3.1; this program reads version 1: take the "
                           "newer membrane"))
      << Message;
}

TEST(Record, DamageIsNamedByItsPlace) {
  std::string Text = jsonOf(makeSample(), {});
  auto With = [&](llvm::StringRef Old, llvm::StringRef New) {
    auto [Before, After] = llvm::StringRef(Text).split(Old);
    return messageFor((Before + New + After).str());
  };
  std::string Message = With("\"class\": \"none\"", "\"class\": \"nun\"");
  EXPECT_TRUE(has(Message, "is a damaged record")) << Message;
  EXPECT_TRUE(has(Message, "functions[0].class")) << Message;
  Message = With("\"opaque\": false", "\"opaque\": 1");
  EXPECT_TRUE(has(Message, "functions[1].escapes[0].opaque")) << Message;
  EXPECT_EQ(With("\"name\": \"peek\"", "\"name\": \"peek\", \"new\": []"), "");
}
