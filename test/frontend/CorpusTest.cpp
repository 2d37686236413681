// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Real libraries: every unit of every database parses. Takes the directory
// that holds them from MEMBRANE_CORPUS; skipped if that is not set.

#include "analysis/frontend/Frontend.h"
#include "test/frontend/TemporaryTree.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Process.h"
#include <gtest/gtest.h>

using namespace membrane;

namespace {

/// The directories under the corpus that hold a database.
std::vector<std::string> findProjects(llvm::StringRef Corpus) {
  std::vector<std::string> Projects;
  std::error_code Failure;
  for (llvm::sys::fs::directory_iterator At(Corpus, Failure), End;
       At != End && !Failure; At.increment(Failure))
    if (llvm::sys::fs::exists(At->path() + "/compile_commands.json"))
      Projects.push_back(At->path());
  return Projects;
}

TEST(Corpus, EveryUnitParses) {
  std::optional<std::string> Corpus =
      llvm::sys::Process::GetEnv("MEMBRANE_CORPUS");
  if (!Corpus)
    GTEST_SKIP() << "MEMBRANE_CORPUS is not set";
  for (const std::string &Project : findProjects(*Corpus)) {
    auto Commands = readCompilationDatabase(Project);
    ASSERT_TRUE(bool(Commands)) << messageOf(Commands.takeError());
    for (const CompileCommand &Command : *Commands) {
      bool Used = false;
      llvm::Error Failure =
          parseUnit(Command, {}, [&](const ParsedUnit &) { Used = true; });
      EXPECT_EQ(messageOf(std::move(Failure)), "");
      EXPECT_TRUE(Used) << Command.File;
    }
  }
}

} // namespace
