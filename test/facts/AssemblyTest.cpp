// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Inline assembly: what is harmless and what has to be assumed about.

#include "test/facts/Snippet.h"

namespace membrane {

static std::vector<Fact> unmodelled(llvm::StringRef Code) {
  Unit Lowered =
      lowerC(("void f(void **p) { long r = 0; " + Code + " *p = (void *)r; }\n")
                 .str());
  std::vector<Fact> Found;
  for (const Fact &Step : stepsOf(Lowered, "f"))
    if (Step.Form == Fact::Kind::Unmodelled)
      Found.push_back(Step);
  return Found;
}

TEST(Assembly, IsHarmlessWithoutEffects) {
  EXPECT_TRUE(
      unmodelled("__asm__(\"mov %1,%0\" : \"=r\"(r) : \"r\"(p));").empty());
  EXPECT_TRUE(unmodelled("__asm__ volatile(\"\" ::: \"memory\");").empty());
  EXPECT_TRUE(
      unmodelled("__asm__ volatile(\"mfence\" ::: \"memory\");").empty());
  EXPECT_TRUE(
      unmodelled("__asm__ volatile(\"rep; nop\" ::: \"memory\");").empty());
  EXPECT_TRUE(unmodelled("__asm__ volatile(\"int $03\");").empty());
}

TEST(Assembly, IsAssumedAboutWithEffects) {
  for (llvm::StringRef Code :
       {"__asm__ volatile(\"syscall\" : \"+a\"(r));",
        "__asm__ volatile(\"nop\\n\\tcall *%0\" :: \"r\"(p));",
        "__asm__ volatile(\"int $0x80\" : \"+a\"(r));",
        "__asm__ volatile(\"rep movsb\" ::: \"memory\");",
        "__asm__ volatile(\"movq $0,(%0)\" :: \"r\"(p) : \"memory\");"}) {
    std::vector<Fact> Found = unmodelled(Code);
    ASSERT_EQ(Found.size(), 1u) << Code.str();
    EXPECT_TRUE(Found[0].Assembly);
    EXPECT_FALSE(Found[0].Text.empty());
  }
}

TEST(Assembly, IsHarmlessIfTheClobberIsABarrier) {
  for (llvm::StringRef Code :
       {"__asm__ volatile(\"lock; cmpxchg %2, %1;\""
        " : \"+a\"(r), \"+m\"(*p) : \"r\"(r) : \"memory\");",
        "__asm__ volatile(\"lock xaddq %0, %1\""
        " : \"+r\"(r), \"+m\"(*p) :: \"memory\");",
        "__asm__ volatile(\"addl $1, %k0\" : \"+r\"(r) :: \"memory\");",
        "__asm__ volatile(\"xor %%eax, %%eax\\n\\tcpuid\""
        " ::: \"eax\", \"ebx\", \"ecx\", \"edx\", \"memory\");"})
    EXPECT_TRUE(unmodelled(Code).empty()) << Code.str();
}

TEST(Assembly, IsAssumedAboutIfItNamesOtherMemory) {
  for (llvm::StringRef Code :
       {"__asm__ volatile(\"movq %0, kept\" :: \"r\"(p) : \"memory\");",
        "__asm__ volatile(\"movq %0, %%fs:16\" :: \"r\"(p) : \"memory\");",
        "__asm__ volatile(\"movq %1, %a0\" :: \"p\"(p), \"r\"(p) : "
        "\"memory\");"})
    EXPECT_EQ(unmodelled(Code).size(), 1u) << Code.str();
}

TEST(Assembly, WritesInputsInMemoryThatItClobbers) {
  Unit Lowered =
      lowerC("void f(void **p, void *q) { __asm__ volatile(\"xchgq %0, %1\"\n"
             "  : \"=r\"(q) : \"m\"(*p), \"0\"(q) : \"memory\"); }\n");
  EXPECT_TRUE(inOrder(factsOf(Lowered, "f"),
                      {"load 8 bytes from arg0", "store 8 bytes v"}));
}

TEST(Assembly, PassesInputsToOutputs) {
  Unit Lowered =
      lowerC("void *f(void *p) { __asm__(\"\" : \"+r\"(p)); return p; }\n"
             "void g(void **p) { __asm__(\"incq %0\" : \"+m\"(*p)); }\n");
  EXPECT_TRUE(
      inOrder(factsOf(Lowered, "f"), {"v2 = scalar with arg0", "return v2"}));
  EXPECT_TRUE(inOrder(factsOf(Lowered, "g"),
                      {"load 8 bytes from arg0", "store 8 bytes v"}));
}

TEST(Assembly, MayJumpToItsLabels) {
  Unit Lowered = lowerC("int f(int a) {\n"
                        "  __asm__ goto(\"jc %l0\" :::: out); return 1;\n"
                        "out: return 2; }\n");
  EXPECT_TRUE(inOrder(factsOf(Lowered, "f"), {"any of b", "return"}));
}

} // namespace membrane
