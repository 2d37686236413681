// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The root, and commands out of flags.

#include "tool/Inputs.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "gtest/gtest.h"

using namespace membrane;

namespace {

std::string rootOf(std::vector<std::string> Files) {
  llvm::Expected<std::string> Root = chooseRoot("", Files);
  return Root ? *Root : llvm::toString(Root.takeError());
}

TEST(Inputs, commonParent) {
  EXPECT_EQ(rootOf({"/p/src/a.c", "/p/src/b.c"}), "/p/src");
  EXPECT_EQ(rootOf({"/p/src/a.c", "/p/source/b.c"}), "/p");
  EXPECT_EQ(rootOf({"/p/a.c", "/q/b.c"}), "/");
}

TEST(Inputs, workingDirectory) {
  llvm::SmallString<128> Working;
  ASSERT_FALSE(llvm::sys::fs::current_path(Working));
  EXPECT_EQ(rootOf({(Working + "/x/a.c").str()}), Working.str().str());
}

TEST(Inputs, askedRoot) {
  llvm::Expected<std::string> Root = chooseRoot("no-such-place", {});
  ASSERT_FALSE(bool(Root));
  EXPECT_EQ(llvm::toString(Root.takeError()),
            "the root 'no-such-place' is no directory");
}

TEST(Inputs, relativePaths) {
  EXPECT_EQ(relativeTo("/p", "/p/a.c"), "a.c");
  EXPECT_EQ(relativeTo("/p", "/pp/a.c"), "/pp/a.c");
  EXPECT_EQ(relativeTo("/", "/p/a.c"), "p/a.c");
}

TEST(Inputs, missingFile) {
  Request Asked;
  Asked.Files = {"no-such-file.c"};
  Asked.HasFlags = true;
  llvm::Expected<Inputs> Selected = selectInputs(Asked);
  ASSERT_FALSE(bool(Selected));
  EXPECT_EQ(llvm::toString(Selected.takeError()),
            "no such file: 'no-such-file.c'");
}

} // namespace
