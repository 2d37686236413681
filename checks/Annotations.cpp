// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Takes the surface; gives what its public functions could promise.

#include "checks/Annotations.h"
#include "llvm/ADT/STLExtras.h"
#include <map>

using namespace membrane;

/// Whether two words answer the same question: how good the class is, or whose
/// the result is.
static bool isAnswered(const Contract &Word, const SurfaceFunction &Function) {
  return llvm::any_of(Function.Contracts, [&](const Promised &Known) {
    return bool(worstPromised(Known.Word.Form)) ==
               bool(worstPromised(Word.Form)) &&
           (worstPromised(Word.Form) || Known.Word.Form == Word.Form);
  });
}

std::vector<Contract>
membrane::missingContracts(const SurfaceFunction &Function) {
  std::vector<Contract> Missing = contractsThatHold(Function);
  llvm::erase_if(Missing, [&](const Contract &Word) {
    return isAnswered(Word, Function);
  });
  return Missing;
}

namespace {
class Finder {
public:
  Finder(const Surface &Answer, Assuming Assumptions);
  std::vector<Annotation> run();

private:
  Annotation describe(const SurfaceFunction &Function) const;
  std::string obstacle(const Annotation &To) const;

  const Surface &Answer;
  Assuming Assumptions;
  /// How many functions a declaration is of: "int f(void), g(void);".
  std::map<Location, unsigned> Sharing;
};
} // namespace

Finder::Finder(const Surface &Answer, Assuming Assumptions)
    : Answer(Answer), Assumptions(Assumptions) {
  for (const SurfaceFunction &Function : Answer.Functions)
    for (const DeclarationPlace &Place : Function.DeclaredAt)
      ++Sharing[Place.Where];
}

std::string Finder::obstacle(const Annotation &To) const {
  if (To.Missing.empty())
    return "";
  if (!To.At.Where)
    return "no public header declares it in words that can be edited";
  if (Sharing.at(To.At.Where) > 1)
    return "its declaration is one with that of another function";
  if (!llvm::StringRef(Answer.Files[To.At.Where.File.Index])
           .starts_with(Answer.Root))
    return "the header is outside of the root";
  if (!To.Assumed.empty() && Assumptions == Assuming::Refused)
    return "it rests on an assumption";
  return "";
}

Annotation Finder::describe(const SurfaceFunction &Function) const {
  Annotation Found;
  Found.Function = &Function;
  Found.Holding = contractsThatHold(Function);
  Found.Missing = missingContracts(Function);
  // The functions of the caller are the caller's to promise.
  for (const Assumption &Made : Function.Assumptions)
    if (Made.Kind != AssumptionKind::Callback)
      Found.Assumed.push_back(Made);
  if (!Function.DeclaredAt.empty())
    Found.At = Function.DeclaredAt.front();
  Found.Obstacle = obstacle(Found);
  return Found;
}

std::vector<Annotation> Finder::run() {
  std::vector<Annotation> Found;
  for (const SurfaceFunction &Function : Answer.Functions)
    if (Function.Public && !Function.System)
      Found.push_back(describe(Function));
  return Found;
}

std::vector<Annotation> membrane::findAnnotations(const Surface &Answer,
                                                  Assuming Assumptions) {
  return Finder(Answer, Assumptions).run();
}
