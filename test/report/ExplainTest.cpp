// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// explain: witnesses with source lines, every class, names.

#include "test/report/Samples.h"
#include "llvm/Support/FileSystem.h"
#include "gtest/gtest.h"

using namespace membrane;

static std::string explained(const Surface &Answer, llvm::StringRef Name,
                             TextStyle Style = {false, 0}) {
  std::string Text;
  llvm::raw_string_ostream Out(Text);
  if (llvm::Error Failure = explain(Answer, Name, Style, Out))
    return "error: " + llvm::toString(std::move(Failure));
  return Text;
}

namespace {
/// A source file that is removed at the end of the test.
class SourceFile {
public:
  explicit SourceFile(llvm::StringRef Text) {
    int Descriptor = -1;
    EXPECT_FALSE(llvm::sys::fs::createTemporaryFile("membrane-explain", "c",
                                                    Descriptor, Path));
    llvm::raw_fd_ostream(Descriptor, true) << Text;
  }
  ~SourceFile() { llvm::sys::fs::remove(Path); }
  llvm::SmallString<128> Path;
};
} // namespace

static Surface surfaceIn(const SourceFile &Source) {
  Surface Answer;
  Answer.Files = {Source.Path.str().str()};
  return Answer;
}

TEST(Explain, ShowsEachStepWithItsLine) {
  SourceFile Source("char *xstrdup(const char *s) {\n"
                    "\tchar *p = malloc(9);\r\n"
                    "\treturn p;\n"
                    "}\n");
  Surface Answer = surfaceIn(Source);
  Answer.Root = llvm::StringRef(Source.Path).rsplit('/').first.str();
  std::string Name = llvm::StringRef(Source.Path).rsplit('/').second.str();
  SurfaceFunction Function =
      makeFunction("xstrdup", AllocationClass::Escaping, 1);
  Function.Where.Column = 7;
  Function.Escapes = {makeReturn("char *", 2)};
  Function.Escapes[0].Witness[0].Where.Column = 12;
  Function.Escapes[0].Witness[1].Where.Column = 2;
  Function.Result = Ownership::Owned;
  Function.Nullable = true;
  Answer.Functions = {Function};
  EXPECT_EQ(
      explained(Answer, "xstrdup"),
      Name +
          ":1:7: remark: 'xstrdup' is escaping: memory gets out where the "
          "caller can see it\n"
          "    1 | char *xstrdup(const char *s) {\n"
          "      |       ^\n" +
          Name +
          ":2:12: note: memory of family 'malloc' gets out: return "
          "('char *', the caller can look into it), released by "
          "'free'\n" +
          Name +
          ":2:12: note: 'malloc' allocates\n"
          "    2 |         char *p = malloc(9);\n"
          "      |                   ^\n" +
          Name +
          ":3:2: note: returned here\n"
          "    3 |         return p;\n"
          "      |         ^\n" +
          Name + ":1:7: note: the caller owns the result; it may be null\n");
}

TEST(Explain, CutsLongLinesAroundTheCaret) {
  std::string Line =
      "x = " + std::string(100, 'a') + "(malloc)" + std::string(100, 'b') + ";";
  SourceFile Source(Line + "\n");
  Surface Answer = surfaceIn(Source);
  SurfaceFunction Function = makeFunction("f", AllocationClass::None, 1);
  Function.Where.Column = 106;
  Answer.Functions = {Function};
  std::string Text = explained(Answer, "f", {false, 60});
  llvm::SmallVector<llvm::StringRef> Lines;
  llvm::StringRef(Text).split(Lines, '\n');
  ASSERT_GE(Lines.size(), 3u);
  EXPECT_EQ(Lines[1].size(), 60u);
  EXPECT_TRUE(Lines[1].starts_with("    1 | ...aaa"));
  EXPECT_TRUE(Lines[1].ends_with("bbb..."));
  EXPECT_EQ(Lines[1].find("malloc"), Lines[2].find('^'));
}

TEST(Explain, WithoutTheFileOnlyPlaces) {
  EXPECT_EQ(explained(makeSample(), "peek"),
            "src/x.c:5:6: remark: 'peek' is none: no path allocates, callees "
            "included\n"
            "src/x.c:5:6: note: it calls 'strlen', 'helper', and none of them "
            "allocates\n"
            "src/x.c:5:6: note: the result is borrowed; borrowed from "
            "argument 0->name\n");
}

TEST(Explain, Contained) {
  EXPECT_EQ(explained(makeSample(), "count"),
            "src/x.c:20:6: remark: 'count' is contained: it allocates, but "
            "nothing of that is reachable by the caller once it returns\n"
            "src/x.c:21:13: note: memory of family 'FILE' (resource) is "
            "allocated\n"
            "src/x.c:21:13: note: 'FILE' allocates\n"
            "src/x.c:20:6: note: nothing of that is reachable through the "
            "result, an argument, a callback or a public variable\n"
            "src/x.c:22:3: note: the global 'cache' keeps memory\n"
            "src/x.c:22:3: note: kept in 'cache'\n");
}

TEST(Explain, UnknownSaysWhatIsMissing) {
  std::string Text = explained(makeSample(), "run");
  EXPECT_NE(Text.find("src/x.c:62:3: note: 'elsewhere' has neither a body nor "
                      "a model\n"),
            std::string::npos)
      << Text;
  EXPECT_NE(Text.find("if what was not seen does not allocate, it is "
                      "contained"),
            std::string::npos)
      << Text;
  EXPECT_NE(Text.find("--models FILE"), std::string::npos) << Text;
}

TEST(Explain, OpaqueSaysWhatBreaksTheHandle) {
  std::string Text = explained(makeSample(), "open");
  EXPECT_NE(Text.find("('struct handle *', opaque), released by 'close'; "
                      "release incomplete, pointers into it get out through "
                      "'handle_data'\n"),
            std::string::npos)
      << Text;
}

TEST(Explain, EveryFunctionOfTheName) {
  Surface Answer = makeSample();
  Answer.Functions[0].Name = "ns::twice";
  Answer.Functions[1].Name = "twice";
  Answer.Functions[2].Mangled = "twice";
  Answer.Functions[3].Name = "nottwice";
  std::string Text = explained(Answer, "twice");
  EXPECT_NE(Text.find("'ns::twice' is none"), std::string::npos);
  EXPECT_NE(Text.find("\n\nsrc/x.c:10:6: remark: 'twice' is escaping"),
            std::string::npos);
  EXPECT_NE(Text.find("'count' is contained"), std::string::npos);
  EXPECT_EQ(Text.find("nottwice"), std::string::npos);
}

TEST(Explain, NamesSimilarOnes) {
  EXPECT_EQ(explained(makeSample(), "xstrdop"),
            "error: no function is called 'xstrdop'; did you mean 'xstrdup'?");
  EXPECT_EQ(explained(makeSample(), "somethingelse"),
            "error: no function is called 'somethingelse'; a scan with "
            "--format=json lists all that were analysed");
}
