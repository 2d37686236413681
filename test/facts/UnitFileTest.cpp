// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The unit file: what is written is read again, and damage is an error.

#include "test/facts/Snippet.h"

namespace membrane {

static constexpr llvm::StringLiteral Program =
    "#include <stdarg.h>\n"
    "#include <stdlib.h>\n"
    "struct node { struct node *next; char *name; int kind; };\n"
    "struct two { char *p; int n; };\n"
    "static struct node *list; void *(*hook)(size_t) = malloc;\n"
    "struct two pair(struct two t) { t.n++; return t; }\n"
    "struct node *node_new(const char *name, int kind, ...) {\n"
    "  va_list a; va_start(a, kind);\n"
    "  struct node *n = hook(sizeof *n); if (!n) abort();\n"
    "  n->next = list; list = n; n->kind = kind & 7;\n"
    "  struct two t = pair((struct two){n->name, 3}); n->name = t.p;\n"
    "  __asm__ volatile(\"syscall\" : \"+r\"(t.n));\n"
    "  switch (kind) { case 1: return n; case 5: return n->next; }\n"
    "  for (struct node *i = n; i; i = i->next) __builtin_memset(i, 0, 24);\n"
    "  char b[t.n]; __builtin_memcpy(b, n, t.n); va_end(a);\n"
    "  return kind < 3 ? (struct node *)(b + 1) : n; }\n";

TEST(UnitFile, ReadsWhatItWrote) {
  Unit Lowered = lowerC(Program);
  std::string Bytes = writeUnit(Lowered);
  llvm::Expected<Unit> Read = readUnit(Bytes);
  ASSERT_TRUE(bool(Read)) << llvm::toString(Read.takeError());
  EXPECT_EQ(printed(*Read), printed(Lowered));
  EXPECT_EQ(writeUnit(*Read), Bytes);
}

TEST(UnitFile, ReadsCxx) {
  Unit Lowered = lowerCxx("#include <string>\n#include <vector>\n"
                          "std::vector<std::string> f(std::string s) {\n"
                          "  try { return {s, s + \"x\"}; }\n"
                          "  catch (...) { return {}; } }\n");
  llvm::Expected<Unit> Read = readUnit(writeUnit(Lowered));
  ASSERT_TRUE(bool(Read)) << llvm::toString(Read.takeError());
  EXPECT_EQ(printed(*Read), printed(Lowered));
}

TEST(UnitFile, KeepsThePointerSize) {
  static constexpr llvm::StringLiteral Text = "void *f(void *p) { return p; }";
  Unit Wide = lowerC(Text), Narrow = lowerC(Text, "-m32");
  EXPECT_EQ(Wide.PointerSize, 8u);
  EXPECT_EQ(Narrow.PointerSize, 4u);
  EXPECT_TRUE(inOrder(printed(Wide), {"unit test.c\n"}));
  EXPECT_TRUE(inOrder(printed(Narrow), {"unit test.c, 4-byte pointers\n"}));
  llvm::Expected<Unit> Read = readUnit(writeUnit(Narrow));
  ASSERT_TRUE(bool(Read)) << llvm::toString(Read.takeError());
  EXPECT_EQ(Read->PointerSize, 4u);
}

TEST(UnitFile, IsTheSameEachTime) {
  // The directory of the snippet is new each time, so compare the text.
  EXPECT_EQ(printed(lowerC(Program)), printed(lowerC(Program)));
}

TEST(UnitFile, RefusesOtherBytes) {
  for (llvm::StringRef Bytes : {"", "x", "\x93", "not a unit file at all"}) {
    llvm::Expected<Unit> Read = readUnit(Bytes);
    ASSERT_FALSE(bool(Read));
    EXPECT_TRUE(inOrder(llvm::toString(Read.takeError()),
                        {"not a unit file", "membrane summarize"}));
  }
}

TEST(UnitFile, RefusesAnotherVersion) {
  std::string Bytes = writeUnit(Unit());
  size_t Mark = llvm::StringRef(Bytes).find("membrane facts");
  ASSERT_NE(Mark, std::string::npos);
  Bytes[Mark + llvm::StringRef("membrane facts").size()] = 99;
  llvm::Expected<Unit> Read = readUnit(Bytes);
  ASSERT_FALSE(bool(Read));
  EXPECT_TRUE(inOrder(llvm::toString(Read.takeError()),
                      {"version 99", "membrane summarize"}));
}

TEST(UnitFile, RefusesEveryTruncation) {
  std::string Bytes = writeUnit(lowerC(Program));
  for (size_t Length = 0; Length < Bytes.size(); ++Length) {
    llvm::Expected<Unit> Read = readUnit({Bytes.data(), Length});
    EXPECT_FALSE(bool(Read)) << Length;
    llvm::consumeError(Read.takeError());
  }
}

TEST(UnitFile, SurvivesEveryDamagedByte) {
  std::string Bytes = writeUnit(lowerC(Program));
  unsigned Refused = 0;
  for (size_t I = 0; I != Bytes.size(); ++I) {
    for (unsigned char Mask : {0x01, 0x10, 0x80, 0xff}) {
      std::string Damaged = Bytes;
      Damaged[I] = char(Damaged[I] ^ Mask);
      llvm::Expected<Unit> Read = readUnit(Damaged);
      // What is accepted must be fit for use.
      if (Read)
        printed(*Read);
      else
        ++Refused;
      llvm::consumeError(Read.takeError());
    }
  }
  EXPECT_GT(Refused, Bytes.size());
}

} // namespace membrane
