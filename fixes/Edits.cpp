// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Sets of edits of files.

#include "fixes/Fixes.h"
#include "llvm/ADT/STLExtras.h"

namespace membrane {

/// Includes may be added in any order.
static bool addsInclude(const Edit &Each) {
  return Each.Length == 0 &&
         llvm::StringRef(Each.Text).ltrim().starts_with("#include") &&
         llvm::StringRef(Each.Text).ends_with("\n");
}

llvm::Expected<std::vector<Edit>> mergeEdits(llvm::ArrayRef<Edit> Edits) {
  std::vector<Edit> All(Edits.begin(), Edits.end());
  llvm::sort(All);
  All.erase(std::unique(All.begin(), All.end()), All.end());
  for (size_t Next = 1; Next < All.size(); ++Next) {
    const Edit &Before = All[Next - 1], &After = All[Next];
    if (Before.File != After.File)
      continue;
    uint64_t End = uint64_t(Before.Offset) + Before.Length;
    bool SamePlace = Before.Offset == After.Offset;
    if (End > After.Offset ||
        (SamePlace && !(addsInclude(Before) && addsInclude(After))))
      return llvm::createStringError("two edits of '" + After.File +
                                     "' touch each other at byte " +
                                     std::to_string(After.Offset));
  }
  return All;
}

std::string applyEdits(llvm::StringRef Text, llvm::ArrayRef<Edit> Edits) {
  std::string New;
  size_t Done = 0;
  for (const Edit &Each : Edits) {
    assert(Each.Offset >= Done && Each.Offset + Each.Length <= Text.size() &&
           "sorted edits of this text");
    New += Text.slice(Done, Each.Offset);
    New += Each.Text;
    Done = Each.Offset + Each.Length;
  }
  New += Text.substr(Done);
  return New;
}

} // namespace membrane
