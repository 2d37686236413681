// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Rows by place: what is read is what is written, and what is refused.

#include "analysis/models/Place.h"
#include "llvm/Support/raw_ostream.h"
#include "gtest/gtest.h"

using namespace membrane;

static std::string complaint(llvm::StringRef Row) {
  Models Known = Models::builtin();
  return llvm::toString(Known.add(Row, "m"));
}

TEST(Place, SpellsWhatItReads) {
  for (const char *Text :
       {"0", "31@56", "0@8*16*24@0", "static@?*?", "thrown", "variadic@0+8k",
        "fresh", "fresh 3", "outside", "2@-8"}) {
    auto Place = parsePlace(Text);
    ASSERT_TRUE(Place) << Text;
    EXPECT_EQ(spell(*Place), Text);
  }
  for (const char *Text :
       {"0@56 = fresh 1 or null", "fresh@8 -> inside 0@8 or number",
        "static@? -> 0"}) {
    auto Store = parseStore(Text);
    ASSERT_TRUE(Store) << Text;
    EXPECT_EQ(spell(*Store), Text);
  }
  EXPECT_EQ(spell(*parsePart("part 8 fresh 1")), "part 8 fresh 1");
  EXPECT_EQ(spell(*parseFree("0@8*8 maybe")), "0@8*8 maybe");
  EXPECT_EQ(spell(*parseFree("0@8 counted")), "0@8 counted");
}

TEST(Place, RefusesOtherText) {
  for (const char *Text : {"", "32", "x", "0@", "0@x", "0@8+k", "0@8+0k",
                           "fresh x", "0 @8 9", "static 1", "@8"})
    EXPECT_FALSE(parsePlace(Text)) << Text;
  // A store names where in the memory, and what.
  for (const char *Text : {"0 = null", "0@8", "0@8 =", "0@8 = ", "0@8*8 = 1",
                           "0@8 = null or", "0@8 = nothing"})
    EXPECT_FALSE(parseStore(Text)) << Text;
  EXPECT_FALSE(parsePart("part x fresh"));
}

TEST(Place, RowsReadBack) {
  std::string Text =
      "- {name: f, blocks: [{family: malloc, through: '0@64'}, {through: '1'}],"
      " returns: [null, part 8 fresh 1], releases: [0@8 maybe],"
      " stores: [0@56 = fresh 0 or null, 'fresh 0@? -> 0'],"
      " calls: [{through: '0@72', passed: ['0@80 or null', 'nothing'],"
      " defaulted: true}], unknown: true}\n";
  Models Known;
  std::string Printed;
  llvm::raw_string_ostream Out(Printed);
  ASSERT_EQ(llvm::toString(Known.add(
                "- {family: malloc, kind: heap, release: free}\n" + Text, "m")),
            "");
  Known.print(Out);
  EXPECT_EQ(llvm::StringRef(Printed).split('\n').second, Text);
  EXPECT_TRUE(isByPlace(*Known.find("f")));
}

TEST(Place, RowsThatCannotBe) {
  auto Has = [](llvm::StringRef Row, llvm::StringRef Message) {
    std::string Told = complaint(Row);
    EXPECT_TRUE(llvm::StringRef(Told).contains(Message)) << Told;
  };
  Has("- {name: f, stores: [0@0 -> fresh]}", "has no 'family'");
  Has("- {name: f, blocks: [{family: malloc}], returns: [fresh 1, null]}",
      "'fresh 1' is none of the 1 'blocks'");
  Has("- {name: f, blocks: [{family: malloc}], releases: fresh 0@8}",
      "through a fresh block");
  Has("- {name: f, blocks: [{family: mallok}]}", "unknown family 'mallok'");
  Has("- {name: f, blocks: [{}]}", "needs 'family', 'through' or both");
  Has("- {name: f, blocks: [{kind: heap}]}", "not 'kind'");
  Has("- {name: f, calls: [{through: x}]}", "expected a place");
  Has("- {name: f, calls: [{passed: [0@8], through: 0}]}", "not '0@8'");
  Has("- {name: f, calls: [{passed: [0], through: 0}]}",
      "'through' stands before 'passed'");
  Has("- {name: f, calls: [{argument: 0, through: 0}]}", "do not go with");
  Has("- {name: f, calls: [{argument: 0, defaulted: true}]}",
      "'defaulted' belongs to 'through'");
  Has("- {name: f, unknown: perhaps}", "expected 'true' or 'false'");
}
