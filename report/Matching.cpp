// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Matching in rounds: each takes what the ones before have left and compares
// a looser key. Rows with one key are matched in their order.

#include "report/Matching.h"
#include "llvm/ADT/STLExtras.h"
#include <deque>
#include <map>

using namespace membrane;

/// Pairs what is still single. Key gives "" for rows that it does not match.
template <typename Row, typename Keys>
static void matchBy(std::vector<Match<Row>> &New, std::vector<const Row *> &Old,
                    Keys Key) {
  std::map<std::string, std::deque<size_t>> Waiting;
  for (auto [Index, Each] : llvm::enumerate(Old))
    if (std::string Name = Key(*Each); !Name.empty())
      Waiting[Name].push_back(Index);
  for (Match<Row> &Each : New) {
    if (Each.Old)
      continue;
    auto Found = Waiting.find(Key(*Each.New));
    if (Found == Waiting.end() || Found->second.empty())
      continue;
    Each.Old = Old[Found->second.front()];
    Old[Found->second.front()] = nullptr;
    Found->second.pop_front();
  }
  llvm::erase(Old, nullptr);
}

template <typename Row>
static std::vector<const Row *> pointersTo(llvm::ArrayRef<Row> Rows) {
  std::vector<const Row *> Pointers;
  Pointers.reserve(Rows.size());
  for (const Row &Each : Rows)
    Pointers.push_back(&Each);
  return Pointers;
}

template <typename Row>
static std::vector<Match<Row>> singles(llvm::ArrayRef<Row> Rows) {
  std::vector<Match<Row>> Matches;
  Matches.reserve(Rows.size());
  for (const Row &Each : Rows)
    Matches.push_back({nullptr, &Each});
  return Matches;
}

static std::string join(llvm::ArrayRef<llvm::StringRef> Parts) {
  std::string Text;
  for (llvm::StringRef Part : Parts) {
    Text += Part;
    Text += '\0'; // is in no name
  }
  return Text;
}

//===-- Functions ---------------------------------------------------------===//

static llvm::StringRef fileOf(const Surface &Answer, Location Where) {
  return Where.File ? llvm::StringRef(Answer.Files[Where.File.Index]) : "";
}

std::vector<Match<SurfaceFunction>>
membrane::matchFunctions(const Surface &Old, const Surface &New) {
  auto Matches = singles<SurfaceFunction>(New.Functions);
  auto Left = pointersTo<SurfaceFunction>(Old.Functions);
  // A file names different things in the two, so each row has its own lookup.
  llvm::ArrayRef<SurfaceFunction> News = New.Functions;
  auto File = [&](const SurfaceFunction &Each) {
    bool IsNew = !News.empty() && &Each >= News.begin() && &Each < News.end();
    return fileOf(IsNew ? New : Old, Each.Where);
  };
  matchBy(Matches, Left, [&](const SurfaceFunction &Each) {
    bool OfFile = Each.isOfItsFile();
    return join({Each.Mangled, OfFile ? "internal" : "",
                 OfFile ? File(Each) : llvm::StringRef()});
  });
  // One that was moved to another file, or became or was static.
  std::map<std::string, unsigned> Names;
  for (const SurfaceFunction *Each : Left)
    ++Names[Each->Mangled];
  matchBy(Matches, Left, [&](const SurfaceFunction &Each) {
    return Names[Each.Mangled] == 1 ? Each.Mangled : std::string();
  });
  for (const SurfaceFunction *Each : Left)
    Matches.push_back({Each, nullptr});
  return Matches;
}

//===-- Findings ----------------------------------------------------------===//

/// The message with its quoted names blanked, but not the paths among them: a
/// finding is still the same if a private function or variable that it
/// mentions has another name.
static std::string withoutNames(llvm::StringRef Message) {
  std::string Text;
  while (!Message.empty()) {
    auto [Plain, Rest] = Message.split('\'');
    auto [Quoted, After] = Rest.split('\'');
    bool IsPath = Quoted.empty() || llvm::StringRef("*-.[").contains(Quoted[0]);
    Text += Plain;
    Text += IsPath ? "'" + Quoted.str() + "'" : "''";
    Message = After;
  }
  return Text;
}

std::vector<Match<Finding>>
membrane::differentFindings(llvm::ArrayRef<Finding> Old,
                            llvm::ArrayRef<Finding> New) {
  auto Matches = singles(New);
  auto Left = pointersTo(Old);
  matchBy(Matches, Left, [](const Finding &Each) {
    return join({Each.Check, Each.Function, Each.Message});
  });
  matchBy(Matches, Left, [](const Finding &Each) {
    return join({Each.Check, Each.Function, withoutNames(Each.Message)});
  });
  llvm::erase_if(Matches, [](const Match<Finding> &Each) { return Each.Old; });
  for (const Finding *Each : Left)
    Matches.push_back({Each, nullptr});
  return Matches;
}
