// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// LLVM's intrinsic functions as facts.

#include "test/facts/Snippet.h"

namespace membrane {

TEST(Intrinsics, LeavesNoTraceOfHints) {
  Unit Lowered = lowerC(
      "void *f(void *p) { __builtin_assume(p != 0); __builtin_prefetch(p);\n"
      "  p = __builtin_assume_aligned(p, 16);\n"
      "  return __builtin_expect((long)p, 1) ? p : 0; }\n");
  EXPECT_TRUE(lacks(factsOf(Lowered, "f"), "call"));
  EXPECT_TRUE(lacks(factsOf(Lowered, "f"), "unmodelled"));
}

TEST(Intrinsics, ComputesNumbers) {
  Unit Lowered =
      lowerC("int f(unsigned a) { return __builtin_popcount(a) + "
             "__builtin_clz(a) + __builtin_bswap32(a); }\n"
             "double g(double a) { return __builtin_fabs(a); }\n"
             "long h(void *p) { return __builtin_object_size(p, 0); }\n"
             "void *i(void) { return __builtin_return_address(0); }\n");
  for (llvm::StringRef Name : {"f", "g", "h", "i"}) {
    EXPECT_TRUE(lacks(factsOf(Lowered, Name), "unmodelled"));
    EXPECT_TRUE(lacks(factsOf(Lowered, Name), "call"));
  }
}

TEST(Intrinsics, LeavesNoTraceOfFencesAndClocks) {
  Unit Lowered =
      lowerC("unsigned long f(void) { __builtin_ia32_pause();\n"
             "  __builtin_ia32_mfence(); return __builtin_ia32_rdtsc(); }\n");
  EXPECT_TRUE(lacks(factsOf(Lowered, "f"), "unmodelled"));
}

TEST(Intrinsics, EndsAtATrap) {
  Unit Lowered = lowerC("void f(void) { __builtin_trap(); }\n"
                        "int g(int a) { if (a) __builtin_trap();\n"
                        "  return a; }\n");
  EXPECT_TRUE(inOrder(factsOf(Lowered, "f"), {"b0:\n    unreachable"}));
  EXPECT_TRUE(
      inOrder(factsOf(Lowered, "g"), {"branch", "return arg0", "unreachable"}));
}

TEST(Intrinsics, FindsThreadLocals) {
  Unit Lowered = lowerC("_Thread_local void *t;\n"
                        "void *f(void) { return t; }\n");
  EXPECT_TRUE(inOrder(factsOf(Lowered, "f"), {"load 8 bytes from &t"}));
}

TEST(Intrinsics, IsHonestAboutTheRest) {
  Unit Lowered = lowerC("void *b[5];\n"
                        "int f(void) { return __builtin_setjmp(b); }\n");
  EXPECT_TRUE(inOrder(factsOf(Lowered, "f"), {"unmodelled '"}));
}

TEST(Intrinsics, RunsVectorCode) {
  Unit Lowered =
      lowerC("#include <emmintrin.h>\n"
             "int f(__m128i a, __m128i b) {\n"
             "  return _mm_movemask_epi8(_mm_cmpeq_epi8(a, b)); }\n"
             "__m128i g(__m128i a) {\n"
             "  return _mm_packs_epi16(a, _mm_setzero_si128()); }\n");
  EXPECT_TRUE(lacks(printed(Lowered), "unmodelled"));
}

TEST(Intrinsics, RunsVectorCodeThatHasAddressesOrNone) {
  Unit Lowered = lowerC(
      "#include <immintrin.h>\n"
      "__attribute__((target(\"avx2\"))) void f(float *to, const int *from) {\n"
      "  __m256i all = _mm256_set1_epi32(-1);\n"
      "  _mm256_maskstore_epi32((int *)to, all,\n"
      "                         _mm256_i32gather_epi32(from, all, 4));\n"
      "  _mm256_zeroupper(); }\n"
      "void g(void *state) { _mm_setcsr(_mm_getcsr()); _fxsave(state); }\n");
  EXPECT_TRUE(lacks(printed(Lowered), "unmodelled"));
}

} // namespace membrane
