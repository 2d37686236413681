// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Handles that the library hands out and that no public function releases: one
// goal for each type.
//
// What is to release it is a function of the library that is not public and
// does, if there is one, else what always releases the family. Whether that is
// all of it is seen by the scan that verifies: what is left is a finding.

#include "fixes/Goals.h"
#include "llvm/ADT/STLExtras.h"

namespace membrane {

/// The escape that a finding of missing-release is about.
static const Escape *handleOf(const SurfaceFunction &Function) {
  auto Found = llvm::find_if(Function.Escapes, [](const Escape &Out) {
    return Out.Opaque && Out.Unreleased &&
           ((Out.To == Exit::Return && Out.Path.empty()) ||
            (Out.To == Exit::Argument && Out.Path == "*"));
  });
  return Found == Function.Escapes.end() ? nullptr : &*Found;
}

/// Whether a function has one parameter, of this type, as the source says it.
static bool takesOnly(const SurfaceFunction &Function, llvm::StringRef Type) {
  llvm::StringRef Taken = Function.Signature;
  size_t Open = Taken.find('(');
  if (Open == llvm::StringRef::npos || !Taken.consume_back(")"))
    return false;
  Taken = Taken.drop_front(Open + 1);
  return Taken.consume_front(Type) && !Taken.contains(',') &&
         !Taken.contains('(') && !Taken.contains('*');
}

/// The functions of the library that release such an object; one that walks a
/// list does so in a loop.
static std::vector<size_t> findInternal(const Surface &Answer,
                                        llvm::StringRef Type) {
  std::vector<size_t> Internal;
  for (size_t Index = 0; Index < Answer.Functions.size(); ++Index) {
    const SurfaceFunction &Each = Answer.Functions[Index];
    bool Releases = llvm::any_of(Each.Releases, [](const Release &Back) {
      return Back.Argument.Index == 0 && Back.Path.empty() && !Back.Deferred;
    });
    if (Releases && !Each.Public && !Each.System && Each.Name == Each.Mangled &&
        llvm::StringRef(Each.Signature).starts_with("void ") &&
        takesOnly(Each, Type))
      Internal.push_back(Index);
  }
  return Internal;
}

static std::optional<Obstacle> obstacle(const Surface &Answer,
                                        const SurfaceFunction &Of,
                                        const llvm::Twine &Why) {
  return Obstacle{Answer.Files[Of.Where.File.Index], Of.Where.Line,
                  Of.Where.Column, Why.str()};
}

/// Decides what the new function calls. Functions begins with the one behind
/// which it is going to stand.
static void decide(const Surface &Answer, const Escape &Out, Goal &Wanted) {
  const SurfaceFunction &Maker = Answer.Functions[Wanted.Functions.front()];
  std::vector<size_t> Internal = findInternal(Answer, Out.Type);
  if (Maker.Name != Maker.Mangled)
    Wanted.Cannot = obstacle(Answer, Maker, "it is no function of C");
  else if (Internal.size() > 1)
    Wanted.Cannot =
        obstacle(Answer, Maker,
                 "several functions release a '" + Out.Type + "': '" +
                     Answer.Functions[Internal[0]].Name + "' and '" +
                     Answer.Functions[Internal[1]].Name + "'");
  else if (Internal.empty() && Out.Release.size() != 1)
    Wanted.Cannot =
        obstacle(Answer, Maker, "nothing is known that releases it");
  if (Wanted.Cannot)
    return;
  if (Internal.empty()) {
    Wanted.Release = Out.Release.front();
    return;
  }
  Wanted.Release = Answer.Functions[Internal.front()].Name;
  Wanted.Functions.insert(Wanted.Functions.begin(), Internal.front());
}

void chooseReleases(const Surface &Answer, llvm::ArrayRef<Finding> Found,
                    const FunctionIndex &Functions, std::vector<Goal> &Into) {
  std::map<std::string, Goal> ByType;
  for (size_t Index = 0; Index < Found.size(); ++Index) {
    std::optional<size_t> Maker = Functions.of(Found[Index]);
    if (Found[Index].Check != "missing-release" || !Maker)
      continue;
    const Escape *Out = handleOf(Answer.Functions[*Maker]);
    if (!Out)
      continue;
    auto [Known, IsNew] = ByType.try_emplace(Out->Type);
    Goal &Wanted = Known->second;
    Wanted.Findings.push_back(Index);
    Wanted.Functions.push_back(*Maker);
    if (!IsNew)
      continue;
    Wanted.Of = Goal::Scope::Release;
    Wanted.Maker = *Maker;
    decide(Answer, *Out, Wanted);
  }
  for (auto &[Type, Wanted] : ByType)
    Into.push_back(std::move(Wanted));
}

} // namespace membrane
