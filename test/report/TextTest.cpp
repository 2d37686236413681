// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The table in several widths, the findings, the totals, colours.

#include "report/Columns.h"
#include "test/report/Samples.h"
#include "gtest/gtest.h"

using namespace membrane;

static llvm::SmallVector<llvm::StringRef> linesOf(llvm::StringRef Text) {
  llvm::SmallVector<llvm::StringRef> Lines;
  Text.split(Lines, '\n');
  return Lines;
}

TEST(Text, WholeReport) {
  EXPECT_EQ(textOf(makeSample(), makeFindings(), {false, 0}),
            R"(class          function     place               memory
none           peek         src/x.c:5           borrows argument 0->name
escaping       xstrdup      src/x.c:10          return ← malloc; release free
parameterized  inflateInit  src/x.c:40          argument 0->state ← argument 0 ->zalloc, by default zcalloc; release inflateEnd; opaque
opaque         open         src/x.c:50          return ← malloc; release close; opaque, but release incomplete, pointers into it get out through 'handle_data'
unknown        run          src/x.c:60          not seen: elsewhere; else contained; malloc stays inside; leaks malloc
none           drop         /usr/include/y.h:7  releases argument 0

src/x.c:11:13: warning: 'xstrdup' returns a non-opaque allocation [non-opaque-return]
src/x.c:11:13: note: 'malloc' allocates
src/x.c:12:3: note: returned here
src/x.c:11:13: note: the caller has to release it with 'free'

7 functions in 3 units: 2 none, 1 contained, 1 parameterized, 1 opaque, 1 escaping, 1 unknown
6 of them public: 2 none, 1 parameterized, 1 opaque, 1 escaping, 1 unknown
1 finding: 1 warning
1 of 3 units failed:
  src/bad.c: src/bad.c:1:1: expected identifier
note: limits of the analysis were reached: path-depth (2 times)
note: 'twice' is defined in a.c and b.c
)");
}

TEST(Text, ShowsEveryFunctionIfNoneIsPublic) {
  Surface Answer = makeSample();
  for (SurfaceFunction &Function : Answer.Functions)
    Function.Public = false;
  std::string Text = textOf(Answer, {}, {false, 0});
  EXPECT_NE(Text.find("\ncontained      count "), std::string::npos);
  EXPECT_EQ(Text.find("of them public"), std::string::npos);
  EXPECT_NE(Text.find("\n0 findings\n"), std::string::npos);
}

TEST(Text, NothingToShow) {
  EXPECT_EQ(textOf({}, {}, {false, 80}),
            "0 functions in 0 units\n0 findings\n");
}

// Every cell of a column starts at the column of its title, in every width
// that leaves enough of it to be read.
TEST(Text, ColumnsStandBelowEachOther) {
  Surface Answer = makeSample();
  Answer.Functions[0].Name = "größe_des_längsten_namens_日本語_in_der_tabelle";
  for (unsigned Width : {0u, 72u, 80u, 100u, 120u, 300u}) {
    std::string Text = textOf(Answer, {}, {false, Width});
    auto Lines = linesOf(Text);
    ASSERT_GE(Lines.size(), 7u);
    size_t At = columnsOf(Lines[0].take_front(Lines[0].rfind("  ") + 2));
    for (llvm::StringRef Line : llvm::ArrayRef(Lines).take_front(7)) {
      if (Width)
        EXPECT_LE(columnsOf(Line), Width) << Line.str();
      // Some character starts exactly at At, after the gap.
      llvm::StringRef Rest = Line;
      while (!Rest.empty() && columnsOf(Line) - columnsOf(Rest) < At)
        Rest = Rest.drop_front(
            Rest.front() & 0x80
                ? std::max<size_t>(
                      1, Rest.find_if([](char C) { return (C & 0xC0) != 0x80; },
                                      1))
                : 1);
      EXPECT_EQ(columnsOf(Line.drop_back(Rest.size())), At) << Line.str();
      EXPECT_TRUE(Line.drop_back(Rest.size()).ends_with("  ")) << Line.str();
      EXPECT_FALSE(Rest.starts_with(" ")) << Line.str();
    }
  }
}

// Where columns would be cut to what says nothing, each cell has a line.
TEST(Text, NarrowTerminals) {
  Surface Answer = makeSample();
  Answer.Functions[0].Name = "größe_des_längsten_namens_日本語_in_der_tabelle";
  for (unsigned Width : {20u, 30u, 40u, 60u}) {
    std::string Text = textOf(Answer, {}, {false, Width});
    auto Lines = linesOf(Text);
    ASSERT_GE(Lines.size(), 3u);
    EXPECT_TRUE(Lines[0].starts_with("none  größe")) << Text;
    EXPECT_TRUE(Lines[1].starts_with("  src/x.c:5")) << Text;
    EXPECT_TRUE(Lines[2].starts_with("  borrows")) << Text;
    for (llvm::StringRef Line : Lines) {
      if (Line.empty()) // the table has ended
        break;
      EXPECT_LE(columnsOf(Line), Width) << Line.str();
    }
  }
}

TEST(Text, ColorsOnlyWhenAsked) {
  std::string Plain = textOf(makeSample(), makeFindings(), {false, 80});
  std::string Colored = textOf(makeSample(), makeFindings(), {true, 80});
  EXPECT_EQ(Plain.find('\033'), std::string::npos);
  EXPECT_NE(Colored.find('\033'), std::string::npos);
  // Without the escapes both say the same.
  std::string Stripped;
  for (size_t At = 0; At < Colored.size(); ++At)
    if (Colored[At] == '\033')
      At = Colored.find('m', At);
    else
      Stripped += Colored[At];
  EXPECT_EQ(Stripped, Plain);
}

TEST(Columns, ShortensTheMiddle) {
  EXPECT_EQ(shorten("abcdefghij", 10), "abcdefghij");
  EXPECT_EQ(shorten("abcdefghij", 9), "abcd…ghij");
  EXPECT_EQ(shorten("abcdefghij", 4), "ab…j");
  EXPECT_EQ(shorten("abcdefghij", 1), "…");
  EXPECT_EQ(shorten("abcdefghij", 0), "");
  EXPECT_EQ(shorten("äöüäöüäöü", 5), "äö…öü");
  for (unsigned Columns = 0; Columns < 12; ++Columns)
    EXPECT_LE(columnsOf(shorten("日本語日本語", Columns)), Columns);
}

TEST(Columns, ShowsWhatCannotBePrinted) {
  EXPECT_EQ(printable("a\033[1mb"), "a?[1mb");
  EXPECT_EQ(printable("a\xff"
                      "b"),
            "a?b");
  EXPECT_EQ(printable("größe"), "größe");
}
