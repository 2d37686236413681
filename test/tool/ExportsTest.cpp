// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The three forms of an export list.

#include "tool/Exports.h"
#include "gtest/gtest.h"

using namespace membrane;

namespace {

ExportList parse(llvm::StringRef Text) {
  llvm::Expected<ExportList> Exports = parseExports(Text, "list");
  if (Exports)
    return *Exports;
  ADD_FAILURE() << llvm::toString(Exports.takeError());
  return {};
}

std::string complaint(llvm::StringRef Text) {
  llvm::Expected<ExportList> Exports = parseExports(Text, "list");
  return Exports ? "none" : llvm::toString(Exports.takeError());
}

TEST(Exports, plainList) {
  ExportList Exports = parse("# the interface\nfoo_new\n\n  foo_free # last\n");
  EXPECT_TRUE(Exports.exports("foo_new"));
  EXPECT_TRUE(Exports.exports("foo_free"));
  EXPECT_FALSE(Exports.exports("foo_grow"));
  EXPECT_EQ(complaint("a\nfoo new\n").substr(0, 7), "list:2:");
}

TEST(Exports, versionScript) {
  ExportList Exports = parse("FOO_1 {\n"
                             "global:\n  foo_*; /* all */\n  bar;\n"
                             "local: foo_secret; *;\n};\n"
                             "FOO_2 { baz; } FOO_1;\n");
  EXPECT_TRUE(Exports.exports("foo_new"));
  EXPECT_TRUE(Exports.exports("bar"));
  EXPECT_TRUE(Exports.exports("baz"));
  EXPECT_FALSE(Exports.exports("foo_secret"));
  EXPECT_FALSE(Exports.exports("FOO_1"));
  EXPECT_FALSE(Exports.exports("other"));
}

TEST(Exports, versionScriptOfCxx) {
  ExportList Exports =
      parse("{ global: extern \"C++\" { ns::*; \"f(int)\"; };\n"
            "plain; local: *; };");
  EXPECT_TRUE(Exports.exports("_ZN2ns1gEv"));
  EXPECT_TRUE(Exports.exports("_Z1fi"));
  EXPECT_FALSE(Exports.exports("_Z1fd"));
  EXPECT_TRUE(Exports.exports("plain"));
}

TEST(Exports, brokenVersionScript) {
  EXPECT_EQ(complaint("{ global:\n a;\n"),
            "list:3: missing '}' in a version script");
  EXPECT_NE(complaint("{ local: *; };"), "none");
  EXPECT_NE(complaint(""), "none");
}

TEST(Exports, definitionFile) {
  ExportList Exports = parse("LIBRARY foo\r\n; exports of foo\r\nEXPORTS\r\n"
                             "  foo_new @1\r\n  foo_free = impl_free\r\n"
                             "  foo_table DATA\r\nVERSION 1.2\r\n");
  EXPECT_TRUE(Exports.exports("foo_new"));
  EXPECT_TRUE(Exports.exports("foo_free"));
  EXPECT_TRUE(Exports.exports("foo_table"));
  EXPECT_FALSE(Exports.exports("foo"));
  EXPECT_FALSE(Exports.exports("VERSION"));
}

TEST(Exports, missingFile) {
  llvm::Expected<ExportList> Exports = readExports("no/such.map");
  ASSERT_FALSE(bool(Exports));
  EXPECT_NE(llvm::toString(Exports.takeError()).find("'no/such.map'"),
            std::string::npos);
}

} // namespace
