// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Files appear whole or not at all.

#include "tool/Outputs.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "gtest/gtest.h"

using namespace membrane;
namespace fs = llvm::sys::fs;

namespace {

class Outputs : public testing::Test {
protected:
  void SetUp() override {
    ASSERT_FALSE(fs::createUniqueDirectory("membrane-outputs", Directory));
  }
  void TearDown() override { fs::remove_directories(Directory); }

  std::string path(llvm::StringRef Name) const {
    llvm::SmallString<128> Result(Directory);
    llvm::sys::path::append(Result, Name);
    return Result.str().str();
  }
  std::vector<std::string> names() const {
    std::vector<std::string> Found;
    std::error_code Failure;
    for (fs::directory_iterator At(Directory, Failure), End;
         At != End && !Failure; At.increment(Failure))
      Found.push_back(llvm::sys::path::filename(At->path()).str());
    return Found;
  }
  static std::string read(llvm::StringRef File) {
    auto Buffer = llvm::MemoryBuffer::getFile(File);
    return Buffer ? (*Buffer)->getBuffer().str() : "unreadable";
  }
  static llvm::Error write(llvm::StringRef File, llvm::StringRef Text) {
    return writeOutput(File, [&](llvm::raw_ostream &Out) { Out << Text; });
  }

  llvm::SmallString<128> Directory;
};

TEST_F(Outputs, replacesAFile) {
  EXPECT_FALSE(bool(write(path("a"), "old and long")));
  EXPECT_FALSE(bool(write(path("a"), "new")));
  EXPECT_EQ(read(path("a")), "new");
  EXPECT_EQ(names(), std::vector<std::string>{"a"});
}

TEST_F(Outputs, keepsALink) {
  EXPECT_FALSE(bool(write(path("a"), "old")));
  ASSERT_FALSE(fs::create_link(path("a"), path("b")));
  EXPECT_FALSE(bool(write(path("b"), "new")));
  EXPECT_EQ(read(path("a")), "new");
  EXPECT_TRUE(fs::is_symlink_file(path("b")));
}

TEST_F(Outputs, probingLeavesNothing) {
  EXPECT_FALSE(bool(checkWritable(path("a"))));
  EXPECT_EQ(names().size(), 0u);
}

TEST_F(Outputs, refused) {
  EXPECT_NE(llvm::toString(checkWritable(path("no/file"))).find("cannot write"),
            std::string::npos);
  EXPECT_NE(llvm::toString(checkWritable(path(""))).find("is a directory"),
            std::string::npos);
}

TEST_F(Outputs, devices) {
  EXPECT_FALSE(bool(checkWritable("/dev/null")));
  EXPECT_FALSE(bool(write("/dev/null", "text")));
  if (fs::exists("/dev/full"))
    EXPECT_NE(llvm::toString(write("/dev/full", "text")).find("/dev/full"),
              std::string::npos);
}

} // namespace
