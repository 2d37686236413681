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

/// Whether two different edits, in their order, cannot both be made.
static bool touch(const Edit &Before, const Edit &After) {
  if (Before.File != After.File)
    return false;
  if (Before.Offset == After.Offset)
    return !(addsInclude(Before) && addsInclude(After));
  return uint64_t(Before.Offset) + Before.Length > After.Offset;
}

const Edit *EditSet::add(const Edit &New) {
  auto [Place, IsNew] = All.insert(New);
  if (!IsNew)
    return nullptr;
  auto Next = std::next(Place);
  bool Touches = (Next != All.end() && touch(New, *Next)) ||
                 (Place != All.begin() && touch(*std::prev(Place), New));
  if (!Touches)
    return nullptr;
  All.erase(Place);
  return &New;
}

bool EditSet::add(llvm::ArrayRef<Edit> Edits) {
  std::vector<Edit> Added;
  for (const Edit &Each : Edits) {
    if (All.count(Each))
      continue;
    if (add(Each)) {
      for (const Edit &Gone : Added)
        All.erase(Gone);
      return false;
    }
    Added.push_back(Each);
  }
  return true;
}

llvm::Expected<std::vector<Edit>> mergeEdits(llvm::ArrayRef<Edit> Edits) {
  EditSet Merged;
  for (const Edit &Each : Edits)
    if (const Edit *Bad = Merged.add(Each))
      return llvm::createStringError("two edits of '" + Bad->File +
                                     "' touch each other at byte " +
                                     std::to_string(Bad->Offset));
  return std::vector<Edit>(Merged.all().begin(), Merged.all().end());
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
