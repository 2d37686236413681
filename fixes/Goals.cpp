// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Findings → what could be mended.

#include "fixes/Fixes.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringMap.h"

namespace membrane {

llvm::StringRef fixName(FixKind Kind) {
  switch (Kind) {
  case FixKind::StackBuffer:
    return "stack-buffer";
  case FixKind::ScratchRegion:
    return "scratch-region";
  }
  llvm_unreachable("every fix has a name");
}

/// The site that a finding of contained-heap is about; its witness begins with
/// that of the site.
static std::optional<size_t> siteOf(const SurfaceFunction &Function,
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

std::vector<Goal> chooseGoals(const Surface &Answer,
                              llvm::ArrayRef<Finding> Found) {
  llvm::StringMap<size_t> Functions;
  for (size_t Index = 0; Index < Answer.Functions.size(); ++Index)
    Functions.try_emplace(Answer.Functions[Index].Mangled, Index);
  std::map<size_t, Goal> Goals;
  for (size_t Index = 0; Index < Found.size(); ++Index) {
    const Finding &Each = Found[Index];
    auto Function = Functions.find(Each.Symbol);
    if (Each.Check != "contained-heap" || Function == Functions.end())
      continue;
    const SurfaceFunction &Of = Answer.Functions[Function->second];
    std::optional<size_t> Place = siteOf(Of, Each);
    if (!Place)
      continue;
    Goal &Wanted = Goals[Function->second];
    Wanted.Function = Function->second;
    Wanted.Sites.push_back(*Place);
    Wanted.Findings.push_back(Index);
  }
  std::vector<Goal> All;
  for (auto &[Function, Wanted] : Goals)
    All.push_back(std::move(Wanted));
  return All;
}

bool concerns(const Goal &Each, const Surface &Answer,
              llvm::ArrayRef<std::string> Files) {
  FileId Defining = Answer.Functions[Each.Function].Where.File;
  return Defining && llvm::is_contained(Files, Answer.Files[Defining.Index]);
}

} // namespace membrane
