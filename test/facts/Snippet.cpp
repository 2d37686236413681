// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A few lines of C or C++ → their unit, for the tests of this folder.

#include "test/facts/Snippet.h"
#include "analysis/frontend/Frontend.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

namespace fs = llvm::sys::fs;

namespace membrane {

static CompileCommand commandFor(llvm::StringRef Directory,
                                 llvm::StringRef File, llvm::StringRef Flags) {
  CompileCommand Command;
  Command.Directory = Directory.str();
  Command.File = (Directory + "/" + File).str();
  Command.Arguments = {"cc"};
  llvm::SmallVector<llvm::StringRef, 8> Words;
  llvm::SplitString(Flags, Words);
  for (llvm::StringRef Word : Words)
    Command.Arguments.push_back(Word.str());
  Command.Arguments.insert(Command.Arguments.end(), {"-c", File.str()});
  return Command;
}

static Unit lower(llvm::StringRef File, llvm::StringRef Text,
                  llvm::StringRef Flags) {
  llvm::SmallString<128> Directory;
  Unit Lowered;
  EXPECT_FALSE(fs::createUniqueDirectory("membrane-facts", Directory));
  {
    std::error_code Failure;
    llvm::raw_fd_ostream Out((Directory + "/" + File).str(), Failure);
    EXPECT_FALSE(Failure);
    Out << Text;
  }
  llvm::Error Failed =
      parseUnit(commandFor(Directory, File, Flags), FrontendOptions(),
                [&](const ParsedUnit &Parsed) { Lowered = lowerUnit(Parsed); });
  EXPECT_EQ(llvm::toString(std::move(Failed)), "");
  fs::remove_directories(Directory);
  return Lowered;
}

Unit lowerC(llvm::StringRef Text, llvm::StringRef Flags) {
  return lower("test.c", Text, Flags);
}

Unit lowerCxx(llvm::StringRef Text, llvm::StringRef Flags) {
  return lower("test.cpp", Text, Flags);
}

std::string printed(const Unit &Lowered) {
  std::string Text;
  llvm::raw_string_ostream Out(Text);
  print(Lowered, Out);
  return Text;
}

std::string factsOf(const Unit &Lowered, llvm::StringRef Name) {
  const Function *Body = findFunction(Lowered, Name);
  EXPECT_TRUE(Body) << Name.str();
  if (!Body)
    return "";
  std::string Text, Short;
  llvm::raw_string_ostream Out(Text);
  print(*Body, Lowered, Out);
  llvm::SmallVector<llvm::StringRef, 64> Lines;
  llvm::StringRef(Text).split(Lines, '\n');
  for (llvm::StringRef Line : Lines)
    Short += Line.substr(0, Line.rfind(" at ")).str() + "\n";
  return Short;
}

const Function *findFunction(const Unit &Lowered, llvm::StringRef Name) {
  for (const Function &Body : Lowered.Functions)
    if (Lowered.Symbols[Body.Symbol.Index].Name == Name)
      return &Body;
  return nullptr;
}

const Symbol *findSymbol(const Unit &Lowered, llvm::StringRef Name) {
  for (const Symbol &Known : Lowered.Symbols)
    if (Known.Name == Name)
      return &Known;
  return nullptr;
}

const Record *findRecord(const Unit &Lowered, llvm::StringRef Name) {
  for (const Record &Known : Lowered.Records)
    if (Known.Name == Name)
      return &Known;
  return nullptr;
}

const Field *findField(const Record *Owner, llvm::StringRef Name) {
  if (Owner)
    for (const Field &Member : Owner->Fields)
      if (Member.Name == Name)
        return &Member;
  return nullptr;
}

std::vector<Fact> stepsOf(const Unit &Lowered, llvm::StringRef Name) {
  std::vector<Fact> Steps;
  const Function *Body = findFunction(Lowered, Name);
  EXPECT_TRUE(Body) << Name.str();
  if (Body)
    for (const Block &Part : Body->Blocks)
      Steps.insert(Steps.end(), Part.Facts.begin(), Part.Facts.end());
  return Steps;
}

testing::AssertionResult inOrder(llvm::StringRef Text,
                                 std::vector<llvm::StringRef> Pieces) {
  size_t Position = 0;
  for (llvm::StringRef Piece : Pieces) {
    size_t Found = Text.find(Piece, Position);
    if (Found == llvm::StringRef::npos)
      return testing::AssertionFailure()
             << "no '" << Piece.str() << "' (in this order) in\n"
             << Text.str();
    Position = Found + Piece.size();
  }
  return testing::AssertionSuccess();
}

testing::AssertionResult lacks(llvm::StringRef Text, llvm::StringRef Piece) {
  if (!Text.contains(Piece))
    return testing::AssertionSuccess();
  return testing::AssertionFailure() << "'" << Piece.str() << "' in\n"
                                     << Text.str();
}

} // namespace membrane
