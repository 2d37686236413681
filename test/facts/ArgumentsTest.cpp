// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The machine's arguments → the declared parameters, over several ABIs.

#include "test/facts/Snippet.h"

namespace membrane {

static std::string originsOf(const Unit &Lowered, llvm::StringRef Name) {
  const Function *Body = findFunction(Lowered, Name);
  if (!Body)
    return "no function";
  std::string Text;
  for (const ArgumentOrigin &Origin : Body->Arguments) {
    if (Origin.Parameter == ArgumentOrigin::This)
      Text += "this";
    else if (Origin.Parameter == ArgumentOrigin::Result)
      Text += "result";
    else if (Origin.Parameter == ArgumentOrigin::Hidden)
      Text += "hidden";
    else
      Text += std::to_string(Origin.Parameter);
    Text += Origin.Indirect ? "*" : "";
    if (Origin.Offset != 0)
      Text += "+" + std::to_string(Origin.Offset);
    Text += " ";
  }
  return llvm::StringRef(Text).trim().str();
}

static constexpr llvm::StringLiteral Structs =
    "struct two { char *p; int n; };\n"
    "struct ints { int a, b, c; };\n"
    "struct big { char *p; long a, b; };\n"
    "struct empty {};\n"
    "int f(int a, struct two t, char *q) { return t.n; }\n"
    "int g(struct ints i, int k) { return i.b; }\n"
    "int h(struct big b, int k) { return k; }\n"
    "struct big i(int k) { struct big b = {0}; return b; }\n"
    "int j(struct empty e, int k) { return k; }\n"
    "double k(_Complex double z, int k) { return k; }\n";

TEST(Arguments, OfX86_64) {
  Unit Lowered = lowerC(Structs, "--target=x86_64-linux-gnu");
  EXPECT_EQ(originsOf(Lowered, "f"), "0 1 1+8 2");
  EXPECT_EQ(originsOf(Lowered, "g"), "0 0+8 1");
  EXPECT_EQ(originsOf(Lowered, "h"), "0* 1");
  EXPECT_EQ(originsOf(Lowered, "i"), "result 0");
  EXPECT_EQ(originsOf(Lowered, "j"), "1");
  EXPECT_EQ(originsOf(Lowered, "k"), "0 0+8 1");
}

TEST(Arguments, OfI386) {
  Unit Lowered = lowerC(Structs, "--target=i386-linux-gnu");
  EXPECT_EQ(originsOf(Lowered, "f"), "0 1 1+4 2");
  EXPECT_EQ(originsOf(Lowered, "g"), "0 0+4 0+8 1");
  EXPECT_EQ(originsOf(Lowered, "i"), "result 0");
}

TEST(Arguments, OfAArch64) {
  Unit Lowered = lowerC(Structs, "--target=aarch64-linux-gnu");
  EXPECT_EQ(originsOf(Lowered, "f"), "0 1 1+8 2");
  EXPECT_EQ(originsOf(Lowered, "h"), "0* 1");
  EXPECT_EQ(originsOf(Lowered, "i"), "result 0");
}

TEST(Arguments, OfMethods) {
  Unit Lowered = lowerCxx(
      "struct s { int a; s(int); virtual ~s(); int get(int) const;\n"
      "  static int make(int); struct r { long a, b, c; }; r big(int); };\n"
      "s::s(int a) : a(a) {}\n"
      "s::~s() {}\n"
      "int s::get(int k) const { return a + k; }\n"
      "int s::make(int k) { return k; }\n"
      "s::r s::big(int k) { return {k, k, k}; }\n");
  EXPECT_EQ(originsOf(Lowered, "_ZN1sC2Ei"), "this 0");
  EXPECT_EQ(originsOf(Lowered, "_ZN1sD2Ev"), "this");
  EXPECT_EQ(originsOf(Lowered, "_ZNK1s3getEi"), "this 0");
  EXPECT_EQ(originsOf(Lowered, "_ZN1s4makeEi"), "0");
  EXPECT_EQ(originsOf(Lowered, "_ZN1s3bigEi"), "result this 0");
  EXPECT_TRUE(findFunction(Lowered, "_ZNK1s3getEi")->Method);
  EXPECT_FALSE(findFunction(Lowered, "_ZN1s4makeEi")->Method);
}

TEST(Arguments, OfConstructorsWithVirtualBases) {
  Unit Lowered = lowerCxx("struct b { int x; virtual ~b(); };\n"
                          "struct d : virtual b { d(int); int y; };\n"
                          "d::d(int k) : y(k) {}\n");
  EXPECT_EQ(originsOf(Lowered, "_ZN1dC2Ei"), "this hidden 0");
  EXPECT_EQ(originsOf(Lowered, "_ZN1dC1Ei"), "this 0");
}

TEST(Arguments, OfObjectsThatAreNotTrivial) {
  Unit Lowered = lowerCxx("struct s { char *p; s(const s &); ~s(); };\n"
                          "int f(s a, int k) { return k; }\n"
                          "s g(s &a) { return a; }\n");
  EXPECT_EQ(originsOf(Lowered, "_Z1f1si"), "0* 1");
  EXPECT_EQ(originsOf(Lowered, "_Z1gR1s"), "result 0");
}

TEST(Arguments, OfOldDefinitions) {
  Unit Lowered = lowerC("int f(a, b) char *a; int b; { return b; }\n"
                        "int g() { return f(\"\", 1); }\n",
                        "-std=gnu89");
  EXPECT_EQ(originsOf(Lowered, "f"), "0 1");
  EXPECT_EQ(originsOf(Lowered, "g"), "");
}

} // namespace membrane
