// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a unit says of types, names and declarations.

#include "test/facts/Snippet.h"
#include "llvm/Support/Path.h"

namespace membrane {

TEST(Declarations, LaysRecordsOut) {
  Unit Lowered = lowerC("struct inner { char c; long l; };\n"
                        "struct s { char tag; struct inner in;\n"
                        "  union { int i; void *p; };\n"
                        "  struct { short x; struct s *self; };\n"
                        "  unsigned bit : 3; };\n"
                        "int f(struct s *s) { return s->tag; }\n");
  const Record *Owner = findRecord(Lowered, "struct s");
  ASSERT_TRUE(Owner);
  EXPECT_TRUE(Owner->Complete);
  EXPECT_EQ(Owner->Size, 56u);
  EXPECT_EQ(Owner->Where.Line, 2u);
  auto OffsetOf = [&](llvm::StringRef Name) {
    const Field *Member = findField(Owner, Name);
    return Member ? int(Member->Offset) : -1;
  };
  EXPECT_EQ(OffsetOf("in"), 8);
  EXPECT_EQ(OffsetOf("i"), 24);
  EXPECT_EQ(OffsetOf("p"), 24);
  EXPECT_EQ(OffsetOf("x"), 32);
  EXPECT_EQ(OffsetOf("self"), 40);
  EXPECT_EQ(OffsetOf("bit"), 48);
}

TEST(Declarations, FlattensBaseClasses) {
  Unit Lowered = lowerCxx("struct a { int x; }; struct b { void *p; };\n"
                          "struct d : a, b { int y; };\n"
                          "int f(d *o) { return o->y; }\n");
  const Record *Owner = findRecord(Lowered, "d");
  ASSERT_TRUE(Owner);
  ASSERT_EQ(Owner->Fields.size(), 3u);
  EXPECT_EQ(Owner->Fields[0].Name, "x");
  EXPECT_EQ(Owner->Fields[1].Name, "p");
  EXPECT_EQ(Owner->Fields[1].Offset, 8u);
  EXPECT_EQ(Owner->Fields[2].Name, "y");
}

TEST(Declarations, KnowsIncompleteTypes) {
  Unit Lowered = lowerC("typedef struct hidden *handle;\n"
                        "handle f(handle h) { return h; }\n");
  const Record *Owner = findRecord(Lowered, "struct hidden");
  ASSERT_TRUE(Owner);
  EXPECT_FALSE(Owner->Complete);
  const Function *Body = findFunction(Lowered, "f");
  ASSERT_TRUE(Body);
  const Type &Result = Lowered.Types[Body->Result.Index];
  EXPECT_EQ(Result.Spelling, "handle");
  EXPECT_EQ(Result.Form, Type::Kind::Pointer);
  EXPECT_EQ(Lowered.Types[Result.Element.Index].Form, Type::Kind::Record);
}

TEST(Declarations, TellsTypesWithoutNameApart) {
  Unit Lowered = lowerC("struct s { struct { int a; } x;\n"
                        "  struct { void *b; } y; };\n"
                        "int f(struct s *s) { return s->x.a; }\n");
  const Record *Owner = findRecord(Lowered, "struct s");
  ASSERT_TRUE(Owner && Owner->Fields.size() == 2);
  EXPECT_EQ(Lowered.Types[Owner->Fields[0].Type.Index].Spelling, "struct s::x");
  EXPECT_EQ(Lowered.Types[Owner->Fields[1].Type.Index].Spelling, "struct s::y");
}

TEST(Declarations, PrintsSignatures) {
  Unit Lowered = lowerC("struct node { int v; };\n"
                        "struct node *node_new(int value) { return 0; }\n"
                        "void (*handler(int s, void (*f)(int)))(int) "
                        "{ return f; }\n"
                        "int count(void) { return 0; }\n"
                        "void log(const char *f, ...) {}\n"
                        "int main(int argc, char *argv[]) { return 0; }\n");
  auto SignatureOf = [&](llvm::StringRef Name) {
    const Function *Body = findFunction(Lowered, Name);
    return Body ? Body->Signature : "";
  };
  EXPECT_EQ(SignatureOf("node_new"), "struct node *node_new(int value)");
  EXPECT_EQ(SignatureOf("handler"),
            "void (*handler(int s, void (*f)(int)))(int)");
  EXPECT_EQ(SignatureOf("count"), "int count(void)");
  EXPECT_EQ(SignatureOf("log"), "void log(const char *f, ...)");
  EXPECT_EQ(SignatureOf("main"), "int main(int argc, char *argv[])");
}

TEST(Declarations, QualifiesNames) {
  Unit Lowered =
      lowerCxx("namespace ns { template <class T> struct list { T *h;\n"
               "  void push(T v) { h = new T(v); } };\n"
               "  template struct list<int>; struct s { s(int); };\n"
               "  s::s(int a) {} }\n");
  const Function *Push = findFunction(Lowered, "_ZN2ns4listIiE4pushEi");
  ASSERT_TRUE(Push);
  EXPECT_EQ(Push->Name, "ns::list<int>::push");
  EXPECT_EQ(Push->Signature, "void ns::list<int>::push(int v)");
  const Function *Made = findFunction(Lowered, "_ZN2ns1sC2Ei");
  ASSERT_TRUE(Made);
  EXPECT_EQ(Made->Signature, "ns::s::s(int a)");
}

TEST(Declarations, BelievesAnnotations) {
  Unit Lowered =
      lowerC("void drop(void *);\n"
             "__attribute__((malloc, malloc(drop, 1))) void *make(void);\n"
             "void *f(void) { return make(); }\n");
  const Symbol *Make = findSymbol(Lowered, "make");
  ASSERT_TRUE(Make);
  EXPECT_TRUE(Make->ReturnsFresh);
  EXPECT_EQ(Make->Deallocator, "drop");
}

TEST(Declarations, ReadsContracts) {
  Unit Lowered = lowerC(
      "#define SAYS(w) __attribute__((annotate(\"membrane::\" w)))\n"
      "struct s;\n"
      "SAYS(\"opaque(drop)\") struct s *make(const char *path);\n"
      "SAYS(\"none\") SAYS(\"borrowed(of)\") char *name(int n, struct s *of);\n"
      "SAYS(\"borrowed(who)\") char *wrong(struct s *of);\n"
      "__attribute__((nonallocating)) int pure(int);\n"
      "int pure(int);\n"
      "void *f(void) { return make(name(pure(1), (void *)wrong)); }\n");
  const Symbol *Make = findSymbol(Lowered, "make");
  ASSERT_TRUE(Make);
  ASSERT_EQ(Make->Contracts.size(), 1u);
  EXPECT_EQ(Make->Contracts[0].Form, Promise::Opaque);
  EXPECT_EQ(Make->Contracts[0].Release, "drop");
  EXPECT_EQ(Make->Contracts[0].Where.Line, 3u);
  EXPECT_TRUE(Make->Writable.empty()) << "text holds no pointers";
  const Symbol *Name = findSymbol(Lowered, "name");
  ASSERT_TRUE(Name);
  ASSERT_EQ(Name->Contracts.size(), 2u);
  EXPECT_EQ(Name->Contracts[0].Form, Promise::None);
  EXPECT_EQ(Name->Contracts[1].Form, Promise::Borrowed);
  EXPECT_EQ(Name->Contracts[1].Argument, 1);
  EXPECT_EQ(Name->Writable, std::vector<int32_t>{1});
  const Symbol *Wrong = findSymbol(Lowered, "wrong");
  ASSERT_TRUE(Wrong);
  ASSERT_EQ(Wrong->Contracts.size(), 1u);
  EXPECT_EQ(Wrong->Contracts[0].Form, Promise::Unreadable);
  const Symbol *Pure = findSymbol(Lowered, "pure");
  ASSERT_TRUE(Pure);
  ASSERT_EQ(Pure->Contracts.size(), 1u);
  EXPECT_EQ(Pure->Contracts[0].Text, "nonallocating");
}

TEST(Declarations, ContractsOfMethodsNameTheObject) {
  Unit Lowered = lowerCxx(
      "#define SAYS(w) __attribute__((annotate(\"membrane::\" w)))\n"
      "struct s { SAYS(\"borrowed(this)\") const char *name() const; };\n"
      "SAYS(\"borrowed(this)\") const char *plain();\n"
      "const char *f(s &of) { plain(); return of.name(); }\n");
  const Symbol *Name = findSymbol(Lowered, "_ZNK1s4nameEv");
  ASSERT_TRUE(Name);
  ASSERT_EQ(Name->Contracts.size(), 1u);
  EXPECT_EQ(Name->Contracts[0].Argument, Contract::This);
  const Symbol *Plain = findSymbol(Lowered, "_Z5plainv");
  ASSERT_TRUE(Plain);
  ASSERT_EQ(Plain->Contracts.size(), 1u);
  EXPECT_EQ(Plain->Contracts[0].Form, Promise::Unreadable);
}

TEST(Declarations, AnnotationsAreNoUses) {
  Unit Lowered = lowerC("__attribute__((annotate(\"membrane::none\")))\n"
                        "int f(void) { return 1; }\n");
  EXPECT_FALSE(findSymbol(Lowered, "llvm.global.annotations"));
}

TEST(Declarations, ListsWhatHeadersDeclare) {
  Unit Lowered = lowerC("# 1 \"api.h\" 1\n"
                        "void *api_new(void); int unused(int);\n"
                        "# 2 \"test.c\" 2\n"
                        "void *api_new(void) { return 0; }\n");
  const Symbol *New = findSymbol(Lowered, "api_new");
  ASSERT_TRUE(New);
  ASSERT_EQ(New->DeclaredIn.size(), 2u);
  EXPECT_EQ(llvm::sys::path::filename(Lowered.Files[New->Where.File.Index]),
            "test.c");
  const Symbol *Unused = findSymbol(Lowered, "unused");
  ASSERT_TRUE(Unused);
  EXPECT_FALSE(Unused->Defined);
  EXPECT_TRUE(llvm::sys::path::is_absolute(Lowered.Files.back()));
}

TEST(Declarations, PlacesMacrosWhereTheyExpand) {
  Unit Lowered = lowerC("void *malloc(unsigned long);\n"
                        "#define NEW() malloc(8)\n"
                        "void *f(void) { return NEW(); }\n");
  std::vector<Fact> Steps = stepsOf(Lowered, "f");
  ASSERT_EQ(Steps.size(), 1u);
  EXPECT_EQ(Steps[0].Where.Line, 3u);
  EXPECT_EQ(Steps[0].Where.Column, 24u);
}

} // namespace membrane
