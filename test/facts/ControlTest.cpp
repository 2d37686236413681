// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How control leaves blocks.

#include "test/facts/Snippet.h"

namespace membrane {

TEST(Control, SwitchesWithTheDefaultLast) {
  Unit Lowered = lowerC("int f(int k) { switch (k) {\n"
                        "  case 1: case 2: return 5; case -3: return 6; }\n"
                        "  return 7; }\n");
  const Function *Body = findFunction(Lowered, "f");
  ASSERT_TRUE(Body);
  const Terminator &End = Body->Blocks[0].End;
  EXPECT_EQ(End.Form, Terminator::Kind::Switch);
  EXPECT_EQ(End.Cases, (std::vector<int64_t>{1, 2, -3}));
  ASSERT_EQ(End.Successors.size(), 4u);
  EXPECT_EQ(End.Successors[0], End.Successors[1]);
}

TEST(Control, LeavesOutWhatIsNotReached) {
  Unit Lowered = lowerC("void g(int); int f(int a) { return a; g(1); }\n"
                        "int h(int a) { if (0) g(2); return a; }\n");
  EXPECT_TRUE(lacks(factsOf(Lowered, "f"), "call"));
  EXPECT_TRUE(lacks(factsOf(Lowered, "h"), "call"));
}

TEST(Control, JumpsThroughLabels) {
  Unit Lowered = lowerC("int f(int k) { static void *t[] = {&&a, &&b};\n"
                        "  goto *t[k]; a: return 1; b: return 2; }\n");
  EXPECT_TRUE(inOrder(factsOf(Lowered, "f"), {"any of b"}));
}

TEST(Control, JoinsEdgesOfOneBlockOnce) {
  Unit Lowered = lowerC("int f(int k, int a) { int r = a;\n"
                        "  switch (k) { case 1: case 2: break;\n"
                        "  default: r = 3; } return r; }\n");
  for (const Fact &Step : stepsOf(Lowered, "f")) {
    EXPECT_EQ(Step.Form, Fact::Kind::Merge);
    EXPECT_EQ(Step.Operands.size(), 2u);
    EXPECT_EQ(Step.Incoming.size(), 2u);
  }
}

TEST(Control, ReturnsStructsInParts) {
  Unit Lowered = lowerC("struct two { int n; char *p; };\n"
                        "struct two f(char *p) { struct two r = {1, p};\n"
                        "  return r; }\n");
  const Function *Body = findFunction(Lowered, "f");
  ASSERT_TRUE(Body);
  const Terminator &End = Body->Blocks[0].End;
  ASSERT_EQ(End.Returned.size(), 2u);
  EXPECT_EQ(End.Returned[0].Bytes, 0);
  EXPECT_EQ(End.Returned[1].Bytes, 8);
  EXPECT_EQ(Body->Values[End.Returned[1].Value.Index].Form,
            Value::Kind::Argument);
}

TEST(Control, GivesEachValueOnce) {
  Unit Lowered = lowerC("int g(int, void *); int f(int a, void *p) {\n"
                        "  while (a > 0 && p != 0) a = g(0, 0) + g(0, p);\n"
                        "  return a; }\n");
  const Function *Body = findFunction(Lowered, "f");
  ASSERT_TRUE(Body);
  std::vector<unsigned> Defined(Body->Values.size());
  for (const Block &Part : Body->Blocks)
    for (const Fact &Step : Part.Facts)
      if (Step.Result)
        ++Defined[Step.Result.Index];
  for (size_t I = 0; I != Defined.size(); ++I)
    EXPECT_EQ(Defined[I],
              Body->Values[I].Form == Value::Kind::Result ? 1u : 0u);
}

} // namespace membrane
