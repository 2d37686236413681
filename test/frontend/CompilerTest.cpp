// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The names of compilers and launchers, and Clang's own headers.

#include "analysis/frontend/Compiler.h"
#include "test/frontend/TemporaryTree.h"
#include "llvm/Support/FileSystem.h"
#include <gtest/gtest.h>

using namespace membrane;

namespace {

struct Name {
  const char *Program;
  bool IsCxx;
  const char *Target;
};

class CompilerNames : public testing::TestWithParam<Name> {};

TEST_P(CompilerNames, AreRead) {
  CompilerName Read = readCompilerName(GetParam().Program);
  EXPECT_EQ(Read.IsCxx, GetParam().IsCxx) << GetParam().Program;
  EXPECT_EQ(Read.Target, GetParam().Target) << GetParam().Program;
}

INSTANTIATE_TEST_SUITE_P(
    Table, CompilerNames,
    testing::Values(
        Name{"cc", false, ""}, Name{"c++", true, ""},
        Name{"/usr/bin/gcc-12", false, ""}, Name{"g++-13.2", true, ""},
        Name{"clang", false, ""}, Name{"clang++-22", true, ""},
        Name{"x86_64-linux-gnu-gcc", false, "x86_64-linux-gnu"},
        Name{"/opt/x/bin/x86_64-linux-gnu-g++-12", true, "x86_64-linux-gnu"},
        Name{"arm-none-eabi-gcc", false, "arm-none-eabi"},
        Name{"i686-w64-mingw32-c++.exe", true, "i686-w64-mingw32"},
        Name{"aarch64-linux-gnu-clang++", true, "aarch64-linux-gnu"},
        Name{"afl-gcc", false, ""}, Name{"my-own-cc", false, ""},
        Name{"whatever", false, ""}));

struct Launch {
  std::vector<std::string> Arguments;
  size_t Count;
};

class Launchers : public testing::TestWithParam<Launch> {};

TEST_P(Launchers, AreCounted) {
  EXPECT_EQ(countLauncherArguments(GetParam().Arguments), GetParam().Count);
}

INSTANTIATE_TEST_SUITE_P(
    Table, Launchers,
    testing::Values(Launch{{"gcc", "-c", "a.c"}, 0}, Launch{{}, 0},
                    Launch{{"ccache", "gcc", "-c", "a.c"}, 1},
                    Launch{{"/usr/bin/ccache", "distcc", "gcc", "-c"}, 2},
                    Launch{{"sccache", "/usr/bin/c++"}, 1},
                    Launch{{"env", "CCACHE_DIR=/x", "ccache", "gcc"}, 3},
                    Launch{{"ccache", "--config", "gcc"}, 2},
                    Launch{{"cmake", "-E", "__run_co_compile", "--source=a.c",
                            "--", "cc"},
                           5},
                    Launch{{"ccache"}, 0}));

TEST(CompilerDirectory, FollowsLinksAndRelativePlaces) {
  TemporaryTree Tree;
  Tree.write("real/bin/tool-gcc", "");
  llvm::sys::fs::create_link(Tree.path("real/bin/tool-gcc"), Tree.path("gcc"));
  EXPECT_EQ(findCompilerDirectory(Tree.command("./gcc -c", "a.c")),
            Tree.path("real/bin"));
  EXPECT_EQ(findCompilerDirectory(Tree.command("ccache ./gcc -c", "a.c")),
            Tree.path("real/bin"));
  EXPECT_EQ(findCompilerDirectory(Tree.command("./nowhere -c", "a.c")), "");
}

TEST(ResourceDirectory, HoldsClangsHeaders) {
  TemporaryTree Tree;
  std::string Found = findResourceDirectory(Tree.command("cc -c", "a.c"));
  EXPECT_TRUE(llvm::sys::fs::exists(Found + "/include/stddef.h")) << Found;
}

} // namespace
