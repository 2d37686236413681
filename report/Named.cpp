// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "report/Named.h"
#include "checks/Checks.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include <map>
#include <set>

using namespace membrane;

//===-- What users call them ----------------------------------------------===//

static bool isCalled(const SurfaceFunction &Function, llvm::StringRef Name) {
  llvm::StringRef Own = Function.Name;
  return Own == Name || Function.Mangled == Name ||
         (Own.ends_with(Name) && Own.drop_back(Name.size()).ends_with("::"));
}

// Whether Path ends in Tail at a '/'.
static bool endsIn(llvm::StringRef Path, llvm::StringRef Tail) {
  return Path == Tail ||
         (Path.ends_with(Tail) && Path.drop_back(Tail.size()).ends_with("/"));
}

namespace {
/// "src/node.c:node_new", or a name alone.
struct Wanted {
  llvm::StringRef File, Name;
};
} // namespace

// The ':' that parts file and name is not one of a "::".
static Wanted parse(llvm::StringRef Text) {
  for (size_t At = Text.find(':'); At != llvm::StringRef::npos;
       At = Text.find(':', At + 1)) {
    if (Text.substr(At + 1).starts_with(":")) {
      ++At;
      continue;
    }
    return {Text.take_front(At), Text.drop_front(At + 1)};
  }
  return {"", Text};
}

// The names that are nearest to Name, best first; none that is far.
static std::vector<std::string> similarNames(const Surface &Answer,
                                             llvm::StringRef Name) {
  unsigned Far = std::max<size_t>(2, Name.size() / 3) + 1;
  std::vector<std::pair<unsigned, std::string>> Near;
  for (const SurfaceFunction &Function : Answer.Functions) {
    // A name without its scope is compared to names without theirs.
    llvm::StringRef Own = Function.Name;
    if (!Name.contains("::"))
      Own = Own.substr(
          Own.rfind("::") == llvm::StringRef::npos ? 0 : Own.rfind("::") + 2);
    unsigned Distance = Name.edit_distance_insensitive(Own, true, Far);
    if (Distance < Far)
      Near.emplace_back(Distance, Function.Name);
  }
  llvm::sort(Near);
  Near.erase(llvm::unique(Near), Near.end());
  std::vector<std::string> Names;
  for (const auto &[Distance, Similar] : llvm::ArrayRef(Near).take_front(3))
    Names.push_back(Similar);
  return Names;
}

static llvm::Error notFound(const Surface &Answer, const Wanted &Asked,
                            bool Elsewhere) {
  std::string Place =
      Asked.File.empty() ? "" : " in '" + Asked.File.str() + "'";
  std::vector<std::string> Similar = similarNames(Answer, Asked.Name);
  std::string Hint =
      Elsewhere ? "there is one in another file"
      : Similar.empty()
          ? "a scan with --format=json lists all that were "
            "analysed"
          : "did you mean '" + llvm::join(Similar, "' or '") + "'?";
  return llvm::createStringError("no function is called '" + Asked.Name + "'" +
                                 Place + "; " + Hint);
}

llvm::Expected<std::vector<const SurfaceFunction *>>
membrane::functionsCalled(const Surface &Answer, llvm::StringRef Name) {
  Wanted Asked = parse(Name);
  std::vector<const SurfaceFunction *> Found;
  bool Elsewhere = false;
  for (const SurfaceFunction &Function : Answer.Functions) {
    if (Asked.Name.empty() || !isCalled(Function, Asked.Name))
      continue;
    FileId File = Function.Where.File;
    bool Here = Asked.File.empty() ||
                (File && endsIn(Answer.Files[File.Index], Asked.File));
    if (Here)
      Found.push_back(&Function);
    Elsewhere |= !Here;
  }
  if (Found.empty())
    return notFound(Answer, Asked, Elsewhere);
  return Found;
}

//===-- How one calls another ---------------------------------------------===//

static std::vector<std::string> join(const std::vector<std::string> &Own,
                                     llvm::ArrayRef<NameList> Lists) {
  std::vector<std::string> All = Own;
  for (const NameList &List : Lists) {
    std::vector<std::string> Before = std::move(All);
    All.clear();
    std::set_union(Before.begin(), Before.end(), List->begin(), List->end(),
                   std::back_inserter(All));
  }
  return All;
}

std::vector<std::string> membrane::calleesOf(const SurfaceFunction &Function) {
  return join(Function.Callees, Function.Listed);
}

bool membrane::isAnalysed(const Surface &Answer, llvm::StringRef Callee) {
  return llvm::any_of(Answer.Functions, [&](const SurfaceFunction &Each) {
    return Each.Name == Callee;
  });
}

bool membrane::isInside(const FunctionStarts &Starts,
                        const SurfaceFunction &Function, Location Where) {
  return Where && placeIn(Starts, Function, Step{Where, ""}) == Where;
}

static bool assumes(const SurfaceFunction &Function, const Assumption &Made) {
  return llvm::any_of(Function.Assumptions, [&](const Assumption &Other) {
    return Other.Kind == Made.Kind && Other.Name == Made.Name &&
           Other.Where == Made.Where;
  });
}

std::vector<std::string> membrane::wayTo(const Surface &Answer,
                                         const SurfaceFunction &From,
                                         const Assumption &Made) {
  FunctionStarts Starts(Answer);
  if (!Made.Where || isInside(Starts, From, Made.Where))
    return {};
  // Every function on the way has taken the assumption over.
  std::multimap<llvm::StringRef, const SurfaceFunction *> ByName;
  for (const SurfaceFunction &Each : Answer.Functions)
    if (assumes(Each, Made))
      ByName.insert({Each.Name, &Each});
  std::map<const SurfaceFunction *, const SurfaceFunction *> CameFrom;
  std::vector<const SurfaceFunction *> Queue{&From};
  std::set<NameList> Walked;
  CameFrom[&From] = nullptr;
  for (size_t Next = 0; Next < Queue.size(); ++Next) {
    const SurfaceFunction *At = Queue[Next];
    if (At != &From && isInside(Starts, *At, Made.Where)) {
      std::vector<std::string> Way;
      for (; At != &From; At = CameFrom[At])
        Way.insert(Way.begin(), At->Name);
      return Way;
    }
    std::vector<NameList> New; // a list leads nowhere else a second time
    for (const NameList &List : At->Listed)
      if (Walked.insert(List).second)
        New.push_back(List);
    for (const std::string &Callee : join(At->Callees, New)) {
      auto [Begin, End] = ByName.equal_range(Callee);
      for (auto Each = Begin; Each != End; ++Each)
        if (CameFrom.try_emplace(Each->second, At).second)
          Queue.push_back(Each->second);
    }
  }
  return {};
}
