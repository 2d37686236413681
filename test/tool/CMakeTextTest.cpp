// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// CMake's text as commands: what is one argument, what is literal, what is
// around a command, and what is no CMake.

#include "tool/CMakeText.h"
#include "gtest/gtest.h"

using namespace membrane;

namespace {

/// "name(argument ~made-up)", a line each; "?" runs maybe, "*" elsewhere.
std::string shown(llvm::StringRef Text) {
  std::optional<std::vector<CMakeCommand>> Read = readCMake(Text);
  if (!Read)
    return "no CMake";
  std::string Lines;
  for (const CMakeCommand &Each : *Read) {
    Lines += Each.Name + (Each.IsConditional ? "?" : "") +
             (Each.RunsHere ? "" : "*") + "(";
    for (const CMakeArgument &One : Each.Arguments)
      Lines += (One.IsLiteral ? " " : " ~") + One.Text;
    Lines += " )\n";
  }
  return Lines;
}

TEST(CMakeText, readsArguments) {
  EXPECT_EQ(shown("ADD_Library (a \"b c\" # d)\n e)"),
            "add_library( a b c e )\n");
  EXPECT_EQ(shown("a(${b} \"x;y\" c\\ d (e) f;g)"),
            "a( ~${b} ~x;y ~c\\ d e ~f;g )\n");
  EXPECT_EQ(shown("a([[b ) c]] [=[ ]] ]=] d[1])"), "a( ~ ~ d[1] )\n");
  EXPECT_EQ(shown("#[[ a(b)\n]] c()#d"), "c( )\n");
  EXPECT_EQ(shown(""), "");
}

TEST(CMakeText, knowsWhatIsAround) {
  EXPECT_EQ(shown("if(A)\na()\nelse()\nforeach(x)\nb()\nendforeach()\nendif()\n"
                  "function(f)\nc()\nendfunction()\nd()"),
            "if( A )\na?( )\nelse?( )\nforeach?( x )\nb?*( )\nendforeach?( )\n"
            "endif( )\nfunction( f )\nc*( )\nendfunction( )\nd( )\n");
}

TEST(CMakeText, givesPlaces) {
  llvm::StringRef Text = "\xef\xbb\xbf# x\n a(b)\n";
  std::optional<std::vector<CMakeCommand>> Read = readCMake(Text);
  ASSERT_TRUE(Read && Read->size() == 1);
  EXPECT_EQ(Text.slice(Read->front().Begin, Read->front().End), "a(b)");
  EXPECT_EQ(Read->front().literal(0), "b");
  EXPECT_EQ(Read->front().literal(1), "");
}

TEST(CMakeText, isNot) {
  for (llvm::StringRef Text :
       {"a", "a(", "a(b", "a(\"b)", "a([[b)", "#[[", "(a)", "a()b", "endif()",
        "if(a)", "if(a)\nendforeach()", "a(\\"})
    EXPECT_EQ(shown(Text), "no CMake") << Text.str();
}

} // namespace
