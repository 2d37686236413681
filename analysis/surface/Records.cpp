// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "analysis/surface/Records.h"

#include "llvm/ADT/STLExtras.h"

using namespace membrane;

bool membrane::isWorse(const SurfaceFunction &A, const SurfaceFunction &B) {
  auto Rank = [](AllocationClass Class) {
    if (Class == AllocationClass::Unknown)
      return unsigned(AllocationClass::Escaping) * 2 - 1;
    return unsigned(Class) * 2;
  };
  return Rank(A.Class) > Rank(B.Class);
}

void membrane::keepBetter(SurfaceFunction &Record, SurfaceFunction Other) {
  if (!isWorse(Other, Record))
    Record = std::move(Other);
}

/// Appends those of one list that are not in the other.
template <typename Part, typename Equal>
static void addOthers(std::vector<Part> &Into, std::vector<Part> &From,
                      Equal AreOne) {
  const size_t Own = Into.size();
  for (Part &New : From)
    if (llvm::none_of(llvm::ArrayRef(Into).take_front(Own),
                      [&](const Part &Known) { return AreOne(Known, New); }))
      Into.push_back(std::move(New));
}

void membrane::addTold(SurfaceFunction &Record, SurfaceFunction Told) {
  // Further paths of an exit matter only if they make the class.
  bool Worse = isWorse(Told, Record);
  if (Worse) {
    Record.Class = Told.Class;
    Record.ClassIfAssumed = Told.ClassIfAssumed;
  }
  addOthers(Record.Escapes, Told.Escapes,
            [Worse](const Escape &A, const Escape &B) {
              return A.To == B.To && A.Argument == B.Argument &&
                     (!Worse || A.Path == B.Path);
            });
  addOthers(Record.Retains, Told.Retains,
            [](const Retention &A, const Retention &B) {
              return A.Fresh == B.Fresh && A.Global == B.Global &&
                     A.Argument == B.Argument && A.Path == B.Path;
            });
  addOthers(Record.Assumptions, Told.Assumptions,
            [](const Assumption &A, const Assumption &B) {
              return A.Kind == B.Kind && A.Name == B.Name;
            });
  if (Record.Result == Ownership::None)
    Record.Result = Told.Result;
  else if (Told.Result != Ownership::None && Told.Result != Record.Result)
    Record.Result = Ownership::Sometimes;
}
