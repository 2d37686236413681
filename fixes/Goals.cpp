// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Findings → what could be mended.

#include "fixes/Goals.h"
#include "llvm/ADT/STLExtras.h"

namespace membrane {

llvm::StringRef fixName(FixKind Kind) {
  switch (Kind) {
  case FixKind::StackBuffer:
    return "stack-buffer";
  case FixKind::ScratchRegion:
    return "scratch-region";
  case FixKind::RegionParameter:
    return "region-parameter";
  case FixKind::PairedRelease:
    return "paired-release";
  case FixKind::OpaqueType:
    return "opaque-type";
  case FixKind::OwnRegion:
    return "own-region";
  case FixKind::Annotate:
    return "annotate";
  }
  llvm_unreachable("every fix has a name");
}

FunctionIndex::FunctionIndex(const Surface &Answer) : Answer(Answer) {
  for (size_t Index = 0; Index < Answer.Functions.size(); ++Index)
    ByName[Answer.Functions[Index].Mangled].push_back(Index);
}

std::optional<size_t> FunctionIndex::of(const Finding &About) const {
  auto Known = ByName.find(About.Symbol);
  if (Known == ByName.end())
    return std::nullopt;
  for (size_t Each : Known->second)
    if (Answer.Functions[Each].Where == About.Definition)
      return Each;
  return std::nullopt;
}

std::optional<size_t> FunctionIndex::meantIn(const SurfaceFunction &Caller,
                                             llvm::StringRef Name) const {
  auto Known = ByName.find(Name);
  if (Known == ByName.end())
    return std::nullopt;
  for (size_t Each : Known->second)
    if (Answer.Functions[Each].Where.File == Caller.Where.File)
      return Each;
  if (Known->second.size() > 1)
    return std::nullopt;
  return Known->second.front();
}

/// The site that a finding of contained-heap is about; its witness begins with
/// that of the site.
std::optional<size_t> siteOf(const SurfaceFunction &Function,
                             const Finding &About) {
  for (size_t Index = 0; Index < Function.Sites.size(); ++Index) {
    const Site &Place = Function.Sites[Index];
    if (Place.Freed && !Place.Witness.empty() && !About.Witness.empty() &&
        Place.Witness.front().Where == About.Witness.front().Where &&
        Place.Witness.size() + Place.Ends.size() == About.Witness.size())
      return Index;
  }
  return std::nullopt;
}

/// One goal for each function whose blocks stay inside of it.
static void chooseLocal(const Surface &Answer, llvm::ArrayRef<Finding> Found,
                        const FunctionIndex &Functions,
                        std::vector<Goal> &Into) {
  std::set<size_t> Claimed;
  for (const Goal &Other : Into)
    Claimed.insert(Other.Findings.begin(), Other.Findings.end());
  std::map<size_t, Goal> Goals;
  for (size_t Index = 0; Index < Found.size(); ++Index) {
    const Finding &Each = Found[Index];
    std::optional<size_t> Function = Functions.of(Each);
    if (Each.Check != "contained-heap" || !Function)
      continue;
    std::optional<size_t> Place = siteOf(Answer.Functions[*Function], Each);
    if (!Place || Claimed.count(Index))
      continue;
    Goal &Wanted = Goals[*Function];
    Wanted.Functions = {*Function};
    Wanted.Sites.push_back(*Place);
    Wanted.Findings.push_back(Index);
  }
  for (auto &[Function, Wanted] : Goals)
    Into.push_back(std::move(Wanted));
}

std::vector<Goal> chooseGoals(const Surface &Answer,
                              llvm::ArrayRef<Finding> Found, OldNames Old) {
  FunctionIndex Functions(Answer);
  std::vector<Goal> Goals;
  // What forbids the first goal of a finding is told of it.
  chooseTypes(Answer, Found, Functions, Goals);
  chooseResults(Answer, Found, Functions, Goals);
  if (Old == OldNames::Stay)
    for (Goal &Each : Goals)
      keepNames(Answer, Functions, Each);
  chooseLocal(Answer, Found, Functions, Goals);
  chooseHandles(Answer, Found, Goals);
  chooseReleases(Answer, Found, Functions, Goals);
  return Goals;
}

void withholdRest(const Surface &Answer, llvm::ArrayRef<Finding> Found,
                  Fixes &Into) {
  std::set<size_t> Known;
  for (const Fix &Each : Into.Offered)
    for (auto [Index, Kind] : Each.Mended)
      Known.insert(Index);
  for (size_t Index = 0; Index < Found.size(); ++Index) {
    Location Where = Found[Index].Where;
    if (!Known.count(Index))
      Into.Withheld.try_emplace(
          Index, Obstacle{Where ? Answer.Files[Where.File.Index] : "",
                          Where.Line, Where.Column, "no fix is known for it"});
  }
}

bool concerns(const Goal &Each, const Surface &Answer,
              llvm::ArrayRef<std::string> Files) {
  // Any unit may call a function, and declare it by itself.
  if (Each.Of != Goal::Scope::Function)
    return !Each.Cannot;
  FileId Defining = Answer.Functions[Each.Functions.front()].Where.File;
  return Defining && llvm::is_contained(Files, Answer.Files[Defining.Index]);
}

} // namespace membrane
