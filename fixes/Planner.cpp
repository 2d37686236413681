// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The edits of one unit, goal by goal.

#include "fixes/Planner.h"
#include "analysis/frontend/Frontend.h"
#include "fixes/PointerFlow.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Basic/FileManager.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/Path.h"

using namespace clang;

namespace membrane {

namespace {

/// All functions with a body, whatever they are in.
class DefinitionFinder : public RecursiveASTVisitor<DefinitionFinder> {
public:
  explicit DefinitionFinder(
      llvm::function_ref<void(const FunctionDecl *)> Found)
      : Found(Found) {}
  bool shouldVisitTemplateInstantiations() const { return true; }
  bool shouldTraversePostOrder() const { return false; }
  bool VisitFunctionDecl(FunctionDecl *Function) {
    if (Function->doesThisDeclarationHaveABody())
      Found(Function);
    return true;
  }
  /// No function is defined in a statement but lambdas, which are no goal.
  bool TraverseStmt(Stmt *) { return true; }

private:
  llvm::function_ref<void(const FunctionDecl *)> Found;
};

} // namespace

UnitView::UnitView(ASTContext &Context, const Surface &Answer)
    : Context(Context), Answer(Answer), Text(Context) {
  for (size_t Index = 0; Index < Answer.Files.size(); ++Index)
    Files.try_emplace(Answer.Files[Index], FileId(uint32_t(Index)));
  DefinitionFinder([&](const FunctionDecl *Function) {
    if (Location Where = locate(Function->getLocation()))
      Definitions.try_emplace(Where, Function);
  }).TraverseDecl(Context.getTranslationUnitDecl());
}

Location UnitView::locate(SourceLocation Where) const {
  const SourceManager &Sources = Text.Sources;
  PresumedLoc Place = Sources.getPresumedLoc(Sources.getExpansionLoc(Where));
  if (Place.isInvalid())
    return {};
  llvm::SmallString<256> Path(Place.getFilename());
  Sources.getFileManager().makeAbsolutePath(Path);
  llvm::sys::path::remove_dots(Path, /*remove_dot_dot=*/true);
  auto Known = Files.find(Path);
  if (Known == Files.end())
    return {};
  return {Known->second, Place.getLine(), Place.getColumn()};
}

const FunctionDecl *UnitView::definitionAt(Location Where) const {
  auto Found = Definitions.find(Where);
  return Found == Definitions.end() ? nullptr : Found->second;
}

UnitEdits withhold(const Goal &Wanted, const Obstacle &Why) {
  UnitEdits Result;
  for (size_t Finding : Wanted.Findings)
    Result.Withheld.try_emplace(Finding, Why);
  return Result;
}

static UnitEdits plan(const ParsedUnit &Parsed, const UnitView &Unit,
                      const Goal &Wanted) {
  switch (Wanted.Of) {
  case Goal::Scope::Function:
    return planLocalMemory(Unit, Wanted);
  case Goal::Scope::Results:
    return {}; // planned by planRegionParameters, for all goals in one walk
  case Goal::Scope::Release:
    return planPairedRelease(Unit, Wanted);
  case Goal::Scope::Type:
    return planOpaqueType(Parsed, Unit, Wanted);
  case Goal::Scope::Handle:
    return {}; // planned by planOwnRegion, with what it knows of the unit
  }
  llvm_unreachable("every goal has a scope");
}

std::vector<UnitEdits> planUnit(const ParsedUnit &Parsed, const Surface &Answer,
                                llvm::ArrayRef<Goal> Goals,
                                llvm::StringRef OneHeader) {
  UnitView Unit(Parsed.Context, Answer);
  Unit.Text.OneHeader = OneHeader;
  std::vector<UnitEdits> Parts = planRegionParameters(Unit, Goals);
  std::unique_ptr<PointerFlow> Flow;
  std::optional<size_t> HasFlow; // in Parts
  for (size_t Index = 0; Index < Goals.size(); ++Index) {
    const Goal &Wanted = Goals[Index];
    if (Wanted.Cannot || Wanted.Of == Goal::Scope::Results)
      continue;
    if (Wanted.Of == Goal::Scope::Handle) {
      if (!Flow)
        Flow = std::make_unique<PointerFlow>(Unit);
      if (!HasFlow)
        HasFlow = Parts.size();
      Parts.push_back(planOwnRegion(Unit, *Flow, Wanted));
      Parts.back().Goal = Index;
      continue;
    }
    UnitEdits Planned = plan(Parsed, Unit, Wanted);
    Planned.Goal = Index;
    if (!Planned.Edits.empty() || !Planned.Withheld.empty() ||
        !Planned.Report.empty())
      Parts.push_back(std::move(Planned));
  }
  if (HasFlow)
    Flow->tell(Parts[*HasFlow]);
  return Parts;
}

} // namespace membrane
