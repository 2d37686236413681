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
  llvm::StringRef Snippet = Text;
  Snippet = Snippet.drop_front(Snippet.find("    1 | "));
  auto [Cut, Rest] = Snippet.split('\n');
  EXPECT_EQ(Cut.size(), 60u);
  EXPECT_TRUE(Cut.starts_with("    1 | ...aaa"));
  EXPECT_TRUE(Cut.ends_with("bbb..."));
  EXPECT_EQ(Cut.find("malloc"), Rest.find('^'));
}

TEST(Explain, WithoutTheFileOnlyPlaces) {
  EXPECT_EQ(explained(makeSample(), "peek"),
            "src/x.c:5:6: remark: 'peek' is none: no path allocates, callees "
            "included\n"
            "src/x.c:5:6: note: it calls 2 functions, and none of them "
            "allocates: by the models 'strlen', 'helper'\n"
            "src/x.c:5:6: note: the result is borrowed; borrowed from "
            "argument 0->name\n");
}

TEST(Explain, Contained) {
  EXPECT_EQ(explained(makeSample(), "count"),
            "src/x.c:20:6: remark: 'count' is contained: it allocates, but "
            "nothing of that is reachable by the caller once it returns\n"
            "src/x.c:21:13: note: memory of family 'FILE' (resource) is "
            "released on every path\n"
            "src/x.c:21:13: note: 'FILE' allocates\n"
            "src/x.c:24:3: note: 'fclose' releases it\n"
            "src/x.c:22:11: note: memory of family 'malloc' is kept by the "
            "library\n"
            "src/x.c:22:11: note: 'malloc' allocates\n"
            "src/x.c:22:3: note: kept in 'cache'\n");
}

TEST(Explain, AStepIsShownOnce) {
  Surface Answer = makeSample();
  SurfaceFunction &Function = Answer.Functions[1];
  Function.Escapes.push_back(Function.Escapes[0]);
  Function.Escapes[1].Path = "->name";
  Function.Escapes[1].Witness.insert(Function.Escapes[1].Witness.end() - 1,
                                     {{FileId(0), 12, 1}, "stored"});
  Function.Result = Ownership::None;
  Function.Nullable = false;
  EXPECT_EQ(explained(Answer, "xstrdup"),
            "src/x.c:10:6: remark: 'xstrdup' is escaping: memory gets out "
            "where the caller can see it\n"
            "src/x.c:11:13: note: memory of family 'malloc' gets out: return "
            "('char *', the caller can look into it), released by 'free'\n"
            "src/x.c:11:13: note: 'malloc' allocates\n"
            "src/x.c:12:3: note: returned here\n"
            "src/x.c:11:13: note: memory of family 'malloc' gets out: "
            "return->name ('char *', the caller can look into it), released by "
            "'free'\n"
            "src/x.c:12:1: note: stored\n");
}

TEST(Explain, ManyEscapesAreCounted) {
  Surface Answer = makeSample();
  SurfaceFunction &Function = Answer.Functions[1];
  Escape Hidden = Function.Escapes[0], Seen = Hidden;
  Hidden.Opaque = true;
  Function.Escapes.clear();
  for (char Name = 'a'; Name < 'j'; ++Name) {
    Hidden.Path = "->" + std::string(1, Name);
    Function.Escapes.push_back(Hidden);
  }
  Seen.Path = "->seen";
  Function.Escapes.push_back(Seen);
  std::string Text = explained(Answer, "xstrdup");
  // What the caller sees decides the class, so it comes first.
  EXPECT_LT(Text.find("gets out: return->seen"),
            Text.find("gets out: return->a "));
  EXPECT_EQ(Text.find("gets out: return->f "), std::string::npos);
  EXPECT_NE(Text.find("src/x.c:10:6: note: memory gets out in 4 more ways: "
                      "return->f, return->g, return->h, return->i\n"),
            std::string::npos)
      << Text;
}

TEST(Explain, WhatStaysIsOnlyCountedBesideWhatGetsOut) {
  Surface Answer = makeSample();
  Answer.Functions[1].Sites = Answer.Functions[2].Sites;
  std::string Text = explained(Answer, "xstrdup");
  EXPECT_NE(Text.find("note: 2 other allocations stay inside\n"),
            std::string::npos)
      << Text;
  EXPECT_EQ(Text.find("fclose"), std::string::npos) << Text;
}

TEST(Explain, ParameterizedNamesTheAllocator) {
  std::string Text = explained(makeSample(), "inflateInit");
  EXPECT_NE(Text.find("note: the caller's allocator is argument 0->zalloc, by "
                      "default 'zcalloc'\n"),
            std::string::npos)
      << Text;
}

TEST(Explain, AssumptionsThatAreAlikeAreOne) {
  Surface Answer = makeSample();
  SurfaceFunction &Function = Answer.Functions[5];
  for (unsigned Line : {70u, 71u})
    Function.Assumptions.push_back(
        {AssumptionKind::Callee, "elsewhere", {FileId(0), Line, 3}});
  std::string Text = explained(Answer, "run");
  EXPECT_NE(Text.find("src/x.c:62:3: note: 'elsewhere' has neither a body nor "
                      "a model; the same in 2 more places\n"),
            std::string::npos)
      << Text;
  EXPECT_EQ(Text.find("src/x.c:70"), std::string::npos);
}

TEST(Explain, SaysTheWayToWhatWasNotSeen) {
  Surface Answer = makeSample();
  Assumption Deep{AssumptionKind::Callee, "deep", {FileId(0), 102, 3}};
  SurfaceFunction Inner = makeFunction("inner", AllocationClass::Unknown, 100);
  SurfaceFunction Helper = makeFunction("help", AllocationClass::Unknown, 90);
  Helper.Callees = {"inner"};
  Inner.Assumptions = Helper.Assumptions = {Deep};
  SurfaceFunction &Function = Answer.Functions[5];
  Function.Assumptions = {Deep};
  Function.Callees = {"help", "peek"};
  Answer.Functions.insert(Answer.Functions.end(), {Helper, Inner});
  std::string Text = explained(Answer, "run");
  EXPECT_NE(Text.find("src/x.c:102:3: note: 'deep' has neither a body nor a "
                      "model, reached through 'help', 'inner'\n"),
            std::string::npos)
      << Text;
}

TEST(Explain, WrapsAtTheWidthOfTheTerminal) {
  EXPECT_EQ(explained(makeSample(), "peek", {false, 40}),
            "src/x.c:5:6: remark: 'peek' is none: no\n"
            "      path allocates, callees included\n"
            "src/x.c:5:6: note: it calls 2 functions,\n"
            "      and none of them allocates: by the\n"
            "      models 'strlen', 'helper'\n"
            "src/x.c:5:6: note: the result is\n"
            "      borrowed; borrowed from argument\n"
            "      0->name\n");
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
  EXPECT_TRUE(llvm::StringRef(Text).starts_with(
      "note: 3 functions are called 'twice'; FILE:NAME picks those of one "
      "file\n"
      "src/x.c:5:6: note: 'void peek(void)' is none\n"))
      << Text;
  EXPECT_NE(Text.find("'ns::twice' is none"), std::string::npos);
  EXPECT_NE(Text.find("\n\nsrc/x.c:10:6: remark: 'twice' is escaping"),
            std::string::npos);
  EXPECT_NE(Text.find("'count' is contained"), std::string::npos);
  EXPECT_EQ(Text.find("nottwice"), std::string::npos);
}

TEST(Explain, AFilePicks) {
  Surface Answer = makeSample();
  Answer.Functions[0].Name = Answer.Functions[6].Name = "twice";
  for (const char *File : {"y.h", "include/y.h", "/usr/include/y.h"}) {
    std::string Text = explained(Answer, File + std::string(":twice"));
    EXPECT_TRUE(llvm::StringRef(Text).starts_with(
        "/usr/include/y.h:7:6: remark: 'twice' is none"))
        << Text;
  }
  EXPECT_EQ(explained(Answer, "h:twice"),
            "error: no function is called 'twice' in 'h'; there is one in "
            "another file");
  Answer.Functions[0].Name = "ns::once";
  EXPECT_TRUE(llvm::StringRef(explained(Answer, "x.c:ns::once"))
                  .starts_with("src/x.c:5:6: remark"));
  EXPECT_TRUE(llvm::StringRef(explained(Answer, "ns::once"))
                  .starts_with("src/x.c:5:6: remark"));
  EXPECT_EQ(explained(Answer, "Onc"),
            "error: no function is called 'Onc'; did you mean 'ns::once'?");
}

TEST(Explain, NamesSimilarOnes) {
  EXPECT_EQ(explained(makeSample(), "xstrdop"),
            "error: no function is called 'xstrdop'; did you mean 'xstrdup'?");
  EXPECT_EQ(explained(makeSample(), "somethingelse"),
            "error: no function is called 'somethingelse'; a scan with "
            "--format=json lists all that were analysed");
}
