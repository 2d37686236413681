// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The SSA module: which bodies are there, and in which form.

#include "test/frontend/TemporaryTree.h"
#include "clang/AST/ASTContext.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Module.h"
#include <gtest/gtest.h>

using namespace membrane;

namespace {

class EmissionTest : public testing::Test {
protected:
  void use(llvm::StringRef Text, llvm::StringRef Words, llvm::StringRef File,
           llvm::function_ref<void(const ParsedUnit &)> Check) {
    Tree.write(File, Text);
    unsigned Used = 0;
    llvm::Error Failure =
        parseUnit(Tree.command(Words, File), {}, [&](const ParsedUnit &Unit) {
          ++Used;
          Check(Unit);
        });
    EXPECT_EQ(messageOf(std::move(Failure)), "");
    EXPECT_EQ(Used, 1u);
  }
  /// The names of the functions that have a body, sorted.
  std::vector<std::string> bodies(llvm::StringRef Text,
                                  llvm::StringRef Words = "cc -c",
                                  llvm::StringRef File = "a.c") {
    std::vector<std::string> Names;
    use(Text, Words, File, [&](const ParsedUnit &Unit) {
      for (const llvm::Function &Each : Unit.Module)
        if (!Each.isDeclaration())
          Names.push_back(Each.getName().str());
    });
    llvm::sort(Names);
    return Names;
  }

  TemporaryTree Tree;
};

using Names = std::vector<std::string>;

TEST_F(EmissionTest, EmitsUnusedFunctions) {
  Tree.write("own.h", "static inline int in_header(void) { return 1; }\n");
  Tree.write("sys/system.h", "static inline int in_system(void) { return 1; }\n"
                             "static inline int called(void) { return 2; }\n");
  EXPECT_EQ(bodies("#include \"own.h\"\n#include <system.h>\n"
                   "static int unused(void) { return in_header(); }\n"
                   "int used(void) { return called(); }\n",
                   "cc -isystem sys -c"),
            (Names{"called", "in_header", "unused", "used"}));
}

TEST_F(EmissionTest, EmitsEveryKindOfInlineInC) {
  EXPECT_EQ(bodies("inline int plain(void) { return 1; }\n"
                   "inline int later(void) { return 1; }\n"
                   "extern int later(void);\n"
                   "extern inline int external(void) { return 1; }\n"
                   "extern inline __attribute__((gnu_inline)) int gnu(void)\n"
                   "{ return 1; }\n"
                   "static inline __attribute__((always_inline)) int\n"
                   "always(void) { return 1; }\n"),
            (Names{"always", "external", "gnu", "later", "plain"}));
  use("inline int later(void) { return 1; }\nextern int later(void);\n"
      "inline int plain(void) { return 1; }\n",
      "cc -c", "a.c", [](const ParsedUnit &Unit) {
        EXPECT_TRUE(Unit.Module.getFunction("later")->hasExternalLinkage());
        EXPECT_TRUE(
            Unit.Module.getFunction("plain")->hasAvailableExternallyLinkage());
      });
}

TEST_F(EmissionTest, EmitsInlineFunctionsAndMethodsInCxx) {
  EXPECT_EQ(bodies("inline int free_one() { return 1; }\n"
                   "namespace n { inline int inner() { return 2; } }\n"
                   "namespace { int hidden() { return 3; } }\n"
                   "extern \"C\" { static int c_one() { return 4; } }\n"
                   "struct S { int method() { return 5; }\n"
                   "  struct In { static int deep() { return 6; } }; };\n"
                   "template <class T> struct P { T get() { return T(); } };\n"
                   "template <class T> T make() { return T(); }\n"
                   "int keep() { return P<int>().get() + make<int>(); }\n",
                   "c++ -c", "a.cpp"),
            (Names{"_Z4keepv", "_Z4makeIiET_v", "_Z8free_onev", "_ZL5c_onev",
                   "_ZN12_GLOBAL__N_16hiddenEv", "_ZN1PIiE3getEv",
                   "_ZN1S2In4deepEv", "_ZN1S6methodEv", "_ZN1n5innerEv"}));
}

TEST_F(EmissionTest, LeavesNoTraceOfTheMarks) {
  use("static int unused(void) { return 1; }\nint x;\n", "cc -c", "a.c",
      [](const ParsedUnit &Unit) {
        EXPECT_TRUE(Unit.Module.getFunction("unused")->hasInternalLinkage());
        EXPECT_TRUE(Unit.Module.getFunction("unused")->use_empty());
        EXPECT_FALSE(Unit.Module.getNamedGlobal("llvm.used"));
        EXPECT_FALSE(Unit.Module.getNamedGlobal("llvm.compiler.used"));
      });
}

TEST_F(EmissionTest, PromotesLocalsAndStructs) {
  use("struct pair { int *a, *b; };\n"
      "int *f(int *x, int *y) { struct pair p = {x, y}; struct pair q = p;\n"
      "  int *r = q.a; if (*y) r = q.b; return r; }\n",
      "cc -O2 -g -c", "a.c", [](const ParsedUnit &Unit) {
        const llvm::Function &Body = *Unit.Module.getFunction("f");
        EXPECT_FALSE(Body.hasFnAttribute(llvm::Attribute::OptimizeNone));
        for (const llvm::Instruction &Each : llvm::instructions(Body))
          EXPECT_FALSE(llvm::isa<llvm::AllocaInst>(Each));
      });
}

TEST_F(EmissionTest, KeepsPlacesWithColumns) {
  use("void *malloc(unsigned long);\n"
      "void *f(void) {\n  return malloc(3);\n}\n",
      "cc -c", "a.c", [](const ParsedUnit &Unit) {
        unsigned Calls = 0;
        for (const llvm::Instruction &Each :
             llvm::instructions(*Unit.Module.getFunction("f"))) {
          if (!llvm::isa<llvm::CallInst>(Each))
            continue;
          ++Calls;
          ASSERT_TRUE(Each.getDebugLoc());
          EXPECT_EQ(Each.getDebugLoc().getLine(), 3u);
          EXPECT_EQ(Each.getDebugLoc().getCol(), 10u);
        }
        EXPECT_EQ(Calls, 1u);
      });
}

TEST_F(EmissionTest, GivesStringsTheirBodies) {
  use("#include <string>\n"
      "std::string f(const char *s) { return std::string(s) + \"x\"; }\n",
      "c++ -O2 -c", "a.cpp", [](const ParsedUnit &Unit) {
        for (const llvm::Function &Each : Unit.Module)
          if (Each.getName().contains("basic_string")) {
            EXPECT_FALSE(Each.isDeclaration()) << Each.getName().str();
          }
      });
}

} // namespace
