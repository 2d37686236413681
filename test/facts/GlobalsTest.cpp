// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Variables: linkage, initial values, names.

#include "test/facts/Snippet.h"

namespace membrane {

static std::string pointersOf(const Unit &Lowered, llvm::StringRef Name) {
  std::string Text;
  const Symbol *Known = findSymbol(Lowered, Name);
  if (!Known)
    return "no symbol";
  for (const InitialPointer &Pointer : Known->Initial)
    Text += std::to_string(Pointer.Offset) + ":" +
            Lowered.Symbols[Pointer.Target.Index].Name + "+" +
            std::to_string(Pointer.Addend) + " ";
  return llvm::StringRef(Text).trim().str();
}

TEST(Globals, SaysWhatAFormatAsksFor) {
  Unit Lowered = lowerC(
      "const char one[] = \"%5d of %-8.3Lf%%\", set[] = \"%[^]%z]%m[a]\";\n"
      "const char none[] = \"100%%, ms\", ends[2] = {'%', 'd'}, empty[4] = "
      "{0};\n"
      "const __WCHAR_TYPE__ wide[] = L\"%ms\"; char written[] = \"%s\";\n");
  auto Asked = [&](llvm::StringRef Name) -> std::string {
    const Symbol *Known = findSymbol(Lowered, Name);
    return Known && Known->Text ? Known->Directives : "no text";
  };
  EXPECT_EQ(Asked("one"), "Ldf");
  EXPECT_EQ(Asked("set"), "m");
  EXPECT_EQ(Asked("none"), "");
  EXPECT_EQ(Asked("ends"), "no text");
  EXPECT_EQ(Asked("empty"), "");
  EXPECT_EQ(Asked("wide"), "ms");
  EXPECT_EQ(Asked("written"), "no text");
}

TEST(Globals, PointsWhereItsInitialValueDoes) {
  Unit Lowered = lowerC(
      "void *malloc(unsigned long); void free(void *);\n"
      "struct hooks { int v; void *(*get)(unsigned long);\n"
      "  void (*put)(void *); } hooks = {1, malloc, free};\n"
      "int array[4]; int *third = &array[2];\n"
      "const char *words[2] = {\"a\", 0};\n"
      "long number = 5; unsigned long address = (unsigned long)&array;\n"
      "struct pair { void *a, *b; } pairs[2] = {{0, &hooks}, {pairs + 1}};\n");
  EXPECT_EQ(pointersOf(Lowered, "hooks"), "8:malloc+0 16:free+0");
  EXPECT_EQ(pointersOf(Lowered, "third"), "0:array+8");
  EXPECT_EQ(pointersOf(Lowered, "words"), "0:.str+0");
  EXPECT_EQ(pointersOf(Lowered, "number"), "");
  EXPECT_EQ(pointersOf(Lowered, "address"), "0:array+0");
  EXPECT_EQ(pointersOf(Lowered, "pairs"), "8:hooks+0 16:pairs+16");
  EXPECT_TRUE(findSymbol(Lowered, ".str")->Constant);
  EXPECT_EQ(findSymbol(Lowered, ".str")->Size, 2u);
}

TEST(Globals, KnowsWhereAConstantHoldsNull) {
  Unit Lowered = lowerC(
      "struct hooks { long v; void *(*get)(long); struct { void *a; } in; };\n"
      "static const struct hooks none = {0}, one = {1, 0, {&none}};\n"
      "struct hooks written; void *const array[3] = {0};\n"
      "const void *f(void) { return written.v ? &one : 0; }\n");
  EXPECT_EQ(findSymbol(Lowered, "none")->Nulls, std::vector<int64_t>({8, 16}));
  EXPECT_EQ(findSymbol(Lowered, "one")->Nulls, std::vector<int64_t>({8}));
  EXPECT_TRUE(findSymbol(Lowered, "written")->Nulls.empty());
  EXPECT_TRUE(findSymbol(Lowered, "array")->Nulls.empty());
}

TEST(Globals, KnowsWhichVariablesTheirUnitOnlyReads) {
  Unit Lowered = lowerC(
      "static const char *dash = \"-\", *quote = \"'\", *star = \"*\";\n"
      "const char *shared = \".\"; static const char *table[2] = {\"a\"};\n"
      "const char **way = &star;\n"
      "void swap(const char **);\n"
      "const char *f(int i) { static int calls, limit = 3; calls++;\n"
      "  swap(&quote); return *way == dash ? shared + limit : table[i]; }\n");
  for (const char *Read : {"dash", "table", "f.limit"})
    EXPECT_TRUE(findSymbol(Lowered, Read)->Constant) << Read;
  for (const char *Written : {"quote", "star", "shared", "f.calls"})
    EXPECT_FALSE(findSymbol(Lowered, Written)->Constant) << Written;
}

TEST(Globals, HasTheLinkageOfItsDeclaration) {
  Unit Lowered = lowerC("int tentative; static int own;\n"
                        "__attribute__((weak)) int weak = 3;\n"
                        "extern int other; extern int gone "
                        "__attribute__((weak));\n"
                        "inline int quick(void) { return 1; }\n"
                        "int f(void) { return own++ + other + gone + "
                        "quick(); }\n",
                        "-fcommon");
  auto LinkOf = [&](llvm::StringRef Name) {
    const Symbol *Known = findSymbol(Lowered, Name);
    return Known ? Known->Link : Linkage(99);
  };
  EXPECT_EQ(LinkOf("tentative"), Linkage::Common);
  EXPECT_EQ(LinkOf("own"), Linkage::Internal);
  EXPECT_EQ(LinkOf("weak"), Linkage::Weak);
  EXPECT_EQ(LinkOf("other"), Linkage::External);
  EXPECT_FALSE(findSymbol(Lowered, "other")->Defined);
  EXPECT_EQ(LinkOf("gone"), Linkage::Weak);
  EXPECT_EQ(LinkOf("f"), Linkage::External);
}

TEST(Globals, NamesStaticLocalsByTheirFunction) {
  Unit Lowered = lowerC("int f(void) { static int n; { static long n; n++; }\n"
                        "  return n++; }\n");
  const Symbol *Outer = findSymbol(Lowered, "f.n");
  const Symbol *Inner = findSymbol(Lowered, "f.n.1");
  ASSERT_TRUE(Outer && Inner);
  EXPECT_EQ(Outer->SourceName, "f::n");
  EXPECT_EQ(Outer->Size, 4u);
  EXPECT_EQ(Lowered.Types[Outer->Type.Index].Spelling, "int");
  EXPECT_EQ(Lowered.Types[Inner->Type.Index].Spelling, "long");
}

TEST(Globals, ShowsVirtualTables) {
  Unit Lowered = lowerCxx("struct s { virtual void f(); virtual void g(); };\n"
                          "void s::f() {} void s::g() {}\n");
  EXPECT_TRUE(inOrder(pointersOf(Lowered, "_ZTV1s"),
                      {"16:_ZN1s1fEv+0", "24:_ZN1s1gEv+0"}));
}

TEST(Globals, KnowsIndirectFunctions) {
  Unit Lowered = lowerC("static void real(void) {}\n"
                        "static void *pick(void) { return real; }\n"
                        "void fast(void) __attribute__((ifunc(\"pick\")));\n"
                        "void f(void) { fast(); }\n");
  const Symbol *Fast = findSymbol(Lowered, "fast");
  ASSERT_TRUE(Fast);
  EXPECT_FALSE(Fast->Defined);
  EXPECT_TRUE(inOrder(factsOf(Lowered, "f"), {"call fast()"}));
}

} // namespace membrane
