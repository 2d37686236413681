// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What becomes of the arguments of other compilers.

#include "test/frontend/TemporaryTree.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Path.h"
#include <gtest/gtest.h>

using namespace membrane;

namespace {

/// The arguments between the compiler and what every unit gets.
std::string adapt(const CompileCommand &Command) {
  std::vector<std::string> All = adaptArguments(Command, {"/resources", {}});
  auto End = llvm::find(All, "-resource-dir");
  return llvm::join(std::next(All.begin()), End, " ");
}

struct Row {
  const char *Given;
  const char *Expected;
};

class Arguments : public testing::TestWithParam<Row> {};

TEST_P(Arguments, AreAdapted) {
  TemporaryTree Tree;
  EXPECT_EQ(adapt(Tree.command("cc " + std::string(GetParam().Given), "a.c")),
            GetParam().Expected)
      << GetParam().Given;
}

INSTANTIATE_TEST_SUITE_P(
    Kept, Arguments,
    testing::Values(
        Row{"-DX=1 -D Y -U Z", "-DX=1 -D Y -U Z"},
        Row{"-Iinc -I inc -isystem s -iquote q -idirafter d",
            "-Iinc -I inc -isystem s -iquote q -idirafter d"},
        Row{"-include p.h -imacros m.h", "-include p.h -imacros m.h"},
        Row{"-std=gnu99 -ansi -m32 -msse4.2", "-std=gnu99 -ansi -m32 -msse4.2"},
        Row{"-march=armv8-a -mtune=generic", "-march=armv8-a -mtune=generic"},
        Row{"-fPIC -fshort-enums -funsigned-char -fvisibility=hidden",
            "-fPIC -fshort-enums -funsigned-char -fvisibility=hidden"},
        Row{"-fno-builtin -ffreestanding -fexceptions -fms-extensions",
            "-fno-builtin -ffreestanding -fexceptions -fms-extensions"},
        Row{"--sysroot=/s -nostdinc -undef -pthread",
            "--sysroot=/s -nostdinc -undef -pthread"},
        Row{"-stdlib=libc++ -target arm-linux", "-stdlib=libc++ -target "
                                                "arm-linux"},
        Row{"-Xclang -fno-pch-timestamp", "-Xclang -fno-pch-timestamp"}));

INSTANTIATE_TEST_SUITE_P(
    Dropped, Arguments,
    testing::Values(
        Row{"-c", ""}, Row{"-S -c", ""}, Row{"-o x.o", ""}, Row{"-ox.o", ""},
        Row{"-MD -MF x.d -MT x.o -MP -MQ y", ""}, Row{"-MMD -MFx.d", ""},
        Row{"-save-temps -save-temps=obj -pipe -v", ""},
        Row{"-Wall -Werror -Werror=foo -Wno-bar -w", ""},
        Row{"-pedantic -pedantic-errors", ""},
        Row{"-g -g3 -ggdb -gdwarf-4 -gsplit-dwarf -gz", ""},
        Row{"-O2 -Os -Ofast -O", ""},
        Row{"-flto -flto=thin -ffat-lto-objects -fno-lto", "-fno-lto"},
        Row{"-fsanitize=address -fno-sanitize-recover=all", ""},
        Row{"-fprofile-arcs -ftest-coverage --coverage -pg -p", ""},
        Row{"-fprofile-use=x -fprofile-generate -fcoverage-mapping", ""},
        Row{"-fplugin=x.so -fplugin-arg-x-y=z", ""},
        Row{"-Wl,-z,now -Wa,--noexecstack -Xlinker y -Xassembler z", ""},
        Row{"-L/l -lm -shared -static -rdynamic -T x.ld -s -u f", ""},
        Row{"-fuse-ld=gold -fdiagnostics-color=always -fmessage-length=0", ""},
        Row{"-Xclang -load -Xclang x.so -Xclang -Werror", ""},
        Row{"-Xclang -include-pch -Xclang p.pch -include-pch q.pch", ""},
        Row{"-Xclang -plugin-arg-x -Xclang -DX", ""}));

INSTANTIATE_TEST_SUITE_P(
    GccOnly, Arguments,
    testing::Values(
        Row{"-fno-var-tracking-assignments -fconserve-stack", ""},
        Row{"-fno-allow-store-data-races -fno-ipa-sra -fno-ipa-cp-clone", ""},
        Row{"-fno-code-hoisting -fno-printf-return-value -fhardened", ""},
        Row{"-fmin-function-alignment=16 -fgnu-tm -fvtable-verify=std", ""},
        Row{"-fdump-tree-all -da -dumpbase x.c -dumpdir d -aux-info f", ""},
        Row{"-fanalyzer -fcallgraph-info=su -fstack-usage", ""},
        Row{"-mrecord-mcount -mfentry -mindirect-branch=thunk", ""},
        Row{"-mpreferred-stack-boundary=4", ""}, Row{"-specs=nano.specs", ""},
        Row{"-specs nano.specs -wrapper gdb,--args", ""}));

INSTANTIATE_TEST_SUITE_P(Rewritten, Arguments,
                         testing::Values(Row{"-Wp,-MD,x.d -DX", "-DX"},
                                         Row{"-Wp,-DX=1,-UY", "-DX=1 -UY"},
                                         Row{"-Xpreprocessor -DX", "-DX"},
                                         Row{"b.c c.o -DX", "-DX"}));

TEST(AdaptedCommand, IsClangWithItsHeadersAndTheFileLast) {
  TemporaryTree Tree;
  Tree.write("bin/gcc", "");
  FrontendOptions Options{"/resources", {"-DEXTRA"}};
  EXPECT_EQ(
      adaptArguments(Tree.command("bin/gcc -Wall -c -o a.o", "a.c"), Options),
      (std::vector<std::string>{Tree.path("bin/clang"), "-resource-dir",
                                "/resources", "-w", "-Wno-everything",
                                "-Qunused-arguments", "-DEXTRA",
                                Tree.path("a.c")}));
}

TEST(AdaptedCommand, StripsLaunchersAndNamesTheTarget) {
  TemporaryTree Tree;
  EXPECT_EQ(adapt(Tree.command("ccache distcc arm-none-eabi-gcc -c", "a.c")),
            "--target=arm-none-eabi");
  EXPECT_EQ(adapt(Tree.command("arm-none-eabi-gcc --target=x -c", "a.c")),
            "--target=x");
}

TEST(AdaptedCommand, KnowsCxx) {
  TemporaryTree Tree;
  Tree.write("bin/g++", "");
  EXPECT_EQ(adaptArguments(Tree.command("bin/g++ -c", "a.c"), {}).front(),
            Tree.path("bin/clang++"));
}

TEST(AdaptedCommand, TakesTheLanguageThatHoldsForTheFile) {
  TemporaryTree Tree;
  CompileCommand Command{
      Tree.path(),
      Tree.path("a.inc"),
      {"cc", "-x", "c", "-c", "a.inc", "-x", "none", "b.o", "-xc++"}};
  std::vector<std::string> All = adaptArguments(Command, {});
  ASSERT_GE(All.size(), 3u);
  EXPECT_EQ(All[All.size() - 3], "-x");
  EXPECT_EQ(All[All.size() - 2], "c");
}

TEST(AdaptedCommand, ExpandsResponseFiles) {
  TemporaryTree Tree;
  Tree.write("flags.rsp", "-DX='a b'\n@sub/more.rsp -O2");
  Tree.write("sub/more.rsp", "-Iinc -Wall");
  EXPECT_EQ(adapt(Tree.command("cc @flags.rsp -c", "a.c")), "-DX=a b -Iinc");
  EXPECT_EQ(adapt(Tree.command("cc @missing.rsp -c", "a.c")), "@missing.rsp");
}

TEST(AdaptedCommand, SurvivesOddCommands) {
  TemporaryTree Tree;
  CompileCommand Nothing{Tree.path(), Tree.path("a.c"), {}};
  EXPECT_EQ(adaptArguments(Nothing, {}).back(), Tree.path("a.c"));
  CompileCommand Cut{Tree.path(), Tree.path("a.c"), {"cc", "a.c", "-I"}};
  EXPECT_EQ(adaptArguments(Cut, {}).back(), Tree.path("a.c"));
}

} // namespace
