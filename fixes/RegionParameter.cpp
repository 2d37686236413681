// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// region-parameter: 'char *join(const char *a)' becomes
// 'char *join(mbr_region *region, const char *a)'.
//
// Every declaration and every call of the functions in this unit is edited:
// calls in functions of the same set hand on the region that they were given,
// others open a scratch and have to be done with the memory in its scope. What
// the text has of the functions' names and the AST has not forbids it all.

#include "fixes/CopiedFunctions.h"
#include "fixes/LocalBlocks.h"
#include "fixes/Mentions.h"
#include "fixes/OutputBlocks.h"
#include "fixes/RegionArgument.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallPtrSet.h"

using namespace clang;

namespace membrane {

namespace {

/// Plans one unit's part of one goal.
class RegionParameter {
public:
  RegionParameter(const UnitView &Unit, const Mentions &Said,
                  llvm::ArrayRef<Goal> Goals, size_t Index)
      : Unit(Unit), Text(Unit.Text), Said(Said), Wanted(Goals[Index]),
        Index(Index), Of(Said.of(Index)) {}

  UnitEdits plan();

private:
  std::optional<Obstacle> declare(const FunctionDecl &Each);
  std::optional<Obstacle> define(const FunctionDecl &Each);
  std::optional<Obstacle> callInRegion(const BodyView &Body,
                                       const OutputBlocks &Blocks,
                                       const Site &Place, const CallExpr &Call);
  std::optional<Obstacle> takeFrom(const BodyView &Body,
                                   const SurfaceFunction &As,
                                   const OutputBlocks &Blocks,
                                   const Site &Place, Removal &Gone);
  std::optional<Obstacle> handOn(const CallExpr &Call, llvm::StringRef Region);
  std::optional<Obstacle> findBlocks(const BodyView &Body,
                                     llvm::ArrayRef<const CallExpr *> Calls,
                                     std::vector<LocalBlock> &Into) const;
  bool getsOut(const FunctionDecl &Caller, const CallExpr &Call) const;
  std::optional<Obstacle> mendCallers();
  std::optional<Obstacle> mendCaller(const FunctionDecl &Caller,
                                     llvm::ArrayRef<const CallExpr *> Calls);
  llvm::StringRef besideOf(const FunctionDecl *Each) const;
  bool mayCallOld(const FunctionDecl &Caller,
                  llvm::ArrayRef<const CallExpr *> Calls) const;
  void leave(llvm::ArrayRef<const CallExpr *> Calls, const Obstacle &Why);
  bool mends(size_t Finding) const;
  std::optional<Obstacle> keepOld();
  bool isMeant(const FunctionDecl *Each) const {
    return Said.meant(Each, Index) != nullptr;
  }

  const UnitView &Unit;
  const SourceText &Text;
  const Mentions &Said;
  const Goal &Wanted;
  const size_t Index; ///< of the goal
  const Mentioned &Of;
  std::vector<Edit> Edits;
  llvm::SmallPtrSet<const CallExpr *, 4> OldCalls; ///< of what stays
  std::map<size_t, Obstacle> Left;
};

} // namespace

//===-- Declarations and bodies -------------------------------------------===//

std::optional<Obstacle> RegionParameter::declare(const FunctionDecl &Each) {
  auto Taken = takeRegion(Text, Each, regionNameIn(Text, Each));
  if (auto *Cannot = std::get_if<Obstacle>(&Taken))
    return *Cannot;
  Edits.push_back(std::get<Edit>(std::move(Taken)));
  // What comes later in the unit sees the include of the first.
  if (Each.isFirstDecl())
    if (std::optional<Edit> Include = Text.addInclude(
            Text.Sources.getFileID(Text.Sources.getFileLoc(Each.getLocation())),
            "membrane/region.h"))
      Edits.push_back(std::move(*Include));
  return std::nullopt;
}

std::optional<Obstacle> RegionParameter::handOn(const CallExpr &Call,
                                                llvm::StringRef Region) {
  std::optional<Edit> Given = giveRegion(Text, Call, Region);
  if (!Given)
    return Text.obstacle(Call.getExprLoc(),
                         "the call is written " +
                             Text.macroPhrase(Call.getExprLoc()));
  Edits.push_back(std::move(*Given));
  return std::nullopt;
}

/// 'malloc(n)' becomes 'mbr_alloc(region, n)', or what can be resized.
std::optional<Obstacle>
RegionParameter::callInRegion(const BodyView &Body, const OutputBlocks &Blocks,
                              const Site &Place, const CallExpr &Call) {
  std::string Region = "(" + regionNameIn(Text, Body.Function);
  if (Place.Grows) {
    if (auto Cannot = checkResized(Body, Call, Blocks))
      return Cannot;
    return callInstead(Text, Call, Place.Grows, Place.Grows.InRegion + Region,
                       Edits);
  }
  if (const Site *Resize = Blocks.resizedBy(Place))
    return callInstead(Text, Call, Place.Instead,
                       Resize->Grows.InRegion + Region + ", NULL", Edits);
  return callInstead(Text, Call, Place.Instead, Place.Instead.InRegion + Region,
                     Edits);
}

/// Lets one block of a function come out of its region; its releases go.
std::optional<Obstacle> RegionParameter::takeFrom(const BodyView &Body,
                                                  const SurfaceFunction &As,
                                                  const OutputBlocks &Blocks,
                                                  const Site &Place,
                                                  Removal &Gone) {
  llvm::ArrayRef<const CallExpr *> Calls =
      Body.callsAt(Place.Witness.back().Where);
  std::optional<TextRange> Head =
      Calls.size() == 1 ? Text.callHead(*Calls.front()) : std::nullopt;
  if (!Head)
    return Text.obstacle(Body.Function.getLocation(),
                         "the allocation is no single call in the text (line " +
                             std::to_string(Place.Witness.back().Where.Line) +
                             ")");
  if (!isMeant(Calls.front()->getDirectCallee()))
    if (auto Cannot = callInRegion(Body, Blocks, Place, *Calls.front()))
      return Cannot;
  bool Repeated = Body.isRepeated(Calls.front(), Body.Function.getBody());
  for (Location Where : Place.Frees) {
    bool Others = llvm::any_of(As.Sites, [&](const Site &Other) {
      return !Blocks.contains(Other) && llvm::is_contained(Other.Frees, Where);
    });
    llvm::ArrayRef<const CallExpr *> Frees = Body.callsAt(Where);
    if (Frees.size() != 1 || Others ||
        llvm::any_of(As.Releases,
                     [&](const Release &Old) { return Old.Where == Where; }))
      return Text.obstacle(Calls.front()->getExprLoc(),
                           "line " + std::to_string(Where.Line) +
                               " releases this and other memory");
    if (Repeated && !returnsBehind(Body, *Frees.front()))
      return Text.obstacle(Calls.front()->getExprLoc(),
                           "blocks that a loop allocates and releases one by "
                           "one would pile up");
    Gone.add(Frees.front());
  }
  return std::nullopt;
}

/// Whether a parameter says where a pointer is to be stored.
static bool takesPlace(const FunctionDecl &Each, ArgumentRef Argument) {
  if (unsigned(Argument.Index) >= Each.getNumParams())
    return false;
  QualType Type = Each.getParamDecl(unsigned(Argument.Index))->getType();
  return Type->isPointerType() && Type->getPointeeType()->isPointerType();
}

std::optional<Obstacle> RegionParameter::define(const FunctionDecl &Each) {
  const SurfaceFunction &As = *Said.meant(&Each, Index);
  if (!Text.rangeOf({Each.getLocation(), Each.getEndLoc()}))
    return Text.obstacle(Each.getLocation(),
                         "a macro makes a part of the function");
  for (const Escape &Out : As.Escapes)
    if (Out.To == Exit::Argument && !takesPlace(Each, Out.Argument))
      return Text.obstacle(Each.getLocation(),
                           "memory is stored in an object of the caller's");
  BodyView Body(Unit, Each);
  Removal Gone(Body);
  OutputBlocks Blocks(As);
  for (const Site *Place : Blocks.All)
    if (auto Cannot = takeFrom(Body, As, Blocks, *Place, Gone))
      return Cannot;
  return Gone.finish(Edits);
}

//===-- Callers -----------------------------------------------------------===//

/// Whether two blocks that one call may give come to the same ends.
static bool becomeTheSame(const Site &One, const Site &Other) {
  auto At = [](const Step &A, const Step &B) {
    return A.Where == B.Where && A.Message == B.Message;
  };
  return One.Escapes == Other.Escapes && One.Kept == Other.Kept &&
         One.Freed == Other.Freed && One.Lost == Other.Lost &&
         One.MoreEnds == Other.MoreEnds && One.Frees == Other.Frees &&
         llvm::equal(One.Ends, Other.Ends, At);
}

/// The blocks that a function gets from calls and keeps to itself.
std::optional<Obstacle>
RegionParameter::findBlocks(const BodyView &Body,
                            llvm::ArrayRef<const CallExpr *> Calls,
                            std::vector<LocalBlock> &Into) const {
  const SurfaceFunction *As =
      Said.recordAt(Unit.locate(Body.Function.getLocation()));
  llvm::ArrayRef<Site> Known;
  if (As)
    Known = As->Sites;
  std::vector<const Site *> Places;
  for (const CallExpr *Call : Calls) {
    Location Where = Unit.locate(Call->getExprLoc());
    size_t Before = Places.size();
    for (const Site &Place : Known)
      if (Place.Witness.back().Where == Where && Place.Within.empty() &&
          (Places.size() == Before || !becomeTheSame(*Places.back(), Place)))
        Places.push_back(&Place);
    if (Places.size() != Before + 1)
      return Text.obstacle(Call->getExprLoc(),
                           "what becomes of the result is not known");
  }
  for (auto &Found : findLocalBlocks(Body, Places)) {
    if (auto *Cannot = std::get_if<Obstacle>(&Found))
      return *Cannot;
    Into.push_back(std::get<LocalBlock>(std::move(Found)));
    Into.back().Instead = nullptr;
  }
  return std::nullopt;
}

/// A caller outside of the set takes the memory out of scratches. One of the
/// set has a region: a scratch beside it would be an allocation of its own.
std::optional<Obstacle>
RegionParameter::mendCaller(const FunctionDecl &Caller,
                            llvm::ArrayRef<const CallExpr *> Calls) {
  BodyView Body(Unit, Caller);
  std::vector<LocalBlock> Blocks;
  if (auto Cannot = findBlocks(Body, Calls, Blocks))
    return Cannot;
  if (!isMeant(&Caller))
    return planScratchRegion(Body, Blocks, Edits);
  Removal Gone(Body);
  for (const LocalBlock &Each : Blocks) {
    if (Body.isRepeated(Each.Allocation, Caller.getBody()))
      return Text.obstacle(Each.Allocation->getExprLoc(),
                           "blocks that a loop allocates and releases one by "
                           "one would pile up");
    if (auto Cannot = handOn(*Each.Allocation, regionNameIn(Text, Caller)))
      return Cannot;
    for (const CallExpr *Free : Each.Frees)
      Gone.add(Free);
  }
  return Gone.finish(Edits);
}

/// Whether all that a function gets from a call leaves it, so that it has no
/// release of it but those that its record knows.
bool RegionParameter::getsOut(const FunctionDecl &Caller,
                              const CallExpr &Call) const {
  Location Where = Unit.locate(Call.getExprLoc());
  size_t Found = 0, Out = 0;
  for (const Site &Place : Said.meant(&Caller, Index)->Sites)
    if (Place.Witness.back().Where == Where && Place.Within.empty()) {
      ++Found;
      Out += Place.Escapes && !Place.Kept;
    }
  return Found > 0 && Found == Out;
}

std::optional<Obstacle> RegionParameter::mendCallers() {
  llvm::MapVector<const FunctionDecl *, llvm::SmallVector<const CallExpr *, 2>>
      Others;
  for (const Mentioned::Call &Each : Of.Calls) {
    if (!Each.In)
      return Text.obstacle(Each.At->getExprLoc(),
                           "it is called outside of a function");
    SourceLocation Where = Each.At->getExprLoc();
    if (!Text.callHead(*Each.At) && Where.isMacroID() &&
        mayCallOld(*Each.In, Each.At)) {
      leave(Each.At, Text.obstacle(Where, "the call is written " +
                                              Text.macroPhrase(Where)));
      continue;
    }
    if (!isMeant(Each.In) || !getsOut(*Each.In, *Each.At))
      Others[Each.In].push_back(Each.At);
    else if (auto Cannot = handOn(*Each.At, regionNameIn(Text, *Each.In)))
      return Cannot;
  }
  for (const auto &[Caller, Calls] : Others) {
    size_t Before = Edits.size();
    std::optional<Obstacle> Cannot = mendCaller(*Caller, Calls);
    if (!Cannot)
      continue;
    if (!mayCallOld(*Caller, Calls))
      return Cannot;
    Edits.resize(Before);
    leave(Calls, *Cannot);
  }
  return std::nullopt;
}

//===-- Functions that stay -----------------------------------------------===//

/// The new name of a function that stays; "" if it does not.
llvm::StringRef RegionParameter::besideOf(const FunctionDecl *Each) const {
  const SurfaceFunction *As = Said.meant(Each, Index);
  if (!As)
    return "";
  auto Kept = Wanted.Beside.find(size_t(As - Unit.Answer.Functions.data()));
  return Kept == Wanted.Beside.end() ? "" : llvm::StringRef(Kept->second);
}

/// Whether a caller that cannot be edited is right as it is.
bool RegionParameter::mayCallOld(const FunctionDecl &Caller,
                                 llvm::ArrayRef<const CallExpr *> Calls) const {
  return !isMeant(&Caller) && llvm::all_of(Calls, [&](const CallExpr *Each) {
    return !besideOf(Each->getDirectCallee()).empty();
  });
}

/// Lets calls name the functions that stay.
void RegionParameter::leave(llvm::ArrayRef<const CallExpr *> Calls,
                            const Obstacle &Why) {
  OldCalls.insert(Calls.begin(), Calls.end());
  for (const CallExpr *Each : Calls)
    for (auto [Finding, Where] : Wanted.Callers)
      if (Where == Unit.locate(Each->getExprLoc()))
        Left.try_emplace(Finding, Why);
}

/// Whether a finding is gone: about a block of a caller, if that calls the new
/// function in this unit.
bool RegionParameter::mends(size_t Finding) const {
  auto Caller = Wanted.Callers.find(Finding);
  if (Wanted.Beside.empty() || Caller == Wanted.Callers.end())
    return true;
  return llvm::any_of(Of.Calls, [&](const Mentioned::Call &Each) {
    return Unit.locate(Each.At->getExprLoc()) == Caller->second &&
           !OldCalls.contains(Each.At);
  });
}

/// Has what is edited in functions that stay edited in copies of them, and the
/// copies called.
std::optional<Obstacle> RegionParameter::keepOld() {
  CopiedFunctions Copies(Unit, Edits);
  for (const auto &[Old, New] : Wanted.Beside)
    if (auto Cannot = Copies.findName(New))
      return Cannot;
  for (const Mentioned::Call &Each : Of.Calls) {
    if (OldCalls.contains(Each.At))
      continue;
    llvm::StringRef New = besideOf(Each.At->getDirectCallee());
    SourceLocation Name =
        Each.At->getCallee()->IgnoreParenImpCasts()->getExprLoc();
    if (!New.empty())
      Edits.push_back(Text.replace(*Text.rangeOf({Name, Name}), New));
    else if (!besideOf(Each.In).empty())
      return Text.obstacle(Name, "the function stays, and what it calls here "
                                 "would not");
  }
  for (const FunctionDecl *Each : Of.Declarations)
    if (llvm::StringRef New = besideOf(Each); !New.empty())
      if (auto Cannot = Copies.add(*Each, New))
        return Cannot;
  return std::nullopt;
}

UnitEdits RegionParameter::plan() {
  UnitEdits Result;
  Result.Goal = Index;
  std::optional<Obstacle> Cannot = Of.Elsewhere;
  if (Of.Taken)
    Cannot = Text.obstacle(*Of.Taken, "a pointer to the function is taken, and "
                                      "its type would change");
  for (const FunctionDecl *Each : Of.Declarations) {
    if (!Cannot)
      Cannot = declare(*Each);
    if (!Cannot && Each->doesThisDeclarationHaveABody())
      Cannot = define(*Each);
  }
  if (!Cannot)
    Cannot = mendCallers();
  if (!Cannot && !Wanted.Beside.empty())
    Cannot = keepOld();
  for (size_t Finding : Wanted.Findings)
    if (Cannot)
      Result.Withheld.try_emplace(Finding, *Cannot);
    else if (!Edits.empty() && mends(Finding))
      Result.Mended.try_emplace(Finding, FixKind::RegionParameter);
  if (!Cannot) {
    Result.Edits = std::move(Edits);
    Result.Left = std::move(Left);
  }
  return Result;
}

std::vector<UnitEdits> planRegionParameters(const UnitView &Unit,
                                            llvm::ArrayRef<Goal> Goals) {
  Mentions Said(Unit, Goals);
  PublicReleases Releases(Unit);
  std::vector<UnitEdits> Parts;
  for (size_t Index = 0; Index < Goals.size(); ++Index) {
    const Goal &Wanted = Goals[Index];
    if (Wanted.Of != Goal::Scope::Results || Wanted.Cannot)
      continue;
    std::optional<Obstacle> Cannot = Releases.find(Wanted);
    if (Cannot) {
      Parts.push_back(withhold(Wanted, *Cannot));
      Parts.back().Goal = Index;
    } else if (!Said.of(Index).isEmpty()) {
      Parts.push_back(RegionParameter(Unit, Said, Goals, Index).plan());
    }
  }
  return Parts;
}

} // namespace membrane
