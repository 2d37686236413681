// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Releases where some blocks are freed before the object ends, so that all are
// such that a region can free them singly.
//
// Each becomes an mbr_region_free, which is right for all that comes from
// there, at any time before the region ends. Where the object itself ends right
// after in the same block of code, or has ended, its releases go, and so do
// calls of functions that do nothing but release what hangs under it: that is
// what makes the end fast. Functions that only seem to be such are taken out
// until none is left, so this ends.

#include "fixes/MacroRelease.h"
#include "fixes/OwnRegion.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;

namespace membrane {

//===-- Functions that only release ---------------------------------------===//

/// The releases in a function, and its calls of some others.
CallSet OwnRegion::releasesIn(Function Each, const FunctionSet &Others) const {
  CallSet Found;
  for (const PointerFlow::MemoryCall &One : Gone)
    if (One.In == Each)
      Found.insert(One.At);
  for (Function Other : Others)
    if (auto Calls = CallsOf.find(Other); Calls != CallsOf.end())
      for (auto [Call, In] : Calls->second)
        if (In == Each)
          Found.insert(Call);
  return Found;
}

/// Those in which nothing is left without the releases of what hangs.
FunctionSet OwnRegion::findReleasers() {
  FunctionSet Found;
  for (Function Each : Defined)
    if (Each->getReturnType()->isVoidType())
      Found.insert(Each);
  for (bool Changed = true; Changed;) {
    Changed = false;
    for (Function Each : Defined) {
      if (!Found.contains(Each))
        continue;
      CallSet Calls = releasesIn(Each, Found);
      if (!Calls.empty() && Teardown(bodyOf(Each), Calls).isIdle())
        continue;
      Found.erase(Each);
      Changed = true;
    }
  }
  return Found;
}

//===-- The end of an object ----------------------------------------------===//

/// Whether a statement can be left other than by its end. Around is a loop in
/// it, if there is one, that a jump would only end.
static bool mayLeave(const Stmt *Each, const Stmt *Around) {
  if (!Each || llvm::isa<Expr>(Each))
    return false;
  if (llvm::isa<BreakStmt, ContinueStmt>(Each))
    return !Around;
  if (llvm::isa<ReturnStmt, GotoStmt, IndirectGotoStmt>(Each))
    return true;
  if (llvm::isa<ForStmt, WhileStmt, DoStmt>(Each))
    Around = Each;
  return llvm::any_of(Each->children(), [Around](const Stmt *Part) {
    return mayLeave(Part, Around);
  });
}

/// The statement that a call is, in the block of code where it stands; null if
/// it does not always run there.
static const Stmt *statementOf(const CallExpr &Call, const ParentMap &Parents) {
  const Stmt *Each = &Call;
  while (llvm::isa_and_nonnull<CastExpr, ParenExpr>(Parents.getParent(Each)))
    Each = Parents.getParent(Each);
  return llvm::isa_and_nonnull<CompoundStmt>(Parents.getParent(Each)) ? Each
                                                                      : nullptr;
}

/// Whether one statement of a block follows the other, or follows what it is
/// in, and nothing between leaves the block.
static bool runTogether(const CompoundStmt &Block, const Stmt *One,
                        const Stmt *End) {
  auto First = llvm::find(Block.body(), One),
       Last = llvm::find(Block.body(), End);
  if (First > Last) // it is over by then
    return true;
  return std::none_of(First, Last,
                      [](const Stmt *Each) { return mayLeave(Each, nullptr); });
}

/// Whether a variable gets another value in a function than its first.
static bool isChanged(const BodyView &Body, const VarDecl *Variable) {
  return llvm::any_of(Body.usesOf(Variable), [&](const DeclRefExpr *Use) {
    const Stmt *Up = Body.Parents.getParent(Use);
    const auto *Two = llvm::dyn_cast_or_null<BinaryOperator>(Up);
    const auto *One = llvm::dyn_cast_or_null<UnaryOperator>(Up);
    return (Two && Two->isAssignmentOp() &&
            variableOf(Two->getLHS()) == Variable &&
            !isNull(Two->getRHS(), Body.Unit.Context)) ||
           (One &&
            (One->isIncrementDecrementOp() || One->getOpcode() == UO_AddrOf));
  });
}

/// Calls that surely end an object in a function, and the variable of that.
std::vector<std::pair<const CallExpr *, const VarDecl *>>
OwnRegion::endsIn(Function Each) {
  std::vector<std::pair<const CallExpr *, const VarDecl *>> Found;
  const BodyView &Body = bodyOf(Each);
  for (const PointerFlow::MemoryCall &One : Released)
    if (One.In == Each)
      if (const VarDecl *Of = variableOf(One.At->getArg(0)))
        if (Of->hasLocalStorage() && statementOf(*One.At, Body.Parents))
          Found.push_back({One.At, Of});
  return Found;
}

/// Whether all that a call releases hangs under an object that surely ends
/// with it.
bool OwnRegion::isAtTheEnd(const CallExpr &Call, Function In) {
  const BodyView &Body = bodyOf(In);
  for (auto [End, Of] : endsIn(In)) {
    const Stmt *Last = statementOf(*End, Body.Parents);
    const auto *Block = llvm::cast<CompoundStmt>(Body.Parents.getParent(Last));
    const Stmt *Below = &Call;
    while (Below && Body.Parents.getParent(Below) != Block)
      Below = Body.Parents.getParent(Below);
    if (!Below || Below == Last || !runTogether(*Block, Below, Last))
      continue;
    const VarDecl *Object = Of;
    ObjectHomes Homes(Body, Flow, this->Object, Hanging, Makers);
    bool Same = llvm::all_of(Call.arguments(), [&](const Expr *Given) {
      return !Given->getType()->isPointerType() ||
             Homes.homeOfValue(*Given) == Object;
    });
    // In a loop over objects the variable is another one each time, but not
    // between the two.
    if (Same && (!isChanged(Body, Of) || sameInBlock(Body, *Block, Of)))
      return true;
  }
  return false;
}

/// Whether a variable keeps its value in a block, up to the last statement.
bool OwnRegion::sameInBlock(const BodyView &Body, const CompoundStmt &Block,
                            const VarDecl *Variable) const {
  return llvm::none_of(Body.usesOf(Variable), [&](const DeclRefExpr *Use) {
    const auto *Two =
        llvm::dyn_cast_or_null<BinaryOperator>(Body.Parents.getParent(Use));
    if (!Two || !Two->isAssignmentOp() || variableOf(Two->getLHS()) != Variable)
      return false;
    const Stmt *Up = Two;
    while (Up && Body.Parents.getParent(Up) != &Block)
      Up = Body.Parents.getParent(Up);
    return Up && Up != Block.body_back();
  });
}

//===-- Edits -------------------------------------------------------------===//

/// Whether a release can go as it is, without what a macro does beside it.
bool OwnRegion::isStatement(const PointerFlow::MemoryCall &Each) {
  if (!Each.At->getExprLoc().isMacroID())
    return true;
  auto Macro = findMacroRelease(bodyOf(Each.In), *Each.At);
  return Macro && Macro->Null.empty();
}

/// What goes, as its object ends.
void OwnRegion::findEnding() {
  FunctionSet Releasers = findReleasers();
  for (const PointerFlow::MemoryCall &Each : Gone)
    if (Each.In && isStatement(Each) && !Releasers.contains(Each.In) &&
        isAtTheEnd(*Each.At, Each.In))
      Lost[Each.In].insert(Each.At);
  for (Function Each : Defined)
    if (Releasers.contains(Each))
      for (auto [Call, In] : CallsOf[Each])
        if (In && !Releasers.contains(In) && isAtTheEnd(*Call, In))
          Lost[In].insert(Call);
}

std::optional<Obstacle> OwnRegion::planSingly() {
  findEnding();
  findUnused();
  for (const PointerFlow::MemoryCall &Each : Gone) {
    SourceLocation Where = Each.At->getExprLoc();
    if (!Each.In)
      return Text.obstacle(Where, "memory is released in no function");
    say(FlowRole::Gone, Each.Where, Where,
        "'" + Each.In->getName() + "' releases other memory here, too");
    if (Unused.contains(Each.In) ||
        (Lost.count(Each.In) && Lost[Each.In].contains(Each.At)))
      continue;
    std::optional<Edit> Now = releaseBy(Each, "mbr_region_free");
    if (!Now)
      return Text.obstacle(Where,
                           "memory is released " + Text.macroPhrase(Where));
    if (!Each.At->getType()->isVoidType())
      return Text.obstacle(Where, "the release gives something, too");
    Result.Edits.push_back(std::move(*Now));
  }
  return std::nullopt;
}

} // namespace membrane
