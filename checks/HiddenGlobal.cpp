// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// hidden-global: memory is retained in the library's globals. One finding for
// each global, at the function that is nearest to the store.

#include "checks/Rows.h"
#include "llvm/ADT/STLExtras.h"

using namespace membrane;

static std::string whatPhrase(const Retention &Kept) {
  if (Kept.Fresh)
    return "memory";
  std::string At = Kept.Path.empty() ? "" : " at '" + Kept.Path + "'";
  return "memory of the caller, " + argumentPhrase(Kept.Argument) + At + ",";
}

// Several paths in one argument are one to the reader.
static bool isSameSource(const Retention &Told, const Retention &Kept) {
  return Told.Global == Kept.Global && Told.Fresh == Kept.Fresh &&
         Told.Argument == Kept.Argument;
}

void membrane::checkHiddenGlobal(const SurfaceFunction &Function,
                                 FindingSink Emit) {
  llvm::ArrayRef<Retention> All = Function.Retains;
  for (const Retention &Kept : All) {
    if (Kept.Doubtful || Kept.IsCode)
      continue;
    if (llvm::any_of(
            All.take_front(&Kept - All.data()),
            [&](const Retention &Told) { return isSameSource(Told, Kept); }))
      continue;
    Finding Found;
    Found.Message = "'" + Function.Name + "' keeps " + whatPhrase(Kept) +
                    " in global state ('" + Kept.Global + "')";
    Found.Advice =
        Kept.Fresh
            ? "let an object that the caller holds own it; a global is shared "
              "by every user of the library in the process"
            : "the caller may not release it while the library holds it; let "
              "an object that the caller holds keep it";
    Found.Witness = Kept.Witness;
    Found.Cause = Kept.Global;
    Emit(std::move(Found));
  }
}
