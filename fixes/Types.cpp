// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Types that could become opaque: those that a public header completes and
// that functions of the library make. Which of the findings are about one is
// seen where functions are declared.

#include "fixes/Goals.h"

namespace membrane {

void chooseTypes(const Surface &Answer, llvm::ArrayRef<Finding> Found,
                 const FunctionIndex &Functions, std::vector<Goal> &Into) {
  Goal Any;
  Any.Of = Goal::Scope::Type;
  for (size_t Index = 0; Index < Found.size(); ++Index) {
    std::optional<size_t> Function = Functions.of(Found[Index]);
    if (!Function ||
        !llvm::StringRef(Found[Index].Check).starts_with("non-opaque-"))
      continue;
    Any.Functions.push_back(*Function);
    Any.Findings.push_back(Index);
  }
  if (Any.Findings.empty())
    return;
  for (size_t Index = 0; Index < Answer.Types.size(); ++Index) {
    const SurfaceType &Each = Answer.Types[Index];
    if (Each.Opaque || Each.Constructors.empty() || !Each.Where.File ||
        !Answer.PublicFile[Each.Where.File.Index])
      continue;
    Any.Type = Index;
    Into.push_back(Any);
  }
}

} // namespace membrane
