// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Arguments to requests: values, defaults, and what a mistake is told.

#include "tool/Options.h"
#include "gtest/gtest.h"

using namespace membrane;

namespace {

Request parse(std::vector<const char *> Arguments) {
  llvm::Expected<Request> Asked = parseArguments(Arguments);
  if (Asked)
    return *Asked;
  ADD_FAILURE() << llvm::toString(Asked.takeError());
  return {};
}

std::string complaint(std::vector<const char *> Arguments) {
  llvm::Expected<Request> Asked = parseArguments(Arguments);
  return Asked ? "none" : llvm::toString(Asked.takeError());
}

using Names = std::vector<std::string>;

TEST(Options, defaults) {
  Request Asked = parse({"scan"});
  EXPECT_EQ(Asked.Command, Verb::Scan);
  EXPECT_EQ(Asked.UnitTimeout, 120u);
  EXPECT_EQ(Asked.FailOn, Level::Warning);
  EXPECT_EQ(Asked.Checks, "");
  ASSERT_EQ(Asked.Outputs.size(), 1u);
  EXPECT_EQ(Asked.Outputs[0].Form, Format::Text);
  EXPECT_EQ(Asked.Outputs[0].File, "");
}

TEST(Options, valuesJoinedAndApart) {
  for (const Request &Asked :
       {parse({"scan", "-p", "out", "--fail-on=error", "-j4"}),
        parse({"scan", "-p=out", "--fail-on", "error", "-j", "4"}),
        parse({"scan", "--build=out", "--fail-on=error", "-j4"})}) {
    EXPECT_EQ(Asked.Build, "out");
    EXPECT_EQ(Asked.FailOn, Level::Error);
    EXPECT_EQ(Asked.Jobs, 4u);
  }
}

TEST(Options, remarksRunForWhoFailsOnThem) {
  EXPECT_EQ(parse({"scan", "--fail-on=remark"}).Checks, "*");
  EXPECT_EQ(parse({"scan", "--fail-on=note"}).Checks, "");
  EXPECT_EQ(parse({"scan", "--fail-on=remark", "--checks=leak"}).Checks,
            "leak");
}

TEST(Options, globsSplitAtCommasOutsideOfBraces) {
  Request Asked = parse({"scan", "--public=a.h,{b,c}/*.h", "--public", "d.h,"});
  EXPECT_EQ(Asked.PublicGlobs, Names({"a.h", "{b,c}/*.h", "d.h"}));
}

TEST(Options, brokenGlobsAreSaid) {
  EXPECT_NE(complaint({"scan", "--public=a/*.h,b/[.h"})
                .find("'b/[.h' of '--public' is no glob: "),
            std::string::npos);
}

TEST(Options, everyOutputTakesItsFile) {
  Request Asked =
      parse({"scan", "--format=json", "-o", "out.json", "--format=text"});
  ASSERT_EQ(Asked.Outputs.size(), 2u);
  EXPECT_EQ(Asked.Outputs[0].File, "out.json");
  EXPECT_EQ(Asked.Outputs[1].Form, Format::Text);
  EXPECT_EQ(Asked.Outputs[1].File, "");
  Asked = parse({"scan", "-o", "out.json", "--format=json"});
  ASSERT_EQ(Asked.Outputs.size(), 1u);
  EXPECT_EQ(Asked.Outputs[0].File, "out.json");
  EXPECT_EQ(parse({"scan", "-o", "-"}).Outputs[0].File, "");
}

TEST(Options, outputsThatCollide) {
  EXPECT_NE(complaint({"scan", "--format=json", "--format=text"})
                .find("two formats go to the standard output"),
            std::string::npos);
  EXPECT_NE(complaint({"scan", "--format=json", "-o", "x", "--format=text",
                       "-o", "x"})
                .find("two formats go to 'x'"),
            std::string::npos);
  EXPECT_NE(complaint({"scan", "--format=json", "-o", "x", "-o", "y"})
                .find("no format is left for '-o y'"),
            std::string::npos);
}

TEST(Options, flagsOfTheCompiler) {
  Request Asked = parse({"scan", "a.c", "--", "-Iinclude", "--format=text"});
  EXPECT_TRUE(Asked.HasFlags);
  EXPECT_EQ(Asked.Files, Names({"a.c"}));
  EXPECT_EQ(Asked.Flags, Names({"-Iinclude", "--format=text"}));
  EXPECT_TRUE(parse({"scan", "a.c", "--"}).HasFlags);
  EXPECT_NE(complaint({"scan", "--", "-I."}), "none");
  EXPECT_NE(complaint({"scan", "-p", "b", "a.c", "--"}), "none");
}

TEST(Options, operands) {
  Request Asked = parse({"explain", "node_new", "a.c", "--"});
  EXPECT_EQ(Asked.Topic, "node_new");
  EXPECT_EQ(Asked.Files, Names({"a.c"}));
  EXPECT_NE(complaint({"explain"}), "none");
  EXPECT_NE(complaint({"link"}), "none");
  EXPECT_NE(complaint({"summarize", "a.c", "--"}), "none");
  EXPECT_NE(complaint({"models", "--check"}), "none");
}

TEST(Options, misspelt) {
  EXPECT_EQ(complaint({"scan", "--fromat=json"}),
            "unknown option '--fromat=json' of 'membrane scan'; did you mean "
            "'--format=json'?");
  EXPECT_EQ(complaint({"scna"}),
            "unknown command 'scna'; did you mean 'scan'?");
  EXPECT_EQ(
      complaint({"scan", "--format=yaml"}),
      "unknown format 'yaml'; give text, json, sarif, github, gitlab or junit");
  EXPECT_EQ(complaint({"scan", "--fail-on=bad"}),
            "'bad' is no value of '--fail-on'; give remark, note, warning, "
            "error or never");
  EXPECT_EQ(complaint({"scan", "-j", "many"}),
            "'many' is no value of '-j'; give a whole number");
  EXPECT_EQ(complaint({"scan", "-j0"}), "'0' is no value of '-j'; give at "
                                        "least 1");
  EXPECT_EQ(complaint({"scan", "--public"}), "option '--public' needs a value");
}

TEST(Options, optionOfAnotherCommand) {
  EXPECT_NE(complaint({"link", "-p", "build", "x.facts"})
                .find("unknown option '-p' of 'membrane link'"),
            std::string::npos);
}

TEST(Options, colorsTheLastWins) {
  EXPECT_EQ(parse({"scan", "--color=always", "--no-color"}).Color, When::Never);
  EXPECT_EQ(parse({"scan", "--no-color", "--color=always"}).Color,
            When::Always);
}

TEST(Options, neverFails) {
  EXPECT_EQ(parse({"scan", "--fail-on=never"}).FailOn, std::nullopt);
}

TEST(Options, helpInEveryPlace) {
  EXPECT_EQ(parse({"--help"}).Command, Verb::Help);
  EXPECT_EQ(parse({"help", "scan"}).Topic, "scan");
  EXPECT_EQ(parse({"scan", "--help", "--nonsense"}).Topic, "scan");
  EXPECT_EQ(parse({"--version"}).Command, Verb::Version);
  EXPECT_NE(complaint({}), "none");
}

} // namespace
