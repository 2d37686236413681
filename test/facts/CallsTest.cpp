// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Direct and indirect calls, their results, exceptions.

#include "test/facts/Snippet.h"

namespace membrane {

TEST(Calls, NamesItsCallee) {
  Unit Lowered = lowerC("void *malloc(unsigned long);\n"
                        "void *f(void) { return malloc(24); }\n");
  std::vector<Fact> Steps = stepsOf(Lowered, "f");
  ASSERT_EQ(Steps.size(), 1u);
  EXPECT_EQ(Steps[0].Form, Fact::Kind::Call);
  EXPECT_EQ(Lowered.Symbols[Steps[0].Callee.Index].Name, "malloc");
  EXPECT_EQ(Steps[0].Where.Line, 2u);
  EXPECT_EQ(Steps[0].Where.Column, 24u);
}

TEST(Calls, ShowsTheShapeOfAnIndirectCall) {
  Unit Lowered = lowerC("struct ops { void *(*get)(void *, long); };\n"
                        "void *f(struct ops *o) { return o->get(o, 3); }\n"
                        "void *get(void *a, long b) { return a; }\n");
  EXPECT_TRUE(inOrder(factsOf(Lowered, "f"),
                      {"load 8 bytes", "call *v2(arg0, 3) as ptr (ptr, i64)"}));
  EXPECT_EQ(findSymbol(Lowered, "get")->CallShape, "ptr (ptr, i64)");
}

TEST(Calls, TakesAStructResultApart) {
  Unit Lowered = lowerC("struct two { char *p; int n; };\n"
                        "struct two make(void);\n"
                        "char *f(void) { return make().p; }\n"
                        "int g(void) { return make().n; }\n"
                        "void h(void) { make(); }\n");
  EXPECT_TRUE(inOrder(factsOf(Lowered, "f"),
                      {"= call make()", "v1 = part 0 of v0", "return v1"}));
  EXPECT_TRUE(inOrder(factsOf(Lowered, "g"), {"= part 8 of v0"}));
}

TEST(Calls, StatesThatACallDoesNotReturn) {
  Unit Lowered = lowerC("void die(const char *) __attribute__((noreturn));\n"
                        "void f(int a) { if (a) die(\"x\"); }\n"
                        "int g(void) __attribute__((returns_twice));\n"
                        "int h(void) { return g(); }\n");
  EXPECT_TRUE(
      inOrder(factsOf(Lowered, "f"), {"call die(&.str) noreturn", "unreach"}));
  EXPECT_TRUE(findSymbol(Lowered, "die")->NoReturn);
  EXPECT_TRUE(findSymbol(Lowered, "g")->ReturnsTwice);
}

TEST(Calls, LeavesOutReportsOfMisuse) {
  Unit Lowered = lowerC(
      "void report(const char *) __attribute__((analyzer_noreturn));\n"
      "int *made(int) __attribute__((analyzer_noreturn));\n"
      "int f(int a) { if (!a) { report(\"a\"); return 0; } return 10 / a; }\n"
      "int *g(int a) { return made(a); }\n");
  EXPECT_FALSE(inOrder(factsOf(Lowered, "f"), {"call report"}));
  EXPECT_TRUE(inOrder(factsOf(Lowered, "f"), {"jump", "merge", "return"}));
  EXPECT_TRUE(inOrder(factsOf(Lowered, "g"), {"call made(arg0)"}));
}

TEST(Calls, CallsThroughAnAlias) {
  Unit Lowered = lowerC("void real(void) {}\n"
                        "void other(void) __attribute__((alias(\"real\")));\n"
                        "void f(void) { other(); }\n");
  EXPECT_TRUE(inOrder(factsOf(Lowered, "f"), {"call other()"}));
  const Symbol *Other = findSymbol(Lowered, "other");
  ASSERT_TRUE(Other && Other->Aliasee);
  EXPECT_EQ(Lowered.Symbols[Other->Aliasee.Index].Name, "real");
}

TEST(Calls, UnwindsToTheHandler) {
  Unit Lowered = lowerCxx("struct two { char *p; int n; };\n"
                          "two make(); void clean() noexcept;\n"
                          "struct guard { ~guard() { clean(); } };\n"
                          "char *f() { guard g; return make().p; }\n");
  EXPECT_TRUE(inOrder(factsOf(Lowered, "_Z1fv"),
                      {"= call _Z4makev()", "then b", ", unwind b",
                       "part 0 of v", "return v"}));
  EXPECT_TRUE(inOrder(factsOf(Lowered, "_Z1fv"), {"    unwind\n"}));
}

TEST(Calls, NamesWhatHandlersStop) {
  Unit Lowered = lowerCxx(
      "struct a { virtual ~a(); }; struct b : a {}; struct c : private a {};\n"
      "struct d : b, virtual c {};\n"
      "struct e : virtual a {}; struct f : virtual a, e {};\n"
      "void g(int n) { if (n) throw d(); throw f(); }\n"
      "void h() { try { g(1); } catch (a &) {} catch (int *) {} }\n"
      "void i() { try { g(1); } catch (...) {} }\n");
  EXPECT_TRUE(inOrder(factsOf(Lowered, "_Z1hv"),
                      {"arrival, caught as &_ZTI1a, &_ZTIPi\n"}));
  EXPECT_TRUE(
      inOrder(factsOf(Lowered, "_Z1iv"), {"arrival, caught as null\n"}));
  auto BasesOf = [&](llvm::StringRef Name) {
    std::string Text;
    const Symbol *Class = findSymbol(Lowered, Name);
    for (SymbolId Base : Class ? Class->Bases : std::vector<SymbolId>())
      Text += Lowered.Symbols[Base.Index].Name + " ";
    return Text;
  };
  EXPECT_EQ(BasesOf("_ZTI1b"), "_ZTI1a ");
  EXPECT_EQ(BasesOf("_ZTI1c"), "");
  EXPECT_EQ(BasesOf("_ZTI1d"), ""); // it has two of a
  EXPECT_EQ(BasesOf("_ZTI1f"), "_ZTI1a _ZTI1e ");
}

TEST(Calls, SaysOnWhichClassItDispatches) {
  Unit Lowered =
      lowerCxx("struct base { virtual void a(); virtual void b(); };\n"
               "struct derived : base { void b() override; };\n"
               "void derived::b() {}\n"
               "void f(base *p) { p->b(); }\n");
  EXPECT_TRUE(inOrder(factsOf(Lowered, "_Z1fP4base"), {"[base + 8](arg0)"}));
  const Symbol *Table = findSymbol(Lowered, "_ZTV7derived");
  ASSERT_TRUE(Table && Table->Points.size() == 2);
  for (const AddressPoint &Point : Table->Points)
    EXPECT_EQ(Point.Offset, 16);
}

TEST(Calls, HasAPlaceForEachCall) {
  Unit Lowered = lowerCxx("struct s { ~s(); }; s a[3];\n"
                          "int g(); int x = g();\n"
                          "void f() { s local; g(); }\n");
  for (const Function &Body : Lowered.Functions)
    for (const Block &Part : Body.Blocks)
      for (const Fact &Step : Part.Facts)
        EXPECT_TRUE(Step.Form != Fact::Kind::Call || Step.Where) << Body.Name;
}

TEST(Calls, WalksVariadicArguments) {
  Unit Lowered = lowerC("#include <stdarg.h>\n"
                        "void use(va_list);\n"
                        "void f(int n, ...) { va_list a, b;\n"
                        "  va_start(a, n); va_copy(b, a); use(b);\n"
                        "  va_end(a); va_end(b); }\n");
  EXPECT_TRUE(findFunction(Lowered, "f")->Variadic);
  EXPECT_TRUE(inOrder(factsOf(Lowered, "f"),
                      {"start variadic v1", "copy 24 bytes from v1 to v2",
                       "call use(v2)", "return"}));
}

} // namespace membrane
