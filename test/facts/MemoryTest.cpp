// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Locals, member accesses, loads, stores, copies and atomics as facts.

#include "test/facts/Snippet.h"

namespace membrane {

TEST(Memory, NamesTheRecordOfAMember) {
  Unit Lowered = lowerC("struct node { struct node *next; char *name; };\n"
                        "typedef struct { int x; struct node n; } foo_t;\n"
                        "char *f(foo_t *p) { return p->n.name; }\n");
  EXPECT_TRUE(inOrder(factsOf(Lowered, "f"),
                      {"v1 = arg0 + 8 [foo_t]", "v2 = v1 + 8 [struct node]",
                       "v3 = load 8 bytes from v2", "return v3"}));
}

TEST(Memory, NamesAnAnonymousInnerRecordByItsMember) {
  Unit Lowered = lowerC("struct s { int a; struct { int x; void *p; } in; };\n"
                        "void *f(struct s *s) { return s->in.p; }\n");
  EXPECT_TRUE(inOrder(factsOf(Lowered, "f"),
                      {"arg0 + 8 [struct s]", "+ 8 [struct s::in]"}));
}

TEST(Memory, KeepsTheRecordOfUnseenNamesApart) {
  Unit Lowered = lowerC("void f(void) { struct s { int a; void *b; } x;\n"
                        "  void g(void *); x.b = 0; g(&x); }\n"
                        "struct s { int c; void *d; };\n"
                        "void *h(struct s *p) { return p->d; }\n");
  int Count = 0;
  for (const Record &Known : Lowered.Records)
    Count += Known.Name == "struct s";
  EXPECT_EQ(Count, 2);
  auto RecordIn = [&](llvm::StringRef Name) {
    for (const Fact &Step : stepsOf(Lowered, Name))
      if (Step.Form == Fact::Kind::Displace)
        return Step.Record;
    return RecordId();
  };
  ASSERT_TRUE(RecordIn("f") && RecordIn("h"));
  EXPECT_NE(RecordIn("f"), RecordIn("h"));
}

TEST(Memory, GivesVariableIndicesAStride) {
  Unit Lowered =
      lowerC("struct node { int k; struct { int a, b, c; } in[4]; };\n"
             "int *f(struct node *n, int i) { return &n->in[i].b; }\n"
             "char *g(char *p, long i) { return p + i; }\n"
             "char *h(char *p) { return p - 3; }\n");
  EXPECT_TRUE(inOrder(factsOf(Lowered, "f"),
                      {"arg0 + 4 [struct node]", "+ 0 mod 12", "+ 4 ["}));
  EXPECT_TRUE(inOrder(factsOf(Lowered, "g"), {"arg0 + any"}));
  EXPECT_TRUE(inOrder(factsOf(Lowered, "h"), {"arg0 + -3"}));
}

TEST(Memory, KnowsLocalsAndTheirSizes) {
  Unit Lowered = lowerC("void use(void *);\n"
                        "void f(void) { char a[24]; use(a); }\n"
                        "void g(int n) { long a[n]; use(a); }\n"
                        "void h(int n) { use(__builtin_alloca(n)); }\n");
  EXPECT_TRUE(inOrder(factsOf(Lowered, "f"), {"local 24", "call use(v0)"}));
  EXPECT_EQ(findFunction(Lowered, "f")->StackBytes, 24u);
  EXPECT_TRUE(inOrder(factsOf(Lowered, "g"), {"arg0 times 8", "local of v"}));
  EXPECT_TRUE(inOrder(factsOf(Lowered, "h"), {"local of arg0"}));
}

TEST(Memory, CopiesStructsAndBlocks) {
  Unit Lowered = lowerC(
      "struct s { void *p[8]; };\n"
      "void f(struct s *a, struct s *b) { *a = *b; }\n"
      "void g(void *a, void *b, long n) { __builtin_memmove(a, b, n); }\n"
      "void h(void *a, long n) { __builtin_memset(a, 0, n); }\n"
      "void z(void *a, void *b) { __builtin_memcpy(a, b, 0); }\n");
  std::vector<Fact> Steps = stepsOf(Lowered, "f");
  ASSERT_EQ(Steps.size(), 1u);
  EXPECT_EQ(Steps[0].Form, Fact::Kind::Copy);
  EXPECT_EQ(Steps[0].Size, 64u);
  EXPECT_TRUE(
      inOrder(factsOf(Lowered, "g"), {"copy arg2 bytes from arg1 to arg0"}));
  EXPECT_EQ(stepsOf(Lowered, "g")[0].Size, 0u);
  EXPECT_TRUE(
      inOrder(factsOf(Lowered, "h"), {"fill arg1 bytes with 0 at arg0"}));
  EXPECT_TRUE(stepsOf(Lowered, "z").empty());
}

TEST(Memory, TakesAtomicsApart) {
  Unit Lowered =
      lowerC("_Atomic(void *) slot;\n"
             "void *f(void *n) { return __c11_atomic_exchange(&slot, n, 5); }\n"
             "_Bool g(void *e, void *n) { return "
             "__c11_atomic_compare_exchange_strong(&slot, &e, n, 5, 5); }\n"
             "int h(int *p) { return __sync_fetch_and_add(p, 2); }\n");
  EXPECT_TRUE(inOrder(factsOf(Lowered, "f"),
                      {"v2 = load 8 bytes from &slot",
                       "store 8 bytes arg0 to &slot", "return v2"}));
  EXPECT_TRUE(
      inOrder(factsOf(Lowered, "g"), {"= load 8 bytes from &slot", "== arg0",
                                      "? arg1 : ", "store 8 bytes"}));
  EXPECT_TRUE(
      inOrder(factsOf(Lowered, "h"), {"load 4 bytes from arg0", "plus 2",
                                      "store 4 bytes v", "return"}));
}

TEST(Memory, MovesPointersInFloatingPoint) {
  Unit Lowered = lowerC("union u { double d; void *p; };\n"
                        "void f(union u *a, union u *b) { a->d = b->d; }\n"
                        "void g(float *a, float *b) { *a = *b + 1; }\n");
  EXPECT_TRUE(inOrder(factsOf(Lowered, "f"),
                      {"load 8 bytes from arg1", "store 8 bytes v"}));
  EXPECT_TRUE(inOrder(factsOf(Lowered, "g"), {"store 4 bytes scalar to"}));
}

} // namespace membrane
