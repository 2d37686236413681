// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the progress line says, and that it leaves nothing behind.

#include "tool/Progress.h"
#include "gtest/gtest.h"

using namespace membrane;

namespace {

TEST(Progress, line) {
  EXPECT_EQ(progressLine(0, 340, 0, "src/a.c", 80), "[0/340]  src/a.c");
  EXPECT_EQ(progressLine(12, 340, 3.5, "src/a.c", 80),
            "[12/340] 3.4/s, 1m36s left  src/a.c");
  EXPECT_EQ(progressLine(1, 7201, 1, "", 80), "[1/7201] 1.0/s, 2h0m left");
}

TEST(Progress, fitsTheTerminal) {
  std::string Long(200, 'x');
  for (unsigned Columns : {10u, 40u, 80u})
    EXPECT_LT(progressLine(12, 340, 3.5, Long + "/end.c", Columns).size(),
              Columns);
  std::string Line = progressLine(12, 340, 3.5, Long + "/end.c", 60);
  EXPECT_EQ(Line.substr(Line.size() - 6), "/end.c");
}

TEST(Progress, erasesItself) {
  std::string Text;
  llvm::raw_string_ostream Out(Text);
  {
    Progress Line(&Out, 80, 3);
    Line.show(0, "a.c");
  }
  EXPECT_EQ(Text, "\r[0/3]  a.c\033[K\r\033[K");
}

TEST(Progress, silent) {
  Progress Line(nullptr, 80, 3);
  Line.show(1, "a.c");
}

} // namespace
