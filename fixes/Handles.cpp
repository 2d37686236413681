// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Handle types whose objects could get a region of their own.
//
// One goal for each opaque type with a constructor and a release: for the
// findings about the type, and for leaks, of which the units know whether the
// block belongs to an object.

#include "fixes/Goals.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSet.h"

namespace membrane {

/// The findings that are about a type: they name one of its releases.
static bool isAbout(const Finding &Each, const SurfaceType &Type) {
  return (Each.Check == "partial-release" ||
          Each.Check == "scattered-handle") &&
         llvm::is_contained(Type.Release, Each.Function) &&
         llvm::StringRef(Each.Message).contains("'" + Type.Name + "'");
}

/// What the answer shows already.
static std::optional<Obstacle> forbids(const Surface &Answer,
                                       const SurfaceType &Type,
                                       const SurfaceFunction &Release) {
  Obstacle Here{Answer.Files[Release.Where.File.Index], Release.Where.Line,
                Release.Where.Column, ""};
  auto Because = [&](const llvm::Twine &Why) {
    Here.Reason = Why.str();
    return Here;
  };
  if (!Answer.Failed.empty())
    return Because("'" + Type.Name + "' may be used in '" +
                   Answer.Failed.front().File + "', which was left out");
  if (!Type.Opaque)
    return Because("callers can make objects of '" + Type.Name +
                   "' in memory of their own");
  if (const auto &Use = Answer.Threads)
    return Obstacle{
        Answer.Files[Use->Where.File.Index], Use->Where.Line, Use->Where.Column,
        ("the program has several threads (" +
         (Use->What.empty() ? "an atomic access" : "'" + Use->What + "'") +
         "), and all that they allocate under one '" + Type.Name +
         "' would come from one region, which is not locked")};
  for (const membrane::Release &One : Release.Releases)
    if (One.Path.empty() && !One.Always)
      return Because("'" + Release.Name +
                     "' does not always end the object: "
                     "it may have several holders");
  return std::nullopt;
}

void chooseHandles(const Surface &Answer, llvm::ArrayRef<Finding> Found,
                   std::vector<Goal> &Into) {
  std::vector<std::pair<size_t, Location>> Leaks;
  for (size_t Index = 0; Index < Found.size(); ++Index)
    if (Found[Index].Check == "leak" && !Found[Index].Witness.empty())
      Leaks.push_back({Index, Found[Index].Witness.front().Where});
  for (size_t Index = 0; Index < Answer.Types.size(); ++Index) {
    const SurfaceType &Type = Answer.Types[Index];
    if (Type.Release.empty() || Type.Constructors.empty())
      continue;
    auto Release = llvm::find_if(Answer.Functions, [&](const auto &Each) {
      return !Each.System && Each.Name == Type.Release.front();
    });
    if (Release == Answer.Functions.end())
      continue;
    Goal Wanted;
    Wanted.Of = Goal::Scope::Handle;
    Wanted.Type = Index;
    Wanted.InHeap = !Type.Singly.empty();
    Wanted.Functions = {size_t(Release - Answer.Functions.begin())};
    for (size_t Each = 0; Each < Found.size(); ++Each)
      if (isAbout(Found[Each], Type))
        Wanted.Findings.push_back(Each);
    Wanted.Cannot = forbids(Answer, Type, *Release);
    if (!Wanted.Cannot)
      Wanted.Leaks = Leaks;
    if (!Wanted.Findings.empty() || !Wanted.Leaks.empty())
      Into.push_back(std::move(Wanted));
  }
}

} // namespace membrane
