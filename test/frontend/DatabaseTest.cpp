// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// compile_commands.json: both forms, relative places, what is left out, and
// every way in which one can be wrong.

#include "test/frontend/TemporaryTree.h"
#include "llvm/Support/FileSystem.h"
#include <gtest/gtest.h>

using namespace membrane;

namespace {

class DatabaseTest : public testing::Test {
protected:
  std::vector<CompileCommand> read(llvm::StringRef Text) {
    Tree.write("compile_commands.json", Text);
    auto Commands = readCompilationDatabase(Tree.path());
    EXPECT_TRUE(bool(Commands));
    if (Commands)
      return *Commands;
    ADD_FAILURE() << messageOf(Commands.takeError());
    return {};
  }
  std::string readError(llvm::StringRef Text) {
    Tree.write("compile_commands.json", Text);
    return errorOf(Tree.path());
  }
  std::string errorOf(llvm::StringRef Path) {
    auto Commands = readCompilationDatabase(Path);
    EXPECT_FALSE(bool(Commands));
    std::string Message = Commands ? "" : messageOf(Commands.takeError());
    size_t At;
    while ((At = Message.find(Tree.path())) != std::string::npos)
      Message.replace(At, Tree.path().size(), "TREE");
    return Message;
  }

  TemporaryTree Tree;
};

using Words = std::vector<std::string>;

constexpr llvm::StringLiteral Advice =
    "make one with 'cmake -DCMAKE_EXPORT_COMPILE_COMMANDS=ON', 'meson setup' "
    "or 'bear -- make'";

TEST_F(DatabaseTest, ReadsArguments) {
  auto Commands = read(R"([{"directory": "/d", "file": "/d/a.c",
    "arguments": ["cc", "-DX=a b", "-c", "a.c"]}])");
  ASSERT_EQ(Commands.size(), 1u);
  EXPECT_EQ(Commands[0].Directory, "/d");
  EXPECT_EQ(Commands[0].File, "/d/a.c");
  EXPECT_EQ(Commands[0].Arguments, (Words{"cc", "-DX=a b", "-c", "a.c"}));
}

TEST_F(DatabaseTest, SplitsCommandAsAShellDoes) {
  auto Commands = read(R"([{"directory": "/d", "file": "a.c",
    "command": "cc -DX='a b' -DY=\\\"z\\\" \"-I/p q\" -c a.c"}])");
  ASSERT_EQ(Commands.size(), 1u);
  EXPECT_EQ(Commands[0].Arguments,
            (Words{"cc", "-DX=a b", "-DY=\"z\"", "-I/p q", "-c", "a.c"}));
}

TEST_F(DatabaseTest, MakesPlacesAbsolute) {
  auto Commands = read(R"([{"directory": "sub/./x", "file": "../a.c",
    "command": "cc -c ../a.c"}])");
  ASSERT_EQ(Commands.size(), 1u);
  EXPECT_EQ(Commands[0].Directory, Tree.path("sub/x"));
  EXPECT_EQ(Commands[0].File, Tree.path("sub/a.c"));
}

TEST_F(DatabaseTest, FollowsLinksBeforeDots) {
  Tree.write("real/inner/b.c", "");
  Tree.write("real/a.c", "");
  llvm::sys::fs::create_link(Tree.path("real/inner"), Tree.path("link"));
  auto Commands = read(R"([{"directory": ".", "file": "link/../a.c",
    "command": "cc -c link/../a.c"}])");
  ASSERT_EQ(Commands.size(), 1u);
  EXPECT_TRUE(llvm::sys::fs::exists(Commands[0].File));
}

TEST_F(DatabaseTest, TakesTheFileItself) {
  std::string File = Tree.write("other.json", R"([{"directory": "/d",
    "file": "a.cc", "command": "c++ -c a.cc"}])");
  auto Commands = readCompilationDatabase(File);
  ASSERT_TRUE(bool(Commands));
  EXPECT_EQ(Commands->size(), 1u);
}

TEST_F(DatabaseTest, KeepsTheSameFileWithOtherFlags) {
  auto Commands = read(R"([
    {"directory": "/d", "file": "a.c", "command": "cc -DONE -c a.c -o 1.o"},
    {"directory": "/d", "file": "a.c", "command": "cc -DTWO -c a.c -o 2.o"},
    {"directory": "/d", "file": "a.c", "command": "cc -DTWO -c a.c -o 2.o"}])");
  ASSERT_EQ(Commands.size(), 2u);
  EXPECT_EQ(Commands[0].Arguments[1], "-DONE");
  EXPECT_EQ(Commands[1].Arguments[1], "-DTWO");
}

TEST_F(DatabaseTest, LeavesOutWhatDoesNotCompileSource) {
  auto Commands = read(R"([
    {"directory": "/d", "file": "a.c", "arguments": ["clang", "-cc1", "a.c"]},
    {"directory": "/d", "file": "a.c", "arguments": ["cc", "-E", "a.c"]},
    {"directory": "/d", "file": "a.c", "arguments": ["cc", "-MM", "a.c"]},
    {"directory": "/d", "file": "a.s", "arguments": ["cc", "-c", "a.s"]},
    {"directory": "/d", "file": "a.S", "arguments": ["cc", "-c", "a.S"]},
    {"directory": "/d", "file": "a.h", "arguments": ["cc", "-c", "a.h"]},
    {"directory": "/d", "file": "a.m", "arguments": ["cc", "-c", "a.m"]},
    {"directory": "/d", "file": "a.o", "arguments": ["cc", "a.o", "-o", "a"]},
    {"directory": "/d", "file": "a.rs", "arguments": ["rustc", "a.rs"]},
    {"directory": "/d", "file": "p.hxx.cxx",
     "arguments": ["c++", "-x", "c++-header", "-c", "p.hxx.cxx"]},
    {"directory": "/d", "file": "a.c",
     "arguments": ["cc", "-xassembler-with-cpp", "-c", "a.c"]},
    {"directory": "/d", "file": "odd.inc",
     "arguments": ["cc", "-x", "c", "-c", "odd.inc"]},
    {"directory": "/d", "file": "good.cpp",
     "arguments": ["cc", "-MD", "-c", "good.cpp"]}])");
  ASSERT_EQ(Commands.size(), 2u);
  EXPECT_EQ(Commands[0].File, "/d/odd.inc");
  EXPECT_EQ(Commands[1].File, "/d/good.cpp");
}

TEST_F(DatabaseTest, PrefersTheEntryThatCompiles) {
  auto Commands = read(R"([
    {"directory": "/d", "file": "a.c", "output": "a.o",
     "arguments": ["cc", "-DLINK", "a.c"]},
    {"directory": "/d", "file": "a.c", "output": "a.o",
     "arguments": ["cc", "-DCOMPILE", "-c", "a.c"]},
    {"directory": "/d", "file": "b.c", "arguments": ["cc", "b.c", "-o", "b"]}
    ])");
  ASSERT_EQ(Commands.size(), 2u);
  EXPECT_EQ(Commands[0].Arguments[1], "-DCOMPILE");
  EXPECT_EQ(Commands[1].File, "/d/b.c");
}

TEST_F(DatabaseTest, SaysHowToGetOne) {
  EXPECT_EQ(errorOf(Tree.path("none")),
            ("'TREE/none' does not exist; give the build directory that holds "
             "compile_commands.json, or " +
             Advice)
                .str());
  EXPECT_EQ(errorOf(Tree.path()),
            ("no compile_commands.json in 'TREE'; " + Advice).str());
  EXPECT_EQ(readError(" \n"),
            ("'TREE/compile_commands.json' is empty; " + Advice).str());
  EXPECT_EQ(readError("[]"), ("'TREE/compile_commands.json' has no entry; "
                              "build the project again, or " +
                              Advice)
                                 .str());
  EXPECT_EQ(readError(R"([{"directory": "/d", "file": "a.s",
                           "command": "cc -c a.s"}])"),
            "'TREE/compile_commands.json': none of its 1 entries compiles C "
            "or C++");
}

struct Wrong {
  const char *Text;
  const char *Message;
};

class WrongDatabase : public DatabaseTest,
                      public testing::WithParamInterface<Wrong> {};

TEST_P(WrongDatabase, HasLineAndColumn) {
  EXPECT_EQ(readError(GetParam().Text),
            std::string("TREE/compile_commands.json:") + GetParam().Message);
}

INSTANTIATE_TEST_SUITE_P(
    Table, WrongDatabase,
    testing::Values(
        Wrong{"[\n {\"file\" }]", "2:10: malformed JSON: expected : after "
                                  "object key"},
        Wrong{"[{\"file\": \"a.c\"", "1:15: malformed JSON: expected , or } "
                                     "after object property"},
        Wrong{"{}", "1:1: a compilation database is an array of objects; make "
                    "one with 'cmake -DCMAKE_EXPORT_COMPILE_COMMANDS=ON', "
                    "'meson setup' or 'bear -- make'"},
        Wrong{"[\n  3]", "2:3: entry is no object"},
        Wrong{"[{\"directory\": \"/d\", \"file\": \"a.c\",\n"
              "\"command\": \"cc , [ } \\\" a.c\"},\n   {\"file\": \"b.c\"}]",
              "3:4: entry has no string 'directory'"},
        Wrong{"[{\"directory\": \"/d\", \"file\": 1}]",
              "1:2: entry has no string 'file'"},
        Wrong{"[{\"directory\": \"/d\", \"file\": \"a.c\"}]",
              "1:2: entry has neither 'command' nor 'arguments'"},
        Wrong{"[{\"directory\": \"/d\", \"file\": \"a.c\", \"command\": 1}]",
              "1:2: 'command' is no string"},
        Wrong{"[{\"directory\": \"/d\", \"file\": \"a.c\", \"command\": \"\"}]",
              "1:2: the command is empty"},
        Wrong{"[{\"directory\": \"/d\", \"file\": \"a.c\","
              "\"arguments\": \"cc\"}]",
              "1:2: 'arguments' is no array of strings"},
        Wrong{"[{\"directory\": \"/d\", \"file\": \"a.c\","
              "\"arguments\": [1]}]",
              "1:2: 'arguments' holds something that is no string"}));

} // namespace
