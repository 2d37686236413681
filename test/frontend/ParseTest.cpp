// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One parse: where it looks, what it forgives, and what it says of errors.

#include "test/frontend/TemporaryTree.h"
#include "clang/AST/ASTContext.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/FileSystem.h"
#include <gtest/gtest.h>

using namespace membrane;

namespace {

class ParseTest : public testing::Test {
protected:
  /// Parses a.c, or the file named, with these words; the error or "".
  std::string parse(llvm::StringRef Text, llvm::StringRef Words = "cc -c",
                    llvm::StringRef File = "a.c") {
    Tree.write(File, Text);
    std::string Message = messageOf(parseUnit(
        Tree.command(Words, File), Options, [&](const ParsedUnit &Parsed) {
          ++Used;
          Triple = Parsed.Module.getTargetTriple().str();
        }));
    size_t At = Message.find(Tree.path());
    if (At != std::string::npos)
      Message.replace(At, Tree.path().size(), "TREE");
    return Message;
  }

  TemporaryTree Tree;
  FrontendOptions Options;
  unsigned Used = 0;
  std::string Triple;
};

TEST_F(ParseTest, HandsTheUnitOver) {
  Tree.write("a.c", "int twice(int x) { return x + x; }");
  llvm::Error Failure = parseUnit(
      Tree.command("cc -c", "a.c"), Options, [&](const ParsedUnit &Parsed) {
        ++Used;
        EXPECT_EQ(Parsed.MainFile, Tree.path("a.c"));
        EXPECT_FALSE(Parsed.Context.getTranslationUnitDecl()->decls_empty());
        EXPECT_TRUE(Parsed.Module.getFunction("twice"));
        EXPECT_GT(Parsed.ParseSeconds, 0);
        EXPECT_GT(Parsed.CodeGenSeconds, 0);
        EXPECT_GT(Parsed.PromoteSeconds, 0);
      });
  EXPECT_EQ(messageOf(std::move(Failure)), "");
  EXPECT_EQ(Used, 1u);
}

TEST_F(ParseTest, WorksInTheDirectoryOfTheCommand) {
  llvm::SmallString<128> Before, After;
  llvm::sys::fs::current_path(Before);
  Tree.write("include/x.h", "#include \"y.h\"\n");
  Tree.write("include/y.h", "int y;\n");
  EXPECT_EQ(
      parse("#include \"x.h\"\nint *f(void) { return &y; }", "cc -Iinclude -c"),
      "");
  llvm::sys::fs::current_path(After);
  EXPECT_EQ(Before, After);
}

TEST_F(ParseTest, FindsSystemHeaders) {
  EXPECT_EQ(parse("#include <stddef.h>\n#include <stdarg.h>\n"
                  "#include <stdlib.h>\nvoid *f(size_t n) { return malloc(n);"
                  "}"),
            "");
  EXPECT_EQ(parse("#include <string>\n#include <vector>\n#include <memory>\n"
                  "std::string f() { return std::string(99, 'x'); }",
                  "c++ -std=c++17 -c", "a.cpp"),
            "");
}

TEST_F(ParseTest, SaysTheFirstErrorWithItsPlace) {
  EXPECT_EQ(parse("int f(void) {\n  return x;\n}\nint g(void) { return y; }"),
            "TREE/a.c:2:10: use of undeclared identifier 'x'");
  EXPECT_EQ(parse("#include \"none.h\"\n"),
            "TREE/a.c:1:10: 'none.h' file not found");
  Tree.write("bad.h", "int f(void) { return ; }}\n");
  EXPECT_EQ(parse("#include \"bad.h\"\n"),
            "TREE/bad.h:1:25: extraneous closing brace ('}')");
  EXPECT_EQ(Used, 0u);
}

TEST_F(ParseTest, SaysWhatIsWrongWithTheCommand) {
  CompileCommand Missing = Tree.command("cc -c", "none.c");
  std::string Message =
      messageOf(parseUnit(Missing, Options, [](const ParsedUnit &) {}));
  EXPECT_NE(Message.find("none.c"), std::string::npos) << Message;
  Missing.Directory = Tree.path("nowhere");
  Message = messageOf(parseUnit(Missing, Options, [](const ParsedUnit &) {}));
  EXPECT_NE(Message.find("cannot enter its directory"), std::string::npos)
      << Message;
  EXPECT_EQ(parse("", "cc @none.rsp -c"),
            "TREE/a.c: cannot read the response file 'none.rsp' of its "
            "command");
  EXPECT_NE(parse("", "cc --target=nonsense-os -c"), "");
  EXPECT_EQ(Used, 0u);
}

TEST_F(ParseTest, ForgivesWhatGccForgives) {
  EXPECT_EQ(parse("int f(void) { return g(); }", "gcc -Werror -Wall -c"), "");
  EXPECT_EQ(parse("int *f(void) { return 3; }", "gcc -Werror -c"), "");
  EXPECT_EQ(parse("f() { return 3; }", "gcc -Werror -c"), "");
  EXPECT_EQ(parse("int *f(char *p) { return p; }", "gcc -c"), "");
  EXPECT_EQ(parse("#warning old\nint f(int unused) {}",
                  "gcc -pedantic-errors -Werror -c"),
            "");
  EXPECT_EQ(parse("#pragma GCC diagnostic error \"-Wreturn-type\"\n"
                  "int f(int x) {}",
                  "gcc -c"),
            "");
  EXPECT_EQ(Used, 6u);
}

TEST_F(ParseTest, DropsWhatClangRefuses) {
  EXPECT_EQ(parse("int x;", "gcc -march=nonsense -mtune=nonsense -c"), "");
  EXPECT_EQ(parse("int x;", "gcc -std=c99 -mcmodel=odd -c"), "");
  EXPECT_EQ(parse("int x;", "gcc -mabi=ms -mregparm=77 -c"), "");
  EXPECT_EQ(parse("int x;", "gcc -fvisibility=odd -ftls-model=odd -c"), "");
  EXPECT_EQ(parse("int x;", "gcc -std=gnu77 -Xclang -fnonsense -c"), "");
  EXPECT_EQ(parse("int x;", "gcc -fconserve-stack -mrecord-mcount -c"), "");
  EXPECT_EQ(Used, 6u);
}

TEST_F(ParseTest, KeepsTargetFeatures) {
  EXPECT_EQ(parse("#include <immintrin.h>\n"
                  "__m256 f(__m256 a) { return _mm256_add_ps(a, a); }",
                  "x86_64-linux-gnu-gcc -O2 -mavx2 -c"),
            "");
  EXPECT_EQ(parse("struct s { void *p; };\n"
                  "_Static_assert(sizeof(struct s) == 4, \"\");",
                  "cc -m32 -c"),
            "");
  EXPECT_EQ(parse("_Static_assert(sizeof(long) == 4, \"\");",
                  "arm-none-eabi-gcc -mcpu=cortex-m4 -mthumb -c"),
            "");
  EXPECT_EQ(Triple.substr(0, 5), "thumb");
}

TEST_F(ParseTest, TakesExtraArguments) {
  Options.ExtraArguments = {"-DRESULT=3"};
  EXPECT_EQ(parse("int f(void) { return RESULT; }"), "");
}

TEST_F(ParseTest, TakesAssembly) {
  EXPECT_EQ(parse("int f(int x) {\n"
                  "  __asm__ goto(\"nonsense %l0\" : : \"r\"(x) : : out);\n"
                  "  __asm__ volatile(\"nonsense\" ::: \"memory\");\n"
                  "  return 1;\nout:\n  return 0;\n}\n"
                  "__asm__(\".nonsense\");\n"),
            "");
}

TEST_F(ParseTest, WritesNothing) {
  EXPECT_EQ(parse("int x;", "cc -MD -MF a.d -save-temps --coverage -g -c -o "
                            "a.o"),
            "");
  std::error_code Failure;
  std::vector<std::string> Names;
  for (llvm::sys::fs::directory_iterator At(Tree.path(), Failure), End;
       At != End && !Failure; At.increment(Failure))
    Names.push_back(At->path());
  EXPECT_EQ(Names, std::vector<std::string>{Tree.path("a.c")});
}

} // namespace
