// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Functions that stay as they are where others take a region.
//
// Who calls them and is not in the program goes on to do so, and releases what
// it gets as before; so their code stays, too, with all functions of the goal
// that it calls. Beside each stands a new one (docs/adr/0016).

#include "fixes/Goals.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

namespace membrane {

std::string nameInRegion(llvm::StringRef Old) {
  // Of 'json_Print' and 'xmlCopy' the last word says how words are written.
  llvm::StringRef Last = Old.substr(Old.rfind('_') + 1);
  bool Camel =
      llvm::any_of(Last, llvm::isUpper) && llvm::any_of(Last, llvm::isLower);
  return (Old + (Camel ? "InRegion" : "_in_region")).str();
}

/// Whether code that is not in the program may call a function.
static bool isForOthers(const Surface &Answer, const SurfaceFunction &Of) {
  return Of.Public || (Of.Linkage != "internal" && !Answer.ExportsListed);
}

static bool calls(const SurfaceFunction &Caller,
                  const SurfaceFunction &Callee) {
  return llvm::is_contained(Caller.Callees, Callee.Name) ||
         llvm::any_of(Caller.Listed, [&](const NameList &Some) {
           return llvm::is_contained(*Some, Callee.Name);
         });
}

void keepNames(const Surface &Answer, const FunctionIndex &Functions,
               Goal &Wanted) {
  if (Wanted.Of != Goal::Scope::Results || Wanted.Cannot)
    return;
  std::vector<size_t> Work;
  auto Keep = [&](size_t Each) {
    const std::string &Name = Answer.Functions[Each].Name;
    if (Wanted.Beside.try_emplace(Each, nameInRegion(Name)).second)
      Work.push_back(Each);
  };
  for (size_t Each : Wanted.Functions)
    if (isForOthers(Answer, Answer.Functions[Each]))
      Keep(Each);
  while (!Work.empty()) {
    const SurfaceFunction &Caller = Answer.Functions[Work.back()];
    Work.pop_back();
    for (size_t Each : Wanted.Functions)
      if (calls(Caller, Answer.Functions[Each]))
        Keep(Each);
  }
  for (const auto &[Each, New] : Wanted.Beside) {
    const SurfaceFunction &Of = Answer.Functions[Each];
    std::string Why;
    if (Functions.contains(New))
      Why = "the function beside '" + Of.Name + "' would be '" + New +
            "', and that name is taken";
    else if (Answer.ExportsListed && Of.Public)
      Why = "the list of what the library exports would need '" + New + "'";
    if (!Why.empty() && !Wanted.Cannot)
      Wanted.Cannot = Obstacle{Answer.Files[Of.Where.File.Index], Of.Where.Line,
                               Of.Where.Column, Why};
  }
}

} // namespace membrane
