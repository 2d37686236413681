// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Whether a block is used as what the type of its holder says.
//
// Memory of the heap has any type and any alignment, a variable only its own.
// Follows the pointer from the holder through arithmetic, members, casts and
// copies in other local variables. A function or a field that takes it with the
// type of the holder takes it as that; one that takes any pointer must be the
// system's.

#include "fixes/LocalBlocks.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;

namespace membrane {

namespace {

class PointerUses {
public:
  PointerUses(const BodyView &Body, const LocalBlock &Block)
      : Body(Body), Block(Block) {}

  /// Where the block is used as something else; none if nowhere.
  std::optional<SourceLocation> find();

private:
  const Expr *follow(const Expr *Value);
  const Expr *followCast(const Expr *Value, const CastExpr *Cast);
  const Expr *followOperator(const Expr *Value, const BinaryOperator *Up);
  const Expr *followUnary(const Expr *Value, const UnaryOperator *Up);
  void arrive(const Expr *Value, const Stmt *User);
  void copyTo(const VarDecl *Variable);

  const BodyView &Body;
  const LocalBlock &Block;
  llvm::SmallVector<const VarDecl *, 4> Work;
  llvm::SmallPtrSet<const VarDecl *, 4> Seen;
  bool Wrong = false;
};

} // namespace

static bool isBytes(QualType Type) {
  return Type->isVoidType() || Type->isCharType() || Type->isStdByteType();
}

void PointerUses::copyTo(const VarDecl *Variable) {
  Wrong |= Variable->getType()->isReferenceType();
  if (Variable->getType()->isPointerType() && Seen.insert(Variable).second)
    Work.push_back(Variable);
}

/// The next expression that holds the pointer or what it points to; null at the
/// end of the way.
const Expr *PointerUses::followCast(const Expr *Value, const CastExpr *Cast) {
  QualType To = Cast->getType(), From = Value->getType();
  switch (Cast->getCastKind()) {
  case CK_LValueToRValue:
    // A member that is read is no pointer to the block.
    return llvm::isa<DeclRefExpr>(Value->IgnoreParens()) ? Cast : nullptr;
  case CK_PointerToIntegral:
  case CK_LValueBitCast:
    Wrong = true;
    return nullptr;
  default:
    break;
  }
  if (!To->isPointerType() || !From->isPointerType())
    return To->isPointerType() ? Cast : nullptr;
  QualType Now = To->getPointeeType(), Was = From->getPointeeType();
  const ASTContext &Context = Body.Unit.Context;
  QualType Element = Block.Holder->getType()->getPointeeType();
  Wrong |= !isBytes(Now) && !Context.hasSameUnqualifiedType(Now, Was) &&
           !Context.hasSameUnqualifiedType(Now, Element);
  return Cast;
}

const Expr *PointerUses::followOperator(const Expr *Value,
                                        const BinaryOperator *Up) {
  if (Up->getOpcode() == BO_Assign && Value == Up->getRHS()) {
    const VarDecl *To = variableOf(Up->getLHS());
    if (To && To->hasLocalStorage())
      copyTo(To);
    else
      arrive(Value, Up);
    return Up;
  }
  bool Same = Up->isAdditiveOp() ||
              (Up->getOpcode() == BO_Comma && Value == Up->getRHS());
  return Same && Up->getType()->isPointerType() ? Up : nullptr;
}

const Expr *PointerUses::followUnary(const Expr *Value,
                                     const UnaryOperator *Up) {
  switch (Up->getOpcode()) {
  case UO_Deref:
    return Up;
  case UO_AddrOf: // the address of a variable is not that of the block
    return llvm::isa<DeclRefExpr>(Value->IgnoreParens()) ? nullptr : Up;
  default:
    return Up->isIncrementDecrementOp() && Up->getType()->isPointerType()
               ? Up
               : nullptr;
  }
}

/// The pointer goes where it is not followed.
void PointerUses::arrive(const Expr *Value, const Stmt *User) {
  const auto *Call = llvm::dyn_cast_or_null<CallExpr>(User);
  const Decl *Callee = Call ? Call->getCalleeDecl() : nullptr;
  const SourceManager &Sources = Body.Unit.Text.Sources;
  bool System = Callee && Sources.isInSystemHeader(Callee->getLocation());
  bool Freed = Call && llvm::is_contained(Block.Frees, Call);
  bool Compared = llvm::isa_and_nonnull<BinaryOperator>(User) &&
                  llvm::cast<BinaryOperator>(User)->isComparisonOp();
  Wrong |=
      Value->getType()->isVoidPointerType() && !System && !Freed && !Compared;
}

const Expr *PointerUses::follow(const Expr *Value) {
  const Stmt *Up = Body.Parents.getParent(Value);
  if (const auto *Paren = llvm::dyn_cast_or_null<ParenExpr>(Up))
    return Paren;
  if (const auto *Cast = llvm::dyn_cast_or_null<CastExpr>(Up))
    return followCast(Value, Cast);
  if (const auto *Operator = llvm::dyn_cast_or_null<BinaryOperator>(Up))
    if (const Expr *Next = followOperator(Value, Operator))
      return Next;
  if (const auto *Operator = llvm::dyn_cast_or_null<UnaryOperator>(Up))
    return followUnary(Value, Operator);
  if (const auto *Element = llvm::dyn_cast_or_null<ArraySubscriptExpr>(Up))
    return Element->getBase() == Value ? Element : nullptr;
  if (const auto *Member = llvm::dyn_cast_or_null<MemberExpr>(Up))
    return Member;
  if (const auto *Choice = llvm::dyn_cast_or_null<ConditionalOperator>(Up))
    return Choice->getCond() == Value ? nullptr : Choice;
  if (const auto *Declared = llvm::dyn_cast_or_null<DeclStmt>(Up)) {
    for (const Decl *Each : Declared->decls())
      if (const auto *Variable = llvm::dyn_cast<VarDecl>(Each))
        if (Variable->getInit() == Value)
          copyTo(Variable);
    return nullptr;
  }
  if (Value->isPRValue())
    arrive(Value, Up);
  return nullptr;
}

std::optional<SourceLocation> PointerUses::find() {
  copyTo(Block.Holder);
  while (!Work.empty()) {
    const VarDecl *Variable = Work.pop_back_val();
    for (const DeclRefExpr *Use : Body.usesOf(Variable)) {
      for (const Expr *Value = Use; Value && !Wrong;)
        Value = follow(Value);
      if (Wrong)
        return Use->getLocation();
    }
  }
  return std::nullopt;
}

std::optional<SourceLocation> usedOtherwise(const BodyView &Body,
                                            const LocalBlock &Block) {
  return PointerUses(Body, Block).find();
}

} // namespace membrane
