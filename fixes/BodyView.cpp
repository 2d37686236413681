// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One function's body, indexed in one walk.

#include "fixes/BodyView.h"
#include "clang/AST/Attr.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/AST/StmtCXX.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;

namespace membrane {

const Expr *stripped(const Expr *Value) {
  return Value ? Value->IgnoreParenCasts() : nullptr;
}

const VarDecl *variableOf(const Expr *Value) {
  const auto *Named = llvm::dyn_cast_or_null<DeclRefExpr>(stripped(Value));
  return Named ? llvm::dyn_cast<VarDecl>(Named->getDecl()) : nullptr;
}

bool isNull(const Expr *Value, const ASTContext &Context) {
  return Value && stripped(Value)->isNullPointerConstant(
                      const_cast<ASTContext &>(Context),
                      Expr::NPC_ValueDependentIsNotNull);
}

class BodyView::Collector : public RecursiveASTVisitor<BodyView::Collector> {
public:
  explicit Collector(BodyView &Into) : Into(Into) {}

  bool VisitCallExpr(CallExpr *Call) {
    Into.Calls.push_back(Call);
    if (Location Where = Into.Unit.locate(Call->getExprLoc()))
      Into.ByPlace[Where].push_back(Call);
    return true;
  }
  bool VisitDeclRefExpr(DeclRefExpr *Use) {
    Into.Uses[Use->getDecl()].push_back(Use);
    mean(Use->getDecl());
    return name(Use->getLocation());
  }
  bool VisitNamedDecl(NamedDecl *Named) {
    mean(Named);
    return name(Named->getLocation());
  }
  bool VisitMemberExpr(MemberExpr *Use) { return name(Use->getMemberLoc()); }
  bool VisitLabelStmt(LabelStmt *Label) {
    Labels[Label->getDecl()] = offset(Label->getBeginLoc());
    return name(Label->getIdentLoc());
  }
  bool VisitGotoStmt(GotoStmt *Jump) {
    Jumps.push_back({Jump->getLabel(), offset(Jump->getBeginLoc())});
    return name(Jump->getLabelLoc());
  }
  bool VisitIndirectGotoStmt(IndirectGotoStmt *) {
    return Into.JumpsAnywhere = true;
  }
  bool VisitGCCAsmStmt(GCCAsmStmt *Asm) {
    Into.JumpsAnywhere |= Asm->isAsmGoto();
    return true;
  }

  void finish() {
    for (auto [Label, End] : Jumps)
      if (unsigned Begin = Labels.lookup(Label); Begin < End)
        Into.Loops.push_back({Begin, End});
      else
        Into.Skips.push_back({End, Begin});
  }

private:
  unsigned offset(SourceLocation Where) const {
    const SourceManager &Sources = Into.Unit.Text.Sources;
    return Sources.getFileOffset(Sources.getFileLoc(Where));
  }
  void mean(const NamedDecl *Named) {
    if (Named->getIdentifier())
      Into.Meant.insert(Named->getName());
  }
  bool name(SourceLocation Where) {
    if (Where.isValid())
      Into.Named.insert(offset(Where));
    return true;
  }

  BodyView &Into;
  llvm::DenseMap<const LabelDecl *, unsigned> Labels;
  std::vector<std::pair<const LabelDecl *, unsigned>> Jumps;
};

BodyView::BodyView(const UnitView &Unit, const FunctionDecl &Function)
    : Unit(Unit), Function(Function), Parents(Function.getBody()) {
  Collector Found(*this);
  Found.TraverseDecl(const_cast<FunctionDecl *>(&Function));
  Found.finish();
}

llvm::ArrayRef<const CallExpr *> BodyView::callsAt(Location Where) const {
  auto Found = ByPlace.find(Where);
  if (Found == ByPlace.end())
    return {};
  return Found->second;
}

llvm::ArrayRef<const DeclRefExpr *>
BodyView::usesOf(const ValueDecl *Variable) const {
  auto Found = Uses.find(Variable);
  if (Found == Uses.end())
    return {};
  return Found->second;
}

const Stmt *BodyView::userOf(const Expr *Value) const {
  const Stmt *User = Parents.getParent(Value);
  while (llvm::isa_and_nonnull<ParenExpr, CastExpr, FullExpr>(User))
    User = Parents.getParent(User);
  return User;
}

bool BodyView::isRepeated(const Stmt *Inner, const Stmt *Outer) const {
  if (JumpsAnywhere)
    return true;
  for (const Stmt *Each = Inner; Each && Each != Outer;
       Each = Parents.getParent(Each))
    if (llvm::isa<ForStmt, WhileStmt, DoStmt, CXXForRangeStmt>(Each))
      return true;
  const SourceManager &Sources = Unit.Text.Sources;
  unsigned At = Sources.getFileOffset(Sources.getFileLoc(Inner->getBeginLoc()));
  unsigned From =
      Sources.getFileOffset(Sources.getFileLoc(Outer->getBeginLoc()));
  // A jump back to before the block leaves it; one inside of it does not.
  return llvm::any_of(Loops, [&](auto Loop) {
    return Loop.first > From && Loop.first <= At && At < Loop.second;
  });
}

bool BodyView::isJumpedOver(const Stmt *Each) const {
  const SourceManager &Sources = Unit.Text.Sources;
  unsigned At = Sources.getFileOffset(Sources.getFileLoc(Each->getBeginLoc()));
  return llvm::any_of(
      Skips, [&](auto Skip) { return Skip.first < At && At < Skip.second; });
}

std::optional<SourceLocation>
BodyView::hiddenUse(const ValueDecl *Variable) const {
  std::optional<TextRange> All =
      Unit.Text.rangeOf(Function.getBody()->getSourceRange());
  if (!All)
    return Function.getLocation();
  for (unsigned Offset : Unit.Text.findName(*All, Variable->getName()))
    if (!Named.contains(Offset))
      return Unit.Text.Sources.getComposedLoc(All->File, Offset);
  return std::nullopt;
}

/// Also what macros and code that this build leaves out mean by a name counts.
bool BodyView::isFree(llvm::StringRef Name, const TextRange &All) const {
  if (Meant.contains(Name) || !Unit.Text.findName(All, Name).empty())
    return false;
  IdentifierTable &Known = Unit.Context.Idents;
  auto Found = Known.find(Name);
  if (Found == Known.end())
    return true;
  IdentifierInfo *Id = Found->second;
  if (Id->hadMacroDefinition())
    return false;
  const DeclContext *Around = Function.getDeclContext();
  for (; Around; Around = Around->getParent())
    if (!Around->lookup(Id).empty())
      return false;
  return true;
}

std::string BodyView::freeName(llvm::StringRef First) const {
  std::optional<TextRange> All = Unit.Text.rangeOf(Function.getSourceRange());
  std::string Name = First.str();
  for (unsigned Number = 2; All && !isFree(Name, *All); ++Number)
    Name = First.str() + std::to_string(Number);
  return Name;
}

const CallExpr *BodyView::returnsTwice() const {
  auto Found = llvm::find_if(Calls, [](const CallExpr *Call) {
    const FunctionDecl *Callee = Call->getDirectCallee();
    return Callee && Callee->hasAttr<ReturnsTwiceAttr>();
  });
  return Found == Calls.end() ? nullptr : *Found;
}

} // namespace membrane
