// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Statements that make no sense without calls that go: assignments to local
// variables that nothing reads then, loops and choices around nothing.
//
// Liveness without an order: a variable is needed if a statement that stays
// reads it anywhere. Sets only grow, so this ends. Loops are taken to end. What
// was dead before stays.

#include "fixes/Teardown.h"
#include "fixes/MacroRelease.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/SaveAndRestore.h"

using namespace clang;

namespace membrane {

namespace {

class Liveness {
public:
  Liveness(const BodyView &Body, const CallSet &Gone)
      : Context(Body.Unit.Context), Gone(Gone) {
    const Stmt *Whole = Body.Function.getBody();
    for (size_t Before = SIZE_MAX; Before != Needed.size() + Kept.size();) {
      Before = Needed.size() + Kept.size();
      keeps(Whole);
    }
  }

  bool isKept(const Stmt *Each) const { return Kept.contains(Each); }
  bool HasEffect = false; ///< something stays but ways out

private:
  bool keeps(const Stmt *Each);
  bool keepsLeaf(const Stmt *Each);
  bool keepsOuter(const Stmt *Each);
  const VarDecl *assigned(const Expr *Value) const;
  bool isPure(const Expr *Value) const {
    return !Value || !Value->HasSideEffects(Context);
  }
  void need(const Stmt *Each);

  const ASTContext &Context;
  const CallSet &Gone;
  const Stmt *Around = nullptr; ///< the loop or switch that a jump leaves
  llvm::DenseSet<const VarDecl *> Needed;
  llvm::DenseSet<const Stmt *> Kept;
};

} // namespace

/// The local variable that is all that an expression changes; null if none is.
const VarDecl *Liveness::assigned(const Expr *Value) const {
  Value = Value->IgnoreParens();
  const Expr *Target = nullptr;
  if (const auto *Two = llvm::dyn_cast<BinaryOperator>(Value)) {
    if (Two->isAssignmentOp() && isPure(Two->getRHS()))
      Target = Two->getLHS();
  } else if (const auto *One = llvm::dyn_cast<UnaryOperator>(Value)) {
    if (One->isIncrementDecrementOp())
      Target = One->getSubExpr();
  }
  const auto *Named =
      Target ? llvm::dyn_cast<DeclRefExpr>(Target->IgnoreParens()) : nullptr;
  const auto *Variable =
      Named ? llvm::dyn_cast<VarDecl>(Named->getDecl()) : nullptr;
  return Variable && Variable->hasLocalStorage() &&
                 !Variable->getType().isVolatileQualified()
             ? Variable
             : nullptr;
}

/// What a statement that stays reads is needed.
void Liveness::need(const Stmt *Each) {
  if (!Each)
    return;
  if (const auto *Named = llvm::dyn_cast<DeclRefExpr>(Each))
    if (const auto *Variable = llvm::dyn_cast<VarDecl>(Named->getDecl()))
      Needed.insert(Variable);
  if (const auto *Declared = llvm::dyn_cast<DeclStmt>(Each))
    for (const Decl *One : Declared->decls())
      if (const auto *Variable = llvm::dyn_cast<VarDecl>(One))
        need(Variable->getInit());
  for (const Stmt *Child : Each->children())
    need(Child);
}

bool Liveness::keepsLeaf(const Stmt *Each) {
  const auto *Unused = llvm::dyn_cast<Expr>(Each);
  if (const auto *Call = llvm::dyn_cast_or_null<CallExpr>(stripped(Unused)))
    if (Gone.contains(Call))
      return false;
  if (const auto *Declared = llvm::dyn_cast<DeclStmt>(Each))
    return llvm::any_of(Declared->decls(), [&](const Decl *One) {
      const auto *Variable = llvm::dyn_cast<VarDecl>(One);
      return !Variable || Needed.contains(Variable) ||
             !Variable->hasLocalStorage() || !isPure(Variable->getInit()) ||
             Variable->getType()->isVariablyModifiedType();
    });
  if (const auto *Value = llvm::dyn_cast<Expr>(Each))
    if (const VarDecl *Target = assigned(Value))
      return Needed.contains(Target);
  return true;
}

/// A statement around others.
bool Liveness::keepsOuter(const Stmt *Each) {
  bool Any = false;
  auto Part = [&](const Stmt *Inner) { Any |= Inner && keeps(Inner); };
  const Expr *Condition = nullptr;
  if (const auto *Choice = llvm::dyn_cast<IfStmt>(Each)) {
    Condition = Choice->getCond();
    Part(Choice->getThen());
    Part(Choice->getElse());
  } else if (const auto *Loop = llvm::dyn_cast<WhileStmt>(Each)) {
    Condition = Loop->getCond();
    Part(Loop->getBody());
  } else if (const auto *Until = llvm::dyn_cast<DoStmt>(Each)) {
    Condition = Until->getCond();
    Part(Until->getBody());
  } else if (const auto *Count = llvm::dyn_cast<ForStmt>(Each)) {
    Condition = Count->getCond();
    Part(Count->getInit());
    Part(Count->getInc());
    Part(Count->getBody());
  } else if (const auto *Cases = llvm::dyn_cast<SwitchStmt>(Each)) {
    Condition = Cases->getCond();
    Part(Cases->getBody());
  } else {
    for (const Stmt *Inner : Each->children())
      Part(Inner);
  }
  // A condition may step a variable of its own.
  if (Condition && !isPure(Condition) && !assigned(Condition)) {
    HasEffect = true;
    Any = true;
  }
  if (Any)
    need(Condition);
  return Any;
}

bool Liveness::keeps(const Stmt *Each) {
  bool Keep = true;
  if (llvm::isa<WhileStmt, DoStmt, ForStmt, SwitchStmt>(Each)) {
    llvm::SaveAndRestore<const Stmt *> Inner(Around, Each);
    Keep = keepsOuter(Each);
  } else if (llvm::isa<CompoundStmt, IfStmt>(Each)) {
    Keep = keepsOuter(Each);
  } else if (const auto *Label = llvm::dyn_cast<LabelStmt>(Each)) {
    keeps(Label->getSubStmt());
  } else if (const auto *Case = llvm::dyn_cast<SwitchCase>(Each)) {
    Keep = keeps(Case->getSubStmt()) || Kept.contains(Around);
  } else if (llvm::isa<BreakStmt, ContinueStmt>(Each)) {
    Keep = Kept.contains(Around);
  } else if (llvm::isa<NullStmt>(Each)) {
    Keep = false;
  } else if (llvm::isa<ReturnStmt, GotoStmt>(Each)) {
    const auto *Exit = llvm::dyn_cast<ReturnStmt>(Each);
    HasEffect |= Exit && Exit->getRetValue();
    need(Each);
  } else {
    Keep = keepsLeaf(Each);
    HasEffect |= Keep;
    if (Keep)
      need(Each);
  }
  if (Keep)
    Kept.insert(Each);
  return Keep;
}

//===-- What goes ---------------------------------------------------------===//

/// The outermost statements that stayed before and do not now.
static void findDead(const Stmt *Each, const Liveness &Before,
                     const Liveness &After, std::vector<const Stmt *> &Into) {
  for (const Stmt *Inner : Each->children()) {
    if (!Inner || llvm::isa<DeclStmt>(Each))
      continue;
    if (Before.isKept(Inner) && !After.isKept(Inner))
      Into.push_back(Inner);
    else if (!llvm::isa<Expr>(Inner))
      findDead(Inner, Before, After, Into);
  }
}

Teardown::Teardown(const BodyView &Body, const CallSet &Gone)
    : Body(Body), Gone(Gone) {
  CallSet None;
  Liveness Before(Body, None), After(Body, Gone);
  findDead(Body.Function.getBody(), Before, After, Dead);
  Idle = !After.HasEffect && !Dead.empty();
}

bool Teardown::isGone(const Stmt *Each) const {
  for (; Each; Each = Body.Parents.getParent(Each))
    if (llvm::is_contained(Dead, Each))
      return true;
  return false;
}

std::vector<const ParmVarDecl *> Teardown::unusedParameters() const {
  std::vector<const ParmVarDecl *> Found;
  for (const ParmVarDecl *Each : Body.Function.parameters()) {
    auto Uses = Body.usesOf(Each);
    if (Each->getIdentifier() && !Uses.empty() &&
        llvm::all_of(Uses, [&](const DeclRefExpr *Use) { return isGone(Use); }))
      Found.push_back(Each);
  }
  return Found;
}

static bool isIn(const CallExpr &Call, const Stmt &Outer,
                 const ParentMap &Parents) {
  const Stmt *Each = &Call;
  while (Each && Each != &Outer)
    Each = Parents.getParent(Each);
  return Each != nullptr;
}

std::optional<Obstacle> Teardown::finish(std::vector<Edit> &Into) const {
  const SourceText &Text = Body.Unit.Text;
  for (const CallExpr *Each : Gone)
    if (!isGone(Each))
      return Text.obstacle(Each->getExprLoc(),
                           "the release is no statement of its own");
  Removal Without(Body);
  for (const Stmt *Each : Dead) {
    if (Each->getBeginLoc().isMacroID()) {
      auto Release = llvm::find_if(Gone, [&](const CallExpr *Call) {
        return isIn(*Call, *Each, Body.Parents);
      });
      auto Macro = Release != Gone.end() ? findMacroRelease(Body, **Release)
                                         : std::nullopt;
      if (!Macro)
        return Text.obstacle(Each->getBeginLoc(),
                             "the release is written " +
                                 Text.macroPhrase(Each->getBeginLoc()));
      Into.push_back(Macro->become(Text, ""));
      continue;
    }
    std::optional<TextRange> Range = Text.rangeOf(Each->getSourceRange());
    if (Range && Text.hasDirective(*Range))
      return Text.obstacle(Each->getBeginLoc(),
                           "what releases the memory has parts that builds "
                           "leave out");
    Without.add(Each);
  }
  if (auto Cannot = Without.finish(Into))
    return Cannot;
  std::optional<TextRange> Whole =
      Text.rangeOf(Body.Function.getBody()->getSourceRange());
  for (const ParmVarDecl *Each : unusedParameters()) {
    if (!Whole)
      break;
    TextRange Close{Whole->File, Whole->End - 1, Whole->End - 1};
    std::string Use = "(void)" + Each->getName().str() + ";";
    if (Text.startsLine(Close))
      Use = "  " + Use + Text.lineEnd(Close.File).str();
    else
      Use += " ";
    Into.push_back(Text.replace(Close, Use));
  }
  return std::nullopt;
}

} // namespace membrane
