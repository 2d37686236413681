// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The help fits a terminal and forgets no option.

#include "tool/Commands.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Option/Option.h"
#include "gtest/gtest.h"

using namespace membrane;

namespace {

std::string helpOf(llvm::StringRef Topic) {
  std::string Text;
  llvm::raw_string_ostream Out(Text);
  EXPECT_FALSE(bool(printHelp(Topic, Out)));
  return Text;
}

TEST(Help, fitsInEightyColumns) {
  std::vector<std::string> Topics = {""};
  for (const CommandRow &Row : allCommands())
    Topics.push_back(Row.Name.str());
  for (const std::string &Topic : Topics) {
    std::string Text = helpOf(Topic);
    llvm::SmallVector<llvm::StringRef, 100> Lines;
    llvm::StringRef(Text).split(Lines, '\n');
    for (llvm::StringRef Line : Lines)
      EXPECT_LT(Line.size(), 80u) << Line.str();
  }
}

TEST(Help, wrapsOnNarrowTerminals) {
  std::string Text;
  llvm::raw_string_ostream Out(Text);
  ASSERT_FALSE(bool(printHelp("scan", Out, 40)));
  EXPECT_NE(Text.find("\n  --fail-on=<level>\n      Exit with 1"),
            std::string::npos);
  llvm::StringRef Options = llvm::StringRef(Text).split("What to read").second;
  llvm::SmallVector<llvm::StringRef, 100> Lines;
  Options.split("Examples").first.split(Lines, '\n');
  for (llvm::StringRef Line : Lines)
    EXPECT_LT(Line.size(), 41u) << Line.str();
}

TEST(Help, showsEveryOptionOfACommand) {
  OptionTable Table;
  for (const CommandRow &Row : allCommands()) {
    std::string Text = helpOf(Row.Name);
    for (unsigned Id = OPT_UNKNOWN + 1; Id <= Table.getNumOptions(); ++Id) {
      llvm::opt::Option Each = Table.getOption(Id);
      if (!Each.getAlias().isValid() && Each.hasVisibilityFlag(Row.Visibility))
        EXPECT_NE(Text.find("  " + Each.getPrefixedName().str()),
                  std::string::npos)
            << Each.getPrefixedName().str();
    }
  }
}

TEST(Help, unknownTopic) {
  std::string Text;
  llvm::raw_string_ostream Out(Text);
  EXPECT_EQ(llvm::toString(printHelp("explian", Out)),
            "unknown command 'explian'; did you mean 'explain'?");
}

} // namespace
