// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Functions whose results are to come out of a region that the caller gives.
//
// A function takes a region if its result is flagged. Then those that it gets
// the memory from take one too, and those that pass its result on, and so on;
// sets only grow, so this ends. Whoever is not in the set and calls one that is
// has to be done with the memory before it returns.

#include "fixes/Goals.h"
#include "fixes/OutputBlocks.h"
#include "llvm/ADT/STLExtras.h"
#include <set>

namespace membrane {

namespace {

/// Grows one set of functions.
class ResultGroup {
public:
  ResultGroup(const Surface &Answer, const FunctionIndex &Functions,
              const llvm::StringMap<std::vector<size_t>> &Callers)
      : Answer(Answer), Functions(Functions), Callers(Callers) {}

  /// Adds a function and all that goes with it.
  void add(size_t Function);
  void refuse(const SurfaceFunction &Of, const llvm::Twine &Why);

  std::set<size_t> All;
  std::optional<Obstacle> Cannot;

private:
  void addSources(const SurfaceFunction &Of);
  void addCallers(size_t Function);
  void addSource(const SurfaceFunction &Of, const OutputBlocks &Blocks,
                 const Site &Place);

  const Surface &Answer;
  const FunctionIndex &Functions;
  const llvm::StringMap<std::vector<size_t>> &Callers;
};

} // namespace

void ResultGroup::refuse(const SurfaceFunction &Of, const llvm::Twine &Why) {
  if (!Cannot)
    Cannot = Obstacle{Answer.Files[Of.Where.File.Index], Of.Where.Line,
                      Of.Where.Column, ("'" + Of.Name + "' " + Why).str()};
}

/// Memory that leaves the function has to come from what has a counterpart in
/// a region, or from a function that can take one.
void ResultGroup::addSource(const SurfaceFunction &Of,
                            const OutputBlocks &Blocks, const Site &Place) {
  std::string Line =
      " (line " + std::to_string(Place.Witness.back().Where.Line) + ")";
  if (!Place.Hook.empty())
    return refuse(Of, "takes the memory through '" + Place.Hook +
                          "', which the library's user can set" + Line);
  if (!Blocks.isFollowed(Place))
    return refuse(Of, "gives the memory back, or resizes it, through another "
                      "function" +
                          Line);
  if (Blocks.resizedBy(Place) && !canGrow(Place))
    return refuse(Of,
                  "resizes memory that '" + Place.Callee + "' gives" + Line);
  if (Place.Grows)
    return;
  if (Place.Instead && !Place.Instead.NeverNull)
    return;
  std::optional<size_t> Source = Functions.meantIn(Of, Place.Callee);
  if (!Source || Answer.Functions[*Source].System)
    return refuse(Of, "takes the memory from '" + Place.Callee +
                          "', of which nothing is known that does the same in "
                          "a region" +
                          Line);
  add(*Source);
}

/// Whether memory gets out as the result, or is stored where an argument
/// points, and what was there is not given back: it is no object that grows.
static bool isOutput(const SurfaceFunction &Of, const Escape &Out) {
  if (Out.To == Exit::Return)
    return true;
  return Out.To == Exit::Argument && Out.Argument.Index >= 0 &&
         llvm::StringRef(Out.Path).starts_with("*") &&
         llvm::none_of(Of.Releases, [&](const Release &Old) {
           return Old.Argument == Out.Argument;
         });
}

void ResultGroup::addSources(const SurfaceFunction &Of) {
  for (const Escape &Out : Of.Escapes)
    if (!isOutput(Of, Out))
      return refuse(Of, "lets memory out through more than its result");
  if (!Of.Retains.empty())
    return refuse(Of, "keeps memory in a global");
  OutputBlocks Blocks(Of);
  for (const Site *Place : Blocks.All)
    addSource(Of, Blocks, *Place);
}

/// A caller that lets the memory out has to take a region itself; what it does
/// with memory that it keeps to itself is seen in its source.
void ResultGroup::addCallers(size_t Function) {
  const SurfaceFunction &Of = Answer.Functions[Function];
  auto Known = Callers.find(Of.Mangled);
  if (Known == Callers.end())
    return;
  for (size_t Caller : Known->second) {
    const SurfaceFunction &From = Answer.Functions[Caller];
    if (Functions.meantIn(From, Of.Mangled).value_or(Function) != Function)
      continue;
    for (const Site &Place : From.Sites)
      if (Place.Callee == Of.Mangled && Place.Escapes)
        add(Caller);
  }
}

static bool isBetter(const SurfaceFunction &One, const SurfaceFunction &Other) {
  return One.ClassIfAssumed == AllocationClass::Parameterized &&
         Other.ClassIfAssumed > AllocationClass::Parameterized;
}

void ResultGroup::add(size_t Function) {
  if (Cannot || !All.insert(Function).second)
    return;
  const SurfaceFunction &Of = Answer.Functions[Function];
  if (Of.Name != Of.Mangled)
    return refuse(Of, "is no function of C");
  if (Of.System || Of.Linkage == "weak")
    return refuse(Of, "can be defined elsewhere");
  if (Of.Name == "main")
    return refuse(Of, "is called by the system");
  if (Of.ClassIfAssumed == AllocationClass::Unknown || Of.Coarse)
    return refuse(Of, "is not known well enough");
  std::string Beside = nameInRegion(Of.Name);
  if (auto New = Functions.meantIn(Of, Beside);
      New && isBetter(Answer.Functions[*New], Of))
    return refuse(Of, "stays for those who call it; '" + Beside +
                          "' does the same in a region");
  addSources(Of);
  addCallers(Function);
}

/// By function, those with a site in which it is called.
static llvm::StringMap<std::vector<size_t>> findCallers(const Surface &Answer) {
  llvm::StringMap<std::vector<size_t>> Callers;
  for (size_t Index = 0; Index < Answer.Functions.size(); ++Index)
    for (const Site &Place : Answer.Functions[Index].Sites) {
      std::vector<size_t> &Known = Callers[Place.Callee];
      if (Known.empty() || Known.back() != Index)
        Known.push_back(Index);
    }
  return Callers;
}

/// Blocks that callers get from the functions and release go with them.
static void addLocalFindings(const Surface &Answer,
                             llvm::ArrayRef<Finding> Found,
                             const FunctionIndex &Functions, Goal &Wanted) {
  if (Wanted.Cannot)
    return;
  for (size_t Index = 0; Index < Found.size(); ++Index) {
    std::optional<size_t> Caller = Functions.of(Found[Index]);
    if (Found[Index].Check != "contained-heap" || !Caller)
      continue;
    const SurfaceFunction &Of = Answer.Functions[*Caller];
    std::optional<size_t> Place = siteOf(Of, Found[Index]);
    if (!Place)
      continue;
    auto Callee = Functions.meantIn(Of, Of.Sites[*Place].Callee);
    if (!Callee || !llvm::is_contained(Wanted.Functions, *Callee))
      continue;
    Wanted.Findings.push_back(Index);
    Wanted.Callers.try_emplace(Index, Of.Sites[*Place].Witness.back().Where);
  }
}

/// Whether a finding is about memory that gets out so that it can come out of a
/// region. What is hung under an object of the caller's is that one's.
static bool isAboutOutput(const SurfaceFunction &Of, const Finding &About) {
  if (About.Check == "non-opaque-return")
    return true;
  return About.Check == "non-opaque-argument" &&
         llvm::all_of(Of.Escapes,
                      [&](const Escape &Out) { return isOutput(Of, Out); });
}

void chooseResults(const Surface &Answer, llvm::ArrayRef<Finding> Found,
                   const FunctionIndex &Functions, std::vector<Goal> &Into) {
  llvm::StringMap<std::vector<size_t>> Callers = findCallers(Answer);
  std::map<size_t, std::vector<size_t>> Flagged;
  for (size_t Index = 0; Index < Found.size(); ++Index)
    if (auto Function = Functions.of(Found[Index]);
        Function && isAboutOutput(Answer.Functions[*Function], Found[Index]))
      Flagged[*Function].push_back(Index);
  std::set<size_t> Done;
  for (const auto &[Function, Findings] : Flagged) {
    if (Done.count(Function))
      continue;
    ResultGroup Group(Answer, Functions, Callers);
    if (!Answer.Failed.empty())
      Group.refuse(Answer.Functions[Function], "may be called in '" +
                                                   Answer.Failed.front().File +
                                                   "', which was left out");
    Group.add(Function);
    Goal Wanted;
    Wanted.Of = Goal::Scope::Results;
    Wanted.Cannot = Group.Cannot;
    // Groups that cannot be changed may be cut off early: only the one is told.
    Wanted.Functions =
        Group.Cannot ? std::vector<size_t>{Function}
                     : std::vector<size_t>(Group.All.begin(), Group.All.end());
    for (size_t Each : Wanted.Functions) {
      Done.insert(Each);
      if (auto About = Flagged.find(Each); About != Flagged.end())
        llvm::append_range(Wanted.Findings, About->second);
    }
    addLocalFindings(Answer, Found, Functions, Wanted);
    Into.push_back(std::move(Wanted));
  }
}

} // namespace membrane
