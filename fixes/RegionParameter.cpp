// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// region-parameter: 'char *join(const char *a)' becomes
// 'char *join(mbr_region *region, const char *a)'.
//
// Every declaration and every call of the functions in this unit is edited:
// calls in functions of the same set hand on the region that they were given,
// others open a scratch and have to be done with the memory in its scope. What
// the text has of the functions' names and the AST has not, a macro or code
// that this build leaves out, forbids it all.

#include "fixes/LocalBlocks.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/SaveAndRestore.h"
#include <set>

using namespace clang;

namespace membrane {

namespace {

/// The functions of a goal, and where a unit speaks of them.
class Mentions : public RecursiveASTVisitor<Mentions> {
public:
  struct Call {
    const CallExpr *At;
    const FunctionDecl *In; ///< null outside of functions
  };

  Mentions(const UnitView &Unit, const Goal &Wanted);

  bool isMeant(const FunctionDecl *Function) const;
  const SurfaceFunction *meant(const FunctionDecl *Function) const;

  bool TraverseFunctionDecl(FunctionDecl *Function) {
    llvm::SaveAndRestore<const FunctionDecl *> Inner(Current, Function);
    return RecursiveASTVisitor::TraverseFunctionDecl(Function);
  }
  bool VisitFunctionDecl(FunctionDecl *Function);
  bool VisitCallExpr(CallExpr *Call);
  bool VisitDeclRefExpr(DeclRefExpr *Use);

  std::vector<const FunctionDecl *> Declarations;
  std::vector<Call> Calls;
  std::optional<SourceLocation> Taken; ///< a use that is no call
  /// Where the names stand, by file and offset.
  std::set<std::pair<std::string, unsigned>> Named;
  llvm::StringSet<> Names;

private:
  void note(SourceLocation Where);

  const UnitView &Unit;
  std::map<Location, const SurfaceFunction *> ByPlace;
  llvm::StringMap<const SurfaceFunction *> External;
  const FunctionDecl *Current = nullptr;
  llvm::SmallPtrSet<const Expr *, 16> Callees;
};

/// Plans one unit's part of one goal.
class RegionParameter {
public:
  RegionParameter(const UnitView &Unit, const Goal &Wanted)
      : Unit(Unit), Text(Unit.Text), Wanted(Wanted), Of(Unit, Wanted) {}

  UnitEdits plan();

private:
  std::optional<Obstacle> check() const;
  std::optional<Obstacle> declare(const FunctionDecl &Each);
  std::optional<Obstacle> define(const FunctionDecl &Each);
  std::optional<Obstacle> takeFrom(const BodyView &Body,
                                   const SurfaceFunction &As, const Site &Place,
                                   Removal &Gone);
  std::optional<Obstacle> handOn(const CallExpr &Call, llvm::StringRef Region);
  std::optional<Obstacle> mendCallers();
  std::optional<Obstacle> mendCaller(const FunctionDecl &Caller,
                                     llvm::ArrayRef<const CallExpr *> Calls);
  std::string nameIn(const FunctionDecl &Each) const;
  const SurfaceFunction *recordOf(const FunctionDecl &Each) const;

  const UnitView &Unit;
  const SourceText &Text;
  const Goal &Wanted;
  Mentions Of;
  std::vector<Edit> Edits;
};

} // namespace

//===-- Where the unit speaks of them -------------------------------------===//

Mentions::Mentions(const UnitView &Unit, const Goal &Wanted) : Unit(Unit) {
  for (size_t Index : Wanted.Functions) {
    const SurfaceFunction &Each = Unit.Answer.Functions[Index];
    ByPlace[Each.Where] = &Each;
    Names.insert(Each.Name);
    if (Each.Linkage != "internal")
      External[Each.Name] = &Each;
  }
  TraverseDecl(Unit.Context.getTranslationUnitDecl());
}

const SurfaceFunction *Mentions::meant(const FunctionDecl *Function) const {
  if (!Function || !Function->getIdentifier() ||
      !Names.contains(Function->getName()))
    return nullptr;
  if (const FunctionDecl *Definition = Function->getDefinition()) {
    auto Found = ByPlace.find(Unit.locate(Definition->getLocation()));
    return Found == ByPlace.end() ? nullptr : Found->second;
  }
  return Function->isExternallyVisible() ? External.lookup(Function->getName())
                                         : nullptr;
}

bool Mentions::isMeant(const FunctionDecl *Function) const {
  return meant(Function) != nullptr;
}

void Mentions::note(SourceLocation Where) {
  SourceLocation Place = Unit.Text.Sources.getFileLoc(Where);
  auto [File, Offset] = Unit.Text.Sources.getDecomposedLoc(Place);
  Named.insert({Unit.Text.pathOf(File), Offset});
}

bool Mentions::VisitFunctionDecl(FunctionDecl *Function) {
  if (isMeant(Function)) {
    Declarations.push_back(Function);
    note(Function->getLocation());
  }
  return true;
}

bool Mentions::VisitCallExpr(CallExpr *Call) {
  if (isMeant(Call->getDirectCallee())) {
    Calls.push_back({Call, Current});
    Callees.insert(Call->getCallee()->IgnoreParenImpCasts());
  }
  return true;
}

bool Mentions::VisitDeclRefExpr(DeclRefExpr *Use) {
  if (!isMeant(llvm::dyn_cast<FunctionDecl>(Use->getDecl())))
    return true;
  note(Use->getLocation());
  if (!Callees.contains(Use))
    Taken = Use->getLocation();
  return true;
}

//===-- What forbids it ---------------------------------------------------===//

std::optional<Obstacle> RegionParameter::check() const {
  if (Of.Taken)
    return Text.obstacle(*Of.Taken, "a pointer to the function is taken, and "
                                    "its type would change");
  const SourceManager &Sources = Text.Sources;
  for (unsigned I = 0; I < Sources.local_sloc_entry_size(); ++I) {
    const SrcMgr::SLocEntry &Entry = Sources.getLocalSLocEntry(I);
    if (!Entry.isFile() ||
        SrcMgr::isSystem(Entry.getFile().getFileCharacteristic()))
      continue;
    FileID File = Sources.getFileID(
        SourceLocation::getFromRawEncoding(Entry.getOffset()));
    std::string Path = Text.pathOf(File);
    if (Path.empty())
      continue;
    TextRange All{File, 0, unsigned(Text.text(File).size())};
    for (const auto &Name : Of.Names)
      for (unsigned Offset : Text.findName(All, Name.getKey()))
        if (!Of.Named.count({Path, Offset}))
          return Text.obstacle(Sources.getComposedLoc(File, Offset),
                               "'" + Name.getKey() +
                                   "' stands in a macro, or in code that this "
                                   "build leaves out");
  }
  return std::nullopt;
}

//===-- Declarations and bodies -------------------------------------------===//

std::string RegionParameter::nameIn(const FunctionDecl &Each) const {
  std::optional<TextRange> All = Text.rangeOf(Each.getSourceRange());
  std::string Name = "region";
  for (unsigned Number = 2; All && !Text.findName(*All, Name).empty(); ++Number)
    Name = "region" + std::to_string(Number);
  return Name;
}

std::optional<Obstacle> RegionParameter::declare(const FunctionDecl &Each) {
  SourceLocation Where = Each.getLocation();
  FunctionTypeLoc Type = Each.getFunctionTypeLoc();
  std::optional<TextRange> List =
      Type ? Text.rangeOf({Type.getLParenLoc(), Type.getRParenLoc()})
           : std::nullopt;
  if (!List || !Text.rangeOf({Where, Where}))
    return Text.obstacle(Where, "the declaration is written by a macro or "
                                "through a type");
  if (!Each.hasWrittenPrototype() && Each.getNumParams() > 0)
    return Text.obstacle(Where, "the parameters are declared in the old style");
  std::string Parameter = "mbr_region *" + nameIn(Each);
  if (Each.getNumParams() == 0)
    Edits.push_back(
        Text.replace({List->File, List->Begin + 1, List->End - 1}, Parameter));
  else
    Edits.push_back(Text.replace({List->File, List->Begin + 1, List->Begin + 1},
                                 Parameter + ", "));
  // What comes later in the unit sees the include of the first.
  if (Each.isFirstDecl())
    if (std::optional<Edit> Include =
            Text.addInclude(List->File, "membrane/region.h"))
      Edits.push_back(std::move(*Include));
  return std::nullopt;
}

std::optional<Obstacle> RegionParameter::handOn(const CallExpr &Call,
                                                llvm::StringRef Region) {
  std::optional<TextRange> Head = Text.callHead(Call);
  if (!Head)
    return Text.obstacle(Call.getExprLoc(),
                         "the call is written " +
                             Text.macroPhrase(Call.getExprLoc()));
  std::string New = Region.str() + (Call.getNumArgs() ? ", " : "");
  Edits.push_back(Text.replace({Head->File, Head->End, Head->End}, New));
  return std::nullopt;
}

/// Lets one block of a function come out of its region; its releases go.
std::optional<Obstacle> RegionParameter::takeFrom(const BodyView &Body,
                                                  const SurfaceFunction &As,
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
  if (!Of.isMeant(Calls.front()->getDirectCallee()))
    if (auto Cannot = callInstead(
            Text, *Calls.front(), Place.Instead,
            Place.Instead.InRegion + "(" + nameIn(Body.Function), Edits))
      return Cannot;
  if (!Place.Frees.empty() &&
      Body.isRepeated(Calls.front(), Body.Function.getBody()))
    return Text.obstacle(Calls.front()->getExprLoc(),
                         "blocks that a loop allocates and releases one by one "
                         "would pile up");
  for (Location Where : Place.Frees) {
    bool Others = llvm::any_of(As.Sites, [&](const Site &Other) {
      return !Other.Escapes && llvm::is_contained(Other.Frees, Where);
    });
    llvm::ArrayRef<const CallExpr *> Frees = Body.callsAt(Where);
    if (Frees.size() != 1 || Others ||
        llvm::any_of(As.Releases,
                     [&](const Release &Old) { return Old.Where == Where; }))
      return Text.obstacle(Calls.front()->getExprLoc(),
                           "line " + std::to_string(Where.Line) +
                               " releases this and other memory");
    Gone.add(Frees.front());
  }
  return std::nullopt;
}

std::optional<Obstacle> RegionParameter::define(const FunctionDecl &Each) {
  const SurfaceFunction &As = *Of.meant(&Each);
  if (!Text.rangeOf(Each.getSourceRange()))
    return Text.obstacle(Each.getLocation(),
                         "a macro makes a part of the function");
  BodyView Body(Unit, Each);
  Removal Gone(Body);
  for (const Site &Place : As.Sites)
    if (Place.Escapes && !Place.Kept)
      if (auto Cannot = takeFrom(Body, As, Place, Gone))
        return Cannot;
  return Gone.finish(Edits);
}

//===-- Callers -----------------------------------------------------------===//

const SurfaceFunction *
RegionParameter::recordOf(const FunctionDecl &Each) const {
  Location Where = Unit.locate(Each.getLocation());
  auto Found =
      llvm::find_if(Unit.Answer.Functions, [&](const SurfaceFunction &Other) {
        return Other.Where == Where;
      });
  return Found == Unit.Answer.Functions.end() ? nullptr : &*Found;
}

/// A caller outside of the set keeps the memory to itself.
std::optional<Obstacle>
RegionParameter::mendCaller(const FunctionDecl &Caller,
                            llvm::ArrayRef<const CallExpr *> Calls) {
  const SurfaceFunction *As = recordOf(Caller);
  llvm::ArrayRef<Site> Known;
  if (As)
    Known = As->Sites;
  std::vector<const Site *> Places;
  for (const CallExpr *Call : Calls) {
    Location Where = Unit.locate(Call->getExprLoc());
    size_t Before = Places.size();
    for (const Site &Place : Known)
      if (Place.Witness.back().Where == Where)
        Places.push_back(&Place);
    if (Places.size() != Before + 1)
      return Text.obstacle(Call->getExprLoc(),
                           "what becomes of the result is not known");
  }
  BodyView Body(Unit, Caller);
  std::vector<LocalBlock> Blocks;
  for (auto &Found : findLocalBlocks(Body, Places)) {
    if (auto *Cannot = std::get_if<Obstacle>(&Found))
      return *Cannot;
    Blocks.push_back(std::get<LocalBlock>(std::move(Found)));
    Blocks.back().Instead = nullptr;
  }
  return planScratchRegion(Body, Blocks, Edits);
}

std::optional<Obstacle> RegionParameter::mendCallers() {
  llvm::MapVector<const FunctionDecl *, llvm::SmallVector<const CallExpr *, 2>>
      Others;
  for (const Mentions::Call &Each : Of.Calls) {
    if (!Each.In)
      return Text.obstacle(Each.At->getExprLoc(),
                           "it is called outside of a function");
    if (!Of.isMeant(Each.In))
      Others[Each.In].push_back(Each.At);
    else if (auto Cannot = handOn(*Each.At, nameIn(*Each.In)))
      return Cannot;
  }
  for (const auto &[Caller, Calls] : Others)
    if (auto Cannot = mendCaller(*Caller, Calls))
      return Cannot;
  return std::nullopt;
}

UnitEdits RegionParameter::plan() {
  UnitEdits Result;
  std::optional<Obstacle> Cannot = check();
  for (const FunctionDecl *Each : Of.Declarations) {
    if (!Cannot)
      Cannot = declare(*Each);
    if (!Cannot && Each->doesThisDeclarationHaveABody())
      Cannot = define(*Each);
  }
  if (!Cannot)
    Cannot = mendCallers();
  for (size_t Finding : Wanted.Findings)
    if (Cannot)
      Result.Withheld.try_emplace(Finding, *Cannot);
    else if (!Edits.empty())
      Result.Mended.try_emplace(Finding, FixKind::RegionParameter);
  if (!Cannot)
    Result.Edits = std::move(Edits);
  return Result;
}

UnitEdits planRegionParameter(const UnitView &Unit, const Goal &Wanted) {
  return RegionParameter(Unit, Wanted).plan();
}

} // namespace membrane
