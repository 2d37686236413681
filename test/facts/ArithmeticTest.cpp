// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Integers, comparisons, casts and choices as facts.

#include "test/facts/Snippet.h"

namespace membrane {

TEST(Arithmetic, KeepsAPointerThroughIntegers) {
  Unit Lowered = lowerC(
      "typedef unsigned long word;\n"
      "void *tag(void *p) { return (void *)((word)p | 1); }\n"
      "void *mix(void *p, void *q) { return (void *)((word)p ^ (word)q); }\n"
      "void *same(void *p) { return (void *)(word)(void *)p; }\n"
      "word shift(void *p) { return (word)p >> 3; }\n");
  EXPECT_TRUE(inOrder(factsOf(Lowered, "tag"), {"arg0 or 1", "return v"}));
  EXPECT_TRUE(inOrder(factsOf(Lowered, "mix"), {"arg0 xor arg1"}));
  EXPECT_TRUE(inOrder(factsOf(Lowered, "same"), {"return arg0"}));
  EXPECT_TRUE(inOrder(factsOf(Lowered, "shift"), {"arg0 shr 3"}));
}

TEST(Arithmetic, TakesADistanceForANumber) {
  Unit Lowered = lowerC(
      "typedef unsigned long word;\n"
      "long elements(int *p, int *q) { return p - q; }\n"
      "word bytes(void *p, void *q) { return ((word)p - (word)q) / 4; }\n");
  EXPECT_TRUE(lacks(factsOf(Lowered, "elements"), "return v"));
  EXPECT_TRUE(
      inOrder(factsOf(Lowered, "bytes"), {"arg0 minus arg1", "return v"}));
}

TEST(Arithmetic, TakesADistanceInTextForANumber) {
  Unit Lowered = lowerC(
      "typedef unsigned long word;\n"
      "#define LENGTH(a, b) ((a) - (b))\n"
      "#define APART(a, b) ((word)(a) - (word)(b))\n"
      "long text(char *p, char *q) { return p - q; }\n"
      "long macro(char *p, char *q) { return LENGTH(p, q); }\n"
      "word cast(char *p, char *q) { return (word)p - (word)q; }\n"
      "word hidden(char *p, char *q) { return APART(p, q); }\n"
      "word shared(char *p, char *q) { return LENGTH(p, q) + APART(p, q); }\n");
  for (llvm::StringRef Name : {"text", "macro"})
    EXPECT_TRUE(lacks(factsOf(Lowered, Name), "minus"));
  for (llvm::StringRef Name : {"cast", "hidden"})
    EXPECT_TRUE(
        inOrder(factsOf(Lowered, Name), {"arg0 minus arg1", "return v"}));
  EXPECT_TRUE(inOrder(factsOf(Lowered, "shared"), {"arg0 minus arg1"}));
}

TEST(Arithmetic, ComparesOnceHoweverOftenNegated) {
  Unit Lowered =
      lowerC("int f(void *p) { return !!p; }\n"
             "int g(void *p) { return !p; }\n"
             "int h(void *p) { return !!!(p == 0); }\n"
             "int l(int a) { return __builtin_expect(!!(a > 2), 1); }\n"
             "int n(void *p) { return (void *)0 == p; }\n"
             "int o(int a) { return 3 < a; }\n");
  EXPECT_TRUE(inOrder(factsOf(Lowered, "f"), {"= arg0 != null", "return v"}));
  EXPECT_TRUE(inOrder(factsOf(Lowered, "g"), {"arg0 == null"}));
  EXPECT_TRUE(inOrder(factsOf(Lowered, "h"), {"arg0 != null"}));
  EXPECT_TRUE(inOrder(factsOf(Lowered, "l"), {"= arg0 > 2", "return v"}));
  EXPECT_TRUE(lacks(factsOf(Lowered, "l"), "!= 0"));
  EXPECT_TRUE(inOrder(factsOf(Lowered, "n"), {"= arg0 == null"}));
  EXPECT_TRUE(inOrder(factsOf(Lowered, "o"), {"= arg0 > 3"}));
}

TEST(Arithmetic, TellsSignedFromUnsigned) {
  Unit Lowered = lowerC("int f(int a, int b) { return a < b; }\n"
                        "int g(unsigned a, unsigned b) { return a >= b; }\n"
                        "int h(double a, double b) { return a < b; }\n");
  EXPECT_TRUE(inOrder(factsOf(Lowered, "f"), {"arg0 < arg1"}));
  EXPECT_TRUE(inOrder(factsOf(Lowered, "g"), {"arg0 u>= arg1"}));
  EXPECT_TRUE(inOrder(factsOf(Lowered, "h"), {"return scalar"}));
}

TEST(Arithmetic, MergesWhereControlJoins) {
  Unit Lowered = lowerC("void *f(int c, void *p, void *q) {\n"
                        "  return c ? p : q; }\n"
                        "int g(int n) { int s = 0;\n"
                        "  while (n--) s += n; return s; }\n");
  EXPECT_TRUE(
      inOrder(factsOf(Lowered, "f"), {"= merge ", "arg1 from b", "return v"}));
  EXPECT_TRUE(inOrder(factsOf(Lowered, "g"), {"= merge 0 from b0"}));
}

TEST(Arithmetic, ChoosesByItsCondition) {
  Unit Lowered = lowerC("int f(int c) { return (c ? 8 : 16) + 1; }\n");
  EXPECT_TRUE(inOrder(factsOf(Lowered, "f"),
                      {"v2 = arg0 != 0", "= v2 ? 8 : 16", "plus 1"}));
}

TEST(Arithmetic, TakesVectorsApart) {
  Unit Lowered = lowerC("typedef long two __attribute__((vector_size(16)));\n"
                        "void f(two *a, two *b) { *a = *b; }\n"
                        "long g(two *a) { return (*a)[1]; }\n"
                        "long h(two *a, int i) { return (*a)[i]; }\n"
                        "void k(two *a, long b) { *a = (two){0, b}; }\n");
  EXPECT_TRUE(inOrder(factsOf(Lowered, "f"),
                      {"v2 = load 8 bytes from arg1", "v3 = arg1 + 8",
                       "v4 = load 8 bytes from v3", "store 8 bytes v2 to arg0",
                       "v5 = arg0 + 8", "store 8 bytes v4 to v5"}));
  EXPECT_TRUE(
      inOrder(factsOf(Lowered, "g"),
              {"v2 = arg0 + 8", "v3 = load 8 bytes from v2", "return v3"}));
  EXPECT_TRUE(
      inOrder(factsOf(Lowered, "h"), {"load 8 bytes", "load 8 bytes",
                                      "scalar with v", "with v", "return v"}));
  EXPECT_TRUE(inOrder(factsOf(Lowered, "k"),
                      {"store 8 bytes 0 to arg0", "store 8 bytes arg1 to v"}));
}

TEST(Arithmetic, TakesWideIntegersApart) {
  Unit Lowered = lowerC("typedef __int128 wide;\n"
                        "wide f(void) { return ((wide)7 << 64) + 5; }\n"
                        "int g(wide a, wide b, wide *c) {\n"
                        "  return __builtin_add_overflow(a, b, c); }\n"
                        "int h(wide *a, wide b) {\n"
                        "  return __sync_bool_compare_and_swap(a, b, 0); }\n");
  EXPECT_TRUE(inOrder(factsOf(Lowered, "f"), {"return 5, 7"}));
  EXPECT_TRUE(inOrder(factsOf(Lowered, "g"),
                      {"plus", "store 8 bytes v", "store 8 bytes v"}));
  EXPECT_TRUE(
      inOrder(factsOf(Lowered, "h"), {"load 8 bytes", "load 8 bytes",
                                      "store 8 bytes v", "store 8 bytes v"}));
}

TEST(Arithmetic, AddsWithOverflow) {
  Unit Lowered = lowerC("_Bool f(long a, long b, long *r) {\n"
                        "  return __builtin_mul_overflow(a, b, r); }\n");
  EXPECT_TRUE(
      inOrder(factsOf(Lowered, "f"),
              {"= arg0 times arg1", "store 8 bytes v", "return scalar"}));
}

TEST(Arithmetic, KeepsThePointerOfADistance) {
  Unit Lowered =
      lowerC("typedef unsigned long word;\n"
             "char *f(char *b, char *p) { return b + (p - b); }\n"
             "int *g(int *b, int *p) { long n = p - b + 1; return &b[n]; }\n"
             "char *h(char *b, void *p) { return b + ((word)p - (word)b); }\n"
             "int *hash(int *t, void *p) { return &t[((word)p >> 4) & 63]; }\n"
             "int *plain(int *t, long n) { return &t[n + 1]; }\n");
  for (llvm::StringRef Name : {"f", "g", "h"})
    EXPECT_TRUE(inOrder(factsOf(Lowered, Name),
                        {"arg1 minus arg0", "arg0 with v", "return v"}));
  EXPECT_TRUE(
      inOrder(factsOf(Lowered, "hash"), {"arg0 + 0 mod 4", "return v"}));
  EXPECT_TRUE(
      inOrder(factsOf(Lowered, "plain"), {"arg0 + 0 mod 4", "return v"}));
}

} // namespace membrane
